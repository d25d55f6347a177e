"""The numbers of the statistics pages: each has a name and the condition that its list is filtered by, so that a number
and the list behind it cannot disagree.

    chosen = Chosen(by=actor, as_of=day, year=2025, by_what="unit")
    table = figures(chosen)                # one row a group, and the sum
    rows_behind(chosen, "late", group)     # the rows that a number counts
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Any

from django.db.models import (
    Count,
    DurationField,
    ExpressionWrapper,
    F,
    Q,
    QuerySet,
    Sum,
    Value,
)
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.domain.actor import Actor
from tracker.models import (
    RUNNING_TASKS,
    AssignmentRole,
    Obligation,
    ObligationKind,
    Task,
    TaskList,
    TaskState,
    Verb,
)
from tracker.reporting.as_of import tasks_as_of, work_as_of
from tracker.reporting.groups import named, reply_key, task_key, work_key
from tracker.reporting.kept import kept
from tracker.reporting.parts import in_parts, sees

DAY = 86_400  # seconds
KNOWN_THEN = (*RUNNING_TASKS, TaskState.DONE, TaskState.CARRIED_OVER)


@dataclass(frozen=True, slots=True)
class Measure:
    code: str
    label: Any
    hint: Any = ""


WORK = (
    Measure(
        "due",
        gettext_lazy("到期应报"),
        gettext_lazy("时限已到的办结、节点和报送；下达时已过期、暂缓期间的不计"),
    ),
    Measure(
        "on_time", gettext_lazy("按期报送"), gettext_lazy("首次报送不晚于当时的时限；之后被退回的仍算按期")
    ),
    Measure(
        "late", gettext_lazy("迟报"), gettext_lazy("首次报送晚于当时的时限；平均迟报按日历日算，未报的不计")
    ),
    Measure("missing", gettext_lazy("逾期未报")),
    Measure("returned", gettext_lazy("被退回")),
    Measure("extended", gettext_lazy("同意延期")),
    Measure("met", gettext_lazy("已认可")),
)
TASKS = (
    Measure(
        "tasks",
        gettext_lazy("任务"),
        gettext_lazy("已下达的任务，撤销的不计；几个单位牵头的，各单位都计，合计只计一次"),
    ),
    Measure("done", gettext_lazy("办结销号"), gettext_lazy("办结率是它占任务的比例")),
)
LADDER = (
    Measure("reminded", gettext_lazy("提醒")),
    Measure("urged", gettext_lazy("催办")),
    Measure("ordered", gettext_lazy("督办单")),
    Measure("answered", gettext_lazy("回复")),
    Measure("settled", gettext_lazy("办结")),
)
REPLIES = (
    Measure(
        "replies",
        gettext_lazy("函件回复"),
        gettext_lazy("当年发出的函件，按发出之日归月；涉及几份清单的计入第一份"),
    ),
)
MEASURES = {measure.code: measure for measure in (*WORK, *TASKS, *LADDER, *REPLIES)}

MONTHS_OF = {"month": 1, "quarter": 3}
# Of those that a number counts, how many days they took: a name, until when, since when.
DAYS_OF = {
    "late": ("late_days", "first_handed_in_on", "due_then_on"),
    "replies": ("answer_days", "first_handed_in_on", "opened_on"),
}
Counted = dict[Any, dict[str, Any]]  # by group


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Whose view, as of which day, and what part of the work: of a year, of a list, of one group of `by_what`."""

    by: Actor
    as_of: date
    year: int
    by_what: str = "list"
    task_list: TaskList | None = None
    group: str | None = None  # of one number: the key of its row

    def a_year_before(self) -> Chosen:
        """The same day of the year before; 29 February becomes the 28th."""
        on = self.as_of
        day = 28 if (on.month, on.day) == (2, 29) else on.day
        return replace(self, as_of=on.replace(year=on.year - 1, day=day), year=self.year - 1, task_list=None)


@dataclass(frozen=True, slots=True)
class Row:
    """One group: `key` for addresses, `name` for people, the counts by measure, days on the average."""

    key: str
    name: str
    counts: dict[str, int]
    late_days: float | None = None
    answer_days: float | None = None

    def _share(self, of: str, whole: str) -> int | None:
        total = self.counts.get(whole, 0)
        return round(100 * self.counts.get(of, 0) / total) if total else None

    @property
    def on_time_share(self) -> int | None:
        return self._share("on_time", "due")

    @property
    def done_share(self) -> int | None:
        return self._share("done", "tasks")


@dataclass(frozen=True, slots=True)
class Figures:
    rows: Sequence[Row]
    total: Row
    measures: Sequence[Measure] = field(default=())


# --- What each number counts -----------------------------------------------------------------------
def conditions(on: date) -> dict[str, Q]:
    """By measure, over `work_as_of` and (`tasks`, `done`) over `tasks_as_of`."""
    handed_in = Q(first_handed_in_on__lte=on)
    fell_due = Q(due_then_on__lte=on, due_then_on__gte=F("opened_on"))
    has_passed = Q(due_then_on__lt=on)  # on its own day nothing is late yet
    halted = Q(last_halt=Verb.TASK_SUSPENDED.value)
    return {
        "due": fell_due & (handed_in | (has_passed & ~halted)),
        "on_time": fell_due & handed_in & Q(first_handed_in_on__lte=F("due_then_on")),
        "late": fell_due & handed_in & Q(first_handed_in_on__gt=F("due_then_on")),
        "missing": fell_due
        & has_passed
        & (Q(first_handed_in_on=None) | Q(first_handed_in_on__gt=on))
        & ~halted,
        "returned": Q(was_returned=True),
        "extended": Q(was_extended=True),
        "met": Q(met_on__lte=on),
        "tasks": Q(state_then__in=KNOWN_THEN),
        "done": Q(state_then=TaskState.DONE),
        "reminded": Q(was_reminded=True),
        "urged": Q(was_urged=True),
        "ordered": Q(was_ordered=True),
        "answered": Q(was_ordered=True, was_answered=True),
        "settled": Q(was_ordered=True, met_on__lte=on),
        "replies": handed_in,
    }


def work(chosen: Chosen) -> QuerySet[Any]:
    """What the year asks for: its dates fall into it."""
    rows = Obligation.objects.visible_to(chosen.by)
    if chosen.task_list:
        rows = rows.filter(task__task_list=chosen.task_list)
    return work_as_of(rows, chosen.as_of, today=chosen.by.on).filter(due_then_on__year=chosen.year)


def tasks(chosen: Chosen) -> QuerySet[Any]:
    """Of the lists of the year."""
    rows = Task.objects.visible_to(chosen.by).filter(task_list__year=chosen.year)
    if chosen.task_list:
        rows = rows.filter(task_list=chosen.task_list)
    return tasks_as_of(rows, chosen.as_of, today=chosen.by.on)


def replies(chosen: Chosen) -> QuerySet[Obligation]:
    """Answers to formal letters that were owed by the day, by the year of the letter."""
    rows = Obligation.objects.visible_to(chosen.by).filter(
        kind=ObligationKind.REPLY, opened_on__lte=chosen.as_of, opened_on__year=chosen.year
    )
    if chosen.task_list:
        rows = rows.annotate(of_list=reply_key("list")).filter(of_list=chosen.task_list.pk)
    return rows


# --- Counted by groups -----------------------------------------------------------------------------
@kept
def figures(chosen: Chosen) -> Figures:
    """By list or chapter four queries, by unit five, by month or quarter two."""
    found = _work_by(chosen)
    measures: tuple[Measure, ...] = WORK
    whole: dict[str, int] = {}  # what is not the sum of its groups: a task that two units lead is one task
    key = task_key(chosen.by_what)
    if key is not None:
        measures = (*TASKS, *WORK)
        _join(found, _tasks_by(chosen, key))
    measures = (*measures, *REPLIES)
    _join(found, _counted(chosen, partial(replies, chosen), REPLIES, reply_key(chosen.by_what)))
    if chosen.by_what == "unit":
        whole = total(chosen, TASKS).counts
    rows = [_row(str(group), name, found[group], measures) for group, name in named(chosen.by_what, found)]
    return Figures(rows, _summed(rows, measures, whole), measures)


def _join(found: Counted, more: Counted) -> None:
    for group, values in more.items():
        found.setdefault(group, {}).update(values)


def _work_by(chosen: Chosen) -> Counted:
    months = MONTHS_OF.get(chosen.by_what)
    if months is None:
        return _counted(chosen, partial(work, chosen), WORK, work_key(chosen.by_what))
    return _periods(_counted(chosen, partial(work, chosen), WORK, F("due_then_on")), months)


def _periods(days: Counted, months: int) -> Counted:
    """The counts of days as those of periods of so many months: SQLite would ask Python for the month of each row."""
    found: Counted = {}
    for day, counts in days.items():
        sums = found.setdefault((day.month - 1) // months + 1, dict.fromkeys(counts))
        for code, n in counts.items():
            sums[code] = sums[code] + n if sums[code] and n else sums[code] or n
    return found


def _tasks_by(chosen: Chosen, key: Any) -> Counted:
    def rows() -> QuerySet[Any]:
        found = tasks(chosen)
        if chosen.by_what == "unit":
            found = found.filter(assignments__role=AssignmentRole.LEAD, assignments__unit__isnull=False)
        return found

    return _counted(chosen, rows, TASKS, key)


def _summed(rows: Sequence[Row], measures: Sequence[Measure], whole: dict[str, int]) -> Row:
    counts = {m.code: sum(row.counts[m.code] for row in rows) for m in measures} | whole
    return Row(
        "",
        _("合计"),
        counts,
        _mean((row.late_days, row.counts.get("late", 0)) for row in rows),
        _mean((row.answer_days, row.counts.get("replies", 0)) for row in rows),
    )


def _mean(parts: Iterable[tuple[float | None, int]]) -> float | None:
    """Of means, each with how many it is of."""
    known = [(days, n) for days, n in parts if days is not None and n]
    return sum(days * n for days, n in known) / sum(n for _days, n in known) if known else None


@kept
def total(chosen: Chosen, measures: Sequence[Measure]) -> Row:
    """Of all of it; one query for each of work, tasks and replies."""
    counts: dict[str, Any] = {}
    for rows, those in ((work, (*WORK, *LADDER)), (tasks, TASKS), (replies, REPLIES)):
        wanted = [m for m in those if m in measures]
        if wanted:
            for found in _counted(
                chosen, partial(rows, chosen), wanted
            ).values():  # one, or none where nothing is asked
                counts |= found
    return _row("", _("合计"), counts, measures)


def _counted(
    chosen: Chosen, rows: Callable[[], QuerySet], measures: Sequence[Measure], key: Any = None
) -> Counted:
    """By group (without a key, of all) the counts, and the days that some of them took. Of answers to letters nothing is
    kept by parts: they are few, and belong to no task."""
    said = conditions(chosen.as_of)
    wanted: dict[str, Any] = {m.code: Count("pk", filter=said[m.code]) for m in measures}
    for code, (name, until, since) in DAYS_OF.items():
        if code in wanted:
            wanted[name] = _days(until, since, said[code])

    def count(rows: QuerySet, *by: str) -> Iterable[tuple]:
        if key is None and not by:
            return [(0, *rows.order_by().aggregate(**wanted).values())]
        groups = rows.order_by().annotate(group_key=Value(0) if key is None else key)
        counted = groups.values(*by, "group_key").annotate(**wanted)
        found: Iterable[tuple] = counted.values_list(*by, "group_key", *wanted)
        return found

    names = tuple(wanted)
    if set(measures) & set(REPLIES):
        found = {group: values for group, *values in count(rows())}
    else:
        question = (names, repr(key), _asked(chosen))
        counts_letters = bool(set(measures) & set(LADDER))
        task = "pk" if set(measures) & set(TASKS) else "task"
        found = in_parts(question, rows, count, task=task, counts_letters=counts_letters)
    return {group: dict(zip(names, values, strict=True)) for group, values in found.items()}


def _asked(chosen: Chosen) -> Hashable:
    """All that a count depends on but its rows: whoever may see the same sees the same numbers."""
    task_list = chosen.task_list
    return sees(chosen.by), chosen.as_of, chosen.year, chosen.by_what, task_list and task_list.pk


def _days(until: str, since: str, of: Q) -> Sum:
    return Sum(ExpressionWrapper(F(until) - F(since), output_field=DurationField()), filter=of)


def _row(key: str, name: str, values: dict[str, Any], measures: Sequence[Measure]) -> Row:
    late, answer = (_mean_days(values, code) for code in DAYS_OF)
    return Row(
        key,
        name,
        {m.code: values.get(m.code) or 0 for m in measures},
        late,
        answer,
    )


def _mean_days(values: dict[str, Any], code: str) -> float | None:
    took = values.get(DAYS_OF[code][0])
    return took.total_seconds() / DAY / values[code] if took else None


# --- The list behind a number ----------------------------------------------------------------------
def rows_behind(chosen: Chosen, measure: str) -> QuerySet[Any]:
    """The rows that one number counts: tasks for the numbers of tasks, otherwise obligations. `chosen.group` None: of
    the whole."""
    said = conditions(chosen.as_of)[measure]
    if MEASURES[measure] in TASKS:
        found: QuerySet[Any] = tasks(chosen)
        if chosen.group is not None and chosen.by_what == "unit":
            found = found.filter(assignments__role=AssignmentRole.LEAD, assignments__unit=int(chosen.group))
        elif chosen.group is not None:
            found = _of_group(found, task_key(chosen.by_what), chosen)
        return found.filter(said)
    of_replies = MEASURES[measure] in REPLIES
    found = replies(chosen) if of_replies else work(chosen)
    if chosen.group is not None:
        key = reply_key(chosen.by_what) if of_replies else work_key(chosen.by_what)
        found = _of_group(found, key, chosen)
    return found.filter(said)


def _of_group(rows: QuerySet[Any], key: Any, chosen: Chosen) -> QuerySet[Any]:
    if key is None:
        return rows.none()
    group = chosen.group if chosen.by_what == "chapter" else int(chosen.group or 0)
    found: QuerySet[Any] = rows.annotate(group_key=key).filter(group_key=group)
    return found
