"""The cast with the three administrators, and one of everything that the admin shows."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests import factories
from tests.factories import TODAY, Cast
from tests.papers.test_word_template import GOOD
from tracker import urls  # noqa: F401  (the admin's pages come with it)
from tracker.actions import tasks
from tracker.actions.pending_changes import ask_for_days, confirm
from tracker.actions.wordings import set_template
from tracker.desk.nouns import BY_MODEL
from tracker.domain.actor import Actor
from tracker.domain.files import store
from tracker.models import (
    AccessRecord,
    Event,
    Extension,
    Installation,
    Instruction,
    Letter,
    LetterWording,
    Membership,
    Mute,
    Numbering,
    Objection,
    PendingChange,
    Unit,
    UnitGroup,
    User,
    Waiting,
    WrittenName,
)
from tracker.rules.workdays import Day


@pytest.fixture
def cast(db) -> Cast:
    """Everybody of the named cast; today is `factories.TODAY`."""
    Installation.objects.update_or_create(pk=1, defaults={"is_demo": True, "demo_on": TODAY})
    return factories.people()


@dataclass(frozen=True)
class Keepers:
    system: User
    security: User
    auditor: User


@pytest.fixture
def keepers(cast) -> Keepers:
    """The three administrators, of the city like in real life."""
    return Keepers(
        system=factories.person(name="系统员", unit=cast.city, role="system_admin"),
        security=factories.person(name="安全员", unit=cast.city, role="security_admin"),
        auditor=factories.person(name="审计员", unit=cast.city, role="auditor"),
    )


@pytest.fixture
def as_():
    """`as_(cast.liaison)` is a browser in which this person has logged in and reads Chinese."""

    def log_in(person: User) -> Client:
        client = Client(headers={"accept-language": "zh-hans"})
        client.force_login(person)
        return client

    return log_in


@pytest.fixture
def one_of_each(cast, keepers) -> dict[str, Any]:
    """One row of each model of the admin, by model name; all business is the bureau's."""
    owed = factories.obligation(unit=cast.bureau, due_on=TODAY)
    other = factories.obligation(unit=cast.office, due_on=TODAY, task=owed.task)
    said = factories.progress(
        obligation=owed,
        drafted_by=cast.liaison,
        state="released",
        released_by=cast.chief,
        released_on=TODAY,
        released_at="2025-12-03T09:00+08:00",
    )
    factories.numbering(office=cast.office)
    factories.calendar(years=(2025,))
    rung = factories.ladder()["urge"]
    order = factories.dispatch(office=cast.office, units=(cast.bureau,), title="关于房屋安全的督办单")
    factories.dispatch(
        office=cast.office,
        units=(cast.bureau,),
        title="已发的督办单",
        state="signed",
        number="景法督〔2025〕1号",
        number_year=2025,
        number_seq=1,
        signed_by=cast.head,
        signed_on=TODAY,
        signed_at="2025-12-03T09:00+08:00",
    )
    asked = {"obligation": owed, "reason": "理由", "asked_by": cast.liaison, "asked_on": TODAY}
    tasks.suspend(
        task=owed.task, reason="等上级文件", review_on=date(2026, 3, 2), by=Actor.of(cast.officer, TODAY)
    )
    letter, _is_new = Letter.objects.get_or_create(
        person=cast.liaison,
        office=cast.office,
        kind="digest",
        digest_on=TODAY,
        defaults={"message_id": "<1@test>"},
    )
    return {
        "tasklist": owed.task.task_list,
        "task": owed.task,
        "obligation": owed,
        "progress": said,
        "extension": Extension.objects.create(
            **asked, progress_so_far="一半", expected_on=TODAY, due_before_on=TODAY
        ),
        "objection": Objection.objects.create(**asked, kind="other"),
        "waiting": Waiting.objects.create(
            obligation=owed, on_obligation=other, reason="等数据", since_on=TODAY, recorded_by=cast.officer
        ),
        "mute": Mute.objects.create(
            obligation=owed, reason="理由", from_on=TODAY, until_on=TODAY, approved_by=cast.head
        ),
        "instruction": Instruction.objects.create(
            given_by=cast.leader,
            office=cast.office,
            text="请抓紧办理",
            given_on=TODAY,
            recorded_by=cast.leader,
            recorded_on=TODAY,
        ),
        "dispatch": order,
        "receipt": order.receipts.get(),
        "notice": factories.notice(obligation=owed, rung=rung),
        "letter": letter,
        "unit": cast.bureau,
        "unitgroup": UnitGroup.objects.create(name="市政府各部门", kinds=["department"]),
        "writtenname": WrittenName.objects.create(
            office=cast.office, name="市大数据局", asked_by=cast.officer, asked_on=TODAY
        ),
        "user": cast.liaison,
        "membership": Membership.objects.get(user=cast.liaison),
        "rung": rung,
        "numbering": Numbering.objects.first(),
        "letterwording": LetterWording.objects.create(
            office=cast.office, kind="order", part="title", text="关于{事项}的督办单"
        ),
        "lettertemplate": set_template(
            office=cast.office,
            kind="order",
            file=store("templates", "督办单.docx", GOOD),
            by=Actor.of(cast.officer, TODAY),
        ),
        "calendarday": factories.CalendarDay.objects.first(),
        "event": Event.objects.first(),
        "accessrecord": AccessRecord.objects.create(
            kind="denied", person=cast.liaison, username="liaison", method="GET", path="/t/1/", status=404
        ),
        "installation": Installation.objects.current(),
        "pendingchange": ask_for_days(
            [Day(TODAY, False, "市庆", True)], by=Actor.of(keepers.security, TODAY)
        ),
    }


def confirm_all(by: User) -> None:
    """What others have asked for."""
    for change in PendingChange.objects.filter(state="pending"):
        confirm(change=change, by=Actor.of(by, TODAY))


def list_of(model: str) -> str:
    return reverse(f"admin:tracker_{model}_changelist")


def page_of(thing: Any) -> str:
    return reverse(f"admin:tracker_{thing._meta.model_name}_change", args=[thing.pk])


def action_of(thing: Any, code: str) -> str:
    return reverse(BY_MODEL[type(thing)].url_name, args=[thing.pk, code])


def said(response) -> str:
    """The page's text, for looking for a sentence."""
    return response.content.decode()


__all__ = ["Unit", "action_of", "list_of", "page_of", "said"]
