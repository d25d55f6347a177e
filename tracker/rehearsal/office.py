"""What the office does in a day: the officers decide in one to four days, the head signs once a week."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import QuerySet

from tracker.actions import deciding, owners_and_dates, requests, serving, signable, signing
from tracker.domain.actor import Actor
from tracker.domain.composed import composed
from tracker.models import (
    AssignmentRole,
    Dispatch,
    DispatchKind,
    Extension,
    Objection,
    ObjectionKind,
    Obligation,
    Progress,
    Receipt,
    Task,
    Unit,
)
from tracker.rehearsal.town import Town
from tracker.rehearsal.units import RELATED

OWED = tuple(f"obligation__{name}" for name in RELATED)


def work(town: Town) -> None:
    """One working day of the officers, and of the head on the week's first."""
    decide_reports(town)
    decide_objections(town)
    find_owners(town)
    serve_on_paper(town)
    if is_first_of_week(town):
        decide_extensions(town)
        sign_letters(town, Dispatch.objects.drafts().exclude(kind=DispatchKind.CIRCULAR))
    if is_last_of_month(town):
        sign_letters(town, Dispatch.objects.drafts().filter(kind=DispatchKind.CIRCULAR))


def is_first_of_week(town: Town) -> bool:
    return town.days_ago(1).isocalendar()[:2] != town.today.isocalendar()[:2]


def is_last_of_month(town: Town) -> bool:
    return town.calendar.next_workday(town.today).month != town.today.month


def _officer(town: Town, *what: object) -> Actor:
    return town.dice.of("officer", *what).choice(town.officers())


def _is_time(town: Town, since: date, *what: object) -> bool:
    return town.today >= town.calendar.add(since, town.dice.of("decide", *what).randint(1, 4))


# --- Reports -----------------------------------------------------------------------------------------
def decide_reports(town: Town) -> None:
    for row in _reports():
        if _is_time(town, row.released_on, "report", row.pk):
            decide(town, row)


@composed
def _reports() -> QuerySet[Progress]:
    rows = Progress.objects.awaiting_decision().order_by("pk")
    return rows.select_related("obligation__unit", "obligation__office")


def decide(town: Town, row: Progress) -> None:
    owed = row.obligation
    by = town.head() if owed.unit_id == owed.office_id else _officer(town, row.pk)
    is_first = not owed.progress.exclude(pk=row.pk).exists()
    if is_first and town.dice.of("thin", owed.pk).random() < town.temper(owed.unit).is_thin:
        town.press(deciding.return_for_rework, progress=row, reason="佐证材料不足，请补充印发的文件。", by=by)
    else:
        town.press(deciding.accept, progress=row, found="情况属实", by=by)


# --- Extensions and objections -------------------------------------------------------------------------
def decide_extensions(town: Town) -> None:
    for row in Extension.objects.undecided().select_related(*OWED).order_by("pk"):
        answer = {"granted": True, "new_due_on": row.expected_on}
        if town.dice.of("extension", row.pk).random() < 0.3:
            answer = {"granted": False, "reason": "年度任务，请按期完成。"}
        town.press(requests.decide_extension, extension=row, by=town.head(), **answer)


def decide_objections(town: Town) -> None:
    for row in _objections():
        if _is_time(town, row.asked_on, "objection", row.pk):
            decide_objection(town, row)


@composed
def _objections() -> QuerySet[Objection]:
    return Objection.objects.undecided().select_related(*OWED).order_by("pk")


def decide_objection(town: Town, row: Objection) -> None:
    upheld = town.dice.of("uphold", row.pk).random() < 0.4
    moves = upheld and row.kind == ObjectionKind.WRONG_DATE
    later = town.calendar.roll(max(row.obligation.due_on, town.today) + timedelta(days=30))
    given = {"objection": row, "upheld": upheld, "new_due_on": later if moves else None}
    reason = "经核实，予以采纳。" if upheld else "经核实，仍由你单位办理。"
    town.press(requests.decide_objection, reason=reason, by=_officer(town, row.pk), **given)


def find_owners(town: Town) -> None:
    """A running task that nobody leads any more is given to somebody, within some days."""
    for task in _orphans():
        lead = task.assignments.filter(role=AssignmentRole.LEAD, unit__isnull=False).first()
        if lead and town.dice.of("owner", task.pk, town.today).random() < 0.3:
            to = _somebody_else(town, task, lead.unit)
            town.press(
                owners_and_dates.reassign, task=task, from_unit=lead.unit, to_unit=to, reason="职责调整",
                by=_officer(town, task.pk),
            )  # fmt: skip


@composed
def _orphans() -> QuerySet[Task]:
    orphans = (
        Task.objects.issued()
        .exclude(is_standing=True)
        .exclude(pk__in=Obligation.objects.unsettled().filter(task__isnull=False).values("task"))
    )
    waived = orphans.filter(obligations__state="waived", schedules__opens_next_on=None)
    return waived.exclude(obligations__state="met").distinct().order_by("pk")


def _somebody_else(town: Town, task: Task, unit: Unit) -> Unit:
    leads = task.assignments.filter(role=AssignmentRole.LEAD, unit__isnull=False).values("unit")
    others = Unit.objects.active().filter(kind="department").exclude(pk__in=leads).exclude(pk=unit.pk)
    return town.dice.of("heir", task.pk).choice(list(others.order_by("pk")))


# --- Letters -----------------------------------------------------------------------------------------
def sign_letters(town: Town, drafts: QuerySet[Dispatch]) -> None:
    for row in drafts.select_related("office").order_by("pk"):
        confirm_facts(town, row)
        if town.dice.of("refuse", row.pk).random() < 0.03:
            town.press(signing.refuse, dispatch=row, reason="已当面督促，暂不发函。", by=town.head())
        else:
            town.press(signing.sign, dispatch=row, by=town.head())


def confirm_facts(town: Town, row: Dispatch) -> None:
    if signable.guessed([row]):
        town.press(signing.confirm_dispatch_facts, dispatch=row, by=_officer(town, row.pk))


def serve_on_paper(town: Town) -> None:
    """What the mail has not delivered within two working days goes by hand; the officer then writes the answer down."""
    waiting = Receipt.objects.filter(sent_on=None, dispatch__in=Dispatch.objects.running().values("pk"))
    for row in waiting.filter(dispatch__signed_on__lte=town.days_ago(2)).order_by("pk"):
        town.press(serving.serve, receipt=row, via="paper", witness="示例·收发员", by=_officer(town, row.pk))
