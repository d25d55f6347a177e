"""No word is lost: neither to a session that ends while a form is open, nor to a second log-in, nor to a wrong answer."""

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.oath import totp

from tests import factories
from tests.factories import TODAY
from tests.support import papers
from tests.web.conftest import PASSWORD, page
from tracker.entry import drafts
from tracker.entry import second_factor as factor
from tracker.models import DraftFile, Event, FormDraft, Progress

WORDS = {"text": "已完成三项清理。", "percent": "60", "next_steps": "月底前完成"}


@pytest.fixture
def owed(cast):
    cast.liaison.set_password(PASSWORD)
    cast.liaison.save()
    return factories.obligation(unit=cast.bureau, due_on=TODAY + timedelta(days=20))


def log_in(browser, person, **more):
    sent = {"username": person.username, "password": PASSWORD} | more
    return browser.post(reverse("login"), sent)


@pytest.fixture
def browser(cast, owed):
    browser = Client()
    log_in(browser, cast.liaison)
    return browser


def end_session():
    Session.objects.update(expire_date=timezone.now() - timedelta(minutes=1))


def send(browser, owed, **more):
    where = reverse("obligation", args=[owed.pk])
    return browser.post(
        reverse("obligation_action", args=[owed.pk, "report"]),
        WORDS | more,
        headers={"referer": f"http://testserver{where}?next=/tasks/"},
    )


def test_after_logging_in_one_is_back_in_the_form_with_every_word_and_file(browser, cast, owed):
    plan = papers.pdf("工作方案") + b" " * 70_000  # more than a stranger may send
    end_session()
    gone = send(browser, owed, release="1", files=SimpleUploadedFile("方案.pdf", plan))
    assert gone.status_code == 302
    assert not Progress.objects.exists()

    asked = browser.get(gone.url)
    assert "填写的内容和文件都已保留" in page(asked)
    back = log_in(browser, cast.liaison, next=asked.context["next"])
    assert back.url == reverse("obligation", args=[owed.pk]) + "?next=/tasks/"
    shown = page(browser.get(back.url))
    assert all(word in shown for word in WORDS.values())
    assert "方案.pdf" in shown

    sent = send(browser, owed, save="1", _kept=DraftFile.objects.get().pk)
    assert sent.status_code == 302
    report = owed.progress.get()
    assert (report.text, report.percent) == (WORDS["text"], 60)
    assert [e.filename for e in report.evidence.all()] == ["方案.pdf"]
    assert not FormDraft.objects.exists(), "sent, so kept no longer"
    assert not any(default_storage.listdir("drafts")[1:])


def test_an_address_that_takes_only_forms_never_becomes_next(browser, cast, owed):
    end_session()
    gone = browser.post(reverse("follow_task", args=[owed.task_id]))
    back = log_in(browser, cast.liaison, next=browser.get(gone.url).context["next"])
    assert back.url == reverse("task", args=[owed.task_id]), "the page above it, where the browser names none"
    assert browser.get(back.url).status_code == 200


def test_whoever_logs_in_instead_finds_nothing(browser, cast, owed, as_):
    end_session()
    send(browser, owed)
    chief = as_(cast.chief)
    assert WORDS["text"] not in page(chief.get(reverse("obligation", args=[owed.pk])))


def test_what_a_stranger_sends_is_not_kept(owed):
    assert send(Client(), owed).url.startswith(reverse("login"))
    assert not FormDraft.objects.exists()


def test_a_form_of_an_earlier_log_in_is_shown_again(cast, owed):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.liaison)
    where = reverse("obligation", args=[owed.pk])
    sent = {"origin": "http://testserver", "referer": f"http://testserver{where}"}
    back = browser.post(reverse("obligation_action", args=[owed.pk, "report"]), WORDS, headers=sent)
    assert back.url == where
    assert WORDS["text"] in page(browser.get(where))
    elsewhere = browser.post(
        reverse("obligation_action", args=[owed.pk, "report"]), {"text": "别处"}, headers={"origin": "null"}
    )
    assert elsewhere.status_code == 403
    assert "别处" not in page(browser.get(where))


@pytest.mark.parametrize("path", ["//elsewhere.example/", "///elsewhere.example/", "/\t/elsewhere.example"])
def test_a_page_whose_path_reads_as_another_site_leads_nowhere(browser, owed, path):
    where = reverse("draft_discard")
    answer = browser.post(where, {"_address": "/"}, headers={"referer": f"http://testserver{path}"})
    assert answer.url in (reverse("home"), "/drafts/")


def test_what_is_typed_is_kept_while_one_types_and_can_be_given_up(browser, cast, owed):
    address = reverse("obligation_action", args=[owed.pk, "report"])
    typed = WORDS | {"_address": address, "new_password1": "geheim"}
    assert browser.post(reverse("draft"), typed).status_code == 204
    assert "new_password1" not in FormDraft.objects.get().fields
    assert WORDS["text"] in page(browser.get(reverse("obligation", args=[owed.pk])))
    assert not Event.objects.exists()
    browser.post(reverse("draft_discard"), {"_address": address})
    assert WORDS["text"] not in page(browser.get(reverse("obligation", args=[owed.pk])))


def test_old_and_many_drafts_give_way(cast):
    now = timezone.now()
    for n in range(drafts.MOST + 2):
        drafts.keep(
            person=cast.liaison, address=f"/o/{n}/report/", words=Client().get("/").wsgi_request.GET, now=now
        )
    assert FormDraft.objects.count() == drafts.MOST
    assert drafts.forget_old_drafts(now=now + timedelta(days=drafts.KEPT_DAYS, minutes=1)) == drafts.MOST


def test_asking_how_long_the_session_lasts_does_not_prolong_it(browser, settings):
    nearly_over = timezone.now() + timedelta(seconds=240)
    Session.objects.update(expire_date=nearly_over)
    assert browser.get(reverse("session_now")).json()["seconds"] <= 240
    assert Session.objects.get().expire_date == nearly_over
    assert browser.post(reverse("session_now")).json()["seconds"] > 240


def test_a_wrong_answer_is_told_on_top_with_a_link_and_keeps_what_was_typed(browser, owed):
    shown = send(browser, owed, percent="150")
    assert shown.status_code == 422
    text = shown.content.decode()
    assert "<title>错误：" in text
    assert '<a href="#id_percent">“完成比例（%）”应在0到100之间。</a>' in text
    assert WORDS["text"] in text


def test_a_button_s_address_opened_as_a_page_says_where_the_page_is(browser, owed):
    shown = browser.get(reverse("follow_task", args=[owed.task_id]))
    assert shown.status_code == 405
    assert shown.headers["Allow"] == "POST"
    assert reverse("task", args=[owed.task_id]) in shown.content.decode()


def test_half_a_log_in_leaves_no_words_in_anybodys_name(cast, owed):
    """Whoever has the password alone, and lets the session end, puts nothing into the owner's forms."""
    device = factor.offered(cast.liaison)
    factor.confirm(device, f"{totp(device.bin_key):06d}")
    half = Client()
    log_in(half, cast.liaison)
    Session.objects.update(expire_date=timezone.now() - timedelta(minutes=1))
    answer = half.post(reverse("obligation_action", args=[owed.pk, "report"]), WORDS)
    assert "kept" not in answer.url and not FormDraft.objects.exists()


@pytest.mark.parametrize("where", ["login", "password_change", "second_factor"])
def test_of_passwords_and_codes_nothing_is_kept(browser, where):
    browser.post(
        reverse("draft"), {"_address": reverse(where), "code": "123456", "credential": "x", "text": "x"}
    )
    assert not FormDraft.objects.exists()


def writer_on(browser, owed) -> str:
    shown = browser.get(reverse("obligation", args=[owed.pk])).content.decode()
    return re.search(r'name="_writer" value="([^"]+)"', shown)[1]


def test_words_are_kept_where_cookie_and_session_are_gone(browser, cast, owed):
    """By what the page itself says of its reader; the browser knows nothing any more."""
    writer = writer_on(browser, owed)
    Session.objects.all().delete()
    browser.cookies.clear()
    address = reverse("obligation_action", args=[owed.pk, "report"])
    browser.post(reverse("draft"), WORDS | {"_address": address, "_writer": writer})
    assert FormDraft.objects.get().fields["text"] == [WORDS["text"]]
    gone = send(browser, owed, text="又写了一句。", release="1", _writer=writer)
    assert "kept=1" in gone.url
    back = log_in(browser, cast.liaison, next=browser.get(gone.url).context["next"])
    assert "又写了一句。" in page(browser.get(back.url))


def test_a_page_s_word_of_its_reader_opens_nothing_and_ends_with_the_password(browser, cast, owed, as_):
    writer = writer_on(browser, owed)
    stranger = Client()
    assert stranger.get(reverse("obligation", args=[owed.pk]), {"_writer": writer}).status_code == 302
    assert "kept" not in send(stranger, owed, _writer=writer[:-1] + "x").url
    cast.liaison.set_password("another-long-password")
    cast.liaison.save()
    assert "kept" not in send(stranger, owed, _writer=writer).url
    assert not FormDraft.objects.exists()


def test_what_another_person_left_in_a_page_goes_to_them(browser, cast, owed):
    """On a shared computer: the page of one, the session of the next."""
    writer = writer_on(browser, owed)
    other = Client(enforce_csrf_checks=True)
    other.force_login(cast.chief)
    sent = {"origin": "http://testserver"}
    where = reverse("obligation_action", args=[owed.pk, "report"])
    assert other.post(where, WORDS | {"_writer": writer}, headers=sent).url == reverse("home")
    assert FormDraft.objects.get().person == cast.liaison


def test_forms_that_scripts_fill_in_ask_for_their_own_and_are_forgotten_when_done(browser, cast, owed):
    where, address = reverse("draft"), reverse("ticked", args=["obligation"])
    browser.post(where, {"_address": address, "code": "sign-for", "text": "话"})
    assert browser.get(where).json() == {"addresses": [address]}
    fields = browser.get(where, {"address": address}).json()["fields"]
    assert fields == {"code": ["sign-for"], "text": ["话"]}
    assert Client().get(where).status_code == 302
    browser.post(address, {"code": "sign-for", "_writer": "x"})
    assert not FormDraft.objects.exists()
