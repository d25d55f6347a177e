"""Standing in is no way to a right that nobody gave: the attacks, and what is allowed."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from tests import factories
from tests.actions.conftest import again, last, refused
from tests.factories import TODAY
from tests.factories import by as at
from tracker.actions import absences, dispatches, requests, signing
from tracker.domain.actor import Actor
from tracker.domain.recipients import Directory
from tracker.models import Absence, Membership, Obligation, PersonalNotice

BACK = TODAY + timedelta(days=8)
OWN = "本函由您起草"


def named(person, substitute, *, by):
    return absences.record_absence(
        person=person, substitute=substitute, from_on=TODAY, until_on=TODAY + timedelta(days=6), by=at(by)
    )


def told(person):
    return [row.text for row in PersonalNotice.objects.filter(person=person)]


def draft(cast, *, by):
    factories.numbering(office=cast.office)
    return dispatches.draft_dispatch(
        kind="order", office=cast.office, units=[cast.bureau], title="督办", matter="逾期。", demand="请回复。",
        by=at(by),
    )  # fmt: skip


@pytest.fixture
def officer2(cast):
    return factories.person(name="督办员乙", unit=cast.office, role="officer")


# --- The attacks -----------------------------------------------------------------------------------
def test_an_officer_does_not_become_head_through_a_colleague(cast, officer2):
    """officer2 has rightly named officer; officer then declares the head away with officer2 as the substitute."""
    named(officer2, cast.officer, by=officer2)
    with refused("只有本人"):
        named(cast.head, officer2, by=cast.officer)
    # Even where such rows are there, from before or by hand: what one stands in for is handed on to nobody.
    factories.absence(person=cast.head, substitute=officer2)
    assert not at(cast.officer).holds("office_head")
    assert at(officer2).holds("office_head")
    letter = draft(cast, by=cast.officer)
    with refused("办主任可以这样做"):
        signing.sign(dispatch=letter, by=at(cast.officer))


def test_two_officers_do_not_make_each_other_head(cast, officer2):
    with refused("只有本人"):
        named(cast.head, officer2, by=cast.officer)
    with refused("不能登记由自己代办"):
        named(cast.head, officer2, by=officer2)


def test_a_unit_leader_declared_away_by_an_officer_is_asked_first(cast):
    absence = named(cast.chief, cast.liaison, by=cast.officer)
    assert absence.confirmed_by is None
    assert not at(cast.liaison).holds("unit_leader")
    assert told(cast.chief) == [f"周敏提请：{absence}。请本人或上级在“代办”页确认，确认前不生效。"]
    for person in (cast.officer, cast.liaison, cast.head):
        with refused("本人，或者两人共同的上级确认"):
            absences.confirm_absence(absence=absence, by=at(person))
    absences.confirm_absence(absence=absence, by=at(cast.chief))
    assert at(cast.liaison).holds("unit_leader")
    assert "由郑强确认" in told(cast.liaison)[0]


def test_what_is_asked_for_by_oneself_for_oneself_is_confirmed_by_nobody_below(cast):
    """The database says it too, whoever writes the row."""
    absence = named(cast.chief, cast.liaison, by=cast.officer)
    absence.confirmed_by, absence.confirmed_at = cast.liaison, timezone.now()
    with pytest.raises(DatabaseError, match="absence_not_confirmed_by_substitute"), transaction.atomic():
        absence.save()


@pytest.mark.parametrize("drafter", ["officer", "head"])
def test_nobody_signs_what_he_drafted_in_his_own_name_or_another_s(cast, drafter):
    author = getattr(cast, drafter)
    letter = draft(cast, by=author)
    if drafter == "officer":
        named(cast.head, cast.officer, by=cast.head)
    with refused(OWN):
        signing.sign(dispatch=letter, by=at(author))
    letter.state, letter.signed_by, letter.signed_on, letter.signed_at = (
        "signed",
        author,
        TODAY,
        timezone.now(),
    )
    letter.number, letter.number_year, letter.number_seq = "督〔2025〕1号", 2025, 1
    with pytest.raises(DatabaseError, match="dispatch_signed_by_another"), transaction.atomic():
        letter.save()


def test_what_the_head_drafted_is_not_signed_in_the_head_s_name(cast):
    letter = draft(cast, by=cast.head)
    named(cast.head, cast.officer, by=cast.head)
    with refused("不能代其签发"):
        signing.sign(dispatch=letter, by=at(cast.officer))


def test_who_rewrote_a_letter_does_not_sign_it_as_a_substitute(cast, officer2):
    letter = draft(cast, by=officer2)
    named(cast.head, cast.officer, by=cast.head)
    dispatches.change_dispatch(dispatch=letter, demand="请于三日内回复。", by=at(cast.officer))
    with refused("您改写过本函"):
        signing.sign(dispatch=letter, by=at(cast.officer))
    dispatches.change_dispatch(dispatch=letter, demand="请即回复。", by=Actor.of(cast.head, BACK))
    assert signing.sign(dispatch=letter, by=Actor.of(cast.head, BACK))  # who answers for it may improve it


# --- What is allowed -------------------------------------------------------------------------------
def test_one_names_one_s_own_substitute_who_is_told(cast):
    named(cast.head, cast.officer, by=cast.head)
    assert at(cast.officer).holds("office_head")
    assert "由陈立确认" in told(cast.officer)[0]
    assert not told(cast.head)  # nobody is told of his own act
    letter = draft(cast, by=factories.person(name="督办员丙", unit=cast.office, role="officer"))
    signing.sign(dispatch=letter, by=at(cast.officer))
    assert last("dispatch.signed") is None or again(letter).state == "signed"


@pytest.mark.parametrize(
    ("person", "substitute", "superior"),
    [("officer", "officer2", "head"), ("liaison", "liaison2", "chief"), ("head", "officer2", "leader")],
)
def test_a_superior_of_both_names_and_the_person_is_told(cast, officer2, person, substitute, superior):
    people = vars(cast) | {
        "officer2": officer2,
        "liaison2": factories.person(name="联络员乙", unit=cast.bureau),
    }
    absence = named(people[person], people[substitute], by=people[superior])
    assert absence.confirmed_by == people[superior]
    assert len(told(people[person])) == len(told(people[substitute])) == 1
    absences.end_absence(absence=absence, by=at(people[person]))  # who is here after all, says so
    assert not Absence.objects.exists()


def test_a_superior_of_one_is_not_a_superior_of_both(cast):
    """The chief names nobody's substitute but his liaisons'; and no superior acts so while standing in himself."""
    with refused("只有本人"):
        named(cast.head, cast.officer, by=cast.chief)
    with refused("不能登记由自己代办"):
        named(cast.liaison, cast.chief, by=cast.chief)
    colleague = factories.person(name="联络员乙", unit=cast.bureau)
    third = factories.person(name="联络员丙", unit=cast.bureau)
    factories.absence(person=cast.chief, substitute=third)
    with refused("只有本人"):
        named(cast.liaison, colleague, by=third)


def test_standing_in_is_not_handed_on(cast, officer2):
    named(cast.head, cast.officer, by=cast.head)
    with refused("代办不能转给别人"):
        named(cast.officer, officer2, by=cast.officer)
    with refused("也不在岗"):
        named(officer2, cast.head, by=officer2)


def test_who_stands_in_for_a_substitute_away_acts_for_one_only(cast):
    """Rows of before: the letters of the first do not come here either."""
    third = factories.person(name="钱进", unit=cast.college)
    factories.absence(person=cast.liaison, substitute=cast.college_liaison)
    factories.absence(person=cast.college_liaison, substitute=third)
    owed = factories.obligation(unit=cast.bureau, due_on=BACK)
    assert not Obligation.objects.visible_to(at(third)).filter(pk=owed.pk).exists()
    assert Obligation.objects.visible_to(at(cast.college_liaison)).filter(pk=owed.pk).exists()


def test_who_has_left_the_unit_stands_in_for_nobody_there(cast):
    colleague = factories.person(unit=cast.bureau)
    colleague.memberships.update(until_on=TODAY - timedelta(days=1))
    with refused("同一单位的同事"):
        named(cast.chief, colleague, by=cast.chief)


@pytest.mark.parametrize("moves", [True, False])
def test_who_is_no_colleague_any_more_acts_for_nobody(cast, officer2, moves):
    """The officer's own role is taken back while he stands in for the head: he opened everything, and signed."""
    named(cast.head, cast.officer, by=cast.head)
    letter = draft(cast, by=officer2)
    assert at(cast.officer).holds("office_head")
    cast.officer.memberships.all().delete()
    if moves:
        Membership.objects.create(user=cast.officer, unit=cast.bureau, role="liaison")
    assert not at(cast.officer).holds("office_head", "officer")
    with refused("办主任可以这样做"):
        signing.sign(dispatch=letter, by=at(cast.officer))
    assert Directory.load(TODAY).substitutes == {}  # nor does he get the head's mail


def test_what_was_asked_for_is_not_confirmed_for_one_who_has_left(cast):
    colleague = factories.person(unit=cast.bureau)
    asked = named(cast.chief, colleague, by=cast.officer)
    colleague.memberships.update(unit=cast.college)
    with refused("同一单位的同事"):
        absences.confirm_absence(absence=asked, by=at(cast.chief))


def test_what_was_signed_in_one_s_name_stays_so_when_the_substitute_has_gone(cast, officer2):
    """Or the head would judge what was done in his own name as soon as the substitute has another post, or none."""
    named(cast.head, cast.officer, by=cast.head)
    letter = draft(cast, by=officer2)
    signing.sign(dispatch=letter, by=at(cast.officer))
    owed = factories.obligation(unit=cast.bureau, due_on=BACK)
    objection = requests.raise_objection(
        obligation=owed, kind="other", reason="不属实", by=at(cast.liaison), dispatch=letter
    )
    cast.officer.memberships.all().delete()
    cast.officer.is_active = False
    cast.officer.save()
    assert "不能决定对它的异议" in requests.why_not_decide_objection(objection, by=at(cast.head))


def test_a_role_is_not_handed_over_for_good(cast):
    absences.record_absence(
        person=cast.liaison, substitute=cast.chief, from_on=TODAY, until_on=TODAY + absences.LONGEST, by=at(cast.liaison)
    )  # fmt: skip
    with refused("最长一年"):
        absences.record_absence(
            person=cast.head, substitute=cast.officer, from_on=TODAY, until_on=TODAY + timedelta(days=367), by=at(cast.head)
        )  # fmt: skip
