"""What a browser shows of an element: hidden parts and readings above characters are not text, struck-out text neither."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.etree import _Element as Element

# Never shown as text, or not the page's own words.
_NEVER = {
    "script", "style", "noscript", "head", "template", "iframe", "svg", "select", "button", "object", "input", "textarea", "audio",
    "video", "canvas", "datalist", "map", "rt", "rp", "rtc", "del", "s", "strike", "dialog",
}  # fmt: skip
_HIDING = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0(?:\.0+)?\s*(?:!|;|$)|"
    r"font-size\s*:\s*0(?:px|pt|em|rem|%)?\s*(?:!|;|$)|(?:left|top|text-indent)\s*:\s*-\d{4,}|text-decoration[\w-]*\s*:[^;]*line-through)",
    re.I,
)
_SELECTOR = re.compile(r"(\w+|\*)?((?:[.#][\w\u4e00-\u9fff-]+)*)$")
_MOST_CSS = 500_000  # characters


class Shown:
    """Knows which elements of one page are shown: by their own attributes and by the simple rules of its style sheets."""

    def __init__(self, root: Element):
        self._rules = _hiding_rules("\n".join(e.text or "" for e in root.iter("style")))
        self.hidden_words = 0  # characters that were left out because somebody hides them

    def is_shown(self, element: Element) -> bool:
        tag = element.tag
        if not isinstance(tag, str) or (tag in _NEVER and not _is_open(element)):
            return False
        if not self._is_hidden(element, tag):
            return True
        self.hidden_words += len("".join(element.itertext()).strip())
        return False

    def _is_hidden(self, element: Element, tag: str) -> bool:
        attributes = element.attrib
        if not attributes and not self._rules:
            return False
        if "hidden" in attributes and attributes["hidden"] != "until-found":
            return True
        if "style" in attributes and _HIDING.search(attributes["style"]):
            return True
        return bool(self._rules) and self._is_ruled_out(element, tag)

    def _is_ruled_out(self, element: Element, tag: str) -> bool:
        names = {f".{name}" for name in (element.get("class") or "").split()}
        names.add(f"#{element.get('id', '')}")
        found = (rule for name in names for rule in self._rules.get(name, ()))
        return any(wanted in ("", tag) and marks <= names for wanted, marks in found)


def _is_open(element: Element) -> bool:
    return element.tag == "dialog" and element.get("open") is not None


def _hiding_rules(css: str) -> dict[str, list[tuple[str, frozenset[str]]]]:
    """Selectors that hide, by one of their marks: a tag, classes and an id of one element. What a longer selector means
    is left to the page."""
    out: dict[str, list[tuple[str, frozenset[str]]]] = {}
    if "{" not in css or len(css) > _MOST_CSS:
        return out
    for selectors, body in _rules(_without_comments(css)):
        if not _HIDING.search(body.strip()):
            continue
        for each in selectors.split(","):
            if found := _selector(each.strip()):
                out.setdefault(min(found[1]), []).append(found)
    return out


def _without_comments(css: str) -> str:
    out, at = [], 0
    while (start := css.find("/*", at)) >= 0:
        out.append(css[at:start])
        end = css.find("*/", start + 2)
        if end < 0:
            return "".join(out)
        at = end + 2
    return "".join([*out, css[at:]])


def _rules(css: str) -> Iterator[tuple[str, str]]:
    """(selectors, declarations) of the rules for every medium: those for print or narrow screens say nothing here."""
    depth = start = body = 0
    for brace in re.finditer("[{}]", css):
        if brace.group() == "{":
            depth += 1
            body = brace.end() if depth == 1 else body
        elif depth:
            depth -= 1
            if depth:
                continue
            prelude = css[start : body - 1].rsplit(";", 1)[-1].strip()
            if not prelude.startswith("@"):
                yield prelude, css[body : brace.start()]
            start = brace.end()


def _selector(text: str) -> tuple[str, frozenset[str]] | None:
    match = _SELECTOR.match(text)
    if not match or not match.group(2):
        return None
    return (match.group(1) or "").replace("*", "").lower(), frozenset(
        re.findall(r"[.#][^.#]+", match.group(2))
    )
