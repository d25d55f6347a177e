"""A list comes into being: by an officer's hand, or with the document that is imported."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tracker.domain.actor import Actor
from tracker.domain.events import chronicle, tell
from tracker.domain.refusal import Refused, refuse_if
from tracker.domain.rights import why_not_office
from tracker.models import Duty, ListKind, Source, TaskList, Unit, Verb


@chronicle()
def create_list(
    *,
    name: str,
    year: int,
    kind: str,
    office: Unit,
    by: Actor,
    source: Source | None = None,
    duty: str = Duty.LEAD,
    report_cycle: str = "",
    report_cycle_note: str = "",
    guidance: str = "",
    one_matter_one_order: bool = False,
) -> TaskList:
    refuse_if(why_not_office(office, by=by))
    name = name.strip()
    if not name:
        raise Refused(_("请填写清单名称。"))
    if TaskList.objects.filter(office=office, year=year, name=name).exists():
        raise Refused(_("%(year)s年已有清单“%(name)s”。") % {"year": year, "name": name})
    if kind == ListKind.HEAD_DUTIES:
        duty = Duty.EACH  # nobody answers for another head
    task_list = TaskList.objects.create(
        name=name,
        year=year,
        kind=kind,
        office=office,
        source=source,
        duty=duty,
        report_cycle=report_cycle,
        report_cycle_note=report_cycle_note,
        guidance=guidance,
        one_matter_one_order=one_matter_one_order,
    )
    tell(Verb.LIST_CREATED, by=by, task_list=task_list, note=name)
    return task_list
