"""The sentences of a document beside the entries that hold them, and what an officer makes of them: a task of any
sentence, tasks of all below a heading, and a section cut more finely or more coarsely. Pure, like `editing`."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tracker.domain.refusal import Refused
from tracker.reading import proposal
from tracker.reading.outline import counted
from tracker.reading.outline.single import items_of_words
from tracker.reading.outline.tree import first_words
from tracker.reading.proposed import ProposedPassage
from tracker.reading.text import sentences
from tracker.reading.text.characters import squeeze
from tracker.reading.text.numbering import find_label

from . import codec
from .anew import TITLE, with_titles
from .editing import MADE, Edition, Entry, join, parts_of, restore
from .unread import mark_unread

CUTS = tuple(cut for cut in proposal.CUTS if cut != "auto")  # what an officer chooses for a section
SHORTEST = 3  # letters in common say nothing
DROPPED = "dropped"  # a person does not want it
_NEVER = ("heading", "furniture")  # become a task only when somebody presses that very one
_STOPS = re.compile(r"[。！？!?][”’」』）)〕】]*\s*$")


@dataclass(slots=True, frozen=True)
class Sentence:
    """One sentence, heading or row, and what has become of it by now."""

    order: int  # of its passage
    index: int  # within the passage, from 0
    text: str
    fate: str  # as in `reading.proposed.ProposedFate`, or DROPPED
    reason: str
    promises: bool
    entry: Entry | None

    @property
    def place(self) -> str:
        return f"{self.order}.{self.index}"

    @property
    def is_held(self) -> bool:
        return self.entry is not None and not self.entry.is_dropped

    @property
    def is_promise(self) -> bool:
        """It asks for something, no task holds it, and nobody has decided that yet."""
        return self.promises and not self.is_held and self.fate != DROPPED


class Beside:
    """The document of an import, passage by passage, with what became of each sentence."""

    def __init__(self, plain: list[dict], edition: Edition) -> None:
        self.passages = codec.passages_from_plain(plain)
        self.by_order = {p.order: p for p in self.passages}
        self._fates = {p["order"]: p.get("fates", ()) for p in plain}
        self._edition = edition
        self._entries = {e.id: e for e in edition.entries}
        self._parents = {p.order: p.parent for p in self.passages if p.kind == "sentence"}
        self._on: dict[int, list[Entry]] = defaultdict(list)
        for entry in edition.entries:
            self._on[self.paragraph(entry.item.passage or 0)].append(entry)

    def paragraph(self, order: int) -> int:
        """The paragraph that a piece of one belongs to; any other passage itself."""
        return self._parents.get(order) or order

    def count(self, order: int) -> int:
        """Sentences of a passage."""
        return len(self._fates.get(order, ()))

    def entries_on(self, order: int) -> list[Entry]:
        """Entries of one paragraph or row."""
        return self._on.get(order, [])

    def sentences(self, order: int) -> list[Sentence]:
        """Of one passage, in order."""
        return [self._sentence(order, index, *fate) for index, fate in enumerate(self._fates.get(order, ()))]

    def every(self) -> Iterator[Sentence]:
        for order in self._fates:
            yield from self.sentences(order)

    def _sentence(
        self, order: int, index: int, text: str, fate: str, reason: str, promises: int, number: int
    ) -> Sentence:
        entry = self._holder(order, text, number)
        if entry is not None:
            offered = "offered" if entry.is_offered else DROPPED
            fate = offered if entry.is_dropped else entry.item.kind
            reason = reason if fate == "offered" else ""
        return Sentence(order, index, text, fate, reason, bool(promises), entry)

    def _holder(self, order: int, text: str, number: int) -> Entry | None:
        """The entry that holds a sentence now, after all splitting and merging."""
        while number in self._edition.merged:
            number = self._edition.merged[number]
        read = self._entries.get(number)
        near = self._on.get(self.paragraph(read.item.passage or 0) if read else order, ())
        found = _holding(_bare(text), near)
        return next((e for e in found if not e.is_dropped), found[0] if found else read)

    # -- places -------------------------------------------------------------------------------------
    def below(self, order: int) -> set[int]:
        """A heading and every passage below it; 0 is the whole document."""
        if not order:
            return set(self.by_order)
        if order not in self.by_order:
            raise Refused("文件里没有这个标题，请刷新页面。")
        found = {order}
        for passage in self.passages:
            if passage.parent in found:
                found.add(passage.order)
        return found

    def headings(self, order: int) -> list[ProposedPassage]:
        """The headings above a passage, outermost first."""
        found: list[ProposedPassage] = []
        up = self.by_order[order].parent
        while up is not None:
            found.insert(0, self.by_order[up])
            up = self.by_order[up].parent
        return found

    def numbered(self, order: int) -> int:
        """The nearest numbered paragraph: the passage itself, or the one above that bears a number."""
        at = self.by_order.get(self.paragraph(order))
        while at is not None and not at.label and at.parent:
            at = self.by_order[at.parent]
        return at.order if at else order


def _bare(text: str) -> str:
    return re.sub(r"[\W_]", "", squeeze(text))


def _holding(words: str, near: Iterable[Entry]) -> list[Entry]:
    """Entries that have all these words; else those that somebody made of a part of them."""
    near = list(near)
    whole = [e for e in near if words and words in _bare(f"{e.item.label}{e.item.text}")]
    cut = (e for e in near if MADE in e.by_hand or e.is_edited)
    return whole or [e for e in cut if _meets(_bare(e.item.text), words)]


def _meets(some: str, words: str) -> bool:
    """A part of a sentence that was cut, or words that begin or end with such a part."""
    if len(some) <= SHORTEST:
        return False
    lengths = range(SHORTEST + 1, min(len(some), len(words)) + 1)
    return some in words or any(some[:n] == words[-n:] or some[-n:] == words[:n] for n in lengths)


# --- A task of it ----------------------------------------------------------------------------------
def make_task(edition: Edition, beside: Beside, place: str) -> Entry:
    """The sentence at `place` (`12.3`: the fourth of passage 12) becomes a task; one that was left out comes back."""
    order, _dot, index = place.partition(".")
    found = beside.sentences(int(order)) if order.isdecimal() else []
    if not index.isdecimal() or int(index) >= len(found):
        raise Refused("文件里没有这一句，请刷新页面。")
    return _make(edition, beside, found[int(index)])


def make_all_below(edition: Edition, beside: Beside, order: int) -> int:
    """Every paragraph below a heading that no task holds becomes one; where a task holds part of a paragraph, each of
    the other sentences. Returns how many."""
    made = 0
    for number in sorted(beside.below(order)):
        open_ = [s for s in beside.sentences(number) if s.fate not in _NEVER]
        left = [s for s in open_ if not s.is_held]
        if left and len(left) == len(open_) and not any(s.entry for s in left):
            whole = "".join(s.text for s in left)
            _insert(edition, beside, number, whole)
            made += 1
            continue
        for sentence in left:
            if sentence.entry is None or sentence.entry.is_dropped:  # two sentences may share one entry
                _make(edition, beside, sentence)
                made += 1
    if not made:
        raise Refused("这里的文字都已列为任务。")
    return made


def _make(edition: Edition, beside: Beside, sentence: Sentence) -> Entry:
    if sentence.is_held and sentence.entry:
        return sentence.entry
    if sentence.entry is not None:
        restore([sentence.entry])
        return sentence.entry
    return _insert(edition, beside, sentence.order, sentence.text)


def _insert(edition: Edition, beside: Beside, order: int, text: str) -> Entry:
    """A task of these words, or of each duty that they hold; returns the first."""
    passage = beside.by_order[order]
    headings = [p.text for p in beside.headings(order)]
    made = []
    for item in items_of_words(text, headings=headings, year=edition.head.year):
        item.passage, item.address, item.place = order, passage.address, passage.place
        mark_unread(item)
        entry = Entry(edition.next_id, item)
        entry.is_edited, entry.by_hand = True, {MADE}
        edition.next_id += 1
        made.append(entry)
    later = (i for i, e in enumerate(edition.entries) if (e.item.passage or 0) > order)
    at = next(later, len(edition.entries))
    edition.entries[at:at] = made
    return made[0]


# --- How finely ------------------------------------------------------------------------------------
def recut(edition: Edition, beside: Beside, order: int, cut: str) -> int:
    """Cut what stands below a heading into numbered paragraphs, sentences or clauses. What is cut or joined is read anew
    (`anew`). Returns how many entries the section has then."""
    if cut not in CUTS:
        raise Refused("只能按编号项、句或分句划分。")
    section = beside.below(order)
    mine = {e.id for e in edition.entries if not e.is_dropped and e.item.passage in section}
    if not mine:
        raise Refused("这里没有任务可以重新划分。")
    out: list[Entry] = []
    for inside, group in itertools.groupby(edition.entries, key=lambda e: e.id in mine):
        entries = list(group)
        out += _cut(edition, beside, entries, cut) if inside else entries
    count = len(out) - (len(edition.entries) - len(mine))
    edition.entries = out
    return count


def _cut(edition: Edition, beside: Beside, entries: Iterable[Entry], cut: str) -> list[Entry]:
    joined: list[Entry] = []
    for entry in entries:
        if cut != "clause" and joined and _belong(beside, joined[-1], entry, cut):
            join(edition, joined[-1], entry)
        else:
            joined.append(entry)
    if cut == "item":
        return [part for entry in joined for part in _numbered_parts(edition, entry)]
    return [part for entry in joined for part in parts_of(edition, entry, _texts(entry, cut))]


def _texts(entry: Entry, cut: str) -> list[str]:
    found = sentences.parts(entry.item.text, cut)
    return with_titles(found, numbered=cut == "sentence" and bool(entry.item.label))


def _labelled_lines(text: str) -> list[int]:
    """Where the lines begin that bear a number of any kind."""
    lines = re.finditer("[^\n]+", text)
    return [line.start() for line in lines if find_label(line.group().strip()) is not None]


def _numbered_parts(edition: Edition, entry: Entry) -> list[Entry]:
    """A task that holds numbered lines (整改措施：1.… 2.…) is cut before each, the number being that of the part."""
    text = entry.item.text
    starts = [part.start for part in counted.numbered(text)] or _labelled_lines(text)
    if len(starts) < 2:
        return [entry]
    parts = parts_of(edition, entry, counted.cut(text, [*([0] if starts[0] else []), *starts]))
    for part in parts[1:]:
        label = find_label(part.item.text)
        if label:
            words = part.item.text[label.end :].strip()
            part.item.label = part.item.number = label.text
            part.item.text, part.item.title = words, first_words(words, TITLE)
    return parts


def _belong(beside: Beside, one: Entry, other: Entry, cut: str) -> bool:
    same = beside.numbered(one.item.passage or 0) == beside.numbered(other.item.passage or 0)
    if cut == "item" or not same:
        return same and one.item.kind == other.item.kind
    unfinished = not _STOPS.search(one.item.text)
    return unfinished and not other.item.label and _owners(one) == _owners(other)


def _owners(entry: Entry) -> list[str]:
    return [o.name for o in (*entry.item.lead, *entry.item.co)]
