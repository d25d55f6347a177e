"""Every kind of paper of a lived-in year, in every format: by its press from the page of its thing and by its command, the
same content, and no number on one of them that the others do not have.

The year is that of the demo (seeds/year-2025.zip), opened once for the module; all is fetched in the fixture, and the tests
compare what was fetched.
"""

import ast
import csv
import io
import json
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import lxml.html
import pytest
from django.core.management import call_command
from django.db import connections
from django.test import Client, override_settings
from django.urls import reverse
from django.utils.module_loading import import_string

import tracker
from tests.support.said import numbers, of_docx, of_html, of_xlsx, plain
from tracker.management.demo_year import ARCHIVE, DATABASE, FILES
from tracker.models import Dispatch, Obligation, Receipt, Review, Task, TaskList, User
from tracker.models import AnnualReport as Report
from tracker.papers import as_pdf
from tracker.papers.kinds import KINDS

pytestmark = pytest.mark.one_database
READ = {"docx": of_docx, "html": of_html, "xlsx": of_xlsx, "pdf": of_docx}  # the pdf is a picture of the docx: see `year`


@dataclass
class Taken:
    """One paper: what its press and its command gave, by ending, the page that has the press, and the pages whose numbers
    it tells."""

    kind: str
    asked: dict[str, object]  # of the address, of the command as options
    thing: str  # the page that it belongs to
    press: dict[str, bytes] = field(default_factory=dict)
    command: dict[str, bytes] = field(default_factory=dict)
    page: str = ""
    pages: dict[str, str] = field(default_factory=dict)

    @property
    def said(self):
        return of_docx(self.press["docx"])


OPTIONS = {"id": "--id", "list": "--list", "year": "--year", "as_of": "--as-of"}


def wanted():
    """One of each kind, or several where they come in forms of their own."""
    letters = {
        kind: Dispatch.objects.filter(kind=kind).exclude(state="void").order_by("pk")
        for kind in ("guidance", "order", "talk", "circular")
    }
    for kind, rows in letters.items():
        yield kind, {"id": rows.first().pk}, reverse("dispatch", args=[rows.first().pk])
    several = letters["order"].filter(title__contains="等").first()
    yield "order", {"id": several.pk}, reverse("dispatch", args=[several.pk])
    for kind in ("finish", "sign_for", "reply"):
        owed = Obligation.objects.filter(kind=kind, state="open").order_by("pk").first()
        yield "reminder", {"id": owed.pk}, reverse("obligation", args=[owed.pk])
    slip = Receipt.objects.exclude(signed_for_on=None).order_by("pk").first()
    yield "slip", {"id": slip.pk}, reverse("slip", args=[slip.pk])
    yield "circular", {}, reverse("statistics")
    for task_list in TaskList.objects.filter(kind__in=("work_plan", "rectification")):
        for kind in ("register", "task_list"):
            yield kind, {"list": task_list.pk}, reverse("list", args=[task_list.pk])
    yield "letters", {"year": 2025}, reverse("statistics")
    yield "brief", {"year": 2025}, reverse("statistics")
    task = Task.objects.filter(obligations__notices__dispatch__state="signed").order_by("-pk").first()
    yield "archive", {"id": task.pk}, reverse("task", args=[task.pk])
    for review in Review.objects.all():
        yield "review", {"id": review.pk}, reverse("review", args=[review.pk])
    report = Report.objects.get()
    yield "annual_report", {"id": report.pk}, reverse("annual_report", args=[report.pk])


@pytest.fixture(scope="module")
def year(tmp_path_factory, django_db_setup, django_db_blocker):
    """What was taken. Where PDF is asked for, the docx comes that would be handed to LibreOffice."""
    var = tmp_path_factory.mktemp("year")
    with zipfile.ZipFile(ARCHIVE) as archive:
        archive.extractall(var)
    kept = connections["default"]
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patched:
        lived = connections["default"] = type(kept)({**kept.settings_dict, "NAME": str(var / DATABASE)})
        patched.setattr(as_pdf, "is_there", lambda: True)
        patched.setattr(as_pdf, "as_pdf", lambda docx: docx)
        with override_settings(MEDIA_ROOT=str(var / FILES)):
            try:
                call_command("migrate", verbosity=0)
                yield taken(var)
            finally:
                lived.close()
                connections["default"] = kept


def taken(out):
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(User.objects.get(username="head"))
    found = []
    for kind, asked, thing in wanted():
        one = Taken(kind, asked, thing)
        options = [word for name, value in asked.items() for word in (OPTIONS[name], str(value))]
        for ending in KINDS[kind].endings:
            file = out / f"paper.{ending}"
            call_command("paper", kind, *options, "--out", str(file), verbosity=0, stdout=io.StringIO())
            one.command[ending] = file.read_bytes()
        press(client, one)
        found.append(one)
    return found


def get(client, where):
    response = client.get(where)
    assert response.status_code == 200, (where, response.status_code)
    return response.content


def press(client, one):
    """From the page of the thing: a link to the file, or to the paper as a page, where each format is a link."""
    kind, pk = KINDS[one.kind], one.asked.get("id")
    one.page = one.pages[one.thing] = get(client, one.thing).decode()
    direct = {
        "dispatch": (("docx", reverse("dispatch_file", args=[pk or 1])),),
        "slip": (("docx", reverse("slip_file", args=[pk or 1])),),
        "review": tuple((e, reverse("review_file", args=[pk or 1, e])) for e in kind.endings),
        "annual_report": tuple((e, reverse("annual_file", args=[pk or 1, e])) for e in kind.endings),
    }.get("dispatch" if "/d/" in one.thing else one.kind, ())
    for ending, where in direct:
        assert f'href="{where}"' in one.page, f"{one.kind}: no press for {ending} on {one.thing}"
        one.press[ending] = get(client, where)
    paper = reverse(f"paper_{one.kind}")
    links = [a for a in links_of(one.page, one.thing) if a.partition("?")[0] == paper]
    if kind.endings == ("zip",):
        one.press["zip"] = get(client, links[0])
    elif links or not direct:
        where = f"{links[0].partition('?')[0]}?{'&'.join(f'{k}={v}' for k, v in one.asked.items())}"
        assert not pk or where in links, f"{one.kind}: {one.thing} leads to another paper"
        one.page = get(client, where).decode()
        for ending in kind.endings:
            file = next((a for a in links_of(one.page, where) if f"format={ending}" in a), "")
            assert file, f"{one.kind}: no press for {ending} on {where}"
            content = get(client, file)
            assert one.press.setdefault(ending, content) == content or ending == "xlsx"


def links_of(page, base):
    root = lxml.html.fromstring(page)
    root.make_links_absolute(f"http://testserver{base}")
    return [a.get("href").removeprefix("http://testserver") for a in root.xpath("//a[@href]")]


def test_all_are_taken(year):
    assert {one.kind for one in year} == set(KINDS), "a new kind of paper: name one in `wanted`"


def test_press_and_command_give_the_same(year):
    for one in year:
        assert set(one.press) == set(one.command) == set(KINDS[one.kind].endings), one.kind
        for ending, content in one.command.items():
            if ending == "xlsx":  # it is dated by its writer
                assert of_xlsx(content) == of_xlsx(one.press[ending]), one.kind
            else:
                assert content == one.press[ending], f"{one.kind} {ending}"


def test_every_format_and_the_page_say_the_same(year):
    for one in year:
        if one.kind == "archive":
            continue
        for ending, content in one.press.items():
            assert READ[ending](content) == one.said, f"{one.kind} {ending}"
        if reverse(f"paper_{one.kind}") in one.page or "<article" in one.page:
            assert of_html(one.page, "//article") == one.said or one.kind in ("review", "annual_report"), one.kind
