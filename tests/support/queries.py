"""How many queries a page asks, and an office with so many rows that a query for each of them would show."""

from collections.abc import Callable
from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import factories
from tests.factories import TODAY, Cast
from tracker.domain.actor import Actor
from tracker.models import Dispatch, Extension, Letter, Objection, Obligation, Waiting

MANY = 8  # of each thing beside the one; a page shows them all
CEILING = 20


def asked(ask: Callable, where: str, *more) -> tuple[int, list[str]]:
    """The number of queries of this request, and the queries."""
    with CaptureQueriesContext(connection) as found:
        response = ask(where, *more)
        if response.streaming:
            b"".join(response.streaming_content)
    assert response.status_code < 500, where
    return len(found), [query["sql"] for query in found]


def crowd(cast: Cast, *, owed: Obligation, order: Dispatch) -> None:
    """Fill the pages of this obligation, of its task and of this letter, and every list, with MANY rows more."""
    task = owed.task
    decided = {"decided_by": cast.head, "decided_on": TODAY, "decided_at": timezone.now()}
    for number in range(MANY):
        unit = factories.unit(name=f"第{number}科", parent=cast.city)
        person = factories.person(name=f"科员{number}", unit=unit, role="liaison")
        theirs = factories.obligation(unit=unit, due_on=TODAY - timedelta(days=number), task=task)
        factories.obligation(unit=cast.bureau, due_on=TODAY + timedelta(days=number - 3))
        factories.obligation(unit=unit, due_on=TODAY, basis="inferred")
        handed_in = {"released_by": cast.chief, "released_on": TODAY, "released_at": timezone.now()}
        factories.progress(
            obligation=owed,
            drafted_by=cast.liaison,
            state="returned",
            return_reason="缺材料",
            **handed_in,
            **decided,
        )
        said = factories.progress(obligation=theirs, drafted_by=person, state="released", **handed_in)
        theirs.state = "submitted"
        theirs.save()
        said.evidence.create(kind="document_number", document_number=f"{number}号", uploaded_by=person)
        for about in (owed, theirs):
            factories.notice(obligation=about, sent_on=TODAY)
        asked_for = {"reason": "理由", "asked_on": TODAY}
        Extension.objects.create(
            obligation=theirs,
            asked_by=person,
            progress_so_far="一半",
            expected_on=TODAY,
            due_before_on=theirs.due_on,
            **asked_for,
        )
        Objection.objects.create(obligation=theirs, asked_by=person, kind="other", **asked_for)
        Waiting.objects.create(
            obligation=theirs, on_obligation=owed, reason="等", since_on=TODAY, recorded_by=cast.officer
        )
        order.receipts.create(unit=unit)
        factories.dispatch(office=cast.office, units=(cast.bureau, unit))
        letter = Letter.objects.create(
            person=cast.liaison,
            office=cast.office,
            kind="digest",
            digest_on=TODAY - timedelta(days=number + 1),
            message_id=f"<crowd-{number}@test>",
            state="failed",
        )
        letter.carries.create(notice=theirs.notices.get(), person=cast.liaison)
    by = Actor.of(cast.officer, TODAY)
    assert Obligation.objects.visible_to(by).count() > 2 * MANY
