"""The figures that units have given for the year, with last year's, in the chapters of their tasks."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.domain.annual import Drafted, Proof
from tracker.domain.figures import figures_by_place, in_words, of_year, same_time_last_year
from tracker.models import Figure, Indicator, Part
from tracker.rules.figure_periods import period_words

from .gathering import Year
from .results import chapter_of, is_duty

CHAPTER = "主要指标完成情况"


def figures(year: Year) -> Iterator[Drafted]:
    indicators = list(
        Indicator.objects.filter(office=year.office).select_related("unit").order_by("name", "pk")
    )
    held = figures_by_place(indicators)
    tasks = {task.id: task for task in year.tasks}
    for indicator in indicators:
        given = of_year(held, indicator, year.year)
        if given is None or given.passage_id:
            continue
        task = tasks.get(indicator.task_id or 0)
        part, chapter = Part.RESULTS, CHAPTER
        if task:
            part = Part.DUTY if is_duty(task) else Part.RESULTS
            chapter = chapter_of(task, year.lists[task.list_id].kind) or CHAPTER
        last = same_time_last_year(held, indicator, year.year, given.period)
        proof = Proof("figure", _source(indicator, given), given.pk)
        yield Drafted(
            f"figure:{indicator.pk}",
            part,
            in_words(indicator, given, last),
            chapter,
            task and task.id,
            [proof],
        )


def _source(indicator: Indicator, given: Figure) -> str:
    period = period_words(indicator.period, given.period)
    return f"{indicator.unit}{given.given_on}填报的{given.year}年{period}数"
