"""The whole draft of a year, in the order of its parts and chapters."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.domain.annual import OPENING_KEY, Drafted
from tracker.models import Part, Unit

from .figures import figures
from .gathering import Year, gather
from .remaining import others, plan, problems
from .results import results
from .reviews import duties, reviews


def assemble(office: Unit, year: int) -> list[Drafted]:
    """Every statement of the report of `year`, each with its evidence; those without any are the draft's own words,
    and are marked 无佐证 wherever they are shown."""
    found = gather(office, year)
    return _in_order([_opening(found), *_statements(found)])


def _statements(year: Year) -> Iterator[Drafted]:
    yield from results(year)
    yield from figures(year)
    yield from duties(year)
    yield from reviews(year)
    yield from problems(year)
    yield from plan(year)
    yield from others(year)


def _opening(year: Year) -> Drafted:
    place = str(year.office.parent or year.office)
    text = (
        f"{year.year}年，{place}坚持以习近平新时代中国特色社会主义思想为指导，深入学习贯彻习近平法治思想，"
        "扎实推进法治政府建设各项工作。现将有关情况报告如下。"
    )
    return Drafted(OPENING_KEY, Part.OPENING, text)


def _in_order(drafted: list[Drafted]) -> list[Drafted]:
    """By part, then by chapter in the order in which the chapters first appear, then as they came."""
    first: dict[tuple[int, str], int] = {}
    for one in drafted:
        for depth in _above(one.chapter):
            first.setdefault((one.part, depth), len(first))
    return sorted(drafted, key=lambda one: (one.part, [first[one.part, d] for d in _above(one.chapter)]))


def _above(chapter: str) -> list[str]:
    """The chapter and those around it, outermost first."""
    pieces = chapter.split(" / ")
    return [" / ".join(pieces[: n + 1]) for n in range(len(pieces))]
