"""The first page: for the office what waits for its decision, for a unit what it owes, for a leader what is late."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from tests import factories
from tests.factories import TODAY
from tests.web.conftest import page
from tracker.models import Extension, Letter, LetterKind, Objection, Obligation


def released(cast, owed, by=None):
    return factories.progress(
        obligation=owed, drafted_by=by or cast.liaison, state="released", released_by=by or cast.chief,
        released_on=TODAY, released_at=timezone.now(),
    )  # fmt: skip


def test_an_idle_office_is_told_where_to_look(cast, as_):
    text = page(as_(cast.officer).get("/"))
    assert "没有等您处理的事" in text
    assert reverse("forecast") in text


def test_everything_that_waits_for_the_office_is_on_its_first_page(cast, as_):
    late = factories.obligation(unit=cast.bureau, due_on=TODAY - timedelta(days=3))
    Obligation.objects.filter(pk=late.pk).update(blocked_since_on=TODAY, blocked_reason="督办单待签发")
    near = factories.obligation(unit=cast.college, due_on=TODAY + timedelta(days=3), state="submitted")
    released(cast, near)
    asked = {"obligation": late, "reason": "理由", "asked_by": cast.liaison, "asked_on": TODAY}
    Objection.objects.create(**asked, kind="wrong_unit")
    Extension.objects.create(
        **asked, progress_so_far="一半", expected_on=TODAY + timedelta(days=30), due_before_on=late.due_on
    )
    factories.dispatch(office=cast.office, title="关于限期办结的督办单")
    Letter.objects.create(
        person=cast.liaison, office=cast.office, kind=LetterKind.DIGEST, digest_on=TODAY, message_id="<1@t>",
        state="failed", answer="550 no such user",
    )  # fmt: skip
    factories.task(office=cast.office, title="无主任务", state="draft")
    deaf = factories.unit(name="市档案馆", parent=cast.city)
    factories.assign(task=late.task, unit=deaf, role="support")
    text = page(as_(cast.head).get("/"))
    for told in (
        "关于限期办结的督办单", "不属本单位职责", "拟延至 2026-01-02", "待审核的进展", "督办单待签发",
        "550 no such user", "无主任务", "市档案馆", "1项逾期",
    ):  # fmt: skip
        assert told in text, told


def test_nobody_is_asked_to_decide_on_their_own_report(cast, as_):
    owed = factories.obligation(unit=cast.bureau, due_on=TODAY + timedelta(days=60), state="submitted")
    released(cast, owed, by=cast.officer)
    assert "待审核的进展" not in page(as_(cast.officer).get("/"))
    assert "待审核的进展" in page(as_(cast.head).get("/"))


def test_a_unit_sees_its_own_worst_first(cast, as_):
    factories.obligation(unit=cast.bureau, due_on=TODAY + timedelta(days=90))
    late = factories.obligation(unit=cast.bureau, due_on=TODAY - timedelta(days=1))
    near = factories.obligation(unit=cast.bureau, due_on=TODAY)
    factories.obligation(unit=cast.college, due_on=TODAY - timedelta(days=9))
    response = as_(cast.liaison).get("/")
    rows = response.context["listing"].rows
    assert rows[:2] == [late, near]
    assert {o.unit for o in rows} == {cast.bureau}
    text = page(response)
    assert "逾期1天" in text
    assert "今天到期" in text
    assert "逾期1项" in text


def test_a_letter_to_sign_for_comes_first(cast, as_):
    factories.dispatch(
        office=cast.office, units=(cast.bureau,), title="督办单甲", state="signed", number="督〔2025〕1号",
        number_year=2025, number_seq=1, signed_by=cast.head, signed_on=TODAY, signed_at=timezone.now(),
    )  # fmt: skip
    text = page(as_(cast.liaison).get("/"))
    assert text.index("待签收的函件") < text.index("应办事项")
    assert "待签收的函件" not in page(as_(cast.college_liaison).get("/"))


def test_a_unit_with_nothing_to_do_is_told_so(cast, as_):
    assert "目前没有应办事项" in page(as_(cast.liaison).get("/"))


def test_a_substitute_finds_the_absent_colleague_s_work(cast, as_):
    owed = factories.obligation(unit=cast.bureau, due_on=TODAY)
    factories.absence(person=cast.liaison, substitute=cast.college_liaison)
    assert as_(cast.college_liaison).get("/").context["listing"].rows == [owed]


def test_everybody_else_is_led_to_the_right_door(cast, as_):
    auditor = factories.person(unit=cast.city, role="auditor")
    nobody = factories.person()
    assert "没有逾期的事项" in page(as_(cast.leader).get("/"))
    assert as_(auditor).get("/").url == reverse("admin:index")
    assert "您还没有任职" in page(as_(nobody).get("/"))


def test_the_red_page_tells_what_is_late_since_when_and_whose(cast, as_):
    factories.calendar()
    late = factories.obligation(unit=cast.bureau, due_on=TODAY - timedelta(days=8))
    factories.notice(obligation=late, sent_on=TODAY - timedelta(days=2))
    factories.obligation(unit=cast.college, due_on=TODAY)
    dormant = {"is_chased": False, "next_on": None}
    factories.obligation(unit=cast.college, due_on=TODAY - timedelta(days=200), **dormant)
    text = page(as_(cast.leader).get(reverse("overdue")))
    for told in (
        "逾期8天",
        "6个工作日",
        "市发改委 <b>1</b>",
        "2025-11-25",
        "2025-12-01",
        "共1项，涉及1个单位",
    ):
        assert told in text, told
    assert "市教体局" not in text


def test_the_red_page_of_a_good_day_says_so(cast, as_):
    assert "没有逾期的事项" in page(as_(cast.leader).get(reverse("overdue")))


def test_the_first_pages_cost_the_same_for_any_number_of_things(cast, as_, django_assert_max_num_queries):
    for days in range(-30, 30):
        owed = factories.obligation(unit=cast.bureau, due_on=TODAY + timedelta(days=days))
        if days % 3 == 0:
            released(cast, owed)
        factories.notice(obligation=owed)
    for person, most in ((cast.officer, 45), (cast.liaison, 28)):
        browser = as_(person)
        with django_assert_max_num_queries(most):
            browser.get("/")
    browser = as_(cast.leader)
    with django_assert_max_num_queries(22):
        browser.get(reverse("overdue"))


def test_work_not_done_stands_above_a_list_not_signed_for(cast, as_):
    early = TODAY - timedelta(days=30)
    receipt = factories.sign_for(
        unit=cast.bureau, task_list=factories.task_list(office=cast.office), due_on=early
    )
    work = factories.obligation(unit=cast.college, due_on=TODAY - timedelta(days=2))
    shown = as_(cast.head).get(reverse("overdue")).context
    assert (shown["listing"].rows, shown["receipts"], shown["receipt_count"]) == ([work], [receipt], "1")


def test_a_circular_that_still_gathers_says_from_when_it_is_signed(cast, as_):
    """It waits for nobody before: the head reads the day beside it, and no unit stands there for its sake."""
    factories.dispatch(
        office=cast.office, units=(cast.bureau,), kind="circular", period="2025-12", title="十二月通报"
    )
    shown = as_(cast.head).get("/").content.decode()
    assert "2025-12-25起签发" in shown and "signing/?unit=" not in shown
