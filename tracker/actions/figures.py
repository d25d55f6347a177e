"""Indicators defined by the office, and figures given by units with their reports."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from tracker.domain.actor import Actor
from tracker.domain.events import chronicle, tell
from tracker.domain.figures import asks_reason, figures_by_place, same_time_last_year
from tracker.domain.realm import why_not_within
from tracker.domain.refusal import Refused, need, refuse_if
from tracker.domain.rights import why_not_office, why_not_unit
from tracker.models import Cycle, Figure, Indicator, Progress, ProgressState, Task, Unit, Verb
from tracker.models.indicators import plain_number
from tracker.rules.figure_periods import last_period, period_words


def why_not_define(indicator: Indicator, *, by: Actor) -> str:
    """One that an import brought, and that is nobody's yet, may be taken by any office."""
    if indicator.office_id is None and by.is_office:
        return ""
    return why_not_office(indicator.office, by=by) if indicator.office else _("只有督办机构可以定义指标。")


@chronicle()
def define_indicator(
    *,
    indicator: Indicator,
    by: Actor,
    definition: str = "",
    unit: Unit | None = None,
    period: str = Cycle.NONE,
    reason_above: int = 20,
    task: Task | None = None,
) -> Indicator:
    """口径, who is asked and how often. Without a unit nobody is asked."""
    refuse_if(why_not_define(indicator, by=by))
    if bool(unit) != bool(period):
        raise Refused(_("请同时选择报送单位和报送周期；都不选则不向任何单位要数。"))
    indicator.office = indicator.office or Unit.objects.get(pk=min(by.offices))
    refuse_if(why_not_within(indicator.office, [unit] if unit else []))
    twins = Indicator.objects.filter(office=indicator.office, name=indicator.name, measure=indicator.measure)
    if twins.exclude(pk=indicator.pk).exists():
        raise Refused(_("本机构已有指标“%(name)s”，请直接修改它。") % {"name": indicator})
    indicator.definition, indicator.unit, indicator.period = definition.strip(), unit, period
    indicator.reason_above, indicator.task = reason_above, task
    indicator.save()
    asked = f"{unit}　{indicator.get_period_display()}" if unit else _("不要数")
    tell(Verb.INDICATOR_DEFINED, by=by, unit=unit, note=f"{indicator}：{asked}", indicator=indicator.pk)
    return indicator


@chronicle()
def create_indicator(*, office: Unit, name: str, measure: str, by: Actor, **fields: Any) -> Indicator:
    refuse_if(why_not_office(office, by=by))
    name = need(name, _("请填写指标名称。"))
    return define_indicator(
        indicator=Indicator(office=office, name=name, measure=measure.strip()), by=by, **fields
    )


def why_not_give(indicator: Indicator, *, by: Actor) -> str:
    if indicator.unit is None:
        return _("指标“%(name)s”还没有定报送单位。") % {"name": indicator}
    if indicator.office and not why_not_office(indicator.office, by=by):
        return ""
    return why_not_unit(indicator.unit, by=by)


@chronicle()
def give_figure(
    *,
    indicator: Indicator,
    year: int,
    period: int,
    value: Decimal,
    by: Actor,
    reason: str = "",
    progress: Progress | None = None,
) -> Figure:
    """The count from the beginning of the year to the end of the period, 1 for the first. Given again it is corrected, and
    the history keeps what it was. A change beyond the indicator's share needs its reason."""
    refuse_if(why_not_give(indicator, by=by))
    if not 1 <= period <= last_period(indicator.period):
        raise Refused(_("指标“%(name)s”没有这一期。") % {"name": indicator})
    held = figures_by_place([indicator], served=by.served)
    last = same_time_last_year(held, indicator, year, period)
    if asks_reason(indicator, value, last) and not reason.strip():
        raise Refused(why_reason(indicator, last))
    row = Figure.objects.given().filter(indicator=indicator, year=year, period=period).first()
    is_begun = bool(row and row.progress and row.progress.state == ProgressState.DRAFT)
    was = row.number if row and not (is_begun and indicator.unit_id not in by.served) else ""
    row = row or Figure(indicator=indicator, year=year, period=period)
    row.value, row.reason, row.progress = (
        value,
        reason.strip(),
        progress or (None if is_begun else row.progress),
    )
    row.wording = f"{indicator.name}{plain_number(value)}{indicator.measure}"[:200]
    row.given_by, row.given_on = by.user, by.on
    row.save()
    words = f"{year}年{period_words(indicator.period, period)}"
    change = _("%(was)s改为%(now)s") % {"was": was, "now": row.number} if was else row.number
    tell(
        Verb.FIGURE_GIVEN, by=by, unit=indicator.unit, note=f"{indicator}（{words}）：{change}", figure=row.pk
    )
    return row


def why_reason(indicator: Indicator, last: Figure | None) -> str:
    return _("“%(name)s”与上年同期（%(last)s%(measure)s）相比变动超过%(share)s%%，请说明原因。") % {
        "name": indicator,
        "last": last.number if last else "",
        "measure": indicator.measure,
        "share": indicator.reason_above,
    }
