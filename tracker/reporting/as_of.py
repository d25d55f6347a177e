"""How things stood on a day, from what is written down with its date and never changed: reports and decisions on them,
extensions, notices, the history. So the numbers of a past day are those that its own evening showed.

What begins anew (重新办理, a handing-in taken back) counts from that day on, also for the days before.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import (
    Case,
    CharField,
    DateField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from tracker.models import (
    DateMove,
    Event,
    Extension,
    Notice,
    NoticeKind,
    Obligation,
    ObligationKind,
    ObligationState,
    Progress,
    ProgressState,
    Task,
    TaskState,
    Verb,
)

WORK = (ObligationKind.FINISH, ObligationKind.STAGE, ObligationKind.REPORT)
LED_TO = {
    Verb.TASK_ISSUED: TaskState.ISSUED,
    Verb.TASK_ADDED: TaskState.ISSUED,
    Verb.TASK_REOPENED: TaskState.ISSUED,
    Verb.TASK_RESUMED: TaskState.ISSUED,
    Verb.PROGRESS_UNACCEPTED: TaskState.ISSUED,  # on the day itself: a task done with it runs again
    Verb.OBLIGATION_UNWAIVED: TaskState.ISSUED,  # as well; one that slept keeps its waivers
    Verb.TASK_SUSPENDED: TaskState.SUSPENDED,
    Verb.TASK_DONE: TaskState.DONE,
    Verb.TASK_CANCELLED: TaskState.CANCELLED,
    Verb.TASK_RESTORED: TaskState.ISSUED,
    Verb.TASK_PREPARED_AGAIN: TaskState.DRAFT,
    Verb.TASK_CARRIED_OVER: TaskState.CARRIED_OVER,
}


def tasks_as_of(rows: QuerySet[Task], on: date, *, today: date | None = None) -> QuerySet[Any]:
    """`state_then`: the state at the end of the day, by the last event that led to one; of a row without any, its own.
    `done_then_on`: the day of the 办结 that still held then."""
    if today and on >= today:  # rows stand as they stand: their history need not be asked
        return rows.annotate(state_then=F("state"), done_then_on=F("done_on"))
    events = Event.objects.filter(task=OuterRef("pk"), verb__in=[verb.value for verb in LED_TO])
    last = events.filter(happened_on__lte=on).order_by("-seq")
    states = [When(last_verb=verb.value, then=Value(state.value)) for verb, state in LED_TO.items()]
    return rows.annotate(
        last_verb=Subquery(last.values("verb")[:1]),
        last_verb_on=Subquery(last.values("happened_on")[:1]),
    ).annotate(
        state_then=Case(
            *states,
            When(Exists(events), then=Value(TaskState.DRAFT.value)),
            default=F("state"),
            output_field=CharField(),
        ),
        done_then_on=Case(
            When(last_verb=Verb.TASK_DONE.value, then=F("last_verb_on")),
            When(last_verb=None, state=TaskState.DONE, then=F("done_on")),
            output_field=DateField(),
        ),
    )


def _last_halt(on: date, today: date | None) -> Any:
    """SUSPENDED where the task was halted at the end of the day; of today its state says so."""
    if today and on >= today:
        suspended = When(task__state=TaskState.SUSPENDED, then=Value(Verb.TASK_SUSPENDED.value))
        return Case(suspended, default=Value(""), output_field=CharField())
    halts = Event.objects.filter(
        task=OuterRef("task"), verb__in=(Verb.TASK_SUSPENDED, Verb.TASK_RESUMED), happened_on__lte=on
    )
    return Coalesce(Subquery(halts.order_by("-seq").values("verb")[:1]), Value(""))


def _due_before(on: date, today: date | None) -> list[Any]:
    """The date that held before the first move after the day; of today nothing was moved since."""
    if today and on >= today:
        return []
    before_handing_in = Q(moved_on__lte=OuterRef("first_handed_in_on")) | Q(
        obligation__first_handed_in_on=None
    )
    moved = DateMove.objects.filter(before_handing_in, obligation=OuterRef("pk"), moved_on__gt=on)
    return [Subquery(moved.order_by("moved_on", "pk").values("due_before_on")[:1])]


def work_as_of(rows: QuerySet[Obligation], on: date, *, today: date | None = None) -> QuerySet[Any]:
    """What units owed as work (办结、节点、报送) by the end of the day. `due_then_on`: the date that held then, or held
    when they first handed in; what the flags say happened by then."""
    mine = {"obligation": OuterRef("pk")}
    sent = Notice.objects.filter(**mine, sent_on__lte=on)
    answers = Obligation.objects.filter(
        kind=ObligationKind.REPLY,
        unit=OuterRef("unit"),
        first_handed_in_on__lte=on,
        dispatch__notices__obligation=OuterRef("pk"),
    )
    waived = Q(state=ObligationState.WAIVED) & (Q(waived_on=None) | Q(waived_on__lte=on))
    return (
        rows.filter(kind__in=WORK, opened_on__lte=on)
        .exclude(waived)
        .annotate(
            due_then_on=Case(
                When(first_handed_in_on__lte=on, then=F("first_due_on")),
                default=Coalesce(
                    *_due_before(on, today),
                    F("first_due_on"),
                    F("due_on"),
                ),
                output_field=DateField(),
            ),
            last_halt=_last_halt(on, today),
            was_returned=Exists(
                Progress.objects.filter(**mine, state=ProgressState.RETURNED, decided_on__lte=on)
            ),
            was_extended=Exists(
                Extension.objects.filter(**mine, decided_on__lte=on, new_due_on__isnull=False)
            ),
            was_reminded=Exists(sent.filter(kind=NoticeKind.REMINDER)),
            was_urged=Exists(sent.filter(kind=NoticeKind.URGE)),
            was_ordered=Exists(sent.filter(kind=NoticeKind.ORDER)),
            was_answered=Exists(answers),
        )
    )
