"""What principal heads answer for: a list with office-holders as owners, each head's own, the account made of it."""

from datetime import date

import pytest

from tests import factories
from tests.factories import TODAY, by
from tracker import importing
from tracker.actions import deciding, lists, progress, reviews
from tracker.domain.lists import create_list
from tracker.models import Account, Duty, ListKind, Obligation
from tracker.reading.proposal import propose
from tracker.reporting.annual import assemble
from tracker.reporting.duties import coverage, duties_of, heads_of
from tracker.reporting.measures import Chosen, figures
from tracker.reporting.register import register
from tracker.reporting.reviews import drafted_account

pytestmark = pytest.mark.django_db
FILE = """序号,职责,责任人,完成时限
1,定期听取法治建设工作汇报,市发改委主要负责人；市教体局主要负责人,每年12月31日前
2,落实行政机关负责人出庭应诉制度,市发改委主要负责人,每年12月31日前
"""


@pytest.fixture
def cast():
    return factories.people_at_work()


@pytest.fixture
def duties(cast):
    """Imported like any list, and issued."""
    officer = by(cast.officer)
    task_list = create_list(
        name="部门主要负责人职责清单", year=2025, kind=ListKind.HEAD_DUTIES, office=cast.office, by=officer
    )
    proposal = propose(FILE.encode(), "职责清单.csv", year=2025)
    importing.apply(items=proposal.chosen, source=None, task_list=task_list, by=officer)
    lists.issue_list(task_list=task_list, by=officer)
    return task_list


def accepted(cast, obligation, text):
    said = progress.record_for_unit(
        obligation=obligation, text=text, percent=100, channel="paper", witness="吴芳", by=by(cast.officer)
    )
    deciding.accept(progress=said, found="情况属实", by=by(cast.head))


def owed(unit, number):
    return Obligation.objects.get(task__number=number, unit=unit, kind="finish")


def test_office_holders_own_what_their_units_owe(cast, duties):
    assert duties.duty == Duty.EACH
    assert {(o.task.number, o.unit) for o in Obligation.objects.filter(kind="finish")} == {
        ("1", cast.bureau), ("1", cast.college), ("2", cast.bureau),
    }  # fmt: skip
    mine = duties_of([cast.bureau.pk], 2025)
    assert [own.holder for own in mine] == ["市发改委主要负责人"] * 2 and mine[0].owed.due_on == date(
        2025, 12, 31
    )
    assert not mine[0].task.assignments.filter(basis="inferred").exists()


def test_each_duty_says_how_many_heads_have_reported(cast, duties, client, django_assert_max_num_queries):
    accepted(cast, owed(cast.bureau, "1"), "听取汇报2次。")
    first, second = coverage(duties, on=date(2026, 1, 5))
    assert (first.reported, first.heads, first.percent, first.counts["late"]) == (1, 2, 50, 1)
    assert (second.reported, second.heads) == (0, 1) and heads_of(duties) == (2, 0)
    client.force_login(cast.officer)
    with django_assert_max_num_queries(20):
        page = client.get("/duties/?year=2025").content.decode()
    assert "1 / 2（50%）" in page and f"task={first.task.pk}&amp;state=met" in page
    client.force_login(cast.college_chief)
    page = client.get("/duties/?year=2025").content.decode()
    assert "定期听取法治建设工作汇报" in page and "出庭应诉" not in page
    assert client.get("/duties/?year=x").status_code == 422


def test_an_account_is_drafted_duty_by_duty_and_meets_what_it_tells_of(cast, duties):
    accepted(cast, owed(cast.bureau, "1"), "听取汇报2次。")
    review = reviews.create_review(
        office=cast.office, year=2025, kind="written", title="书面述法", units=[cast.bureau, cast.college],
        due_on=date(2025, 12, 20), by=by(cast.officer),
    )  # fmt: skip
    account = Account.objects.select_related("review__office", "unit").get(review=review, unit=cast.bureau)
    lines = drafted_account(account).splitlines()
    assert lines[1:4] == [
        "一、履行职责清单情况",
        "（一）定期听取法治建设工作汇报。听取汇报2次。",
        "（二）落实行政机关负责人出庭应诉制度。（请填写履行情况）",
    ]
    text = drafted_account(account).replace("（请填写", "（已补充")
    reviews.write_account(account=account, text=text, head="郑强", by=by(cast.liaison))
    reviews.hand_in_account(account=account, by=by(cast.liaison))
    assert heads_of(duties) == (2, 1)  # nobody is asked for the same twice
    left = Obligation.objects.unsettled().filter(unit=cast.bureau).exclude(task_list=duties)
    assert not left.exists()
    said = [row.progress for row in register(duties, by=by(cast.officer), as_of=TODAY).rows]
    assert said == [f"听取汇报2次。（{TODAY}）", "1个单位在述法报告中报送：市发改委"]
    told = {one.key: one for one in assemble(cast.office, 2025)}[f"duties:{duties.pk}"]
    assert "2项职责，2个单位的主要负责人逐项履职，已报告1个" in told.text and told.is_proved
    later = date(2026, 1, 5)
    chosen = Chosen(by=by(cast.officer, later), as_of=later, year=2025, by_what="unit")
    rows = {row.name: row.counts for row in figures(chosen).rows}
    assert (rows["市发改委"]["due"], rows["市发改委"]["on_time"], rows["市发改委"]["missing"]) == (3, 3, 0)
