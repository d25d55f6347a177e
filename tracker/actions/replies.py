"""What follows from a reply to a formal letter that is accepted: it may count as the task's progress, and the date it
promises is looked at on that day."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from tracker.actions.tasks import finish_if_all_met
from tracker.domain.actor import Actor
from tracker.domain.events import tell
from tracker.domain.lifecycle.ending import settle
from tracker.domain.lifecycle.rounds import go_on
from tracker.domain.lifecycle.undoing import speak_again, unsettle
from tracker.domain.locks import hold_tasks, lock_obligation, lock_task
from tracker.models import Obligation, ObligationKind, ObligationState, Progress, ProgressState, Verb


def grounds(reply: Obligation) -> list[Obligation]:
    """What of this unit the letter stands on, and is still open."""
    if reply.dispatch is None:
        return []
    return list(
        Obligation.objects.grounds_of(reply.dispatch).open().filter(unit=reply.unit_id).order_by("pk")
    )


def hold_grounds(reply: Obligation) -> None:
    """Their tasks, before the reply itself is locked."""
    hold_tasks(row.task_id for row in grounds(reply))


def why_not_count(reply: Obligation) -> str:
    """One share done cannot be that of several matters."""
    found = grounds(reply)
    if len(found) == 1 and found[0].task_id:
        return ""
    return _("函件所列不止一项，请分别填报各项任务的进展。") if found else _("函件所依据的事项已经办结。")


def count_as_progress(progress: Progress, *, by: Actor) -> None:
    """The words and the share of an accepted reply are those of the matter behind it; nobody is asked twice."""
    if not progress.counts_for_task or why_not_count(progress.obligation):
        return
    (owed,) = grounds(progress.obligation)
    owed = lock_obligation(owed)
    Progress.objects.create(
        obligation=owed,
        round=owed.round,
        text="\n".join(part for part in (progress.measures, progress.text) if part),
        percent=progress.percent,
        problems=progress.problems,
        expected_on=progress.expected_on,
        state=ProgressState.ACCEPTED,
        channel=progress.channel,
        witness=progress.witness,
        drafted_by=progress.drafted_by,
        released_by=progress.released_by,
        released_on=progress.released_on,
        released_at=progress.released_at,
        found=_("来自对函件的回复"),
        found_percent=progress.found_percent,
        decided_by=progress.decided_by,
        decided_on=progress.decided_on,
        decided_at=progress.decided_at,
    )
    if owed.first_handed_in_on is None and progress.released_on:
        owed.first_handed_in_on, owed.first_due_on = progress.released_on, owed.due_on
        owed.save(update_fields=["first_handed_in_on", "first_due_on"])
    tell(
        Verb.PROGRESS_ACCEPTED,
        by=by,
        task=owed.task,
        unit=owed.unit,
        obligation=owed.pk,
        note=_("以回复计入"),
    )
    if owed.kind == ObligationKind.FINISH and progress.share < 100:
        go_on(owed, by.on)
        return
    settle(obligation=owed, by=by)
    if owed.task and owed.kind == ObligationKind.FINISH:
        finish_if_all_met(lock_task(owed.task), by=by)


def counted_as(reply: Progress) -> Progress | None:
    """What `count_as_progress` made of it."""
    if (
        not reply.counts_for_task
        or reply.state != ProgressState.ACCEPTED
        or reply.obligation.dispatch is None
    ):
        return None
    behind = Obligation.objects.grounds_of(reply.obligation.dispatch).filter(unit=reply.obligation.unit_id)
    made = Progress.objects.filter(obligation__in=behind, state=ProgressState.ACCEPTED)
    made = made.filter(decided_at=reply.decided_at, decided_by=reply.decided_by, percent=reply.percent)
    return made.select_related("obligation__task__task_list", "obligation__unit").first()


def no_longer_count(counted: Progress, *, by: Actor) -> None:
    """The reply is with the office again: the matter behind it is owed as it was. Call it with the rows locked."""
    owed = counted.obligation
    counted.delete()
    if owed.state == ObligationState.MET:
        unsettle(owed, by.on)
        go_on(owed, by.on)
        speak_again(owed, by.on)
    if not owed.progress.handed_in().exists():
        owed.first_handed_in_on = owed.first_due_on = None
        owed.save(update_fields=["first_handed_in_on", "first_due_on"])


def keep_promise(progress: Progress, *, by: Actor) -> None:
    """“预计6月底”: until that day no further formal letter is drafted, urging goes on; on it the officer is told to look
    whether it was kept."""
    expected_on = progress.expected_on
    if expected_on is None or expected_on <= by.on:
        return
    obligation = progress.obligation
    promised = grounds(obligation) if obligation.dispatch_id else [obligation]
    for row in promised:
        _promise(row, expected_on, by=by)


def _promise(row: Obligation, expected_on: date, *, by: Actor) -> None:
    row = lock_obligation(row)
    if row.state != "open":
        return
    row.promised_on = expected_on
    row.save(update_fields=["promised_on"])
    note = _("%(unit)s答复预计%(day)s完成，请核实") % {"unit": row.unit, "day": expected_on}
    tell(Verb.PROMISED, by=by, about=row, note=note, told_on=expected_on)
