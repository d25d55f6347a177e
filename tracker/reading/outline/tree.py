"""Paragraphs -> tree of numbered headings.

Levels follow the order in which kinds of labels appear (一、 then （一） then 1.), because documents differ; a label
kind that is already open closes everything below it. Numbering may restart or run on: ordinals decide nothing here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ..blocks import Paragraph, Table
from ..owners.clause import Clause
from ..owners.finding import find_clauses, heading_clauses
from ..text.characters import fold
from ..text.numbering import Label, find_label
from ..text.sentences import spans

_CLOSING = re.compile(
    r"^(?:特此(?:报告|通知|函告|公告|通报|请示|函复)|此页无正文|专此(?:报告|函达)|以上(?:报告|意见|请示|方案)[,，]?请"
    r"|(?:(?:以上|上述)(?:报告|意见|请示|方案|建议)?[,，]?)?(?:如无不妥|妥否|当否|可否|是否妥当)[,，]?(?:请|望))"
)
_ANNEX = re.compile(r"^附\s*(?:件|表|录)\s*[:：]?\s*[\d一二三四五六七八九十]{0,3}\s*[.、:：]?")
_DATE_LINE = re.compile(
    r"^(?:(?:19|20)\d{2}|一九[〇零○一二三四五六七八九]{2}|二[〇零○Oo0][〇零○一二三四五六七八九]{2})\s*年\s*[\d一二三四五六七八九十]{1,3}\s*月\s*[\d一二三四五六七八九十]{1,3}\s*日$"
)
_FOOT = re.compile(
    r"^(?:抄送|抄报|主送|印送|(?:.{2,20}(?:办公室|办公厅|局|委))\s*20\d\d年\d+月\d+日印发|\(?此件(?:公开|主动公开|依申请公开|不予公开)|信息公开选项|联系人|[甲乙丙]方(?:代表)?[（(](?:盖章|签[字章])|(?:法定代表人|代表|负责人)[（(]?签[字章]|(?:出席|列席|参加|参会|请假|缺席|主持|记录|记录人|主持人)(?:人员|单位)?\s*[:：])"
)
_TITLE_MAX = 60


@dataclass(slots=True)
class Node:
    """A heading or numbered item with everything under it. The root has no label."""

    label: Label | None = None
    title: str = ""  # heading words; "" when the paragraph is body from its first word on
    paragraph: Paragraph | None = None
    body: list[Paragraph] = field(
        default_factory=list
    )  # body on the label's own line first, then further paragraphs
    inline_body: bool = False  # the first body paragraph stands on the label's line
    clauses: list[Clause] = field(default_factory=list)  # on the heading line itself
    own_text: str = ""  # all words of the label's line without the label
    children: list[Node] = field(default_factory=list)
    parent: Node | None = None
    rank: str = "root"
    role: str = ""
    address: str = ""
    order: int | None = None  # of its passage
    line: int = 0  # running number of its paragraph in the document
    tables: list[tuple[int, Node, Table]] = field(
        default_factory=list
    )  # on the root: number, node above, table
    tail: str = ""  # closing, signature, date …: paragraphs that belong to no heading

    @property
    def depth(self) -> int:
        return 0 if self.parent is None else self.parent.depth + 1

    @property
    def heading(self) -> str:
        """Label and title as the path shows them."""
        label = self.label.text if self.label else ""
        if self.clauses and not self.inline_body and not any(c.has_owner for c in self.clauses):
            return label + self.own_text.strip(" 。：:")  # 准备阶段（3月至5月）
        return label + (self.title or first_words(self.own_text))

    @property
    def above(self) -> Node:
        """The heading above; the root is its own."""
        return self.parent or self

    @property
    def line_of_label(self) -> Paragraph:
        """The paragraph that the label stands on; the root has none."""
        return self.paragraph or Paragraph("")

    def walk(self) -> Iterator[Node]:
        for child in self.children:
            yield child
            yield from child.walk()

    def path(self) -> list[str]:
        """Headings from the outermost one down to this node."""
        return [] if self.parent is None else [*self.parent.path(), self.heading]


def first_words(text: str, limit: int = 40) -> str:
    """The words up to the first stop, for titles of items that have none."""
    head = text[: limit + 1]
    match = re.search(r"[。；;！？\n]", head)
    head = head[: match.start()] if match else head
    if len(head) > limit:
        cut = max(head.rfind(c, 6, limit) for c in "，,、：:")
        head = head[:cut] if cut > 6 else head[:limit]
    return head.strip(" ，,、：:")


def split_title(text: str) -> tuple[str, int]:
    """(title, where the body starts). A title is a short line, or a short first sentence with words after it."""
    pieces = spans(text)
    if not pieces:
        return text.strip(), len(text)
    start, end = pieces[0]
    first = text[start:end]
    bare = first.rstrip("。.！：:")
    if len(pieces) > 1:
        follows = find_clauses(text[:end] + text[pieces[1][0] : pieces[1][1]])
        short = len(bare) <= 45 and fold(bare).count(",") <= 3 and not re.search(r"[：:；;]", bare)
        if short or (follows and len(bare) <= _TITLE_MAX):
            return bare.strip(), pieces[1][0]
        colon = _colon_title(text)
        return colon or ("", 0)
    if len(bare) <= _TITLE_MAX and not re.search(r"[；;]", bare):
        colon = _colon_title(text)
        if colon and colon[1] < len(text):
            return colon
        return bare.strip(), len(text)
    return _colon_title(text) or ("", 0)


def _colon_title(text: str) -> tuple[str, int] | None:
    match = re.match(r"\s*([^。；，,;:：]{2,24})[：:](?=\S)", text)
    return (match.group(1).strip(), match.end()) if match else None


def build(blocks: list[Paragraph | Table], *, first_leads: bool = False, after: int = 0) -> Node:
    """The tree of a document, whose paragraphs are numbered from `after` on. Paragraphs before the first label are body of the root; closing words, signature and
    date become children of the root with `tail` set and end the last section."""
    root = Node()
    stack = [root]
    annexes = 0  # number of the last annex in the list of annexes that is open
    plain = _plain_headings(blocks)
    for number, paragraph in enumerate(blocks, start=after + 1):
        if isinstance(paragraph, Table):
            root.tables.append((number, stack[-1], paragraph))
            continue
        text = paragraph.text.strip()
        label = find_label(text)
        tail = "annex" if _is_annex(text, label, annexes) else "" if label else _tail(text)
        annexes = _annexes(text, label, tail, annexes)
        if tail:
            _close(root, stack, paragraph, tail, number)
            stack = [root]
        elif label and len(text) > label.end:
            node = _labelled(paragraph, text, label, number, first_leads=first_leads)
            _place(stack, node)
        elif kind := plain.get(number - after - 1):
            node = Node(None, text, paragraph, own_text=text, rank="plain", line=number)
            node.clauses = heading_clauses(text)
            _place_plain(stack, node, kind)
        elif 0 < paragraph.level < 9 and text:
            node = Node(None, text, paragraph, own_text=text, rank=f"style{paragraph.level}", line=number)
            node.clauses = find_clauses(text, first_leads=first_leads)
            node.title = without(text, node.clauses).rstrip("。")
            _place(stack, node)
        elif text:
            stack[-1].body.append(replace(paragraph, text=text, number=number))
    return root


_PLAIN_MOST = 20  # characters of a heading without a number


def _plain_headings(blocks: list[Paragraph | Table]) -> dict[int, str]:
    """八月份 / 1.… 2.… / 九月份 / 1.…: short lines without a number before which the numbers begin anew, with the kind of
    these numbers. One such line alone may be anything."""
    found: dict[str, list[int]] = {}
    for index in range(1, len(blocks) - 1):
        here, below = blocks[index], blocks[index + 1]
        if not (isinstance(here, Paragraph) and isinstance(below, Paragraph) and here.level == 0):
            continue
        label = find_label(below.text.strip())
        if (
            label
            and label.ordinal == 1
            and label.kind in ("ar", "ar_paren", "cn_paren")
            and _heads(here.text)
        ):
            found.setdefault(label.kind, []).append(index)
    return {
        i: kind
        for kind, indexes in found.items()
        if len(indexes) > 1 and _labels_between(blocks, indexes)
        for i in indexes
    }


def _heads(text: str) -> bool:
    text = text.strip()
    return (
        2 <= len(text) <= _PLAIN_MOST
        and not re.search(r"[。；;：:，,！？“”]", text)
        and find_label(text) is None
        and not _tail(text)
        and bool(re.search(r"[\u4e00-\u9fff]", text))
    )


def _labels_between(blocks: list[Paragraph | Table], indexes: list[int]) -> bool:
    """Nothing coarser is numbered right above one of them, whose title it would be."""
    return not any(
        isinstance(above := blocks[i - 1], Paragraph) and i > 1 and above.text.rstrip()[-1:] in "、，,：:"
        for i in indexes
    )


def _place_plain(stack: list[Node], node: Node, kind: str) -> None:
    """Above the numbers that begin below it, under whatever is coarser than those."""
    at = next((i for i in range(1, len(stack)) if stack[i].rank in ("plain", kind)), len(stack))
    del stack[at:]
    node.parent = stack[-1]
    stack[-1].children.append(node)
    stack.append(node)


def _labelled(paragraph: Paragraph, text: str, label: Label, number: int, *, first_leads: bool) -> Node:
    own = text[label.end :]
    node = Node(label, paragraph=paragraph, own_text=own, rank=label.kind, line=number)
    clauses = find_clauses(own, first_leads=first_leads)
    bare = own[: clauses[0].start] if clauses and not own[clauses[-1].end :].strip(" 。.；;") else own
    title, start = split_title(bare)
    node.title = title
    body = own[start:].strip() if start < len(bare) else ""
    if body and without(body, find_clauses(body)).strip(" 。；;"):
        node.body.append(Paragraph(body, paragraph.place, 0, number))
        node.inline_body = True
    else:
        node.clauses = clauses or heading_clauses(title)
    return node


def without(text: str, clauses: list[Clause]) -> str:
    """The text without its owner clauses."""
    out, last = [], 0
    for clause in clauses:
        out.append(text[last : clause.start])
        last = clause.end
    return "".join([*out, text[last:]]).strip()


def _place(stack: list[Node], node: Node) -> None:
    """Under the right parent: pop to a node of the same rank if one is open."""
    if _is_misnumbered(stack, node):
        node.rank = stack[1].rank
    for i in range(len(stack) - 1, 0, -1):
        if stack[i].rank == node.rank:
            del stack[i:]
            break
    else:
        while len(stack) > 1 and _outranks(node.rank, stack[-1].rank):
            stack.pop()
    node.parent = stack[-1]
    stack[-1].children.append(node)
    stack.append(node)


def _is_misnumbered(stack: list[Node], node: Node) -> bool:
    """4.… 5.… 三、…（市发改委负责） 7.…: one of the items, though its number is of another kind."""
    if node.rank != "cn" or node.label is None or node.label.ordinal == 1 or len(stack) < 2:
        return False
    items = [stack[1].rank, *(child.rank for child in (*stack[0].children[:1], *stack[0].children[-2:-1]))]
    return len(items) > 2 and set(items) == {"ar"} and any(clause.has_owner for clause in node.clauses)


_OUTER = ["part", "chapter", "section"]


def _outranks(rank: str, other: str) -> bool:
    """A new kind of label outranks an open one only where usage is fixed: chapters over all, 一、 over （一）."""
    if rank.startswith("style"):
        return not other.startswith("style") or rank < other
    if rank in _OUTER:
        return other not in _OUTER or _OUTER.index(rank) < _OUTER.index(other)
    if other.startswith("style"):
        return False
    fixed = ["cn", "cn_paren", "ar_paren", "circled"]
    return rank in fixed and other in [
        *fixed[fixed.index(rank) + 1 :],
        *(("ar", "multi2") if rank == "cn" else ()),
    ]


def _tail(text: str) -> str:
    if _CLOSING.match(text):
        return "closing"
    if _DATE_LINE.match(re.sub(r"[\s()（）]", "", text)):
        return "date"
    if _ANNEX.match(text) and len(text) < 60:
        return "annex"
    return "closing" if _FOOT.match(text) and len(text) < 80 else ""


def _is_annex(text: str, label: Label | None, annexes: int) -> bool:
    """附件：1.… / 2.… on lines of their own."""
    return (
        label is not None
        and bool(annexes)
        and label.kind == "ar"
        and label.ordinal == annexes + 1
        and len(text) < 50
        and not find_clauses(text)
    )


def _annexes(text: str, label: Label | None, tail: str, before: int) -> int:
    if tail != "annex":
        return 0
    first = re.match(r"附\s*件\s*[:：]\s*1\s*[.、．]", fold(text))
    return 1 if first else label.ordinal if label else 0


def _close(root: Node, stack: list[Node], paragraph: Paragraph, tail: str, number: int) -> None:
    """Ends the open section. Short unfinished lines right before a date are the signature."""
    if tail == "date" and root.children:  # a date right under the title has no signature before it
        body = stack[-1].body
        signature: list[Paragraph] = []
        keep = 1 if stack[-1].inline_body else 0
        while len(body) > keep and len(signature) < 4 and _signs(body[-1].text):
            signature.insert(0, body.pop())
        for line in signature:
            root.children.append(
                Node(
                    own_text=line.text,
                    title=line.text,
                    paragraph=line,
                    parent=root,
                    tail="signature",
                    line=line.number,
                )
            )
    text = paragraph.text.strip()
    root.children.append(
        Node(own_text=text, title=text, paragraph=paragraph, parent=root, tail=tail, line=number)
    )


def _signs(text: str) -> bool:
    return (
        len(text) <= 40
        and not re.search(r"[。；;：:，,！？]", text)
        and bool(re.search(r"[\u4e00-\u9fff]{3}", text))
    )
