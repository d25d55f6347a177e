"""What a document proposes: plain dataclasses between the readers and the database.

Nothing here knows Django. `basis` is one of `stated` (the document says so), `inferred` (derived) and
`decided` (a person set it, as the basis columns of a template say).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

STATED, INFERRED, DECIDED = "stated", "inferred", "decided"
# Doubts that are told of an item, and known again when it is cut or joined.
NO_OWNER = "原文没有写责任单位，请指定。"
ONLY_HELP = "只写了配合单位，没有写牵头或责任单位，请指定。"
FROM_TEXT = "责任单位取自正文句子，请核对。"
LONG = "请看是否要拆"  # in the one about an item of too many characters
HELPS = "helps"  # the rule of an owner that the document calls 配合, 协办 …: it never comes to lead


@dataclass(slots=True)
class ProposedOwner:
    """One unit or group as the document names it."""

    name: str  # as written
    full_name: str = ""  # with an elided prefix or shared suffix restored (工信局 -> 市工信局), else the name
    basis: str = STATED
    source: str = "clause"  # clause, heading, cell, text, subject
    is_group: bool = False  # 各县（市、区）政府, 市直有关部门 …: stands for units that the text does not list
    members: list[str] = field(default_factory=list)  # when the text itself names them
    rules: list[str] = field(default_factory=list)  # ids of the rows of the lexicon that made it

    def __post_init__(self) -> None:
        self.full_name = self.full_name or self.name

    @property
    def only_helps(self) -> bool:
        return HELPS in self.rules

    def mark_helping(self) -> None:
        if not self.only_helps:
            self.rules.append(HELPS)


@dataclass(slots=True)
class ProposedDate:
    """One date or rule of a task, in the words of the document."""

    wording: str
    due_on: date | None = None
    # once daily weekly monthly quarterly half-yearly yearly ongoing, or "" when nothing follows
    rule: str = "once"
    month: int | None = None  # for recurring dates such as 每年3月1日前
    day: int | None = None  # 31 means the last day of the month
    label: str = ""  # 报送 公开 … when the wording says what is due
    relative: bool = False  # counted from an event that the document cannot date: ask, never guess
    relative_days: int | None = None
    in_workdays: bool = False
    explanation: str = ""  # one Chinese sentence
    basis: str = STATED
    source: str = "clause"  # clause, heading, cell, text
    rules: list[str] = field(default_factory=list)  # ids of the rows of the lexicon that made it

    @property
    def recurrence(self) -> str | None:
        return self.rule if self.rule not in ("once", "") else None


@dataclass(slots=True)
class ProposedPassage:
    """One heading, paragraph, sentence, row or note, with its address."""

    order: int
    kind: str  # heading, paragraph, sentence, row, note
    address: str  # 四/(二)/句2, 表1/行3, 二/问题1
    text: str
    label: str = ""
    level: int = 0
    parent: int | None = None  # order of the parent passage
    role: str = ""  # results problems duty arrangements list preamble addressee signature date closing other
    place: str = ""  # where in the file: 第12行, 第3页, 工作表“分工”第8行
    written: str = ""  # as the file has it, where `text` is spelled in another way for recognition


@dataclass(slots=True)
class ProposedItem:
    """One task or problem. `text` starts with the first words of the item, without label and owner clause."""

    text: str
    label: str = ""
    number: str = ""
    title: str = ""
    path: list[str] = field(default_factory=list)  # headings above, outermost first
    passage: int | None = None  # order of its passage
    address: str = ""
    place: str = ""
    kind: str = "task"  # task or problem
    lead: list[ProposedOwner] = field(default_factory=list)
    co: list[ProposedOwner] = field(default_factory=list)
    duty: str = ""  # lead, each or "" when the document does not say
    dates: list[ProposedDate] = field(default_factory=list)
    due: date | None = None
    recurrence: str | None = None
    clause: str = ""  # the words that gave owners and dates
    list_basis: str = ""  # 清单依据 as written
    notes: dict[str, str] = field(default_factory=dict)  # columns and keys that nobody asked for
    ticked: bool = True  # False: offered, and no task until somebody says so
    confidence: float = 1.0
    doubts: list[str] = field(default_factory=list)  # why the confidence is below 1, in Chinese

    @property
    def lacks_lead(self) -> bool:
        """Only supporters are named, and whoever they support is not."""
        return bool(self.co) and not self.lead and self.duty != "each" and all(o.only_helps for o in self.co)

    @property
    def undated(self) -> list[str]:
        """Why each date is none that says a day, a rhythm or a span."""
        open_ = [d for d in self.dates if d.due_on is None and not d.relative]
        return [d.explanation for d in open_ if d.rule in ("", "once")]

    def tell_due(self) -> None:
        """`due` is the last stated end, `recurrence` the first rule (动态更新，每月报送: the one with a rhythm). Text dates
        only count without clause dates; its own rhythm counts beside the date of a heading."""
        binding = [d for d in self.dates if d.source != "text"] or self.dates
        ends = [d.due_on for d in binding if d.due_on]
        self.due = max(ends) if ends else None
        told = self.dates if all(d.source == "heading" for d in binding) else binding
        rules = sorted((d.recurrence for d in told if d.recurrence), key=lambda rule: rule == "ongoing")
        self.recurrence = rules[0] if rules else None


@dataclass(slots=True)
class ProposedFate:
    """What became of one sentence, heading or row."""

    text: str
    fate: str  # task problem result context heading furniture offered
    reason: str = ""  # why it is no task, in Chinese
    passage: int | None = None
    address: str = ""
    place: str = ""
    item: int | None = None  # position of the item that holds it
    promises: bool = False  # no task that is ticked holds it, and its words ask for something


@dataclass(slots=True)
class ProposedFigure:
    """One quantified statement. `value` is exact for `=`, a bound for the other qualifiers."""

    name: str
    value: float | int
    unit: str
    qualifier: str = "="  # = exact, > 余/超, >= 不少于, < 近/不足, <= 不超过
    kind: str = "count"  # count, rate, amount, standard
    year: int | None = None
    raw: str = ""
    sentence: str = ""
    section: str = ""  # address of the passage
    passage: int | None = None
    ticked: bool = True  # False: an officer does not want it


@dataclass(slots=True)
class OutlineNode:
    level: int
    label: str
    title: str
    parent: str | None  # labels of the ancestors joined (一、(一)), None at the top
    address: str = ""
    place: str = ""
    role: str = ""
    has_body: bool = False


@dataclass(slots=True)
class Proposal:
    """All that one document proposes. No part of it has touched the database."""

    filename: str = ""
    title: str = ""
    issuer: str = ""
    addressee: str = ""
    number: str = ""
    dated_on: date | None = None
    year: int | None = None  # the year that a date without a year belongs to
    report_year: int | None = None
    kind: str = "other"  # report plan list rectification table other
    passages: list[ProposedPassage] = field(default_factory=list)
    items: list[ProposedItem] = field(default_factory=list)
    figures: list[ProposedFigure] = field(default_factory=list)
    outline: list[OutlineNode] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    fates: list[ProposedFate] = field(default_factory=list)

    @property
    def chosen(self) -> list[ProposedItem]:
        """What is imported when nobody decides anything: all that is not merely offered."""
        return [item for item in self.items if item.ticked]

    @property
    def tasks(self) -> list[ProposedItem]:
        return [item for item in self.items if item.kind == "task"]

    @property
    def problems(self) -> list[ProposedItem]:
        return [item for item in self.items if item.kind == "problem"]
