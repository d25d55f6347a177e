"""A unit reads what the office has said, and nothing of what it only thinks of saying."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests import factories
from tests.factories import TODAY
from tests.web.test_access import address
from tracker.actions.pauses import mute
from tracker.actions.publishing import withhold_task
from tracker.domain.actor import Actor
from tracker.models import Membership, Mute, Notice, Obligation, Receipt, Remark
from tracker.web.urls import urlpatterns

UNSAID = ("未定的话", "内部的话")  # stands in everything below that has not left the office


@pytest.fixture
def things(cast) -> dict[str, int]:
    """What the unit may see, with the office's own business on each of it: ids by the name of the page."""
    factories.numbering(office=cast.office)
    owed = factories.obligation(unit=cast.bureau, due_on=TODAY - timedelta(days=20))
    draft = factories.dispatch(office=cast.office, units=(cast.bureau,), title="未定的话", matter="未定的话")
    factories.notice(obligation=owed, kind="order", is_formal=True, dispatch=draft, reason="未定的话")
    refused = {"state": "refused", "refused_by": cast.head, "refused_on": TODAY, "reason": "内部的话"}
    factories.dispatch(office=cast.office, units=(cast.bureau,), title="未定的话（二）", **refused)
    Obligation.objects.filter(pk=owed.pk).update(
        blocked_since_on=TODAY, blocked_reason="督办单未定的话，草稿待办主任签发", next_on=None
    )
    for on in ({"task": owed.task}, {"obligation": owed}, {"dispatch": draft}):
        Remark.objects.create(office=cast.office, text="内部的话", made_by=cast.officer, made_on=TODAY, **on)
    mute(
        obligation=owed, reason="内部的话", until_on=TODAY + timedelta(days=5), by=Actor.of(cast.head, TODAY)
    )
    sent = factories.dispatch(office=cast.office, units=(cast.bureau,), title="已发出的督办单")
    factories.notice(
        obligation=owed, kind="order", is_formal=True, dispatch=sent, reason="未定的话", sent_on=TODAY
    )
    hidden = factories.task(task_list=owed.task.task_list, title="未定的话", state="draft")
    factories.assign(task=hidden, unit=cast.bureau)
    unsent = factories.task_list(office=cast.office, name="未定的话", state="draft", issued_on=None)
    return {
        "task": owed.task_id, "obligation": owed.pk, "dispatch": draft.pk, "list": unsent.pk,
        "slip": Receipt.objects.get(dispatch=sent).pk,
    }  # fmt: skip


PAGES = [p for p in urlpatterns if p.callback.who_may_enter and "liaison" in p.callback.who_may_enter]


@pytest.fixture
def readers(cast, things):
    """Those of the unit; and somebody who works for the office of a county, which the city's list calls upon as a unit."""
    county = factories.unit(name="乐平市", kind="county", parent=cast.city)
    office = factories.unit(name="乐平市司法局", parent=county, is_office=True)
    both = factories.person(unit=office, role="officer")
    Membership.objects.create(user=both, unit=office, role="liaison")
    owed = Obligation.objects.get(pk=things["obligation"])
    factories.obligation(unit=office, due_on=TODAY, task=owed.task, office=cast.office)
    for dispatch in {Receipt.objects.get(pk=things["slip"]).dispatch_id, things["dispatch"]}:
        Receipt.objects.create(dispatch_id=dispatch, unit=office)
    withhold_task(task=owed.task, reason="内部的话", by=Actor.of(cast.officer, TODAY))
    return {"liaison": cast.liaison, "chief": cast.chief, "leader": cast.leader, "of another office": both}


@pytest.mark.one_database
@pytest.mark.parametrize("who", ["liaison", "chief", "leader", "of another office"])
def test_no_page_of_the_admin_tells_it(cast, things, readers, as_, who):
    browser = as_(readers[who])
    shown = [
        ("task", things["task"]),
        ("dispatch", things["dispatch"]),
        *(("obligation", pk) for pk in Obligation.objects.values_list("pk", flat=True)),
        *(("notice", pk) for pk in Notice.objects.values_list("pk", flat=True)),
        *(("mute", pk) for pk in Mute.objects.values_list("pk", flat=True)),
    ]
    addresses = [reverse(f"admin:tracker_{model}_change", args=[pk]) for model, pk in shown]
    lists = ("task", "obligation", "notice", "mute", "dispatch", "tasklist")
    answers = {where: browser.get(where) for where in addresses}
    answers |= {
        where: browser.get(where) for where in (reverse(f"admin:tracker_{m}_changelist") for m in lists)
    }
    for where, answer in answers.items():
        assert not [word for word in UNSAID if word in answer.content.decode()], where
    assert answers[addresses[0]].status_code == 200


@pytest.mark.parametrize("who", ["college_liaison", "officer"])
def test_how_much_a_unit_has_begun_to_write_is_its_own(cast, as_, who):
    owed = factories.obligation(unit=cast.bureau, due_on=TODAY)
    factories.obligation(unit=cast.college, due_on=TODAY, task=owed.task)
    factories.progress(obligation=owed, drafted_by=cast.liaison, percent=73)
    where = reverse("task", args=[owed.task_id])
    assert "73%" in as_(cast.liaison).get(where).content.decode()
    assert "73%" not in as_(getattr(cast, who)).get(where).content.decode()


@pytest.mark.one_database
@pytest.mark.parametrize("who", ["liaison", "chief", "of another office"])
def test_no_page_of_a_unit_tells_it(cast, things, readers, as_, who):
    browser = as_(readers[who])
    seen = set()
    addresses = [address(p, things.get(p.name, things["task"])) for p in PAGES]
    addresses += [reverse("home"), reverse("slip", args=[things["slip"]])]
    addresses += [reverse("dispatch", args=[Receipt.objects.get(pk=things["slip"]).dispatch_id])]
    addresses += [reverse("task_past", args=[things["task"]]) + f"?on={TODAY}"]
    addresses += [reverse("dispatches") + "?tab=dispatches", reverse("notices"), reverse("letters")]
    for where in addresses:
        shown = browser.get(where)
        if shown.status_code == 200 and not shown.streaming:
            text = shown.content.decode(errors="replace")
            assert not [word for word in UNSAID if word in text], where
            seen.add(where)
    assert {
        reverse("home"),
        reverse("task", args=[things["task"]]),
        reverse("obligation", args=[things["obligation"]]),
    } <= seen
    assert reverse("dispatch", args=[things["dispatch"]]) not in seen


def test_the_office_reads_it_all(cast, things, as_):
    officer = as_(cast.officer)
    for name in ("obligation", "task"):
        assert "督办单未定的话" in officer.get(reverse(name, args=[things[name]])).content.decode()
    assert "未定的话" in officer.get(reverse("dispatch", args=[things["dispatch"]])).content.decode()
