"""A letter that the server refused is sent again, if need be to another address."""

import pytest

from tests import factories
from tests.actions.conftest import again, count, last, refused
from tests.factories import TODAY
from tracker.actions import letters
from tracker.domain.actor import Actor
from tracker.models import Letter, LetterKind, PersonalNotice


@pytest.fixture
def failed(cast):
    return Letter.objects.create(
        person=cast.liaison, office=cast.office, kind=LetterKind.DIGEST, digest_on=TODAY, message_id="<1@test>",
        address="old@example.com", state="failed", attempts=5, answer="550 no such user",
    )  # fmt: skip


def test_a_failed_letter_queues_again(cast, failed):
    letters.retry_letter(letter=failed, by=Actor.of(cast.officer, TODAY))
    row = again(failed)
    assert (row.state, row.attempts, row.retry_at, row.message_id) == ("queued", 0, None, "<1@test>")
    assert last("letter.retried").actor == cast.officer


def test_a_new_address_is_the_person_s_from_now_on(cast, failed):
    before = cast.liaison.email
    letters.readdress_letter(letter=failed, address="new@example.com", by=Actor.of(cast.officer, TODAY))
    assert (again(failed).state, again(failed).address) == ("queued", "new@example.com")
    assert again(cast.liaison).email == "new@example.com"
    assert "new@example.com" in last("person.changed").note
    assert count("letter.retried") == 1
    told = PersonalNotice.objects.filter(person=cast.liaison)  # also where mail went until now
    assert {row.address for row in told} == {"", before}


def test_what_is_no_address_is_refused_and_nothing_is_changed(cast, failed):
    with refused("不是有效的邮箱地址"):
        letters.readdress_letter(letter=failed, address="nobody", by=Actor.of(cast.officer, TODAY))
    with refused("不是有效的邮箱地址"):
        letters.readdress_letter(letter=failed, address="", by=Actor.of(cast.officer, TODAY))
    assert again(failed).state == "failed"


def test_a_letter_that_left_is_not_sent_twice(cast, failed):
    Letter.objects.update(state="sent", sent_on=TODAY, sent_at="2025-12-03T10:00+08:00")
    with refused("不需要重发"):
        letters.retry_letter(letter=again(failed), by=Actor.of(cast.officer, TODAY))


def test_only_the_office_that_speaks_may_speak_again(cast, failed):
    for stranger in (cast.liaison, cast.chief, cast.leader):
        with refused("只有市司法局"):
            letters.retry_letter(letter=failed, by=Actor.of(stranger, TODAY))
        with refused("只有市司法局"):
            letters.readdress_letter(letter=failed, address="x@example.com", by=Actor.of(stranger, TODAY))
    assert again(cast.liaison).email != "x@example.com"


def test_an_administrator_s_letters_are_not_led_elsewhere_by_an_officer(cast, failed):
    """The auditor's letters prove the history to somebody outside of the office."""
    auditor = factories.person(name="审计员", unit=cast.office, role="auditor")
    Letter.objects.filter(pk=failed.pk).update(person=auditor)
    with refused("由系统管理员修改"):
        letters.readdress_letter(
            letter=again(failed), address="x@example.com", by=Actor.of(cast.officer, TODAY)
        )
    assert again(auditor).email != "x@example.com"
