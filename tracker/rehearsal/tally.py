"""Bearable: how many letters each person got, on a day, in a week, in a month, and what is too many."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet

from tracker.domain.composed import composed
from tracker.models import Dispatch, DispatchKind, Letter, LetterKind, Membership, Receipt, Role
from tracker.rehearsal.checks.day import Evening, Finding

MOST_A_DAY = 5  # whoever gets six mails on one day reads none
Week = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Limit:
    """One rule of what people can bear, and what the year came to."""

    name: str
    most: float
    found: float
    worst: str  # whose and when

    @property
    def holds(self) -> bool:
        return self.found <= self.most


@dataclass(slots=True)
class Tally:
    mails: Counter[tuple[int, date]] = field(default_factory=Counter)
    digests: Counter[tuple[int, date]] = field(default_factory=Counter)
    daily: Counter[tuple[int, date]] = field(
        default_factory=Counter
    )  # of the office's business: digest or alert
    alerts: Counter[tuple[int, Week]] = field(default_factory=Counter)
    names: dict[int, str] = field(default_factory=dict)
    roles: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    days: list[date] = field(default_factory=list)

    def count_letters(self, today: date, gone: list[int]) -> None:
        """`gone`: the ids of those that left today."""
        self.days.append(today)
        for person, name, kind in _addressed(gone):
            self.names[person] = name
            self.mails[person, today] += 1
            if kind in (LetterKind.DIGEST, LetterKind.ALERT):
                self.daily[person, today] += 1
            if kind == LetterKind.DIGEST:
                self.digests[person, today] += 1
            if kind == LetterKind.ALERT:
                self.alerts[person, _week(today)] += 1
        if today.day == 1 or len(self.days) == 1:
            for person, role in Membership.objects.values_list("user", "role"):
                self.roles[person].add(role)

    def bearable(self, evening: Evening) -> Iterator[Finding]:
        """Nobody gets six mails on one day, and no liaison two digests."""
        for person in {letter.person_id for letter in evening.letters}:
            n = self.mails[person, evening.today]
            if n > MOST_A_DAY:
                yield self.names[person], f"一天收到{n}封邮件"

    # --- The year --------------------------------------------------------------------------------------
    @property
    def weeks(self) -> int:
        return len({_week(on) for on in self.days})

    def of_role(self, role: str) -> list[int]:
        return sorted(person for person in self.names if role in self.roles[person])

    def by_week(self, role: str) -> Counter[tuple[int, Week]]:
        people = set(self.of_role(role))
        found: Counter[tuple[int, Week]] = Counter()
        for (person, on), n in self.mails.items():
            if person in people:
                found[person, _week(on)] += n
        return found

    def a_week(self, role: str) -> dict[int, float]:
        """Mails a week and person, on average over the year."""
        total: Counter[int] = Counter()
        for (person, _week_of), n in self.by_week(role).items():
            total[person] += n
        return {person: total[person] / max(self.weeks, 1) for person in self.of_role(role)}

    def limits(self) -> list[Limit]:
        return [
            self._most("联络员每工作日督办提醒（封）", 1, self._of(self.digests, Role.LIAISON)),
            self._average("联络员每周邮件，全年平均（封）", 2, Role.LIAISON),
            _most_in("每单位每月正式函件（份）", 2, formal_letters()),
            _most_in("每月通报（份）", 1, circulars()),
            self._most("督办员每周告警邮件（封）", 5, self._of(self.alerts, Role.OFFICER)),
            self._most("督办员每工作日督办邮件（封）", 1, self._of(self.daily, Role.OFFICER)),
            self._most("办主任每周邮件（封）", 3, self.by_week(Role.OFFICE_HEAD)),
            self._most("任何人一天的邮件（封）", MOST_A_DAY, self.mails),
        ]

    def _of(self, found: Counter, role: str) -> Counter:
        people = set(self.of_role(role))
        return Counter({key: n for key, n in found.items() if key[0] in people})

    def _most(self, name: str, most: float, found: Counter) -> Limit:
        named = Counter({(self.names[person], when): n for (person, when), n in found.items()})
        return _most_in(name, most, named)

    def _average(self, name: str, most: float, role: str) -> Limit:
        found = self.a_week(role)
        worst = max(found, key=lambda person: (found[person], -person), default=None)
        return Limit(name, most, round(found.get(worst, 0), 2), self.names.get(worst, ""))


@composed
def _addressed(letters: list[int]) -> QuerySet[Letter, tuple[int, str, str]]:
    rows = Letter.objects.filter(pk__in=letters).order_by("-pk")
    return rows.values_list("person_id", "person__name", "kind")


def formal_letters() -> Counter[tuple[str, str]]:
    """By unit and month of signing; without what reviews circulate, as below."""
    rows = Receipt.objects.filter(dispatch__signed_on__isnull=False, dispatch__reviews=None).values_list(
        "unit__name", "dispatch__signed_on"
    )
    return Counter((unit, f"{on:%Y-%m}") for unit, on in rows)


def circulars() -> Counter[tuple[str, str]]:
    """The clock's: what a review has found is circulated because somebody decided so."""
    rows = Dispatch.objects.filter(kind=DispatchKind.CIRCULAR, signed_on__isnull=False, reviews=None)
    return Counter((str(unit), f"{on:%Y-%m}") for unit, on in rows.values_list("office__name", "signed_on"))


def _most_in(name: str, most: float, found: Counter) -> Limit:
    if not found:
        return Limit(name, most, 0, "")
    (whose, when), n = max(found.items(), key=lambda item: (item[1], str(item[0])))
    return Limit(name, most, n, f"{whose} {_when(when)}")


def _when(when: object) -> str:
    return f"{when[0]}年第{when[1]}周" if isinstance(when, tuple) else str(when)


def _week(on: date) -> Week:
    year, week, _weekday = on.isocalendar()
    return year, week
