"""启动催办: dates that had passed when their list was issued sleep until somebody chooses to chase them."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from tracker.domain.actor import Actor
from tracker.domain.events import chronicle, tell
from tracker.domain.refusal import refuse_if
from tracker.domain.rights import why_not_office
from tracker.models import Obligation, ObligationState, TaskList, Verb
from tracker.models.obligations import ObligationQuerySet


@chronicle()
def chase(*, obligations: Iterable[Obligation], by: Actor) -> int:
    """启动催办 for dates that had passed when their list was issued. Returns how many."""
    sleeping = Obligation.objects.open().filter(pk__in=[o.pk for o in obligations], is_chased=False)
    rows = list(sleeping.order_by("pk").select_for_update(no_key=True))
    for office in {o.office for o in rows}:
        refuse_if(why_not_office(office, by=by))
    Obligation.objects.filter(pk__in=[o.pk for o in rows]).update(is_chased=True, next_on=by.on)
    for row in rows:
        tell(Verb.OBLIGATION_CHASED, by=by, task=row.task, unit=row.unit, note=f"{row.due_on}")
    return len(rows)


def why_not_chase(obligation: Obligation, *, by: Actor) -> str:
    if obligation.is_chased or obligation.state != ObligationState.OPEN:
        return _("这一事项已在催办，或已办结。")
    return why_not_office(obligation.office, by=by)


def chase_one(*, obligation: Obligation, by: Actor) -> int:
    return chase(obligations=[obligation], by=by)


def why_not_chase_list(task_list: TaskList, *, by: Actor) -> str:
    refusal = why_not_office(task_list.office, by=by)
    if not refusal and not _dormant_of(task_list, by=by).exists():
        return _("没有已过期未启动的事项。")
    return refusal


def chase_list(*, task_list: TaskList, by: Actor) -> int:
    """All of the list's dates that sleep. Returns how many."""
    return chase(obligations=_dormant_of(task_list, by=by).select_related("office"), by=by)


def _dormant_of(task_list: TaskList, *, by: Actor) -> ObligationQuerySet:
    return Obligation.objects.filter(task__task_list=task_list).dormant(by.on)
