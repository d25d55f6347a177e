"""What only a hand-made request sends: numbers without end, texts and files to be kept that nobody typed or chose."""

import os

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests import factories
from tests.factories import TODAY
from tracker.actions.figures import create_indicator
from tracker.desk.bounds import number, numbers
from tracker.desk.forms.figures import NewIndicator
from tracker.domain.actor import Actor
from tracker.domain.refusal import Refused
from tracker.entry import drafts
from tracker.models import DraftFile, FormDraft

ENDLESS = "9" * 5000  # Python itself refuses to read it


def test_a_number_is_one_that_a_row_could_have():
    assert [number(text) for text in ("7", "0", "²", "٣", "-1", " 1", "", "9" * 16, ENDLESS)] == [
        7,
        0,
    ] + 7 * [None]
    assert numbers(["1", "x", ENDLESS, "2"]) == [1, 2]


@pytest.mark.parametrize(
    ("who", "method", "view", "field"),
    [
        ("head", "post", "signing", "d"),
        ("head", "get", "signing", "unit"),
        ("chief", "post", "release_chosen", "p"),
        ("officer", "get", "dispatch_new", "o"),
        ("officer", "get", "calendar", "year"),
        ("officer", "get", "forecast", "unit"),
        ("officer", "post", "clock_move", "days"),
    ],
)
def test_an_endless_number_breaks_no_page(cast, as_, who, method, view, field):
    browser = as_(getattr(cast, who))
    assert getattr(browser, method)(reverse(view), {field: ENDLESS}).status_code < 500


def test_what_is_kept_of_forms_has_an_end(cast, as_, monkeypatch):
    monkeypatch.setattr(drafts, "MOST_BYTES", 2500)
    browser = as_(cast.liaison)
    browser.post(reverse("draft"), {"_address": "/o/1/report/", "text": "x" * (drafts.MOST_CHARACTERS + 1)})
    browser.post(
        reverse("draft"), {"_address": "/o/1/report/", "x" * (drafts.MOST_CHARACTERS + 1): "in the name"}
    )
    assert not FormDraft.objects.exists()
    for _n in range(4):
        piece = SimpleUploadedFile("x.bin", os.urandom(1000))
        browser.post(reverse("draft"), {"_address": "/o/1/report/", "files": piece})
    assert DraftFile.objects.count() == 2


def test_a_list_of_first_passwords_that_is_none_is_refused(cast, as_):
    keeper = factories.person(name="系统员", unit=cast.city, role="system_admin")
    for rows in ("[" * 3000, "{}", "[1]", "x"):
        answer = as_(keeper).post(reverse("people_passwords"), {"rows": rows})
        assert answer.status_code in (200, 422)


def test_an_office_asks_figures_of_its_own_realm_only(cast):
    elsewhere = factories.unit(name="邻市", kind="city", parent=None)
    office = factories.unit(name="邻市司法局", parent=elsewhere, is_office=True)
    by = Actor.of(factories.person(name="邻市督办员", unit=office, role="officer"), TODAY)
    with pytest.raises(Refused, match="督办范围"):
        create_indicator(office=office, name="办件", measure="件", by=by, unit=cast.bureau, period="yearly")
    offered = NewIndicator(None, subject=None, actor=by).fields["unit"].queryset
    assert cast.bureau not in offered and office in offered
