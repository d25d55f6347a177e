"""述法 in numbers, and a head's account drafted from what the unit has done. Read only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tracker.domain.annual import as_asked, ended, numeral
from tracker.domain.figures import figures_by_place, in_words, of_year, same_time_last_year
from tracker.models import (
    TO_FILL,
    Account,
    Dispatch,
    DispatchKind,
    Finding,
    Indicator,
    ListKind,
    Membership,
    Progress,
    ProgressState,
    Review,
    ReviewKind,
    Role,
    UnitKind,
)
from tracker.reporting.duties import duties_of
from tracker.rules.wording import in_one


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of a group of the roll: how many there are, and how many have reported."""

    name: str
    roll: int
    done: int

    @property
    def percent(self) -> int:
        """Rounded down: only all of them are 100."""
        return self.done * 100 // self.roll if self.roll else 0


@dataclass(frozen=True, slots=True)
class ReviewCounts:
    coverage: list[Coverage]  # all of the roll, then each kind of unit
    findings: int
    closed: int

    @property
    def whole(self) -> Coverage:
        return self.coverage[0]


def review_counts(review: Review, accounts: Iterable[Account], findings: Iterable[Finding]) -> ReviewCounts:
    """Of rows that have been read already (with their unit, task and review's circular); no query."""
    done = "spoke_on" if review.kind == ReviewKind.MEETING else "handed_in_on"
    groups: dict[str, list[bool]] = {}
    rows = list(accounts)
    for account in rows:
        groups.setdefault(str(UnitKind(account.unit.kind).label), []).append(bool(getattr(account, done)))
    every = [has for group in groups.values() for has in group]
    found = list(findings)
    return ReviewCounts(
        [Coverage("全部", len(every), sum(every)), *(Coverage(n, len(g), sum(g)) for n, g in groups.items())],
        len(found),
        sum(finding.is_closed for finding in found),
    )


def head_of(unit: int, on: date) -> str:
    """Who leads the unit in this system, to begin with; empty where nobody or several do."""
    held = Membership.objects.current(on).filter(unit=unit, role=Role.UNIT_LEADER).select_related("user")
    names = [str(membership.user) for membership in held[:2]]
    return names[0] if len(names) == 1 else ""


def drafted_account(account: Account) -> str:
    """What the unit has done in the year of the review, as a first text for its head: accepted reports, letters that asked
    for more, figures. Four queries; it leaves room for what only the head can say."""
    year, unit = account.review.year, account.unit
    lines = [
        f"{year}年，本人认真履行推进法治建设第一责任人职责，现将有关情况报告如下。",
    ]
    duties = _duties(account)
    parts = [
        *([("履行职责清单情况", duties)] if duties else []),
        ("其他履职情况" if duties else "履职情况", [*_done(account), *_figures(account)]),
        ("存在问题和不足", _wanting(account)),
        ("下一步打算", [f"（{TO_FILL}）"]),
    ]
    for n, (heading, said) in enumerate(parts, start=1):
        lines += [f"{numeral(n)}、{heading}", *said]
    return "\n".join(line for line in lines if line) or f"{unit}{year}年述法报告"


def _duties(account: Account) -> list[str]:
    """Duty by duty: what was reported on it, or that the head has to say it."""
    rows = duties_of([account.unit_id], account.review.year, office=account.review.office_id)
    return [
        f"（{numeral(n)}）{own.task.title.rstrip('。')}。"
        + (ended(own.said.text) if own.said else f"（{TO_FILL}履行情况）")
        for n, own in enumerate(rows, start=1)
    ]


def _done(account: Account) -> list[str]:
    rows = (
        Progress.objects.filter(
            obligation__unit=account.unit,
            obligation__office=account.review.office,
            obligation__task__task_list__year=account.review.year,
            state=ProgressState.ACCEPTED,
        )
        .exclude(obligation__task__task_list__kind=ListKind.HEAD_DUTIES)
        .order_by("obligation__task__task_list", "obligation__task__order", "decided_on", "pk")
    )
    last = {task: (title, text) for task, title, text in rows.values_list(
        "obligation__task", "obligation__task__title", "text"
    )}  # fmt: skip
    return [f"{as_asked(title)}，{ended(text)}" for title, text in last.values()] or [
        "（本年度没有已认可的任务）"
    ]


def _figures(account: Account) -> list[str]:
    indicators = list(Indicator.objects.filter(unit=account.unit, office=account.review.office))
    held = figures_by_place(indicators, served=[account.unit_id])
    year = account.review.year
    given = [(indicator, of_year(held, indicator, year)) for indicator in indicators]
    return [
        in_words(indicator, one, same_time_last_year(held, indicator, year, one.period))
        for indicator, one in given
        if one
    ]


def _wanting(account: Account) -> list[str]:
    rows = (
        Dispatch.objects.signed()
        .out()
        .filter(receipts__unit=account.unit, office=account.review.office, number_year=account.review.year)
    )
    numbers: dict[str, list[str]] = {}
    for kind, number in rows.order_by("number_seq").values_list("kind", "number"):
        numbers.setdefault(kind, []).append(number)
    told = "，".join(
        f"{DispatchKind(kind).label}{len(held)}份（{in_one(held)}）" for kind, held in numbers.items()
    )
    return [*([f"{account.review.year}年收到{told}。"] if told else []), f"（{TO_FILL}问题和原因）"]
