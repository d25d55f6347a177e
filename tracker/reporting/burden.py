"""减负: what each unit was asked in a year, how much of it twice, and how many letters it got. Each number is the length of
a list, as in `measures`."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import ExtractMonth
from django.utils.translation import gettext_lazy

from tracker.models import UNIT_ROLES, Letter, Obligation, Progress, ProgressState, Receipt
from tracker.reporting.groups import named_units
from tracker.reporting.kept import kept
from tracker.reporting.measures import Chosen, Figures, Measure, Row
from tracker.reporting.parts import in_parts, sees

BURDEN = (
    Measure("asked", gettext_lazy("要求事项"), gettext_lazy("当年新开始的办结、节点、报送、签收和回复")),
    Measure(
        "twice",
        gettext_lazy("同月重复要求"),
        gettext_lazy("同一任务在同一个月里要求同一单位报两次以上的，每次都计"),
    ),
    Measure("sent_back", gettext_lazy("退回重报")),
    Measure("mails", gettext_lazy("收到邮件")),
    Measure("formal", gettext_lazy("收到函件"), gettext_lazy("已送达的督办单、通报、约谈通知和指引函")),
)
ASKED = ("asked", "twice", "sent_back")  # of what is owed; the others count what left
CODES = {measure.code for measure in BURDEN}


def rows_of(chosen: Chosen, measure: str) -> QuerySet[Any]:
    """What one number counts; `chosen.group` is the id of a unit."""
    on, year = chosen.as_of, chosen.year
    if measure == "mails":
        letters = Letter.objects.visible_to(chosen.by).filter(sent_on__lte=on, sent_on__year=year)
        if chosen.group is None:
            served = Q(person__memberships__role__in=UNIT_ROLES)
            return letters.filter(served).distinct()
        return letters.filter(
            person__memberships__unit=int(chosen.group), person__memberships__role__in=UNIT_ROLES
        ).distinct()
    if measure == "formal":
        receipts = Receipt.objects.visible_to(chosen.by).filter(sent_on__lte=on, sent_on__year=year)
        return receipts.filter(unit=int(chosen.group)) if chosen.group is not None else receipts
    asked = Obligation.objects.visible_to(chosen.by).filter(opened_on__lte=on, opened_on__year=year)
    if chosen.group is not None:
        asked = asked.filter(unit=int(chosen.group))
    return asked.filter(_said(chosen)[measure])


def _said(chosen: Chosen) -> dict[str, Q]:
    others = Obligation.objects.exclude(pk=OuterRef("pk")).filter(
        unit=OuterRef("unit"),
        task=OuterRef("task"),
        opened_on__lte=chosen.as_of,
        due_on__year=OuterRef("due_on__year"),
        due_on__month=ExtractMonth(OuterRef("due_on")),
    )
    returned = Progress.objects.filter(
        obligation=OuterRef("pk"), state=ProgressState.RETURNED, decided_on__lte=chosen.as_of
    )
    return {
        "asked": Q(),
        "twice": Q(Exists(others)),
        "sent_back": Q(Exists(returned)),
    }


def _by_unit(rows: QuerySet[Any], *by: str) -> Iterable[tuple]:
    """How many, by unit; a mail counts for each unit of whoever got it."""
    key = "person__memberships__unit" if rows.model is Letter else "unit"
    n = Count("pk", distinct=rows.model is Letter)
    groups = rows.order_by().annotate(group_key=F(key)).values(*by, "group_key")
    found: Iterable[tuple] = groups.annotate(n=n).values_list(*by, "group_key", "n")
    return found


@kept
def burden(chosen: Chosen) -> Figures:
    """Five queries, and one for the names."""
    found: dict[int, dict[str, Any]] = {}
    for measure in BURDEN:
        rows = partial(rows_of, chosen, measure.code)
        if measure.code in ASKED:
            question = (measure.code, sees(chosen.by), chosen.as_of, chosen.year)
            counted = in_parts(question, rows, _by_unit, has_orphans=True)
        else:
            counted = {unit: [n] for unit, n in _by_unit(rows())}
        for unit, (n,) in counted.items():
            found.setdefault(unit, {})[measure.code] = n
    named = [
        Row(str(pk), name, {m.code: found[pk].get(m.code, 0) for m in BURDEN})
        for pk, name in named_units(found)
    ]
    return Figures(named, Row("", "", {}), BURDEN)
