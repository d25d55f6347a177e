"""Which task an item stands for: the same words, else the same number, else the most similar words.

Likeness is asked only of what is left over, and through an index of three-character pieces: a long list that was
edited everywhere costs a few comparisons per row, not one per row of the other side.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from tracker.models import Task
from tracker.reading.proposed import ProposedItem

from .facts import number_of
from .matching import plain

ALIKE = 0.8  # share of common text from which two items count as the same one, edited
LONG = 400  # characters from which an exact comparison would take too long
PIECE = 3
COMMON = 50  # a piece that stands in more tasks than this tells nothing
CLOSE_LOOKS = 4  # candidates that are compared word by word


def pair(items: Sequence[ProposedItem], tasks: Iterable[Task]) -> tuple[list[Task | None], list[Task]]:
    """For each item its task or None, and the tasks that no item stands for. Each task is taken once."""
    pairing = _Pairing(items, list(tasks))
    pairing.by_text()
    pairing.by_number()
    pairing.by_likeness()
    return pairing.found, list(pairing.free.values())


class _Pairing:
    def __init__(self, items: Sequence[ProposedItem], tasks: list[Task]):
        self.items = items
        self.free = {t.pk: t for t in tasks}
        self.found: list[Task | None] = [None] * len(items)

    def _take(self, index: int, task: Task) -> None:
        self.found[index] = self.free.pop(task.pk)

    def _open(self) -> list[tuple[int, ProposedItem]]:
        return [(i, item) for i, item in enumerate(self.items) if self.found[i] is None]

    def by_text(self) -> None:
        """The same words; where several tasks have them, the one with the same number, else the first."""
        same: dict[str, deque[Task]] = defaultdict(deque)
        for task in self.free.values():
            same[plain(task.requirement)].append(task)
        for numbered in (True, False):
            for index, item in self._open():
                queue = same.get(plain(item.text)) or deque()
                match = next((t for t in queue if not numbered or t.number == number_of(item)), None)
                if match is not None:
                    queue.remove(match)
                    self._take(index, match)

    def by_number(self) -> None:
        """A number names a task only if it stands once in the document."""
        times = Counter(number_of(item) for item in self.items)
        numbered = {t.number: t for t in self.free.values() if t.number}
        for index, item in self._open():
            number = number_of(item)
            task = numbered.get(number)
            if task is not None and task.pk in self.free and times[number] == 1:
                self._take(index, task)

    def by_likeness(self) -> None:
        left = self._open()
        if not left or not self.free:
            return
        index_of_pieces = _Pieces(self.free.values())
        for index, item in left:
            task = self._most_alike(item, index_of_pieces.near(item.text))
            if task is not None:
                self._take(index, task)

    def _most_alike(self, item: ProposedItem, candidates: list[int]) -> Task | None:
        best, score = None, ALIKE
        for pk in [pk for pk in candidates if pk in self.free][:CLOSE_LOOKS]:
            ratio = likeness(self.free[pk].requirement, item.text)
            if ratio >= score:
                best, score = self.free[pk], ratio
        return best


class _Pieces:
    """Which tasks hold which three characters in a row."""

    def __init__(self, tasks: Iterable[Task]):
        self.holders: dict[str, list[int]] = defaultdict(list)
        for task in tasks:
            for piece in _pieces(task.requirement):
                self.holders[piece].append(task.pk)

    def near(self, text: str) -> list[int]:
        """Tasks that share the most telling pieces with the text, best first."""
        shared: Counter[int] = Counter()
        for piece in _pieces(text):
            holders = self.holders.get(piece, ())
            if len(holders) <= COMMON:
                shared.update(holders)
        return [pk for pk, _times in shared.most_common(CLOSE_LOOKS * 4)]


def _pieces(text: str) -> set[str]:
    text = plain(text)
    return {text[i : i + PIECE] for i in range(max(1, len(text) - PIECE + 1))}


def likeness(one: str, other: str) -> float:
    """0 to 1. Long texts are compared by their pieces, which takes time in proportion to their length."""
    if max(len(one), len(other)) > LONG:
        a, b = _pieces(one), _pieces(other)
        return 2 * len(a & b) / (len(a) + len(b))
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.real_quick_ratio() < ALIKE or matcher.quick_ratio() < ALIKE:
        return 0.0
    return matcher.ratio()
