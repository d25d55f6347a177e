"""What the year is told by: figures that units are asked for beside last year's, and the draft of the annual report."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from tracker.actions import dispatches, figures, rectification
from tracker.desk.annual import start_and_assemble
from tracker.models import Cycle, DispatchKind, Indicator, Task, Unit
from tracker.rehearsal.town import Town
from tracker.reporting.problems import problem_rows


class Asked(NamedTuple):
    """An indicator of last year's report, who is asked for it, and what it comes to from the year's beginning."""

    name: str
    unit: str
    cycle: str
    given: tuple[str | None, ...]  # by period; None: not given yet
    reason: str = ""


ASKED = (
    Asked("受理行政复议案件", "市司法局", Cycle.HALF_YEARLY, ("301", "612")),
    Asked("审结行政复议案件", "市司法局", Cycle.HALF_YEARLY, ("248", "561")),
    Asked("办理法律援助案件", "市司法局", Cycle.HALF_YEARLY, ("902", "1893")),
    Asked("全市行政机关负责人出庭应诉率", "市司法局", Cycle.YEARLY, ("100",)),
    Asked("减免罚款", "市市场监管局", Cycle.YEARLY, ("512.6",), "“首违不罚”清单由2个领域扩大到4个领域"),
    Asked("办理人大代表建议", "市政府办公室", Cycle.YEARLY, ("121",)),
    Asked("为企业提供增值服务", "市政务局", Cycle.QUARTERLY, ("176", "389", "604", None)),
    Asked("开展各类帮代办服务", "市政务局", Cycle.YEARLY, (None,)),
)


def ask(town: Town) -> None:
    """The officer says who is asked, and how often."""
    for one in ASKED:
        indicator = Indicator.objects.filter(name=one.name).order_by("pk").first()
        unit = Unit.objects.filter(name=one.unit).first()
        if indicator and unit:
            town.press(
                figures.define_indicator,
                indicator=indicator,
                unit=unit,
                period=one.cycle,
                by=town.officers()[0],
            )


CAUSES = (
    (
        "基层司法所人手不足，部分镇（街道）没有配备专职人员。",
        "补充专职人员，办案经费列入年度预算，每季度调度一次。",
    ),
    ("合法性审核人员兼职多，专业能力跟不上。", "建立市县两级审核人才库，疑难文件集中会审。"),
    ("对备案要求掌握不准，报备材料不齐全。", "印发备案审查指引，逐件登记，每半年通报一次。"),
)


def describe_problems(town: Town) -> None:
    """整改清单: why, what is done about it, and the commitment that answers it; the last one stays open, for the page to show."""
    rows = problem_rows(Task.objects.visible_to(town.officers()[0]), town.today.year)
    for row, (cause, measures) in zip(rows, CAUSES, strict=False):
        said = {"cause": cause, "measures": measures, "answers": row.answers}
        town.press(rectification.describe_problem, task=row.task, by=town.officers()[0], **said)


def guide(town: Town) -> None:
    """工作指引函: what good looks like, before anything is late; the head signs it with the week's letters."""
    units = Unit.objects.filter(name__in=("市公安局", "市生态环境局", "市市场监管局")).order_by("order")
    town.press(
        dispatches.draft_dispatch,
        kind=DispatchKind.GUIDANCE,
        office=town.office,
        units=list(units),
        title="关于规范涉企行政检查的工作指引函",
        matter="为落实规范涉企行政检查的要求，现将今年的工作重点告知你单位。",
        demand="一、检查事项和标准向社会公布，没有公布的不得实施。\n二、制定年度检查计划并报备，同一企业的检查合并进行。\n"
        "三、检查全过程记录，案卷随时备查。",
        by=town.officers()[0],
    )


def give(town: Town) -> None:
    """Who answers at all gives what is asked for this month; the whole year's in its last one."""
    for one in ASKED:
        indicator = (
            Indicator.objects.filter(name=one.name)
            .exclude(unit=None)
            .select_related("unit", "office")
            .first()
        )
        if not (indicator and indicator.unit):
            continue
        period = len(one.given) if town.today.month == 12 else _past(town, one)
        by = town.liaison(indicator.unit)
        if not (period and by and town.temper(indicator.unit).signs_within and one.given[period - 1]):
            continue
        town.press(
            figures.give_figure, indicator=indicator, year=town.today.year, period=period,
            value=Decimal(one.given[period - 1] or 0), reason=one.reason, by=by,
        )  # fmt: skip


def _past(town: Town, one: Asked) -> int:
    """The period that ended with the month before; 0: none did."""
    periods, over = divmod((town.today.month - 1) * len(one.given), 12)
    return 0 if over else periods


def end_the_year(town: Town) -> None:
    """December's figures, and a first draft of the report, for the desks to find."""
    give(town)
    town.press(start_and_assemble, office=town.office, year=town.today.year, by=town.officers()[0])
