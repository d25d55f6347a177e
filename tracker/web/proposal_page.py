"""The page of a proposal: the document with the fate of each sentence, beside what was read from it.

A page holds a stretch of the document and its items, or the items that a filter picks with the passages around them; how
much of it is counted in bytes of HTML, so that no page outgrows a slow line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tracker.importing.anew import IN_TEXT
from tracker.importing.editing import Edition, Entry, bits
from tracker.importing.matching import Register
from tracker.importing.sentences import DROPPED, Beside, Sentence
from tracker.reading.proposed import ProposedFigure, ProposedOwner, ProposedPassage

BUDGET = 85_000  # bytes of both sides of a page, about
_CARD, _LINE = 2_400, 330  # bytes of markup of an item, of a sentence
_LETTER = 3  # bytes of a Chinese character

LEAF = re.compile(r"(?:句|段|行|表|项)\d")  # what an address ends with, below the headings

ALL, ATTENTION, PROMISES, LEFT_OUT, FIGURES = "all", "attention", "promises", "dropped", "figures"
OWNERLESS, DATELESS = "ownerless", "dateless"
SHOWS = {
    ATTENTION: _("需要处理"),
    PROMISES: _("像任务而未列"),
    OWNERLESS: _("没有责任单位"),
    DATELESS: _("没有时限"),
    ALL: _("全部"),
    LEFT_OUT: _("不导入"),
    FIGURES: _("指标"),
}
FATES: dict[str, Promise] = {
    "task": _("任务"),
    "problem": _("问题"),
    "result": _("成效"),
    "context": _("说明"),
    "heading": _("标题"),
    "furniture": _("版面"),
    "offered": _("待定"),
    DROPPED: _("不导入"),
}


class Rows(list):
    """A list that can be paged like a queryset."""

    def none(self) -> Rows:
        return Rows()


@dataclass(frozen=True, slots=True)
class Named:
    """An owner, and what the register knows of it."""

    owner: ProposedOwner
    known: tuple[str, ...]
    as_written: bool = False  # an officer keeps it so

    @property
    def in_text(self) -> bool:
        """The running text names it, not a clause or a cell."""
        return self.owner.source in IN_TEXT

    @property
    def other_name(self) -> str:
        """The unit's own name where the document writes it otherwise."""
        return "、".join(self.known) if self.known not in ((), (self.owner.name,)) else ""


@dataclass(frozen=True, slots=True)
class Shown:
    """One item as the page shows it."""

    entry: Entry
    lead: tuple[Named, ...]
    co: tuple[Named, ...]
    paragraph: int  # order of the passage that the page shows for it

    @property
    def presumed(self) -> bool:
        """No lead is named and the first unit will be taken for it."""
        item = self.entry.item
        return bool(item.co) and not item.lead and item.duty != "each" and not item.lacks_lead

    @property
    def title(self) -> str:
        """Only where it is not the beginning of the words anyway."""
        item = self.entry.item
        return "" if item.text.startswith(item.title.rstrip("…")) else item.title

    @property
    def loud(self) -> list[str]:
        """Doubts that ask for somebody."""
        return self.entry.doubts

    @property
    def quiet(self) -> bool:
        """The owners stand plainly in the running text: a mark, and nothing to do."""
        return len(self.loud) < len(self.entry.item.doubts)

    @property
    def percent(self) -> int:
        return round(self.entry.item.confidence * 100)


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence with its fate in the margin."""

    sentence: Sentence
    label: Promise


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One passage of the document with its sentences; without them where an earlier reader kept no fates."""

    passage: ProposedPassage
    lines: tuple[Line, ...]
    entries: tuple[Entry, ...]

    @property
    def label(self) -> str:
        """The number, where its first sentence stands without it."""
        label = self.passage.label if self.passage.kind != "row" else ""
        return "" if self.lines and self.lines[0].sentence.text.startswith(label) else label


@dataclass(slots=True)
class Stretch:
    """What one page shows."""

    passages: list[int] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    cost: int = 0


def _lacking(edition: Edition) -> dict[str, list[Entry]]:
    """Those that would be imported without a unit, or without a deadline."""
    kept = [e for e in edition.entries if not e.is_dropped]
    return {
        OWNERLESS: [e for e in kept if not (e.item.lead or e.item.co)],
        DATELESS: [e for e in kept if not e.item.dates],
    }


class Page:
    """All that a proposal's page asks of an import."""

    def __init__(
        self, edition: Edition, passages: list[dict], register: Register, unknown: dict[str, list[int]]
    ) -> None:
        self.edition, self.register = edition, register
        self.beside = Beside(passages, edition)
        unmatched = {number for ids in unknown.values() for number in ids}
        self.chosen = {
            ATTENTION: sorted(
                (e for e in edition.entries if e.needs_attention or e.id in unmatched),
                key=lambda e: _urgency(e, unmatched),
            ),
            **_lacking(edition),
            ALL: edition.entries,
            LEFT_OUT: [e for e in edition.entries if e.is_dropped],
        }
        self.promising = [s for s in self.beside.every() if s.is_promise]

    # -- what to show -------------------------------------------------------------------------------
    @property
    def counts(self) -> list[tuple[str, Promise, int]]:
        found = {show: len(entries) for show, entries in self.chosen.items()}
        found |= {PROMISES: len(self.promising), FIGURES: len(self.edition.head.figures)}
        return [(show, label, found[show]) for show, label in SHOWS.items() if found[show] or show == ALL]

    @property
    def first(self) -> str:
        """Doubts first; where there are none, the whole."""
        return ATTENTION if self.chosen[ATTENTION] else ALL

    def picked(self, show: str) -> list[Entry]:
        """The items that a filter shows."""
        if show == PROMISES:
            return list({s.entry.id: s.entry for s in self.promising if s.entry}.values())
        return self.chosen.get(show, self.edition.entries)

    def stretches(self, show: str) -> Rows:
        if show == ALL:
            return Rows(self._whole())
        if show == PROMISES:
            return Rows(self._promising())
        return Rows(self._few(self.chosen.get(show, ())))

    def _whole(self) -> list[Stretch]:
        made = [Stretch([], self.beside.entries_on(0))]
        for passage in self.beside.passages:
            if passage.kind == "sentence":
                continue
            entries = self.beside.entries_on(passage.order)
            cost = self._cost(passage.order) + sum(map(_entry_cost, entries))
            if made[-1].cost and made[-1].cost + cost > BUDGET:
                made.append(Stretch())
            made[-1].passages.append(passage.order)
            made[-1].entries = [*made[-1].entries, *entries]
            made[-1].cost += cost
        return made

    def _promising(self) -> list[Stretch]:
        made = [Stretch()]
        for order in dict.fromkeys(s.order for s in self.promising):
            entries = [e for e in self.beside.entries_on(order) if e.is_offered]
            cost = self._cost(order) + sum(map(_entry_cost, entries))
            if made[-1].cost and made[-1].cost + cost > BUDGET:
                made.append(Stretch())
            made[-1].passages.append(order)
            made[-1].entries += entries
            made[-1].cost += cost
        return made

    def _few(self, entries: Iterable[Entry]) -> list[Stretch]:
        made = [Stretch()]
        for entry in entries:
            order = self.beside.paragraph(entry.item.passage or 0)
            cost = _entry_cost(entry) + self._cost(order)
            if made[-1].cost and made[-1].cost + cost > BUDGET:
                made.append(Stretch())
            made[-1].entries.append(entry)
            made[-1].passages.append(order)
            made[-1].cost += cost
        return made

    def _cost(self, order: int) -> int:
        passage = self.beside.by_order.get(order)
        if passage is None:
            return 0
        lines = max(1, self.beside.count(order))
        return lines * _LINE + (len(passage.text) + len(passage.written)) * _LETTER

    def lines_elsewhere(self, stretch: Stretch) -> dict[str, int]:
        """How many lines of the document this page does not show, and how many of those nobody has decided on."""
        shown = set(stretch.passages)
        hidden = [s for s in self.beside.every() if s.order not in shown]
        return {"hidden": len(hidden), "offered": sum(s.fate == "offered" for s in hidden)}

    # -- how it looks -------------------------------------------------------------------------------
    def paragraphs(self, stretch: Stretch, *, with_headings: bool) -> list[Paragraph]:
        """The passages of a stretch in document order; for picked ones with the headings above."""
        wanted = {order for order in stretch.passages if order in self.beside.by_order}
        if with_headings:
            wanted |= {p.order for order in wanted for p in self.beside.headings(order)}
        return [self._paragraph(order) for order in sorted(wanted)]

    def _paragraph(self, order: int) -> Paragraph:
        lines = tuple(Line(s, FATES[s.fate]) for s in self.beside.sentences(order))
        return Paragraph(self.beside.by_order[order], lines, tuple(self.beside.entries_on(order)))

    def shown(self, entries: Sequence[Entry]) -> list[Shown]:
        return [self._shown(entry) for entry in entries]

    def _shown(self, entry: Entry) -> Shown:
        paragraph = self.beside.paragraph(entry.item.passage or 0)
        return Shown(entry, self._named(entry.item.lead), self._named(entry.item.co), paragraph)

    def _named(self, owners: Iterable[ProposedOwner]) -> tuple[Named, ...]:
        kept = self.edition.as_written
        return tuple(
            Named(o, tuple(found.name for found in self.register.find_all(o)), o.name in kept) for o in owners
        )

    @property
    def places(self) -> dict[int, int]:
        """Number of an entry -> its page of the whole."""
        return {e.id: page for page, stretch in enumerate(self._whole(), start=1) for e in stretch.entries}


def around(beside: Beside, entry: Entry) -> list[Paragraph]:
    """The passages of an entry in their place: the headings above, a neighbour before and one behind."""
    order = beside.paragraph(entry.item.passage or 0)
    if order not in beside.by_order:
        return []
    rows = [p.order for p in beside.passages if p.kind != "sentence"]
    at = last = rows.index(order)
    while last + 1 < len(rows) and any(s.entry is entry for s in beside.sentences(rows[last + 1])):
        last += 1
    near = set(rows[max(0, at - 1) : last + 2])
    wanted = sorted(near | {p.order for p in beside.headings(order)})
    return [
        Paragraph(
            beside.by_order[n],
            tuple(Line(s, FATES[s.fate]) for s in beside.sentences(n)),
            tuple(beside.entries_on(n)),
        )
        for n in wanted
    ]


@dataclass(frozen=True, slots=True)
class Cut:
    """A sentence at which an item can be cut, and the places within it."""

    at: int  # index of its first bit
    words: str
    within: tuple[tuple[int, str], ...]


def cuts(text: str) -> list[Cut]:
    made, at = [], 0
    for sentence in bits(text):
        within = tuple(enumerate(sentence, start=at))[1:]
        made.append(Cut(at, "".join(sentence), within))
        at += len(sentence)
    return made


@dataclass(frozen=True, slots=True)
class Section:
    """The figures of one part of a document, each with its position."""

    address: str
    figures: Sequence[tuple[int, ProposedFigure]]

    @property
    def ticked(self) -> int:
        return ticked(figure for _n, figure in self.figures)

    @property
    def positions(self) -> str:
        return ",".join(str(n) for n, _figure in self.figures)


def figures_of(edition: Edition) -> Rows:
    """(position, figure) of all figures."""
    return Rows(enumerate(edition.head.figures))


def by_section(rows: Iterable[tuple[int, ProposedFigure]]) -> list[Section]:
    """By the part of the document they stand in, two levels deep: 一/(三)."""

    def part(row: tuple[int, ProposedFigure]) -> str:
        return "/".join([level for level in row[1].section.split("/") if not LEAF.match(level)][:2])

    return [Section(address, list(held)) for address, held in groupby(rows, key=part)]


def ticked(figures: Iterable[ProposedFigure]) -> int:
    return sum(figure.ticked for figure in figures)


def _urgency(entry: Entry, unmatched: set[int]) -> tuple[bool, float]:
    """Unknown units and missing owners first, then the least sure."""
    item = entry.item
    ownerless = not (item.lead or item.co) or item.lacks_lead
    return not (entry.id in unmatched or ownerless), item.confidence


def _entry_cost(entry: Entry) -> int:
    item = entry.item
    words = sum(map(len, (item.text, item.title, *item.path, *item.doubts, *item.notes.values())))
    return _CARD + words * _LETTER + 120 * (len(item.lead) + len(item.co) + len(item.dates))
