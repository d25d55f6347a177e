"""Figures are asked once, with the reports that a unit makes anyway; what moved much has its reason; and problems find, or
miss, the commitment that answers them."""

from datetime import date
from decimal import Decimal

import pytest

from tests import factories
from tests.factories import TODAY
from tests.reporting.years import begun
from tracker.actions import figures, rectification
from tracker.desk.forms.obligations import Report
from tracker.desk.obligations import REPORT
from tracker.domain.actor import Actor
from tracker.domain.figures import asked_of
from tracker.domain.refusal import Refused
from tracker.models import Event, Figure, Indicator, Task
from tracker.reporting.annual import assemble
from tracker.reporting.figures import figure_rows
from tracker.reporting.problems import problem_rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def indicator(cast):
    """Asked of the bureau for the whole year; last year's report says 500."""
    row = Indicator.objects.create(
        name="行政复议案件", measure="件", office=cast.office, unit=cast.bureau, period="yearly"
    )
    Figure.objects.create(
        indicator=row,
        year=2024,
        value=500,
        wording="500件",
        passage=factories.passage(text="受理行政复议案件500件。"),
    )
    return row


def filled(cast, owed, **more):
    """The report's form as the liaison sends it, and itself."""
    data = {"text": "已办结。", "percent": 100} | more
    return Report(data, subject=owed, actor=Actor.of(cast.liaison, TODAY))


def test_a_figure_is_asked_with_the_report_and_never_again(cast, indicator):
    first, second = (factories.obligation(unit=cast.bureau, due_on=date(2025, 12, 31)) for _ in range(2))
    name = f"figure_{indicator.pk}"
    form = filled(cast, first, **{name: "510"})
    assert name in form.fields and "上年同期500件" in form.fields[name].help_text
    assert form.is_valid(), form.errors
    by = Actor.of(cast.liaison, TODAY)
    said = REPORT.perform(first, form.answers(), by=by)
    given = Figure.objects.given().get()
    assert (given.year, given.period, given.value, given.progress) == (2025, 1, 510, said)
    assert name not in filled(cast, second).fields and asked_of(cast.bureau, TODAY) == []
    assert asked_of(cast.college, TODAY) == []
    assert Event.objects.filter(verb="figure.given", unit=cast.bureau).count() == 1


def test_an_empty_answer_keeps_nobody_from_reporting(cast, indicator):
    form = filled(cast, factories.obligation(unit=cast.bureau, due_on=date(2025, 12, 31)))
    assert form.is_valid() and form.answers()["figures"] == []


def test_what_moved_much_needs_its_reason(cast, indicator):
    owed = factories.obligation(unit=cast.bureau, due_on=date(2025, 12, 31))
    form = filled(cast, owed, **{f"figure_{indicator.pk}": "601"})
    assert not form.is_valid() and "超过20%" in form.errors[f"reason_{indicator.pk}"][0]
    assert filled(cast, owed, **{f"figure_{indicator.pk}": "600"}).is_valid()
    by = Actor.of(cast.liaison, TODAY)
    with pytest.raises(Refused, match="请说明原因"):
        figures.give_figure(indicator=indicator, year=2025, period=1, value=Decimal(300), by=by)
    figures.give_figure(
        indicator=indicator, year=2025, period=1, value=Decimal(300), reason="机构改革划出业务", by=by
    )
    figures.give_figure(indicator=indicator, year=2025, period=1, value=Decimal(480), by=by)
    assert Figure.objects.given().get().value == 480
    assert Event.objects.filter(verb="figure.given").first().note.endswith("300改为480")
    with pytest.raises(Refused, match="没有这一期"):
        figures.give_figure(indicator=indicator, year=2025, period=2, value=Decimal(1), by=by)


def test_only_the_asked_unit_and_the_office_give_figures(cast, indicator):
    for person in (cast.college_liaison, cast.leader):
        assert figures.why_not_give(indicator, by=Actor.of(person, TODAY))
    assert not figures.why_not_give(indicator, by=Actor.of(cast.officer, TODAY))
    assert not Indicator.objects.visible_to(Actor.of(cast.college_liaison, TODAY)).exists()
    with pytest.raises(Refused, match="同时选择"):
        figures.define_indicator(
            indicator=indicator, unit=cast.bureau, period="", by=Actor.of(cast.officer, TODAY)
        )


def test_the_report_says_of_which_part_of_the_year_a_figure_is(cast, indicator):
    by = Actor.of(cast.officer, TODAY)
    indicator.period = "quarterly"
    indicator.save()
    Figure.objects.filter(indicator=indicator).delete()
    for year, period, value in ((2024, 3, 500), (2024, 4, 743), (2025, 3, 604)):
        Figure.objects.create(
            indicator=indicator, year=year, period=period, value=value, given_on=by.on, given_by=cast.officer
        )
    said = next(one.text for one in assemble(cast.office, 2025) if one.key == f"figure:{indicator.pk}")
    assert "604" in said and f"（前三季度，上年同期500{indicator.measure}）" in said


def test_the_charts_stand_on_the_same_figures(cast, indicator):
    row = figure_rows([indicator], 2025)[0]
    assert row.is_missing and row.last.value == 500 and [bar.year for bar in row.bars] == [2024]
    figures.give_figure(
        indicator=indicator, year=2025, period=1, value=Decimal(550), by=Actor.of(cast.officer, TODAY)
    )
    row = figure_rows([indicator], 2025)[0]
    assert (row.this.value, row.moved, row.lacks_reason, row.words) == (550, 10, False, "全年")
    assert [(bar.year, bar.words, bar.is_this) for bar in row.bars] == [
        (2024, "500", False),
        (2025, "550", True),
    ]
    assert row.bars[0].height < row.bars[1].height and row.in_words == "2024年500件，2025年550件"


def test_problems_name_the_commitment_that_answers_them_or_say_that_none_does():
    year = begun()
    rows = problem_rows(Task.objects.all(), 2025)
    found = {row.task.title: [task.passage.address for task in row.answers] for row in rows}
    assert found == {
        "基层法治政府建设有待进一步加强": ["四/(四)/句1"],
        "个别县区和部门合法性审核力量较为薄弱": ["四/(二)/句2"],
        "落实规范性文件备案制度不到位": ["四/(二)/句3"],
        "严格规范公正文明执法水平需要进一步提升": [],
    }
    assert all(row.is_inferred for row in rows if row.answers)
    last, other = rows[3].task, rows[0].answers[0]
    by = year.officer()
    rectification.describe_problem(
        task=last, cause="培训不够", measures="开展执法培训", answers=[other], by=by
    )
    again = problem_rows(Task.objects.all(), 2025)[3]
    assert (again.cause, again.is_inferred, again.answers) == ("培训不够", False, [other])
    with pytest.raises(Refused, match="不是本机构的承诺"):
        rectification.describe_problem(task=last, answers=[last], by=by)
    assert "整改清单" in rectification.why_not_describe(other, by=by)
    drafted = {one.key: one.text for one in assemble(year.cast.office, 2025)}
    assert drafted[f"problem:{last.pk}"] == "严格规范公正文明执法水平需要进一步提升。主要原因：培训不够。"
    assert drafted[f"measures:{last.pk}"] == "开展执法培训。"
