"""Signing is no day's work: counted by pressing what stands on the pages, as the officer and the head would."""

import re
from datetime import date
from html import escape, unescape

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
        self.browser, self.clicks, self.ticked = browser, 0, {}
        self.text = page(browser.get(where))

    def follow(self, where):
        assert f'href="{escape(where)}"' in self.text, f"no link to {where}"
        self._clicked(self.browser.get(where))

    def tick_all(self, name):
        """One box ticks the others: a line of script."""
        assert f'data-all="{name}"' in self.text
        self.clicks += 1
        boxes = re.findall(r'<input[^>]*type="checkbox"[^>]*>', self.text)
        self.ticked[name] = [
            re.search(r'value="(\d+)"', box)[1] for box in boxes if re.search(rf'\sname="{name}"', box)
        ]
        assert self.ticked[name]

    def press(self, words, where, *, send):
        """The button with these words, with what is ticked and what the form carries along."""
        button = re.search(rf"<button[^>]*>\s*{words}", self.text)
        assert button, f"no button {words}"
        sent = dict(self.ticked)
        if named := re.search(r'name="(\w+)" value="([\w-]+)"', button[0]):
            sent[named[1]] = named[2]
        for name, value in re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', self.text):
            sent.setdefault(name, [])
            if name not in self.ticked and isinstance(sent[name], list):
                sent[name].append(unescape(value))
        self._clicked(send(where, sent, follow=True))

    def _clicked(self, answer):
        self.clicks, self.text, self.ticked = self.clicks + 1, page(answer), {}


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

    officer, where = Hand(as_(cast.officer), reverse("home")), reverse("ticked", args=["task"])
    officer.follow(reverse("lists"))
    officer.follow(reverse("list", args=[january.pk]))
    officer.follow(f"{reverse('tasks')}?list={january.pk}&gap=inferred")
    for _page in range(2):  # of fifty
        officer.tick_all("id")
        officer.press("确认推断", where, send=officer.browser.get)  # each fact is shown, with its words
        officer.press("确认推断", where, send=officer.browser.post)

    head, signing = Hand(as_(cast.head), reverse("home")), reverse("signing")
    head.follow(signing)
    head.tick_all("d")
    head.press("签发所勾选的", signing, send=head.browser.post)
    head.press("确认签发", signing, send=head.browser.post)

    signed = Dispatch.objects.signed()
    assert (signed.count(), Dispatch.objects.drafts().count()) == (UNITS, 0)
    assert sorted(signed.values_list("number_seq", flat=True)) == list(range(1, UNITS + 1))
    assert officer.clicks + head.clicks <= MOST_CLICKS
    assert (officer.clicks, head.clicks) == (9, 4)
