"""What a browser shows of an element: hidden parts and readings above characters are not text, struck-out text neither."""

from __future__ import annotations

import re

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
_COMMENT = re.compile(r"/\*.*?\*/", re.S)
_AT_RULE = re.compile(r"@[^{};]*(?:;|\{(?:[^{}]*\{[^{}]*\})*[^{}]*\})")
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_SELECTOR = re.compile(r"(\w+|\*)?((?:[.#][\w\u4e00-\u9fff-]+)*)$")
_MOST_CSS = 500_000  # characters


class Shown:
    """Knows which elements of one page are shown: by their own attributes and by the simple rules of its style sheets."""

    def __init__(self, root):
        self._rules = _hiding_rules("\n".join(e.text or "" for e in root.iter("style")))
        self.hidden_words = 0  # characters that were left out because somebody hides them

    def is_shown(self, element) -> bool:
        tag = element.tag
        if not isinstance(tag, str) or (tag in _NEVER and not _is_open(element)):
            return False
        if not self._is_hidden(element, tag):
            return True
        self.hidden_words += len("".join(element.itertext()).strip())
        return False

    def _is_hidden(self, element, tag: str) -> bool:
        attributes = element.attrib
        if not attributes and not self._rules:
            return False
        if "hidden" in attributes and attributes["hidden"] != "until-found":
            return True
        if "style" in attributes and _HIDING.search(attributes["style"]):
            return True
        return bool(self._rules) and self._is_ruled_out(element, tag)

    def _is_ruled_out(self, element, tag: str) -> bool:
        names = {f".{name}" for name in (element.get("class") or "").split()}
        names.add(f"#{element.get('id', '')}")
        return any(wanted in ("", tag) and marks <= names for wanted, marks in self._rules)


def _is_open(element) -> bool:
    return element.tag == "dialog" and element.get("open") is not None


def _hiding_rules(css: str) -> list[tuple[str, frozenset[str]]]:
    """Selectors that hide: a tag, classes and an id of one element. Rules for print or narrow screens say nothing here,
    and what a longer selector means is left to the page."""
    if "{" not in css or len(css) > _MOST_CSS:
        return []
    out = []
    for selectors, body in _RULE.findall(_AT_RULE.sub("", _COMMENT.sub("", css))):
        if _HIDING.search(body.strip()):
            out += [found for each in selectors.split(",") if (found := _selector(each.strip()))]
    return out


def _selector(text: str) -> tuple[str, frozenset[str]] | None:
    match = _SELECTOR.match(text)
    if not match or not match.group(2):
        return None
    return (match.group(1) or "").replace("*", "").lower(), frozenset(
        re.findall(r"[.#][^.#]+", match.group(2))
    )
