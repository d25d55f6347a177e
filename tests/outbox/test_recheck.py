"""Between composing and sending people leave, fall ill, change their address: the letter goes to whoever is to be
told when it leaves."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from tests import factories
from tests.factories import TODAY
from tests.outbox.test_deliver import later, owed
from tests.outbox.test_deliver_formal import dispatch  # noqa: F401  (a fixture)
from tests.services import reply
from tracker.domain.actor import Actor
from tracker.domain.events import chronicle, tell
from tracker.models import Absence, Letter, Membership, Notice, Obligation, Receipt, Verb
from tracker.outbox.addressed import NOT_THEIRS
from tracker.outbox.anchor import compose_anchors
from tracker.outbox.compose import compose
from tracker.outbox.deliver import DeliveryReport, deliver

TOMORROW = TODAY + timedelta(days=1)


def leaves(person):
    person.is_active = False
    person.save()


def loses_the_role(person):
    Membership.objects.filter(user=person).delete()


def loses_the_address(person):
    person.email = ""
    person.save()


def is_away(person, until_on=TODAY):
    deputy = factories.person(name="林涛")
    factories.absence(person=person, substitute=deputy, until_on=until_on)
    return deputy


GOING = pytest.mark.parametrize("goes", [leaves, loses_the_role, loses_the_address])


@GOING
def test_a_reminder_goes_to_the_successor(cast, ladder, mail, goes):
    owed(cast, ladder)
    compose(today=TODAY)
    goes(cast.liaison)
    successor = factories.person(name="林涛", unit=cast.bureau)
    assert deliver(today=TODAY) == DeliveryReport(sent=1, dropped=1)
    assert mail.per_recipient() == {successor.email: 1}
    assert Letter.objects.get(person=cast.liaison).answer == NOT_THEIRS
    assert Notice.objects.get().state == "sent"


@GOING
def test_a_reminder_falls_to_the_leader_of_a_unit_without_liaison(cast, ladder, mail, goes):
    owed(cast, ladder)
    compose(today=TODAY)
    goes(cast.liaison)
    assert deliver(today=TODAY) == DeliveryReport(sent=1, dropped=1)
    assert mail.per_recipient() == {cast.chief.email: 1}
    assert Notice.objects.get().state == "sent"


@GOING
def test_a_reminder_that_reaches_nobody_is_owed_again_and_told_when_somebody_is_there(
    cast, ladder, mail, send, goes
):
    owed(cast, ladder)
    leaves(cast.chief)  # who would be told in place of the liaison
    compose(today=TODAY)
    goes(cast.liaison)
    assert deliver(today=TODAY) == DeliveryReport(dropped=1)
    notice = Notice.objects.get()
    assert (notice.state, notice.carried_by.count()) == ("owed", 0)
    successor = factories.person(name="林涛", unit=cast.bureau)
    assert send() == DeliveryReport(sent=1)
    assert mail.per_recipient() == {successor.email: 1}


def test_the_successor_is_told_though_the_leader_was_before(cast, ladder, mail, send):
    notice = owed(cast, ladder, code="urge")
    mail.plan = lambda number, envelope: (
        reply("250 ok") if envelope.rcpt_tos == [cast.chief.email] else reply("451 4.2.0 later")
    )
    send()
    notice.refresh_from_db()
    assert notice.state == "sent"
    leaves(cast.liaison)
    successor = factories.person(name="林涛", unit=cast.bureau)
    later()
    mail.plan = lambda number, envelope: reply("250 ok")
    mail.clear()
    send()
    told = set(Letter.objects.sent().values_list("person__email", flat=True))
    assert told == {cast.chief.email, successor.email}
    assert not Letter.objects.queued().exists()  # nobody gets an empty letter tomorrow


def test_the_substitute_gets_what_was_meant_for_somebody_who_fell_ill_since(cast, ladder, mail):
    owed(cast, ladder)
    compose(today=TODAY)
    deputy = is_away(cast.liaison)
    assert deliver(today=TODAY) == DeliveryReport(sent=1, dropped=1)
    (arrived,) = mail.mails
    assert arrived.recipients == (deputy.email,) and "代吴芳收" in arrived.text


def test_whoever_is_back_gets_their_own_letter_again(cast, ladder, mail):
    deputy = is_away(cast.liaison)
    owed(cast, ladder)
    compose(today=TODAY)
    Absence.objects.all().delete()
    deliver(today=TODAY)
    assert mail.per_recipient() == {cast.liaison.email: 1}
    assert Letter.objects.get(person=deputy).state == "dropped"


def test_somebody_who_lost_one_of_two_units_is_told_of_the_other_alone(cast, ladder, mail):
    Membership.objects.create(user=cast.liaison, unit=cast.college, role="liaison")
    for unit, title in ((cast.bureau, "发改委的事"), (cast.college, "教体局的事")):
        owed(cast, ladder, unit=unit, task=factories.task(office=cast.office, title=title))
    compose(today=TODAY)
    Membership.objects.filter(user=cast.liaison, unit=cast.college).delete()
    deliver(today=TODAY)
    texts = {mail.recipients[0]: mail.text for mail in mail.mails}
    assert "发改委的事" in texts[cast.liaison.email] and "教体局的事" not in texts[cast.liaison.email]
    assert "教体局的事" in texts[cast.college_liaison.email]
    assert not Letter.objects.queued().exists()


@pytest.mark.parametrize("is_tried", [False, True], ids=["new", "tried before"])
def test_a_letter_follows_its_person_to_a_new_address(cast, ladder, mail, send, is_tried):
    owed(cast, ladder)
    if is_tried:
        mail.plan = lambda number, envelope: reply("451 4.2.0 later")
        send()
        mail.plan = lambda number, envelope: reply("250 ok")
    else:
        compose(today=TODAY)
    cast.liaison.email = "new@example.com"
    cast.liaison.save()
    later()
    deliver(today=TODAY)
    letter = Letter.objects.get()
    assert (letter.state, letter.address) == ("sent", "new@example.com")
    assert mail.attempts == 1 + is_tried


def test_a_letter_with_a_fixed_text_does_not_follow_somebody_who_has_left(cast, ladder, mail, send):
    owed(cast, ladder)
    mail.plan = lambda number, envelope: reply("451 4.2.0 later")
    send()
    leaves(cast.liaison)
    successor = factories.person(name="林涛", unit=cast.bureau)
    later()
    mail.plan = lambda number, envelope: reply("250 ok")
    mail.clear()
    assert deliver(today=TODAY) == DeliveryReport(sent=1, dropped=1)
    assert Letter.objects.sent().get().person == successor


# --- Formal letters, alerts, anchors ---------------------------------------------------------------
@pytest.fixture
def signed(dispatch):  # noqa: F811
    return dispatch


@GOING
def test_a_dispatch_goes_to_the_successor_and_serves_the_unit(cast, ladder, mail, signed, goes):
    compose(today=TODAY)
    goes(cast.liaison)
    successor = factories.person(name="林涛", unit=cast.bureau)
    deliver(today=TODAY)
    assert cast.liaison.email not in mail.per_recipient()
    assert mail.per_recipient()[successor.email] == mail.per_recipient()[cast.chief.email] == 1
    assert Receipt.objects.get().sent_on == TODAY


def test_the_copy_still_leaves_after_the_unit_was_served(cast, ladder, mail, send, signed):
    mail.plan = lambda number, envelope: (
        reply("451 4.2.0 later") if envelope.rcpt_tos == [cast.head.email] else reply("250 ok")
    )
    send()
    assert Receipt.objects.get().sent_on
    later()
    mail.plan = lambda number, envelope: reply("250 ok")
    assert deliver(today=TODAY) == DeliveryReport(sent=1)


def test_a_dispatch_that_reached_nobody_leaves_once_the_person_is_back(cast, ladder, mail, send, signed):
    compose(today=TODAY)
    for person in (cast.liaison, cast.chief):
        leaves(person)
    deliver(today=TODAY)
    assert Receipt.objects.get().sent_on is None
    cast.chief.is_active = True
    cast.chief.save()
    send()
    assert mail.per_recipient()[cast.chief.email] == 1
    assert Receipt.objects.get().sent_on == TODAY


def test_an_alert_goes_to_the_new_officer(cast, mail):
    blocked = factories.obligation(unit=cast.bureau, due_on=date(2025, 11, 28), office=cast.office)
    Obligation.objects.filter(pk=blocked.pk).update(
        blocked_since_on=TODAY, blocked_reason="没有邮箱。", alerted_on=TODAY, alerts=1
    )
    compose(today=TODAY)
    leaves(cast.officer)
    successor = factories.person(name="林涛", unit=cast.office, role="officer")
    deliver(today=TODAY)
    assert mail.per_recipient() == {successor.email: 1}


def test_an_auditor_who_left_gets_no_anchor(cast, mail):
    auditor = factories.person(name="秦岚", unit=cast.office, role="auditor")
    with chronicle():
        tell(Verb.SETTINGS_CHANGED, by=Actor.of(cast.officer, TODAY))
    compose_anchors(today=TODAY, now=timezone.now())
    loses_the_role(auditor)
    assert deliver(today=TODAY) == DeliveryReport(dropped=1)
    assert not mail.mails
