"""Formal steps become documents that wait for a signature."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from tests import factories
from tests.factories import TODAY
from tracker.actions.dispatches import change_dispatch, change_item
from tracker.actions.remarks import remark
from tracker.actions.signing import sign
from tracker.actions.wordings import set_wording
from tracker.domain.actor import Actor
from tracker.domain.formal.matter import Matter
from tracker.domain.formal.unfit import leaving
from tracker.domain.formal.wordings import PLACEHOLDERS, SAMPLE, why_not_wording
from tracker.domain.lifecycle.ending import settle
from tracker.domain.refusal import Refused
from tracker.models import Dispatch, Event, Mute, Objection, Obligation, Passage, PassageKind, Rung
from tracker.rules.workdays import Calendar
from tracker.supervision.forecast import forecast
from tracker.supervision.sweep import sweep

pytestmark = pytest.mark.django_db
PLAIN = Calendar.of()
MONTHS_END = date(2025, 12, 31)
LATE = date(2025, 11, 3)  # a Monday, far enough back for an order on TODAY


@pytest.fixture
def cast():
    factories.ladder()
    cast = factories.people()
    factories.numbering(office=cast.office)
    return cast


def run(today=TODAY):
    return sweep(today=today, calendar=PLAIN)


def late(cast, *, said=("urge",), sent_on=date(2025, 11, 5), **fields):
    """An obligation that was urged long ago: its order is owed on TODAY."""
    owed = factories.obligation(**({"unit": cast.bureau, "due_on": LATE} | fields))
    rungs = {r.code: r for r in Rung.objects.all()}
    for number, code in enumerate(said):
        day = sent_on + timedelta(days=7 * number)
        factories.notice(obligation=owed, rung=rungs[code], owed_on=day, sent_on=day)
    return owed


def ready_for_circular(cast, **fields):
    return late(cast, said=("urge", "order"), due_on=date(2025, 10, 20), **fields)


def test_an_order_is_drafted_for_each_unit_and_addressed_to_it(cast):
    first, second = late(cast), late(cast)
    report = run()
    assert (report.drafts, report.formal) == (1, 2)
    for owed in (first, second):
        draft = owed.notices.get(rung_code="order").dispatch
        assert (draft.kind, draft.state, draft.number, draft.drafted_by) == ("order", "draft", "", None)
        assert [s.unit for s in draft.receipts.all()] == [cast.bureau]
        assert draft.reply_within == 5


def test_an_order_quotes_task_sentence_date_and_the_letters_before(cast):
    passage = factories.passage(text="全面推行柔性执法，年底前出台清单。", address="四/(三)/句2")
    task = factories.task(
        office=cast.office,
        title="出台柔性执法清单",
        requirement="年底前出台清单。",
        passage=passage,
        number="7",
    )
    owed = late(cast, task=task)
    run()
    draft = owed.notices.get(rung_code="order").dispatch
    assert draft.title == "关于限期办结“出台柔性执法清单”的督办单"
    assert "“全面推行柔性执法，年底前出台清单。”" in draft.matter
    assert "第四部分（三）第2句" in draft.matter and "第7项" in draft.matter
    assert "办结时限为2025年11月3日（原文：2025年11月3日前）" in draft.matter
    assert "已逾期22个工作日，仍未办结" in draft.matter
    assert "此前已督促1次：2025年11月5日发出催办。" in draft.matter
    assert "送达次日起5个工作日内书面回复" in draft.demand


def test_of_many_letters_the_first_and_the_last_are_told():
    sent = [
        SimpleNamespace(sent_on=date(2025, 3, n), kind="urge" if n > 2 else "reminder") for n in range(1, 8)
    ]
    matter = Matter(obligation=None, today=TODAY, calendar=None, letters=sent)
    assert matter.history() == (
        "此前已督促7次（工作提醒2次、催办5次），首次为2025年3月1日发出的工作提醒，最近一次为2025年3月7日发出的催办。"
    )


def test_an_inferred_date_is_never_called_the_documents(cast):
    owed = late(cast, basis="inferred")
    run()
    matter = owed.notices.get(rung_code="order").dispatch.matter
    assert "原文：" not in matter and "由督办机构核定" in matter


def test_an_order_tells_the_history_of_its_task(cast):
    owed = late(cast)
    run()
    event = Event.objects.get(verb="dispatch.drafted")
    assert (event.task, event.unit, event.actor) == (owed.task, cast.bureau, None)


def test_a_draft_is_not_repeated_and_holds_the_ladder(cast):
    late(cast)
    for number in range(40):
        run(TODAY + timedelta(days=number))
    assert Dispatch.objects.count() == 1


def test_a_refused_order_lets_the_ladder_go_on_to_the_circular(cast):
    owed = late(cast)
    run()
    owed.notices.drop(TODAY)
    Dispatch.objects.update(state="refused", refused_by=cast.head, refused_on=TODAY, reason="已约见")
    owed.refresh_from_db()
    for number in range(1, 20):
        run(TODAY + timedelta(days=number))
        owed.notices.owed().informal().update(state="sent", sent_on=TODAY + timedelta(days=number))
    said = [n.rung_code for n in owed.notices.order_by("pk")]
    assert [code for code in said if "urge@" not in code] == ["urge", "order", "circular@2025-12"]


# --- Circular --------------------------------------------------------------------------------------
def test_the_months_circular_gathers_what_all_units_owe(cast):
    mine, theirs = ready_for_circular(cast), ready_for_circular(cast, unit=cast.college)
    assert run().drafts == 1
    draft = Dispatch.objects.get()
    assert (draft.kind, draft.period, draft.title) == (
        "circular",
        "2025-12",
        "关于2025年12月逾期未完成事项的通报",
    )
    assert {s.unit for s in draft.receipts.all()} == {cast.bureau, cast.college}
    assert f"1．市发改委：办结“{mine.task.title}”。" in draft.matter
    assert f"2．市教体局：办结“{theirs.task.title}”。" in draft.matter
    assert draft.reply_within == 10


def test_later_matters_join_the_draft_and_leave_edited_words_alone(cast):
    mine = ready_for_circular(cast)
    run()
    draft, by = Dispatch.objects.get(), Actor.of(cast.officer, TODAY)
    change_dispatch(dispatch=draft, opening="经研究，通报如下：", by=by)
    change_item(item=draft.items.get(), text="市发改委：……", by=by)
    later = ready_for_circular(cast, unit=cast.college)
    assert run(TODAY + timedelta(days=1)).drafts == 0
    draft.refresh_from_db()
    assert draft.matter.startswith("经研究，通报如下：\n1．市发改委：……\n2．市教体局：")
    assert later.notices.get(rung_code="circular@2025-12").dispatch == draft
    assert mine.notices.get(rung_code="circular@2025-12").dispatch == draft


def test_after_the_circular_is_signed_the_next_one_waits_for_the_next_month(cast):
    ready_for_circular(cast)
    run()
    Dispatch.objects.update(
        state="signed",
        number="景法通〔2025〕1号",
        number_year=2025,
        number_seq=1,
        signed_by=cast.head,
        signed_on=TODAY,
        signed_at="2025-12-03T10:00+08:00",
    )
    ready_for_circular(cast, unit=cast.college)
    assert run(TODAY + timedelta(days=1)).drafts == 1
    second = Dispatch.objects.drafts().get()
    assert [s.unit for s in second.receipts.all()] == [cast.college]
    with pytest.raises(Refused, match="本月的通报已经签发"):
        sign(dispatch=second, by=Actor.of(cast.head, date(2025, 12, 31)))


def test_what_is_settled_before_signing_leaves_the_circular(cast):
    mine, theirs = ready_for_circular(cast), ready_for_circular(cast, unit=cast.college)
    run()
    mine.refresh_from_db()
    settle(obligation=mine, by=Actor.system(TODAY))
    report = run(TODAY + timedelta(days=1))
    draft = Dispatch.objects.get()
    assert report.withdrawn == 1
    assert "市发改委" not in draft.matter
    assert f"1．市教体局：办结“{theirs.task.title}”。" in draft.matter
    assert [s.unit for s in draft.receipts.all()] == [cast.college]


def test_an_order_whose_matter_is_settled_is_withdrawn(cast):
    owed = late(cast)
    run()
    owed.refresh_from_db()
    remark(about=Dispatch.objects.get(), text="已电话联系，周五前报", by=Actor.of(cast.officer, TODAY))
    settle(obligation=owed, by=Actor.system(TODAY))
    assert run(TODAY + timedelta(days=1)).withdrawn == 1
    assert not Dispatch.objects.exists()
    assert owed.remarks.get().text == "已电话联系，周五前报", "what people noted on it is not lost"
    assert owed.notices.get(rung_code="order").state == "dropped"


def test_a_dispatch_written_by_an_officer_is_the_officers(cast):
    owed = late(cast)
    draft = factories.dispatch(office=cast.office, units=(cast.bureau,), drafted_by=cast.officer)
    factories.notice(
        obligation=owed,
        rung=Rung.objects.get(code="order"),
        dispatch=draft,
        state="dropped",
        dropped_on=TODAY,
    )
    assert run().withdrawn == 0
    assert Dispatch.objects.filter(pk=draft.pk).exists()


# --- Talk ------------------------------------------------------------------------------------------
def test_a_talk_gathers_what_one_unit_owes(cast):
    Rung.objects.filter(code="order").update(kind="talk")
    first, second = late(cast), late(cast)
    other = late(cast, unit=cast.college)
    assert run().drafts == 2
    talk = first.notices.get(rung_code="order").dispatch
    assert talk == second.notices.get(rung_code="order").dispatch
    assert talk != other.notices.get(rung_code="order").dispatch
    assert talk.title == "关于约谈市发改委主要负责人的通知"
    assert "约谈时间" in talk.demand
    third = late(cast)
    assert run(TODAY + timedelta(days=1)).drafts == 0
    assert third.notices.get(rung_code="order").dispatch == talk


def test_an_office_without_numbering_still_gets_its_drafts(cast):
    factories.Numbering.objects.all().delete()
    late(cast)
    assert run().drafts == 1
    assert Dispatch.objects.get().reply_within == 5


def test_long_names_leave_the_title_its_end(cast):
    owed = late(cast, task=factories.task(office=cast.office, title="长" * 200))
    run()
    title = owed.notices.get(rung_code="order").dispatch.title
    assert len(title) <= 200 and title.endswith("…”的督办单")


def test_an_order_on_a_row_of_a_table_names_the_item_but_does_not_quote_its_cells(cast):
    passage = factories.passage(text="7　数字监管　推行“一网通办”　市政务局　推断", address="表1/行8")
    Passage.objects.filter(pk=passage.pk).update(kind=PassageKind.ROW)
    task = factories.task(
        office=cast.office,
        title="推行“一网通办”",
        requirement="推行“一网通办”",
        passage=passage,
        number="7",
    )
    owed = late(cast, task=task)
    run()
    draft = owed.notices.get(rung_code="order").dispatch
    assert draft.title == "关于限期办结“推行‘一网通办’”的督办单"
    assert "市政务局　推断" not in draft.matter
    assert "第7项）：推行“一网通办”。" in draft.matter


# --- What is halted --------------------------------------------------------------------------------
def objection(cast, owed):
    return Objection.objects.create(
        obligation=owed, kind="other", reason="不属实", asked_by=cast.liaison, asked_on=TODAY
    )


def test_an_objection_takes_its_matter_out_of_the_circular_until_it_is_decided(cast):
    mine, theirs = ready_for_circular(cast), ready_for_circular(cast, unit=cast.college)
    run()
    asked = objection(cast, mine)
    mine.refresh_from_db()
    assert run(TODAY + timedelta(days=1)).withdrawn == 1
    draft = Dispatch.objects.get()
    assert mine.task.title not in draft.matter and theirs.task.title in draft.matter
    assert not mine.notices.filter(rung_code__startswith="circular").exists()
    assert "暂停计时" in Event.objects.filter(verb="dispatch.changed").latest("seq").note
    Objection.objects.filter(pk=asked.pk).update(
        decision="refused", decided_by=cast.officer, decided_on=TODAY, decision_reason="查无此事"
    )
    Obligation.objects.filter(pk=mine.pk).recheck(TODAY)
    run(TODAY + timedelta(days=2))
    draft.refresh_from_db()
    assert f"2．市发改委：办结“{mine.task.title}”" in draft.matter
    assert draft.receipts.count() == 2


def test_an_order_waits_unsigned_while_its_matter_is_halted(cast):
    owed = late(cast)
    run()
    objection(cast, owed)
    assert run(TODAY + timedelta(days=1)).withdrawn == 0
    assert owed.notices.get(rung_code="order").state == "owed"
    with pytest.raises(Refused, match="异议、延期申请、等待、暂缓或暂停提醒尚未结束"):
        sign(dispatch=Dispatch.objects.get(), by=Actor.of(cast.head, TODAY))


def test_a_report_on_the_last_day_does_not_keep_back_what_the_others_are_told(cast):
    """Nobody is accused of what was answered since the draft was read; the rest is signed, as it was read."""
    mine, theirs, asking = (
        ready_for_circular(cast, unit=unit) for unit in (cast.bureau, cast.college, cast.bureau)
    )
    run()
    mine.refresh_from_db()
    settle(obligation=mine, by=Actor.system(TODAY))
    objection(cast, asking)
    draft = Dispatch.objects.get()
    assert {n.obligation for n in leaving([draft], MONTHS_END)[draft.pk]} == {mine, asking}
    sign(dispatch=draft, by=Actor.of(cast.head, MONTHS_END))
    draft.refresh_from_db()
    assert mine.task.title not in draft.matter and asking.task.title not in draft.matter
    assert theirs.task.title in draft.matter
    assert [receipt.unit for receipt in draft.receipts.all()] == [cast.college]
    left = Event.objects.filter(verb="dispatch.changed", dispatch=draft).values_list("task", flat=True)
    assert set(left) == {mine.task_id, asking.task_id}


def test_nothing_is_signed_that_was_answered_since_it_was_drafted(cast):
    owed, other = ready_for_circular(cast), ready_for_circular(cast)
    run()
    for each in (owed, other):
        each.refresh_from_db()
        settle(obligation=each, by=Actor.system(TODAY))
    with pytest.raises(Refused, match="所依据的事项均已办结或免除"):
        sign(dispatch=Dispatch.objects.get(), by=Actor.of(cast.head, MONTHS_END))


def test_the_forecast_knows_that_what_is_halted_will_be_written_anew(cast):
    mine = ready_for_circular(cast)
    run()
    Mute.objects.create(
        obligation=mine, reason="灾情", from_on=TODAY, until_on=date(2025, 12, 10), approved_by=cast.head
    )
    Obligation.objects.recheck(TODAY)
    rows = forecast(today=TODAY, days=20, calendar=PLAIN)
    seen = [(row.on, row.rung) for row in rows if row.formal]
    assert seen == [(date(2025, 12, 11), "circular@2025-12")]
    for number in range(20):
        run(TODAY + timedelta(days=number))
    assert mine.notices.get(rung_code="circular@2025-12").owed_on == date(2025, 12, 11)


def test_an_office_s_own_words_are_filled_in_and_empty_ones_are_the_program_s(cast):
    by = Actor.of(cast.officer, TODAY)
    for part, text in (
        ("title", "关于{单位}{件数}项工作的督办单"),
        ("opening", "截至{日期}："),
        ("demand", "请在{回复期限}内回复。"),
    ):
        set_wording(office=cast.office, kind="order", part=part, text=text, by=by)
    late(cast), late(cast)
    run()
    draft = Dispatch.objects.get()
    assert (draft.title, draft.opening) == ("关于市发改委2项工作的督办单", "截至2025年12月3日：")
    assert draft.demand == "请在5个工作日内回复。"
    set_wording(office=cast.office, kind="order", part="demand", text="", by=by)
    late(cast, unit=cast.college)
    run(TODAY + timedelta(days=1))
    assert "请立即明确责任领导" in Dispatch.objects.exclude(pk=draft.pk).get().demand


def test_words_name_only_what_there_is_to_fill_in():
    assert set(SAMPLE) == set(PLACEHOLDERS)
    assert why_not_wording("{单位.office.name}").startswith("第1行的“{单位.office.name}”不是可用的占位符")
    assert why_not_wording("甲\n乙}").startswith("第2行的“}”没有成对")
    assert why_not_wording("｛单位｝等{件数}项") == ""
