"""The thirty cases of a year driven by hand: which tests hold each of them. The kind is tested where it belongs, and no
test of these can go without its case being noticed here."""

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
CASES = {
    # Letters
    1: "supervision/test_formal_letters: a_silent_unit_has_one_circular_a_month_and_one_reply_open"
    " the_forms_of_the_ladder_never_feed_on_replies",
    2: "supervision/test_formal_letters: the_circular_waits_for_the_months_last_days_and_is_signed_once"
    " supervision/test_drafting: after_the_circular_is_signed_the_next_one_waits_for_the_next_month",
    3: "supervision/test_formal_letters: one_order_to_a_unit_holds_all_its_matters"
    " outbox/test_compose: who_signed_gets_no_copy"
    " web/test_clicks: fifty_three_matters_of_january_are_few_letters_and_few_clicks",
    4: "supervision/test_urging: a_unit_is_urged_each_week_while_its_order_waits_for_a_signature"
    " rules/test_ladder: to_sign_for_a_list_is_asked_twice_and_then_the_officer_is_told",
    5: "supervision/test_urging: a_unit_told_by_phone_climbs_on"
    " supervision/test_stuck: what_is_blocked_in_one_office_is_told_together",
    6: "outbox/test_compose: a_circular_reaches_a_unit_without_a_leader_through_its_liaison"
    " supervision/test_urging: who_has_no_address_is_reached_through_the_unit_above",
    7: "actions/test_dispatches: a_letter_not_signed_leaves_the_ladder_free_to_go_on"
    " supervision/test_told: a_voided_letter_is_told_to_those_whom_it_had_reached"
    " web/test_dispatches: a_void_letter_is_the_draft_of_its_correction",
    8: "supervision/test_fair_time: no_order_is_drafted_while_an_extension_waits_for_its_answer"
    " an_order_on_a_matter_with_a_pending_extension_is_not_signed"
    " granting_an_extension_closes_the_order_and_its_reply",
    9: "supervision/test_formal_letters: who_has_finished_owes_no_reply_for_the_others",
    10: "supervision/test_fair_time: the_awaited_unit_reads_who_waits_and_for_what"
    " who_waited_has_three_working_days_after_the_answer",
    11: "supervision/test_urging: the_subject_names_what_is_urged_today_and_all_that_is_overdue"
    " a_digest_that_only_tells_of_a_decision_does_not_hide_what_is_overdue",
    12: "supervision/test_urging: many_matters_are_a_table_and_not_cards",
    13: "supervision/test_formal_letters: a_shortcoming_is_put_right_and_not_finished"
    " what_a_person_wrote_stays_and_the_rest_is_of_the_day_of_signing",
    14: "outbox/test_compose: an_alert_leads_to_the_letter_that_can_be_recorded_as_served"
    " supervision/test_stuck: the_reason_says_why_the_letter_has_not_gone",
    # Decisions
    15: "supervision/test_told: the_table_covers_every_decision_that_a_unit_waits_for"
    " both_units_hear_of_a_reassignment suspending_and_cancelling_are_told",
    16: "supervision/test_told: a_draft_that_waits_for_release_is_told_to_the_leader_once"
    " the_leader_reads_that_it_is_for_him_to_release",
    17: "supervision/test_fair_time: what_was_handed_in_by_the_date_is_not_late_because_it_was_returned"
    " nobody_is_called_overdue_before_the_new_limit the_order_tells_what_speaks_for_the_unit",
    18: "actions/test_deciding: after_a_return_nothing_is_asked_for_twice",
    19: "supervision/test_nobody_forgotten: a_task_whose_only_owner_was_right_to_object_is_on_a_pile"
    " a_task_of_each_is_done_when_the_last_unit_was_waived",
    20: "supervision/test_nobody_forgotten: a_suspension_names_the_day_on_which_somebody_looks_again"
    " what_sleeps_opens_no_periods_and_wakes_with_one_decision",
    21: "web/test_batch: inferred_facts_are_shown_with_their_words_before_they_are_confirmed",
    # Lists, dates, year
    22: "supervision/test_nobody_forgotten: closing_a_year_carries_dates_owners_basis_and_lineage"
    " actions/test_settling: a_standing_task_ends_with_its_list_only"
    " actions/test_lists: a_draft_goes_with_its_closed_list_and_is_not_issued_there",
    23: "supervision/test_nobody_forgotten: a_changed_report_cycle_holds_from_the_next_period"
    " actions/test_dates: a_dated_task_has_a_report_cycle_beside_its_date",
    24: "supervision/test_nobody_forgotten: one_later_task_does_not_reopen_the_whole_list"
    " actions/test_lists: a_unit_signs_for_its_list_once_whatever_tasks_come_later",
    25: "actions/test_contributions: a_later_owner_signs_for_its_one_task_and_nobody_else_again"
    " owners_that_are_ticked_again_stay_stated",
    26: "supervision/test_nobody_forgotten: who_only_helps_is_told_once_of_all_its_tasks",
    27: "web/test_batch: passed_dates_are_decided_on_one_page"
    " actions/test_batch: dates_past_at_issue_are_done_before_chased_or_waived",
    28: "supervision/test_forecast: in_the_middle_of_things_it_agrees_as_well"
    " rehearsal/test_year: a_year_is_bearable_to_live_in",
    29: "importing/test_editing: a_date_is_not_read_out_of_half_the_words_that_somebody_typed",
    30: "actions/test_replies: the_date_promised_in_a_reply_is_looked_at_on_that_day"
    " rules/test_ladder: a_formal_letter_waits_for_the_day_that_was_promised_and_comes_right_after_it",
}


@pytest.mark.parametrize("number", range(1, 31))
def test_each_case_has_its_tests(number):
    words, place = CASES[number].split(), ""
    named = 0
    for word in words:
        if word.endswith(":"):
            place = (TESTS / f"{word[:-1]}.py").read_text(encoding="utf-8")
            continue
        assert re.search(rf"^def test_{word}\(", place, re.M), f"case {number}: no test {word}"
        named += 1
    assert named
