"""Signing is no day's work: counted by pressing what stands on the pages, as the officer and the head would."""

import re
from datetime import date

import pytest
from django.urls import reverse

from tests import factories
from tests.web.conftest import page
from tracker.models import Dispatch, Installation
from tracker.supervision.sweep import sweep

DUE, URGED, MONDAY = date(2025, 12, 31), date(2026, 1, 2), date(2026, 1, 12)
MATTERS, UNITS = 53, 12
MOST_LETTERS, MOST_CLICKS = 12, 40


class Hand:
    """Presses only what the page shows, and counts it."""

    def __init__(self, browser, where):
        self.browser, self.clicks = browser, 0
        self.text, self.fields = page(browser.get(where)), {}

    def follow(self, where):
        assert f'href="{where}"' in self.text, f"no link to {where}"
        self._clicked(self.browser.get(where, follow=True))

    def tick(self, name):
        assert re.search(rf'<input[^>]*type="checkbox"[^>]*name="{name}"', self.text)
        self.clicks += 1
        self.fields[name] = "on"

    def tick_all(self, name):
        """One box ticks the others: a line of script."""
        assert f'data-all="{name}"' in self.text
        self.clicks += 1
        self.fields[name] = re.findall(rf'type="checkbox" name="{name}" value="(\d+)"', self.text)

    def press(self, words, where):
        assert re.search(rf"<button[^>]*>\s*{words}", self.text), f"no button {words}"
        sent = dict(self.fields)
        for name in set(re.findall(r'<input type="hidden" name="([a-z]+)"', self.text)) - sent.keys():
            sent[name] = re.findall(rf'<input type="hidden" name="{name}" value="([^"]*)"', self.text)
        self._clicked(self.browser.post(where, sent, follow=True))

    def _clicked(self, answer):
        assert answer.status_code in (200, 422), answer.status_code
        self.clicks, self.text = self.clicks + 1, answer.content.decode()
        self.fields = (
            {} if answer.status_code == 200 else self.fields
        )  # what was sent stands in the page again


@pytest.fixture
def january(cast):
    """Whatever was promised by the year's end is late, urged, and rests on facts that nobody has confirmed."""
    rungs = factories.ladder(codes={"urge", "order"})
    factories.numbering(office=cast.office)
    listed = factories.task_list(office=cast.office)
    others = [factories.unit(name=f"市第{n}局", parent=cast.city) for n in range(3, UNITS + 1)]
    units = [cast.bureau, cast.college, *others]
    for n in range(MATTERS):
        task = factories.task(task_list=listed)
        owed = factories.obligation(
            unit=units[n % UNITS], due_on=DUE, basis="inferred", task=task, next_on=MONDAY
        )
        factories.notice(
            obligation=owed, rung=rungs["urge"], rung_code="urge", kind="urge", owed_on=URGED, sent_on=URGED
        )
    Installation.objects.update(demo_on=MONDAY)
    sweep(today=MONDAY)
    return listed


def test_fifty_three_matters_of_january_are_few_letters_and_few_clicks(cast, january, as_):
    drafts = list(Dispatch.objects.drafts())
    assert sum(draft.items.count() for draft in drafts) == MATTERS
    assert len(drafts) <= MOST_LETTERS

    officer, confirm = (
        Hand(as_(cast.officer), reverse("home")),
        reverse("list_action", args=[january.pk, "batch-confirm"]),
    )
    officer.follow(reverse("lists"))
    officer.follow(reverse("list", args=[january.pk]))
    officer.follow(confirm)
    officer.tick("everything")
    officer.press("批量确认推断", confirm)  # all facts are shown, each with its source
    officer.press("批量确认推断", confirm)

    head, signing = Hand(as_(cast.head), reverse("home")), reverse("signing")
    head.follow(signing)
    head.tick_all("d")
    head.press("签发所勾选的", signing)
    head.press("确认签发", signing)

    signed = Dispatch.objects.signed()
    assert (signed.count(), Dispatch.objects.drafts().count()) == (UNITS, 0)
    assert sorted(signed.values_list("number_seq", flat=True)) == list(range(1, UNITS + 1))
    assert officer.clicks + head.clicks <= MOST_CLICKS
    assert (officer.clicks, head.clicks) == (6, 4)
