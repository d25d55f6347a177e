"""What a formal letter is about, read once for all its forms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracker.models import Dispatch, Notice, Office
from tracker.rules.wording import day


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing that is owed, as of the day the letter was signed."""

    title: str
    requirement: str
    source: str
    unit: str
    due: str
    late_days: int


@dataclass(frozen=True, slots=True)
class Matters:
    dispatch: Dispatch
    agency: str
    number: str
    dated_on: date
    units: list[str]
    copies: list[str]
    matters: list[Matter]
    rests_on: str
    contact: str

    @classmethod
    def of(cls, dispatch: Dispatch) -> Matters:
        on = dispatch.signed_on or dispatch.drafted_on
        notices = list(
            Notice.objects.filter(dispatch=dispatch)
            .select_related(
                "obligation__unit",
                "obligation__task__passage__source",
                "obligation__dispatch",
                "obligation__task_list",
                "rung",
            )
            .order_by("obligation__due_on", "obligation__unit__order", "pk")
        )
        office = Office.objects.current()
        contact = "，".join(
            part
            for part in (
                office.contact and f"联系人：{office.contact}",
                office.phone and f"电话：{office.phone}",
            )
            if part
        )
        return cls(
            dispatch=dispatch,
            agency=dispatch.office.name,
            number=dispatch.number or "（待签发）",
            dated_on=on,
            units=[
                service.unit.name
                for service in dispatch.services.select_related("unit").order_by("unit__order", "unit__name")
            ],
            copies=_copies(notices),
            matters=[_matter(notice, on) for notice in notices],
            rests_on="；".join(dict.fromkeys(n.rung.clause for n in notices if n.rung and n.rung.clause)),
            contact=contact,
        )

    @property
    def reply(self) -> str:
        """The limit that this letter sets, in one sentence."""
        return f"请自收到之日的次日起{self.dispatch.reply_within}个工作日内书面回复办理情况。"


COPIED_TO = {"leader": "市政府分管领导", "office_head": "本机关办公室负责人", "officer": "本机关督办人员"}


def _copies(notices: list[Notice]) -> list[str]:
    """Only those outside the agency are named on the document itself."""
    roles = {role for n in notices if n.rung for role in n.rung.copy_to_roles}
    return [COPIED_TO["leader"]] if "leader" in roles else []


def _matter(notice: Notice, on: date) -> Matter:
    owed = notice.obligation
    task = owed.task
    passage = task.passage if task else None
    return Matter(
        title=owed.subject,
        requirement=task.requirement if task else "",
        source=f"《{passage.source.title}》{passage.address}" if passage else "",
        unit=owed.unit.name,
        due=day(owed.due_on),
        late_days=max((on - owed.due_on).days, 0),
    )
