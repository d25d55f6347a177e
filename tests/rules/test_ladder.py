"""The default ladder day by day, on real dates."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.rules.held_up import circular_opens_on, waits_since
from tracker.rules.ladder import (
    Facts,
    Halt,
    Ladder,
    PastNotice,
    Rung,
    blocked_alert_on,
    blocked_alert_roles,
    load_ladder,
    next_step,
    notice_code,
)
from tracker.rules.workdays import Calendar

SEEDS = Path(__file__).parents[2] / "seeds"


@pytest.fixture(scope="session")
def rungs():
    text = (SEEDS / "ladder.toml").read_text(encoding="utf-8")
    return load_ladder(text, live_from=date(2025, 1, 1))[1]


@pytest.fixture
def look(rungs, calendar):
    """What the default ladder says of some facts on a day."""
    ladder = Ladder.of(rungs)
    return lambda facts, today: next_step(facts, ladder, calendar, today)


def sent(code, on, number=1):
    return PastNotice(code, number, on, on)


# 31 May 2025 is the Saturday of the Dragon Boat holiday; work resumes on Tuesday 3 June.
FINISH = Facts("finish", date(2025, 5, 31), date(2025, 1, 6))
URGED = replace(FINISH, sent=(sent("urge", date(2025, 6, 3)),))
ORDERED = replace(URGED, sent=(*URGED.sent, sent("order", date(2025, 6, 10))))


def test_nothing_is_sent_long_before_the_date_and_the_next_look_is_the_first_reminder(look):
    step = look(FINISH, date(2025, 1, 6))
    assert step.rung is None
    assert step.next_on == date(2025, 4, 30)  # the twentieth working day before 31 May
    assert step.reason == "今日无需发函，下次检查在2025年4月30日。"


def test_of_missed_reminders_only_the_latest_is_sent(look):
    step = look(FINISH, date(2025, 5, 30))
    assert step.notice_code == "remind-1"
    assert step.next_on == date(2025, 6, 3)


def test_the_first_letter_after_a_date_on_a_rest_day_waits_for_a_working_day(look):
    for rest_day in (date(2025, 5, 31), date(2025, 6, 1), date(2025, 6, 2)):
        assert look(FINISH, rest_day).rung is None
        assert look(FINISH, rest_day).next_on == date(2025, 6, 3)
    assert look(FINISH, date(2025, 6, 3)).notice_code == "urge"


def test_letters_go_on_a_worked_weekend(look):
    facts = Facts("finish", date(2025, 9, 27), date(2025, 1, 6))
    assert look(facts, date(2025, 9, 28)).notice_code == "urge"  # a Sunday, worked for the National Day


def test_after_an_outage_the_urge_comes_before_the_order(look):
    assert look(FINISH, date(2025, 8, 1)).notice_code == "urge"


def test_the_order_waits_for_its_gap_after_the_urge_really_went(look):
    late = replace(FINISH, sent=(PastNotice("urge", 1, date(2025, 6, 3), date(2025, 6, 12)),))
    late = replace(late, sent=(*late.sent, sent("urge@2025-W25", date(2025, 6, 16))))
    assert look(late, date(2025, 6, 18)).rung is None
    step = look(late, date(2025, 6, 19))  # the weekly urge does not count
    assert step.notice_code == "order"
    assert step.reason == (
        "办结时限2025年5月31日已过13个工作日仍未办结，上一函件6月12日发出后已满5个工作日，应发督办单。"
    )


def test_an_unsent_letter_blocks_the_next_and_is_blocked(look):
    waiting = replace(FINISH, sent=(PastNotice("urge", 1, date(2025, 6, 3)),))
    assert look(waiting, date(2025, 6, 3)).blocked is None
    step = look(waiting, date(2025, 6, 20))
    assert step.rung is None
    assert step.blocked.rung_code == "urge"
    assert step.blocked.alert_on == date(2025, 6, 20)
    assert step.blocked.reason == "催办2025年6月3日起待发，至今未发出。"
    told = look(replace(waiting, alerted_on=date(2025, 6, 20)), date(2025, 6, 23))
    assert told.blocked.alert_on == date(2025, 6, 25)
    assert told.next_on == date(2025, 6, 25)


def test_a_letter_of_an_earlier_round_that_never_went_does_not_block_the_new_round(look):
    waiting = PastNotice("order", 1, date(2025, 6, 10))
    facts = replace(FINISH, round=2, sent=(*URGED.sent, waiting))
    assert look(facts, date(2025, 6, 16)).notice_code == "urge"


def test_a_refused_order_lets_the_ladder_go_on(look):
    refused = PastNotice("order", 1, date(2025, 6, 10), None, date(2025, 6, 11))
    facts = replace(URGED, sent=(*URGED.sent, refused))
    assert look(facts, date(2025, 6, 13)).rung is None
    step = look(facts, date(2025, 6, 16))  # the Monday after the refusal
    assert step.notice_code == "urge@2025-W25"
    urged = replace(facts, sent=(*facts.sent, sent("urge@2025-W25", date(2025, 6, 16))))
    assert look(urged, date(2025, 6, 20)).rung is None
    assert look(urged, date(2025, 6, 30)).notice_code == "circular@2025-06"


def test_urging_goes_on_each_monday_while_an_order_waits_for_its_signature(look):
    facts = replace(URGED, sent=(*URGED.sent, PastNotice("order", 1, date(2025, 6, 10), is_formal=True)))
    said = []
    for week in range(4):
        monday = date(2025, 6, 16) + timedelta(days=7 * week)
        step = look(facts, monday)
        said.append(step.notice_code)
        assert step.blocked.rung_code == "order"  # and the office goes on hearing of its own delay
        facts = replace(facts, sent=(*facts.sent, sent(step.notice_code, monday)))
        assert look(facts, monday + timedelta(days=4)).rung is None
    assert said == ["urge@2025-W25", "urge@2025-W26", "urge@2025-W27", "urge@2025-W28"]


@pytest.mark.parametrize(
    ("last_on", "again_on"),
    [
        (date(2025, 6, 3), date(2025, 6, 9)),
        (date(2025, 6, 5), date(2025, 6, 9)),  # Thursday: the second working day after it
        (date(2025, 6, 6), date(2025, 6, 16)),  # Friday: a unit is left in peace for more than a weekend
        (date(2025, 9, 29), date(2025, 10, 9)),  # the week's first working day after the National Day
        (date(2025, 10, 9), date(2025, 10, 13)),
    ],
)
def test_urging_goes_on_with_the_week(look, last_on, again_on):
    facts = replace(FINISH, sent=(sent("urge", last_on), sent("order", date(2025, 5, 1))))
    assert look(facts, last_on).next_on <= again_on
    steps = {
        on: look(facts, on).notice_code
        for n in range(1, 30)
        if (on := last_on + timedelta(days=n)) <= again_on
    }
    assert [on for on, code in steps.items() if code.startswith("urge@")] == [again_on]


def test_a_unit_has_one_order_a_month(look):
    facts = replace(URGED, orders_from=date(2025, 7, 1))
    assert (
        look(facts, date(2025, 6, 16)).notice_code == "urge@2025-W25"
    )  # not the order, which was due on the 10th
    urged = replace(facts, sent=(*facts.sent, sent("urge@2025-W26", date(2025, 6, 23))))
    assert look(urged, date(2025, 6, 24)).next_on == date(2025, 6, 30)
    assert look(urged, date(2025, 7, 1)).notice_code == "order"


def test_a_reminder_that_cannot_go_gives_way_when_its_moment_is_over(look):
    facts = replace(FINISH, sent=(PastNotice("remind-20", 1, date(2025, 4, 30)),))
    assert look(facts, date(2025, 5, 13)).rung is None
    step = look(facts, date(2025, 5, 26))
    assert (step.notice_code, step.supersedes) == ("remind-5", "remind-20")
    assert look(facts, date(2025, 6, 3)).notice_code == "urge"


def test_a_reply_is_asked_for_once_and_urged_with_the_week(look):
    order = Facts(
        "reply", date(2025, 7, 21), date(2025, 7, 14)
    )  # its date stands in the order: nobody is reminded
    assert look(order, date(2025, 7, 18)).rung is None
    assert look(order, date(2025, 7, 22)).next_on == date(2025, 7, 28)
    assert look(order, date(2025, 7, 28)).notice_code == "urge"
    circular = replace(order, due_on=date(2025, 7, 28))  # a longer limit is reminded of
    assert look(circular, date(2025, 7, 25)).notice_code == "remind-1"


def test_no_formal_letter_is_drafted_while_an_extension_is_undecided(look):
    asked = replace(URGED, holds_letters=True)
    step = look(asked, date(2025, 6, 30))
    assert step.notice_code.startswith("urge@")
    quiet = replace(asked, sent=(*asked.sent, sent("urge@2025-W27", date(2025, 6, 30))))
    assert look(quiet, date(2025, 7, 1)).rung is None


def test_a_formal_letter_waits_for_the_day_that_was_promised_and_comes_right_after_it(look):
    promised = replace(URGED, promised_on=date(2025, 7, 9))
    assert look(promised, date(2025, 6, 30)).notice_code.startswith("urge@")
    urged = replace(promised, sent=(*promised.sent, sent("urge@2025-W28", date(2025, 7, 7))))
    step = look(urged, date(2025, 7, 9))
    assert (step.rung, step.next_on) == (None, date(2025, 7, 10)), "not only with the next weekly urge"
    assert step.reason == "答复的完成日期未到，正式函件暂不起草，下次检查在2025年7月10日。"
    assert look(urged, date(2025, 7, 10)).notice_code == "order"


def test_the_circular_comes_again_every_month(look):
    june = replace(ORDERED, sent=(*ORDERED.sent, sent("circular@2025-06", date(2025, 6, 30))))
    assert look(june, date(2025, 6, 30)).next_on == date(2025, 7, 7)  # for the week's urge
    monday = look(june, date(2025, 7, 14))  # the tenth working day after the one of June
    assert (monday.notice_code, monday.next_on) == ("urge@2025-W29", date(2025, 7, 15)), (
        "told in the week's letter"
    )
    june = replace(june, sent=(*june.sent, sent("urge@2025-W29", date(2025, 7, 14))))
    step = look(june, date(2025, 7, 15))
    assert step.notice_code == "circular@2025-07"
    assert "本月再次通报" in step.reason
    july = replace(june, sent=(*june.sent, sent("circular@2025-07", date(2025, 7, 15))))
    assert look(july, date(2025, 7, 31)).notice_code == "urge@2025-W31"
    july = replace(july, sent=(*july.sent, sent("urge@2025-W31", date(2025, 7, 31))))
    assert look(july, date(2025, 8, 1)).notice_code == "circular@2025-08"
    november = replace(july, sent=(*july.sent, sent("urge@2025-W47", date(2025, 11, 17))))
    assert look(november, date(2025, 11, 20)).notice_code == "circular@2025-11"


def test_to_sign_for_a_list_is_asked_twice_and_then_the_officer_is_told(look):
    facts = Facts("sign_for", date(2025, 3, 6), date(2025, 3, 3))
    assert look(facts, date(2025, 3, 3)).notice_code == "guidance"
    guided = replace(facts, sent=(sent("guidance", date(2025, 3, 3)),))
    assert look(guided, date(2025, 3, 6)).next_on == date(2025, 3, 7)
    assert look(guided, date(2025, 3, 7)).notice_code == "sign-for-urge"
    urged = replace(guided, sent=(*guided.sent, sent("sign-for-urge", date(2025, 3, 7))))
    assert look(urged, date(2025, 3, 7)).next_on == date(2025, 3, 12)
    for day in (date(2025, 3, 12), date(2025, 3, 14), date(2025, 4, 30)):
        step = look(urged, day)
        assert step.rung is None
        assert (step.blocked.alert_on, step.blocked.rung_code) == (day, "")
        assert "请直接联系该单位" in step.blocked.reason
    told = replace(urged, alerted_on=date(2025, 3, 12))
    assert look(told, date(2025, 3, 14)).next_on == date(2025, 4, 1)


def test_guidance_missed_in_an_outage_still_goes_first(look):
    facts = Facts("sign_for", date(2025, 3, 6), date(2025, 3, 3))
    assert look(facts, date(2025, 3, 20)).notice_code == "guidance"


def test_an_extension_starts_the_ladder_anew(look):
    extended = replace(ORDERED, due_on=date(2025, 8, 29), round=2)
    assert look(extended, date(2025, 6, 12)).rung is None
    assert look(extended, date(2025, 8, 22)).notice_code == "remind-5"
    assert look(extended, date(2025, 9, 1)).notice_code == "urge"


def test_guidance_is_not_repeated_in_a_later_round(look):
    guided = (sent("guidance", date(2025, 3, 3)),)
    facts = Facts("sign_for", date(2025, 3, 20), date(2025, 3, 3), round=2, sent=guided)
    assert look(facts, date(2025, 3, 10)).rung is None


def test_guidance_that_never_left_is_not_lost_with_its_round(look):
    withdrawn = PastNotice("guidance", 1, date(2025, 3, 3), closed_on=date(2025, 3, 4))
    facts = Facts("sign_for", date(2025, 3, 20), date(2025, 3, 3), round=2, sent=(withdrawn,))
    assert look(facts, date(2025, 3, 10)).notice_code == "guidance"


def test_a_refused_order_holds_no_urge_back(look):
    """The unit has heard nothing of it: drafted and refused on a Monday, it is urged on the Tuesday."""
    refused = PastNotice("order", 1, date(2025, 3, 10), closed_on=date(2025, 3, 10), is_formal=True)
    facts = Facts(
        "finish", date(2025, 3, 1), date(2025, 2, 20), sent=(sent("urge", date(2025, 3, 3)), refused)
    )
    assert look(facts, date(2025, 3, 10)).rung is None
    assert look(facts, date(2025, 3, 11)).notice_code == "urge@2025-W11"


def test_guidance_is_given_again_for_what_opens_anew(look):
    guided = (sent("guidance", date(2025, 3, 3)),)
    anew = Facts("sign_for", date(2025, 5, 13), date(2025, 5, 8), round=2, sent=guided)
    assert look(anew, date(2025, 5, 8)).notice_code == "guidance"
    told = replace(anew, sent=(*guided, replace(sent("guidance", date(2025, 5, 8)), round=2)))
    assert look(told, date(2025, 5, 9)).rung is None


def test_guidance_is_live_by_the_day_of_its_opening(look):
    """Also where the date itself falls after the rung's first day."""
    facts = Facts("sign_for", date(2025, 1, 6), date(2024, 12, 31))
    step = look(facts, date(2025, 1, 2))
    assert step.rung is None and [r.rung.code for r in step.rehearsals] == ["guidance"]


def test_a_return_after_the_date_urges_first_even_if_an_order_went_before(look):
    assert look(replace(ORDERED, round=2), date(2025, 6, 16)).notice_code == "urge"


@pytest.mark.parametrize("state", ["submitted", "met", "waived"])
def test_a_finished_or_submitted_obligation_has_no_clock(look, state):
    step = look(replace(FINISH, state=state), date(2025, 8, 1))
    assert (step.rung, step.next_on, step.blocked) == (None, None, None)
    assert step.reason.endswith("计时。")


def test_an_objection_halts_until_somebody_decides(look):
    step = look(replace(FINISH, halts=(Halt("已提出异议"),)), date(2025, 8, 1))
    assert (step.rung, step.next_on, step.reason) == (None, None, "暂停计时：已提出异议。")


def test_a_mute_ends_by_itself(look):
    muted = replace(FINISH, halts=(Halt("已静默", until=date(2025, 8, 1)),))
    assert look(muted, date(2025, 8, 1)).next_on == date(2025, 8, 4)
    assert look(muted, date(2025, 8, 4)).notice_code == "urge"


def test_a_rung_that_is_not_live_rehearses_and_the_others_go_on(rungs, calendar):
    changed = [replace(r, live_from=date(2026, 1, 1)) if r.code == "urge" else r for r in rungs]
    step = next_step(FINISH, changed, calendar, date(2025, 6, 10))
    assert step.notice_code == "order"
    (rehearsal,) = step.rehearsals
    assert (rehearsal.rung.code, rehearsal.on) == ("urge", date(2025, 6, 3))
    assert rehearsal.reason == "演练：规则“urge”2026年1月1日起启用，本应自2025年6月3日起发催办。"


def test_when_no_rung_is_live_the_officer_hears_of_what_is_late_at_once_and_then_monthly(rungs, calendar):
    sleeping = Ladder.of(replace(r, live_from=None) for r in rungs)
    before = next_step(FINISH, sleeping, calendar, date(2025, 5, 29))
    assert (before.rung, before.blocked, before.next_on) == (None, None, date(2025, 6, 3))
    assert [r.rung.code for r in before.rehearsals] == ["remind-5"]
    step = next_step(FINISH, sleeping, calendar, date(2025, 6, 3))
    assert step.blocked.alert_on == date(2025, 6, 3)
    assert "没有已启用的督办规则" in step.blocked.reason
    told = next_step(replace(FINISH, alerted_on=date(2025, 6, 3)), sleeping, calendar, date(2025, 6, 4))
    assert told.blocked.alert_on == told.next_on == date(2025, 7, 1)


def test_an_opening_letter_written_for_what_is_late_already_does_not_hold_the_alert_back(rungs, calendar):
    """Only the opening letter is live. It goes on Wednesday; that nothing follows it is said on Thursday."""
    guide = Rung("guide", "guidance", frozenset({"finish"}), at="open", live_from=date(2025, 1, 1))
    opening = [guide, *(replace(rung, live_from=None) for rung in rungs)]
    late = Facts("finish", date(2025, 6, 3), date(2025, 6, 4))
    step = next_step(late, opening, calendar, date(2025, 6, 4))
    assert (step.notice_code, step.next_on) == ("guide", date(2025, 6, 5))
    gone = replace(late, sent=(PastNotice(step.notice_code, 1, date(2025, 6, 4), date(2025, 6, 4)),))
    assert next_step(gone, opening, calendar, date(2025, 6, 5)).blocked.alert_on == date(2025, 6, 5)


def test_a_rung_put_in_below_the_last_letter_does_not_pull_the_ladder_down(rungs, calendar):
    warning = replace(next(r for r in rungs if r.code == "urge"), code="warn", offset=3)
    facts = replace(ORDERED, sent=(*ORDERED.sent, sent("warn@2025-W27", date(2025, 6, 30))))
    step = next_step(facts, [*rungs, warning], calendar, date(2025, 7, 1))
    assert step.notice_code == "circular@2025-07"


def test_turning_the_clock_back_sends_nothing_again(look):
    june = replace(ORDERED, sent=(*ORDERED.sent, sent("circular@2025-06", date(2025, 6, 30))))
    assert look(june, date(2025, 5, 26)).rung is None
    assert look(URGED, date(2025, 5, 26)).rung is None


def test_blocked_alerts_go_every_third_working_day_first_to_the_officer(calendar):
    friday = date(2025, 9, 26)
    assert blocked_alert_on(friday, friday, calendar) == date(2025, 9, 30)  # the 28th is a worked Sunday
    assert blocked_alert_on(friday, date(2025, 10, 3), calendar) == date(2025, 10, 9)
    assert blocked_alert_roles(0) == ("officer",)
    assert blocked_alert_roles(1) == blocked_alert_roles(7) == ("officer", "office_head")


def test_a_circular_is_held_up_by_nobody_before_its_months_end(look, calendar):
    """It gathers until then; who is told each third day of what cannot be signed reads no alert at all."""
    draft = PastNotice("circular@2025-07", 1, date(2025, 7, 2), is_formal=True)
    facts = replace(ORDERED, sent=(*ORDERED.sent, draft))
    assert circular_opens_on(date(2025, 7, 2), calendar) == date(2025, 7, 25)
    assert look(facts, date(2025, 7, 24)).blocked is None
    late = look(facts, date(2025, 7, 28)).blocked
    assert (late.since_on, late.alert_on) == (date(2025, 7, 25), date(2025, 7, 30))
    assert look(facts, date(2025, 8, 11)).blocked, "forgotten, or signed and not served"
    stuck = replace(facts, sent=(*facts.sent, PastNotice("urge@2025-W29", 1, date(2025, 7, 14))))
    assert look(stuck, date(2025, 7, 18)).blocked.since_on == date(2025, 7, 14), (
        "what cannot be mailed is told"
    )


@given(st.dates(date(2024, 1, 1), date(2027, 12, 31)), st.sampled_from(("order", "circular", "talk", "urge")))
def test_a_letter_waits_from_its_draft_and_a_circular_from_its_months_end(drafted_on, kind):
    calendar = Calendar.of([])
    since = waits_since(kind, drafted_on, calendar)
    assert since == drafted_on or (kind == "circular" and since > drafted_on)
    assert (since.year, since.month) == (drafted_on.year, drafted_on.month)
    assert (
        kind != "circular"
        or calendar.count(since, date(since.year + since.month // 12, since.month % 12 + 1, 1)) <= 5
    )


def test_the_code_of_a_repeated_notice_carries_its_period():
    rung = Rung("circular", "circular", frozenset({"finish"}), offset=20)
    assert notice_code(rung) == "circular"
    assert notice_code(rung, "2026-02") == "circular@2026-02"


def test_of_two_pauses_the_later_end_counts(look):
    until = (date(2025, 6, 6), date(2025, 6, 13))
    halted = replace(FINISH, halts=tuple(Halt("已静默", until=day) for day in until))
    assert look(halted, date(2025, 6, 4)).next_on == date(2025, 6, 16)


# --- What waits for company (ADR 67) -------------------------------------------------------------------
MONDAY, TUESDAY, WEDNESDAY = date(2025, 6, 9), date(2025, 6, 10), date(2025, 6, 11)


def test_an_urge_that_waits_until_tomorrow_is_not_held_up_and_holds_up_no_order(look):
    waiting = replace(URGED, sent=(*URGED.sent, PastNotice("urge@2025-W24", 1, MONDAY)))
    step = look(waiting, TUESDAY)
    assert (step.notice_code, step.supersedes, step.blocked) == ("order", "", None)
    drafted = PastNotice("order", 1, TUESDAY, is_formal=True)
    stuck = look(replace(waiting, sent=(*waiting.sent, drafted)), WEDNESDAY)
    assert (stuck.rung, stuck.blocked.rung_code) == (None, "urge@2025-W24")


def test_an_urge_that_is_out_for_longer_holds_up_the_order(look):
    step = look(replace(URGED, sent=(*URGED.sent, PastNotice("urge@2025-W24", 1, MONDAY))), WEDNESDAY)
    assert (step.rung, step.blocked.since_on) == (None, MONDAY)


def test_the_first_urge_waits_for_nothing(look):
    step = look(replace(FINISH, sent=(PastNotice("urge", 1, date(2025, 6, 3)),)), date(2025, 6, 4))
    assert step.blocked.rung_code == "urge"
