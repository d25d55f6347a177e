"""What a formal letter says, read once for all its forms.

The words are those of the row, as an officer left them and the head of office signed them. Nothing is added
to them but the rule they rest on, and the reply limit where the text does not name it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from tracker.domain.composed import composed
from tracker.models import Dispatch, DispatchKind, Notice, Receipt, Role, Rung, business_date
from tracker.papers.offices import contact


def _copied(dispatch: Dispatch, rungs: list[Rung]) -> str:
    return dispatch.office.copies_named if any(Role.LEADER in rung.copy_to_roles for rung in rungs) else ""


@dataclass(frozen=True, slots=True)
class LetterItems:
    dispatch: Dispatch
    agency: str
    number: str
    dated_on: date
    addressee: str
    copies: str  # 抄送 outside the agency
    rests_on: str
    contact: str
    enclosed: tuple[str, ...]  # files that go out with it

    @classmethod
    def of(cls, dispatch: Dispatch) -> LetterItems:
        rungs = [n.rung for n in _told(dispatch.pk) if n.rung]
        units = _units(dispatch.pk)
        return cls(
            dispatch=dispatch,
            agency=dispatch.office.signs_as,
            number=dispatch.number or "（待签发）",
            dated_on=dispatch.signed_on or business_date(),  # a draft would be signed today
            addressee="、".join(units) or "各有关单位",
            copies=_copied(dispatch, rungs),
            rests_on="；".join(dict.fromkeys(rung.clause for rung in rungs if rung.clause)),
            contact=contact(),
            enclosed=tuple(enclosure.title for enclosure in dispatch.enclosures.all()),
        )

    @property
    def demand(self) -> str:
        """With the reply limit that the number's rule sets, unless the text says it."""
        demand, within = self.dispatch.demand, self.dispatch.reply_within
        if self.dispatch.kind == DispatchKind.GUIDANCE or f"{within}个工作日" in demand:
            return demand
        return f"{demand}\n请自送达次日起{within}个工作日内书面回复办理情况。"


@composed
def _told(dispatch: int) -> QuerySet[Notice]:
    return Notice.objects.filter(dispatch=dispatch, rung__isnull=False).select_related("rung")


@composed
def _units(dispatch: int) -> QuerySet[Receipt, str]:
    rows = Receipt.objects.filter(dispatch=dispatch).order_by("unit__order", "unit__name")
    return rows.values_list("unit__name", flat=True)
