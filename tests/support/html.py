"""What a validator would say of a page: parsed as the standard of HTML says, then what a parser lets pass."""

from collections import Counter
from itertools import pairwise

import html5lib
from html5lib.constants import E

OBSOLETE = {"align", "bgcolor", "border", "cellpadding", "cellspacing", "valign", "language"}
LABELLED = ("input", "select", "textarea")
POINTING = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "headers")


def complaints(content: bytes) -> list[str]:
    """One line for each thing that is wrong; empty for a page without faults."""
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("lxml"), namespaceHTMLElements=False)
    root = parser.parse(content.decode()).getroot()
    found = [f"line {line}: {E[code] % what}" for (line, _column), code, what in parser.errors]
    return [*found, *_head(root), *_names(root), *_headings(root), *_parts(root)]


def _head(root) -> list[str]:
    found = [] if root.get("lang") else ["<html> has no lang"]
    titles = root.xpath("/html/head/title")
    if len(titles) != 1 or not (titles[0].text or "").strip():
        found.append(f"{len(titles)} titles, or an empty one")
    if not root.xpath("/html/head/meta[@charset]"):
        found.append("no charset")
    return found


def _names(root) -> list[str]:
    """Ids are single, and what points to one finds it; a question has a name."""
    ids = Counter(root.xpath("//@id"))
    found = [f"id {name} {n} times" for name, n in ids.items() if n > 1 or not name.strip() or " " in name]
    for attribute in POINTING:
        for value in root.xpath(f"//@{attribute}"):
            found += [f"{attribute} points to {name}" for name in value.split() if name not in ids]
    found += [
        f"#{name[1:]} is nowhere"
        for name in root.xpath("//a/@href[starts-with(., '#')]")
        if name[1:] not in ids
    ]
    return [*found, *_questions(root)]


def _questions(root) -> list[str]:
    found = []
    for tag in LABELLED:
        for one in root.xpath(f"//{tag}[not(@type='hidden')]"):
            label = one.get("aria-label") or one.get("aria-labelledby") or one.xpath("ancestor::label")
            if not label and not root.xpath("//label[@for=$id]", id=one.get("id", "")):
                found.append(f"<{tag} name={one.get('name')}> has no label")
    return found


def _headings(root) -> list[str]:
    levels = [int(one.tag[1]) for one in root.xpath("//h1|//h2|//h3|//h4|//h5|//h6")]
    found = [] if levels.count(1) == 1 else [f"{levels.count(1)} h1"]
    return found + [f"h{a} is followed by h{b}" for a, b in pairwise(levels) if b > a + 1]


def _parts(root) -> list[str]:
    found = [f"<img src={one.get('src')}> has no alt" for one in root.xpath("//img[not(@alt)]")]
    for one in root.iter():
        if isinstance(one.tag, str):
            found += [f"<{one.tag}> has the obsolete {name}" for name in OBSOLETE & set(one.attrib)]
    found += ["a link or button without words" for one in root.xpath("//a[@href]|//button") if not _said(one)]
    rows = [len(one.xpath("./thead/tr/th")) for one in root.xpath("//table")]
    return found + ["a table without headings" for n in rows if not n]


def _said(one) -> str:
    return one.get("aria-label") or one.get("title") or "".join(one.itertext()).strip()
