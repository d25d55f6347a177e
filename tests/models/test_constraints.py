"""The database says no first: every constraint is broken once, alone, and answers with its own name."""

import re
from datetime import UTC, date, datetime

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import CheckConstraint, F, Model, UniqueConstraint
from django.db.models.constraints import BaseConstraint
from django.utils import timezone

from tests import factories
from tests.factories import TODAY, Cast
from tests.models.samples import sample
from tracker.models import UnitGroup
from tracker.models.access import AccessRecord

pytestmark = pytest.mark.django_db

CONSTRAINTS = {
    constraint.name: (model, constraint)
    for model in apps.get_app_config("tracker").get_models(include_auto_created=True)
    for constraint in model._meta.constraints
}
CHECKS = sorted(name for name, (_, rule) in CONSTRAINTS.items() if isinstance(rule, CheckConstraint))
UNIQUE = sorted(name for name, (_, rule) in CONSTRAINTS.items() if isinstance(rule, UniqueConstraint))
BEFORE = date(2020, 1, 1)
ODD = "?"  # no choice of any field

APPEND_ONLY = (AccessRecord,)  # no row of it can be changed: one that breaks the rule is added

# Nothing can break the one on the left without breaking the one on the right too: which of them answers is the
# database's affair.
IMPLIED = {
    "evidence_kind_known": "evidence_file_or_number",
    "progress_state_known": "progress_decided_by_someone",
}


def wrong(cast: Cast) -> dict[str, dict[str, object]]:
    """What must be changed in a good row (tests/models/samples.py) to break a check and nothing else."""
    now = timezone.now()
    letter = factories.dispatch(office=cast.office)
    group = UnitGroup.objects.get_or_create(name="各县区")[0]
    numbered = {"number": "督〔2025〕1号", "number_year": 2025, "number_seq": 1}
    asked = {"asked_by": cast.liaison, "asked_on": TODAY}
    submitted = {"submitted_by": cast.officer, "submitted_on": TODAY}
    agreed = {"agreed_by": cast.head, "agreed_on": TODAY}
    decided = {"decided_by": cast.head, "decided_on": TODAY}
    released = {"released_by": cast.chief, "released_on": TODAY, "released_at": now}
    returned = {"state": "returned", "return_reason": "缺佐证"} | released | decided | {"decided_at": now}
    return {
        "access_kind_known": {"kind": ODD},
        "absence_dates_in_order": {"until_on": BEFORE},
        "absence_confirmed_by_someone": {"confirmed_by": cast.liaison},
        "absence_not_confirmed_by_substitute": {"confirmed_by": cast.chief, "confirmed_at": now},
        "absence_somebody_else": {"substitute": F("person")},
        "account_handed_in_by_someone": {"handed_in_on": TODAY},
        "annual_agreed_by_someone": {"state": "agreed"} | submitted,
        "annual_approved_by_someone": {"state": "approved"} | submitted | agreed,
        "annual_has_title": {"title": ""},
        "annual_not_agreed_by_author": submitted | {"agreed_by": cast.officer, "agreed_on": TODAY},
        "annual_state_known": {"state": ODD} | submitted | agreed,
        "annual_submitted_by_someone": {"state": "submitted"},
        "annual_year_sane": {"year": 1948},
        "assignment_basis_known": {"basis": ODD},
        "assignment_role_known": {"role": ODD},
        "assignment_unit_or_group": {"group": group},
        "assignment_written_kept": {"written": ""},
        "change_kind_known": {"kind": ODD},
        "change_state_known": {"state": ODD} | {"decided_by": cast.head, "decided_at": now},
        "change_has_title": {"title": ""},
        "change_decided_by_someone": {"decided_by": cast.head},
        "change_confirmed_by_another": {"state": "confirmed", "decided_by": F("asked_by"), "decided_at": now},
        "change_taken_when_confirmed": {"taken_at": now},
        "contribution_request_has_words": {"what": ""},
        "contribution_has_text": {"text": ""},
        "clock_call_single": {"id": 2},
        "comment_has_text": {"text": ""},
        "comment_settled_by_someone": {"settled_on": TODAY},
        "deadline_after_opening": {"due_on": BEFORE},
        "deadline_basis_known": {"basis": ODD},
        "dispatch_kind_known": {"kind": ODD},
        "dispatch_number_when_signed": {"number": "督〔2025〕1号"},
        "dispatch_item_has_text": {"text": ""},
        "dispatch_refused_why": {"state": "refused", "refused_by": cast.head, "refused_on": TODAY},
        "dispatch_signed_by_someone": {"signed_on": TODAY},
        "dispatch_signed_has_signer": {"state": "signed"} | numbered,
        "dispatch_state_known": {"state": ODD},
        "dispatch_void_why": {"state": "void", "voided_by": cast.head, "voided_on": TODAY},
        "enclosure_has_file": {"file": ""},
        "contribution_file_is_there": {"sha256": ""},
        "event_head_single": {"id": 2},
        "evidence_file_or_number": {"file": ""},
        "evidence_kind_known": {"kind": ODD},
        "extension_decided_by_someone": {"decision": "refused"},
        "extension_decision_known": {"decision": ODD} | decided,
        "extension_names_new_date": {"decision": "granted", "new_due_on": F("due_before_on")} | decided,
        "extension_not_decided_by_asker": {"decision": "refused"} | decided | {"decided_by": F("asked_by")},
        "form_draft_address_is_ours": {"address": "https://elsewhere/"},
        "figure_qualifier_known": {"qualifier": ODD},
        "figure_read_or_given": {"period": 1},
        "figure_year_sane": {"year": 1948},
        "finding_has_text": {"text": ""},
        "follow_one_thing": {"unit": cast.bureau},
        "indicator_asked_of_someone": {"period": "yearly"},
        "indicator_period_known": {"period": ODD, "unit": cast.bureau, "office": cast.office},
        "indicator_share_sane": {"reason_above": 0},
        "import_applied_when": {"state": "applied"},
        "import_failed_why": {"state": "failed"},
        "import_progress_percent": {"progress": 101},
        "import_state_known": {"state": ODD},
        "import_year_sane": {"year": 2201},
        "letter_channel_known": {"channel": ODD},
        "letter_dispatch_alone": {"dispatch": letter},
        "letter_kind_known": {"kind": ODD},
        "letter_lease_while_sending": {"state": "sending"},
        "letter_sent_when": {"state": "sent"},
        "letter_state_known": {"state": ODD},
        "list_cycle_known": {"report_cycle": ODD},
        "list_duty_known": {"duty": ODD},
        "list_issued_when": {"issued_on": None},
        "list_kind_known": {"kind": ODD},
        "list_state_known": {"state": ODD},
        "list_year_sane": {"year": 1948},
        "membership_dates_in_order": {"from_on": TODAY, "until_on": BEFORE},
        "membership_role_known": {"role": ODD},
        "mute_dates_in_order": {"until_on": BEFORE},
        "mute_has_reason": {"reason": ""},
        "notice_dispatch_is_formal": {"dispatch": letter},
        "notice_dropped_when": {"dropped_on": TODAY},
        "notice_kind_known": {"kind": ODD},
        "notice_sent_when": {"state": "sent"},
        "notice_stands_on_something": {"obligation": None},
        "notice_told_to_someone": {"told_via": "phone"},
        "notice_state_known": {"state": ODD},
        "numbering_has_prefix": {"prefix": ""},
        "numbering_kind_known": {"kind": ODD},
        "numbering_reply_within": {"reply_within": 0},
        "objection_decided_by_someone": {"decided_on": TODAY},
        "objection_decision_known": {"decision": ODD} | decided,
        "objection_kind_known": {"kind": ODD},
        "objection_not_decided_by_asker": {"decision": "refused"} | decided | {"decided_by": F("asked_by")},
        "obligation_first_handed_in_when": {"first_handed_in_on": TODAY},
        "obligation_kind_known": {"kind": ODD},
        "obligation_met_when": {"state": "met"},
        "obligation_one_origin": {"task": None},
        "obligation_round_from_one": {"round": 0},
        "obligation_state_known": {"state": ODD},
        "wording_kind_known": {"kind": ODD},
        "wording_part_known": {"part": ODD},
        "obligation_waived_when": {"waived_on": TODAY},
        "obligation_waived_why": {"state": "waived"},
        "letter_template_kind_known": {"kind": ODD},
        "letter_template_has_file": {"sha256": ""},
        "letter_template_ends_later": {"ended_at": datetime(2020, 1, 1, tzinfo=UTC)},
        "publication_reviewed_by_someone": {"reviewed_by": ""},
        "publication_withdrawn_why": {"withdrawn_on": TODAY, "withdrawn_by": cast.head},
        "withholding_has_reason": {"reason": ""},
        "frozen_register_has_hash": {"sha256": ""},
        "instruction_has_text": {"text": ""},
        "instruction_reported_by_someone": {"outcome": "已办结"},
        "installation_demo_clock_in_demo": {"is_demo": False, "demo_on": TODAY},
        "installation_return_within": {"return_within": 0},
        "installation_single": {"id": 2},
        "mail_pause_single": {"id": 2},
        "passage_kind_known": {"kind": ODD},
        "progress_channel_known": {"channel": ODD},
        "progress_decided_by_someone": decided,
        "progress_found_percent": {"found_percent": 101},
        "personal_notice_has_text": {"text": ""},
        "progress_not_decided_by_author": returned | {"decided_by": F("drafted_by")},
        "progress_percent": {"percent": 101},
        "progress_released_by_someone": {"state": "released"},
        "progress_returned_why": returned | {"return_reason": ""},
        "progress_state_known": {"state": ODD} | released,
        "remark_has_text": {"text": ""},
        "remark_on_one_thing": {"task": None},
        "review_closed_by_someone": {"closed_on": TODAY},
        "review_kind_known": {"kind": ODD},
        "review_year_sane": {"year": 2201},
        "rung_at_known": {"at": ODD},
        "rung_formal_kinds": {"kind": "order"},
        "rung_kind_known": {"kind": ODD},
        "rung_repeat_known": {"repeat": ODD},
        "saved_view_has_name": {"name": ""},
        "saved_view_one_owner": {"office": cast.office},
        "saved_view_page_known": {"page": ODD},
        "search_entry_one_thing": {"task": None},
        "schedule_basis_known": {"basis": ODD},
        "schedule_day_sane": {"day": 32},
        "schedule_kind_known": {"kind": ODD},
        "schedule_month_sane": {"month": 13},
        "schedule_once_has_date": {"due_on": None},
        "schedule_rule_known": {"rule": ODD, "due_on": None},
        "receipt_off_line_has_witness": {"via": "phone", "sent_on": TODAY, "sent_at": now},
        "receipt_sent_when": {"sent_on": TODAY},
        "receipt_signed_for_by_someone": {"signed_for_on": TODAY, "signed_for_at": now},
        "receipt_via_known": {"via": ODD},
        "source_kind_known": {"kind": ODD},
        "source_year_sane": {"year": 1948},
        "task_suspension_has_review": {"suspended_on": TODAY},
        "task_done_when": {"state": "done"},
        "task_duty_known": {"duty_override": ODD},
        "statement_assembled_or_own": {"assembled": ""},
        "statement_has_text": {"text": ""},
        "statement_part_known": {"part": 9},
        "task_halt_has_reason": {"state": "suspended", "suspended_on": TODAY, "review_on": TODAY},
        "task_priority_known": {"priority": ODD},
        "task_step_of_another": {"parent_id": F("pk")},
        "task_has_title": {"title": ""},
        "task_urgency_known": {"urgency": 9},
        "task_list_basis_known": {"list_basis": ODD},
        "task_origin_known": {"origin": ODD},
        "task_state_known": {"state": ODD},
        "unit_kind_known": {"kind": ODD},
        "waiting_has_reason": {"reason": ""},
        "waiting_on_somebody_else": {"on_obligation": F("obligation")},
        "written_name_asked_by_someone": {"asked_on": TODAY},
        "written_name_decided_by_someone": {"decision": "granted"} | asked,
        "written_name_means_one_thing": {"unit": cast.bureau, "group": group},
        "written_name_not_decided_by_asker": {"decision": "refused"} | asked | decided | {"decided_by": cast.liaison},
    }  # fmt: skip


def twins(cast: Cast) -> dict[str, dict[str, object]]:
    """What two good rows must have in common, besides the unique fields, before these are forbidden to them."""
    letter = factories.dispatch(office=cast.office)
    group = UnitGroup.objects.get_or_create(name="各县区")[0]
    signed = {"signed_by": cast.head, "signed_on": TODAY, "signed_at": timezone.now()}
    no_origin = {"task": None, "deadline": None}
    return {
        "assignment_group_once": {"unit": None, "group": group},
        "assignment_written_once": {"unit": None},
        "dispatch_number_once": {"state": "signed", "number": "1号", "number_year": 2025, "number_seq": 1} | signed,
        "dispatch_one_running_draft": {"period": "2025-12"},
        "dispatch_one_signed_a_period": {"period": "2025-12", "state": "signed", "number": "1号", "number_year": 2025,
                                         "number_seq": 1} | signed,
        "figure_given_once": {"passage": None, "period": 1, "given_by": cast.liaison, "given_on": TODAY},
        "indicator_once_an_office": {"office": cast.office},
        "follow_unit_once": {"task": None, "unit": cast.bureau},
        "letter_template_one_in_force": {"ended_at": None},
        "letter_dispatch_once": {"kind": "dispatch", "dispatch": letter},
        "obligation_once_a_dispatch": {"kind": "reply", "dispatch": letter} | no_origin,
        "obligation_once_a_list": {"kind": "sign_for", "task_list": factories.task_list(office=cast.office)} | no_origin,
        "saved_view_once_an_office": {"person": None, "office": cast.office, "name": "本办视图"},
        "saved_view_once_a_person": {"name": "我的视图"},
        "task_number_once": {"number": "1"},
    }  # fmt: skip


# Twins that another rule would forbid as well must differ in this.
UNLIKE = {
    "dispatch_one_signed_a_period": {"number_seq": 2},
    "publication_number_once": {
        "withdrawn_on": TODAY,
        "withdrawn_by": F("published_by"),
        "withdrawn_why": "有误",
    },
    "rung_one_current": {"version": 2},
    "rung_version_once": {"is_current": False},
}


@pytest.mark.parametrize("name", CHECKS)
def test_a_check_refuses_what_breaks_it_alone(name):
    cast = factories.people()
    model, constraint = CONSTRAINTS[name]
    change = wrong(cast).get(name)
    assert change, f"{name} is new: write into `wrong` what breaks it"
    row = sample(model, cast)
    assert broken(row) == set(), "the sample is no good row"
    assert_refused(row, change, constraint)


@pytest.mark.parametrize("name", UNIQUE)
def test_what_must_be_unique_is_refused_twice(name):
    cast = factories.people()
    model, constraint = CONSTRAINTS[name]
    common = twins(cast).get(name, {})
    first, second = sample(model, cast), sample(model, cast)
    save(first, common)
    assert broken(first) == set(), "the first of the twins is no good row"
    same = {field: getattr(first, field) for field in constraint.fields}
    assert_refused(second, common | same | UNLIKE.get(name, {}), constraint)


def test_no_example_is_left_over():
    cast = factories.people()
    assert {*wrong(cast), *IMPLIED} - set(CHECKS) == set()
    assert {*twins(cast), *UNLIKE} - set(UNIQUE) == set()
    assert len(CONSTRAINTS) == len(CHECKS) + len(UNIQUE), (
        "a third kind of constraint: teach the test to break it"
    )


def assert_refused(row: Model, change: dict[str, object], constraint: BaseConstraint) -> None:
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        save(row, change)
    expected = {constraint.name, IMPLIED.get(constraint.name, constraint.name)}
    assert named(refused.value, row, constraint) in expected
    for field, value in change.items():
        setattr(row, field, getattr(row, value.name) if isinstance(value, F) else value)
    assert broken(row) == expected, "the example must break this constraint and no other"


def save(row: Model, change: dict[str, object]) -> None:
    """Past every door and every `clean`: what the table itself says."""
    if type(row) in APPEND_ONLY:
        kept = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if not f.primary_key}
        type(row)._base_manager.bulk_create([type(row)(**(kept | change))])
    else:
        type(row)._base_manager.filter(pk=row.pk).update(**change)
    for field, value in change.items():
        setattr(row, field, value)


def broken(row: Model) -> set[str]:
    """The constraints that Django finds broken in a row."""
    found = set()
    for constraint in row._meta.constraints:
        try:
            constraint.validate(type(row), row)
        except ValidationError:
            found.add(constraint.name)
    return found


def named(error: IntegrityError, row: Model, constraint: BaseConstraint) -> str:
    """The constraint that the database says was broken. For unique ones SQLite names the columns only."""
    if connection.vendor == "postgresql":
        return error.__cause__.diag.constraint_name
    check = re.fullmatch(r"CHECK constraint failed: (\w+)", str(error))
    if check:
        return check[1]
    columns = [row._meta.get_field(field).column for field in getattr(constraint, "fields", ())]
    listed = ", ".join(f"{row._meta.db_table}.{column}" for column in columns)
    return constraint.name if str(error) == f"UNIQUE constraint failed: {listed}" else str(error)
