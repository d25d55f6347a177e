"""公文格式要素 (GB/T 9704-2012, 7): what a letter says around its words. A signed one keeps them as they stood, so that a unit
renamed later, or another telephone, changes no paper that has left."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.db.models import QuerySet

from tracker.domain.composed import composed
from tracker.models import Dispatch, Installation, Notice, Receipt, Role


@dataclass(frozen=True, slots=True)
class Elements:
    agency: str  # 发文机关署名
    addressee: str  # 主送机关
    copies: str  # 抄送机关 outside the agency; empty: none
    rests_on: str  # the clauses of the rungs that asked for it
    contact: str  # 联系人：…，电话：…


def elements_of(dispatch: Dispatch) -> Elements:
    """As it was signed; of a draft, and of what was signed before they were kept, as they stand today."""
    return Elements(**dispatch.elements) if dispatch.elements else _of_today(dispatch)


def keep_elements(dispatch: Dispatch) -> None:
    """With the signing; saves nothing."""
    dispatch.elements = asdict(_of_today(dispatch))


def _of_today(dispatch: Dispatch) -> Elements:
    rungs = [notice.rung for notice in _told(dispatch.pk) if notice.rung]
    is_copied = any(Role.LEADER in rung.copy_to_roles for rung in rungs)
    return Elements(
        agency=dispatch.office.signs_as,
        addressee="、".join(_units(dispatch.pk)) or "各有关单位",
        copies=dispatch.office.copies_named if is_copied else "",
        rests_on="；".join(dict.fromkeys(rung.clause for rung in rungs if rung.clause)),
        contact=Installation.objects.current().contact_line,
    )


@composed
def _told(dispatch: int) -> QuerySet[Notice]:
    return Notice.objects.filter(dispatch=dispatch, rung__isnull=False).select_related("rung")


@composed
def _units(dispatch: int) -> QuerySet[Receipt, str]:
    rows = Receipt.objects.filter(dispatch=dispatch).order_by("unit__order", "unit__name")
    return rows.values_list("unit__name", flat=True)
