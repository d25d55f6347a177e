"""What an officer does to a proposal before it is applied. Pure: an Edition in memory, no rows.

What a person sets has the basis `decided`; an owner or date that was there before keeps its own.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable
from copy import deepcopy
from dataclasses import dataclass, field

from tracker.domain.refusal import Refused
from tracker.reading.dates.notes import read_dates, write_date
from tracker.reading.outline.tree import first_words
from tracker.reading.proposed import DECIDED, Proposal, ProposedItem, ProposedOwner
from tracker.reading.tables.template import read_owners
from tracker.reading.text import sentences
from tracker.reading.text.characters import squeeze
from tracker.reading.text.sentences import pieces
from tracker.rules.workdays import EARLIEST, LATEST, is_within_reach

from . import anew
from .anew import TITLE

KINDS = ("task", "problem")
NAME_MOST = 200  # characters of the name of an indicator
MADE = "made"  # in `Entry.by_hand`: a person made a task of a sentence


class Entry:
    """One proposed item under its own number, which never changes while the proposal is edited.

    An item that comes from JSON is unpacked when somebody asks for it: changing one of 10,000 touches one."""

    __slots__ = ("_item", "_unpack", "by_hand", "id", "is_dropped", "is_edited", "packed")

    _unpack: Callable[[dict], ProposedItem]

    def __init__(self, id: int, item: ProposedItem | None = None) -> None:
        self.id, self._item = id, item
        self.is_dropped = self.is_edited = False
        self.by_hand: set[str] = (
            set()
        )  # what a person set: text owners dates duty kind choice doubts, or MADE
        self.packed: dict | None = None  # the item as JSON, as long as nobody asked for it

    @classmethod
    def of_packed(cls, id: int, packed: dict, unpack: Callable[[dict], ProposedItem]) -> Entry:
        entry = cls(id)
        entry.packed, entry._unpack = packed, unpack
        return entry

    @property
    def item(self) -> ProposedItem:
        if self._item is None:
            self._item, self.packed = self._unpack(self.packed or {}), None
        return self._item

    @item.setter
    def item(self, item: ProposedItem) -> None:
        self._item, self.packed = item, None

    @property
    def is_offered(self) -> bool:
        """The reader was not sure that it is a task, and nobody has decided."""
        return self.is_dropped and not self.item.ticked

    @property
    def needs_attention(self) -> bool:
        """Without owner, or with a doubt that nobody has settled and that is more than a quiet mark."""
        return not self.is_dropped and (bool(self.doubts) or not (self.item.lead or self.item.co))

    @property
    def doubts(self) -> list[str]:
        """Those that ask for somebody; that an owner stands plainly in the running text does not."""
        return anew.loud(self.item)


@dataclass(slots=True)
class Edition:
    """A proposal as an officer has it now. `head` holds everything but the items and passages."""

    head: Proposal
    entries: list[Entry] = field(default_factory=list)
    next_id: int = 1
    mapping: dict[str, str] = field(default_factory=dict)  # owner as written -> "unit:5" or "group:3"
    target: dict[str, dict] = field(
        default_factory=dict
    )  # kind of item -> {"list": 3}, a new list's fields, or {"with": kind}: the same list
    merged: dict[int, int] = field(
        default_factory=dict
    )  # an entry that is gone -> the one that took its words
    originals: int = 0  # how many entries the first proposal had: their ids are 1 to this
    first: dict[int, Entry] = field(default_factory=dict)  # those that have changed, as they were first
    as_written: list[str] = field(default_factory=list)  # names without a unit that are to stay so

    @classmethod
    def of(cls, proposal: Proposal) -> Edition:
        entries = [Entry(number, item) for number, item in enumerate(proposal.items, start=1)]
        for entry in entries:
            entry.is_dropped = not entry.item.ticked  # offered only
        return cls(proposal, entries, len(entries) + 1, originals=len(entries))

    @property
    def items(self) -> list[ProposedItem]:
        """What applying would write, in the order of the document."""
        return [e.item for e in self.entries if not e.is_dropped]

    def items_of(self, kind: str) -> list[ProposedItem]:
        """Tasks and problems usually go to lists of their own."""
        return [item for item in self.items if item.kind == kind]

    def kinds_with(self, kind: str) -> list[str]:
        """The kind, and those that go to the same list with it."""
        return [kind, *(each for each, chosen in self.target.items() if chosen.get("with") == kind)]

    def items_for(self, kind: str) -> list[ProposedItem]:
        """What goes to the list of this kind, in the order of the document."""
        kinds = self.kinds_with(kind)
        return [item for item in self.items if item.kind in kinds]

    def entry(self, number: int) -> Entry:
        for entry in self.entries:
            if entry.id == number:
                return entry
        raise Refused("这一条已不在提议里，可能刚被合并，请刷新页面。")

    @property
    def is_touched(self) -> bool:
        """Somebody has changed something."""
        rows = (self.mapping, self.target, self.merged, self.first, self.as_written)
        return any(rows) or any(e.is_edited or e.by_hand for e in self.entries)

    def remember(self, entry: Entry) -> None:
        """Before the words of an entry are cut or joined: what it was first."""
        if entry.id <= self.originals and entry.id not in self.first:
            self.first[entry.id] = before = Entry(entry.id, deepcopy(entry.item))
            before.is_dropped = entry.is_dropped

    def chosen(self, numbers: Iterable[int]) -> list[Entry]:
        wanted = set(numbers)
        entries = [e for e in self.entries if e.id in wanted]
        if not entries:
            raise Refused("请先勾选要修改的条目。")
        return entries


# --- Many at once ----------------------------------------------------------------------------------
def set_owners(entries: Iterable[Entry], *, lead: str | None = None, co: str | None = None) -> None:
    """Name the owners, separated by ；; None leaves that role as it is. Who leads does not also support."""
    for entry in entries:
        item = entry.item
        known = {o.name: o for o in (*item.lead, *item.co)}
        if lead is not None:
            item.lead = _owners(lead, "lead", known)
        if co is not None:
            item.co = _owners(co, "co", known)
        item.co = [o for o in item.co if not any(_is_same(o.name, leader.name) for leader in item.lead)]
        entry.by_hand.add("owners")
        _settled(entry, "责任单位", "责任分工")


def _is_same(one: str, other: str) -> bool:
    """商务局 is 市商务局: who is named as the leader was in the document by the shorter name."""
    short, long = sorted((one, other), key=len)
    return one == other or (long[1:] == short and long[0] in "省市县区")


def _owners(text: str, role: str, known: dict[str, ProposedOwner]) -> list[ProposedOwner]:
    made = []
    for owner in read_owners(text, role):
        owner.basis, owner.source = DECIDED, "officer"
        before = known.get(owner.name)
        made.append(before if before and (role == "lead" or before.only_helps == owner.only_helps) else owner)
    return made


def set_dates(entries: Iterable[Entry], notes: str, *, year: int | None) -> None:
    """Dates in the notation of `datenotes`. Raises Refused when a note is no date."""
    try:
        fresh = read_dates(notes, year=year)
    except ValueError as error:
        raise Refused(str(error)) from error
    if any(d.due_on and not is_within_reach(d.due_on) for d in fresh):
        raise Refused(f"时限应在{EARLIEST.year}年到{LATEST.year}年之间。")
    for entry in entries:
        item = entry.item
        kept = {write_date(d): d for d in item.dates}
        old = [d.explanation for d in item.dates]
        item.dates = [kept.get(write_date(d)) or deepcopy(d) for d in fresh]
        item.tell_due()
        item.doubts = [doubt for doubt in item.doubts if doubt not in old]
        entry.by_hand.add("dates")
        _settled(entry, "时限")


def set_duty(entries: Iterable[Entry], duty: str) -> None:
    for entry in entries:
        entry.item.duty, entry.is_edited = duty, True
        entry.by_hand.add("duty")


def set_kind(entries: Iterable[Entry], kind: str) -> None:
    """A task, or a problem to be put right: the officer's word goes before the reader's."""
    if kind not in KINDS:
        raise Refused("种类只能是任务或问题。")
    for entry in entries:
        entry.item.kind, entry.is_edited = kind, True
        entry.by_hand.add("kind")


def drop(entries: Iterable[Entry]) -> None:
    for entry in entries:
        entry.is_dropped = entry.item.ticked = True
        entry.by_hand.add("choice")


def restore(entries: Iterable[Entry]) -> None:
    for entry in entries:
        entry.is_dropped, entry.item.ticked = False, True
        entry.by_hand.add("choice")
        entry.item.doubts = [doubt for doubt in entry.item.doubts if "没有勾选" not in doubt]


def accept_doubts(entries: Iterable[Entry]) -> None:
    """A person looked: nothing is doubtful any more."""
    for entry in entries:
        entry.item.doubts, entry.item.confidence, entry.is_edited = [], 1.0, True
        entry.by_hand.add("doubts")


def _settled(entry: Entry, *words: str) -> None:
    entry.is_edited = True
    entry.item.doubts = [doubt for doubt in entry.item.doubts if not any(word in doubt for word in words)]
    if not entry.item.doubts:
        entry.item.confidence = 1.0


def set_figures(edition: Edition, names: dict[int, str], kept: set[int]) -> int:
    """Name the figures at these positions, and keep or leave out each. Returns how many changed."""
    changed = 0
    for position, name in names.items():
        if position >= len(edition.head.figures):
            raise Refused("提议里没有这个指标，请刷新页面。")
        figure, name, ticked = edition.head.figures[position], name.strip(), position in kept
        if ticked and not name:
            raise Refused("请写明指标名称，或不勾选这个指标。")
        if len(name) > NAME_MOST:
            raise Refused(f"指标名称最多{NAME_MOST}个字。")
        changed += (figure.name, figure.ticked) != (name, ticked)
        figure.name, figure.ticked = name, ticked
    return changed


# --- One -------------------------------------------------------------------------------------------
def rename(entry: Entry, *, title: str, text: str, number: str) -> None:
    title, text, number = title.strip(), text.strip(), number.strip()
    if not text:
        raise Refused("任务要求不能是空的；不要这一条，请用“不导入”。")
    if len(number) > 32:
        raise Refused("编号最多32个字。")
    item = entry.item
    if title == item.title and _begins(item.text, title) and not _begins(text, title):
        title = ""  # it named the old words
    item.title = title or first_words(text, TITLE)
    item.text, item.number, entry.is_edited = text, number, True
    entry.by_hand.add("text")


def _begins(text: str, title: str) -> bool:
    return bool(title) and squeeze(text).startswith(squeeze(title))


def split(edition: Edition, number: int, at: Iterable[int]) -> list[Entry]:
    """Cut an item before the bits (`bits`) with these indexes. Each part is read anew; the first one keeps the number.
    Returns the parts."""
    entry = edition.entry(number)
    words = [words for sentence in bits(entry.item.text) for words in sentence]
    cuts = sorted({i for i in at if 0 < i < len(words)})
    if not cuts:
        raise Refused("请勾选从哪里起另成一条。")
    texts = ["".join(words[a:b]) for a, b in itertools.pairwise([0, *cuts, len(words)])]
    if not all(text.strip() for text in texts):
        raise Refused("拆开后有一条是空的，请换一处拆分。")
    where = edition.entries.index(entry)
    parts = parts_of(edition, entry, texts)
    edition.entries[where : where + 1] = parts
    return parts


_BIT = re.compile("(?<=[，,])(?!$)|(?<=.)(?=[①-⑳])")


def bits(text: str) -> list[list[str]]:
    """Everywhere an item can be cut: its sentences and clauses (`pieces`), each cut at its commas and circled numbers."""
    return [[words for words in _BIT.split(piece) if words] for piece in pieces(text)]


def parts_of(edition: Edition, entry: Entry, texts: Iterable[str]) -> list[Entry]:
    """The entry cut into these texts, each read anew (`anew`); the first part is the entry itself. Not yet in the
    edition's order."""
    texts = [text.strip() for text in texts if text.strip()]
    if len(texts) < 2:
        return [entry]
    edition.remember(entry)
    made = anew.parts(entry.item, texts, year=edition.head.year, kept=entry.by_hand)
    entry.item, parts = made[0], [entry]
    for item in made[1:]:
        part = Entry(edition.next_id, item)
        part.by_hand = set(entry.by_hand)
        parts.append(part)
        edition.next_id += 1
    for part in parts:
        part.is_edited, part.is_dropped = True, entry.is_dropped
    return parts


def split_sentences(edition: Edition, number: int) -> list[Entry]:
    """Cut an item before each of its sentences, or, when it is one sentence, before each clause."""
    entry = edition.entry(number)
    has_label = bool(entry.item.label)
    texts = anew.with_titles(sentences.parts(entry.item.text, "sentence"), numbered=has_label)
    if len(texts) < 2:
        texts = anew.with_titles(pieces(entry.item.text), numbered=has_label)
    if len(texts) < 2:
        raise Refused("这一条只有一句：请按“拆分”，勾选从句内哪里起另成一条。")
    where = edition.entries.index(entry)
    edition.entries[where : where + 1] = parts = parts_of(edition, entry, texts)
    return parts


def merge(edition: Edition, number: int) -> Entry:
    """Put the next item (dropped ones are passed over) into this one."""
    entry = edition.entry(number)
    where = edition.entries.index(entry)
    following = next((e for e in edition.entries[where + 1 :] if not e.is_dropped), None)
    if following is None:
        raise Refused("后面没有可以合并的条目。")
    join(edition, entry, following)
    edition.entries.remove(following)
    return entry


def join(edition: Edition, entry: Entry, following: Entry) -> None:
    """The words of the second go into the first, which is read anew; what was cut before is what it was."""
    mine, other = entry.item, following.item
    text = f"{mine.text}\n{other.label}{other.text}" if other.label else f"{mine.text}{other.text}"
    edition.remember(entry)
    edition.remember(following)
    kept = entry.by_hand | following.by_hand
    before = edition.first.get(entry.id)
    if not kept and before and squeeze(before.item.text) == squeeze(text):
        number, label = mine.number, mine.label
        entry.item = deepcopy(before.item)
        entry.item.number, entry.item.label = number, label
    else:
        anew.joined(mine, other, text, year=edition.head.year, kept=kept)
    entry.is_edited, entry.by_hand = True, kept - {MADE} | entry.by_hand
    edition.merged[following.id] = entry.id
