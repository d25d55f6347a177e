"""No text without an end, and no character that no file can hold: in any form of either site."""

import pytest
from django import forms
from django.urls import reverse

import tracker.admin.registry
import tracker.web.urls  # noqa: F401  (both sites bring their forms along)
from tests import factories
from tests.factories import TODAY
from tracker.admin.base import VerbForm
from tracker.desk.bounds import TEXT_CHARACTERS, bound_words
from tracker.desk.forms.base import BoundedForm
from tracker.models import FormDraft, SavedView, Task
from tracker.rules.characters import IMPOSSIBLE

BAD = ["\ufffe", "\uffff", "\x00", "\x01", "\x08", "\x0b", "\x0c", "\x1b", "\x1f"]
FREE = {"LogIn", "NewPassword"}  # of Django; what they bound is tested with the log-in


def below(base):
    for each in base.__subclasses__():
        yield each
        yield from below(each)


def test_every_form_of_ours_bounds_its_texts():
    """By their bases: whoever writes a form takes one of ours."""
    ours = {f for f in below(forms.BaseForm) if f.__module__.startswith("tracker.")}
    assert len(ours) > 40
    loose = {f.__name__ for f in ours if not issubclass(f, BoundedForm | VerbForm) and f.__name__ not in FREE}
    assert not loose


def test_a_field_without_a_limit_gets_one():
    form = type("Any", (forms.Form,), {"text": forms.CharField()})({"text": "x" * (TEXT_CHARACTERS + 1)})
    bound_words(form)
    assert not form.is_valid()


@pytest.mark.parametrize("character", BAD)
def test_a_character_that_no_format_takes_is_refused_where_it_stands(cast, as_, character):
    task_list = factories.task_list(office=cast.office)
    entry = {
        "task_list": task_list.pk,
        "title": f"完善{character}制度",
        "requirement": "完善制度。",
        "duty": "lead",
    }
    answer = as_(cast.officer).post(reverse("task_new"), entry)
    assert answer.status_code != 302
    assert not Task.objects.exists()
    if character != "\x00":  # Django says its own sentence
        assert "第3个字符" in answer.content.decode()


@pytest.mark.parametrize("words", ["机密★10年", "秘 密 ☆", "★绝密", "机\u200b密★", "機密*1年"])
def test_a_mark_of_secrecy_is_not_typed_in_either(words):
    form = type("Any", (BoundedForm,), {"text": forms.CharField()})({"text": f"关于方案\n{words} 的通知"})
    assert "只处理公开材料" in str(form.errors)


@pytest.mark.parametrize("words", ["保守国家秘密和商业秘密。", "密级：公开", "秘密投票，★为必填"])
def test_what_everybody_writes_is_typed(words):
    assert type("Any", (BoundedForm,), {"text": forms.CharField()})({"text": words}).is_valid()


@pytest.mark.parametrize("character", BAD[:2] + BAD[4:])
def test_a_row_that_holds_one_from_before_breaks_no_export(cast, as_, character):
    owed = factories.obligation(unit=cast.bureau, due_on=TODAY)
    Task.objects.filter(pk=owed.task.pk).update(title=f"完善{character}制度")
    browser = as_(cast.officer)
    for kind in ("csv", "xlsx"):
        answer = browser.get(reverse("tasks"), {"export": kind})
        assert answer.status_code == 200
    exported = reverse("list_export", args=[owed.task.task_list.pk])
    assert browser.get(exported).status_code == 200


def test_the_words_of_a_unit_are_judged(cast, as_):
    owed = factories.obligation(unit=cast.bureau, due_on=TODAY)
    address = reverse("obligation_action", args=[owed.pk, "report"])
    for text in ("已办\ufffe", "长" * (TEXT_CHARACTERS + 1)):
        answer = as_(cast.liaison).post(address, {"text": text, "percent": "50", "save": "1"})
        assert answer.status_code == 422
    assert not owed.progress.exists()


def test_a_name_or_a_title_is_one_line_and_looks_like_no_other(cast, as_):
    """A subject with a header of its own, a namesake of the head, a unit under the radical of a dictionary."""
    form = type(
        "Any", (BoundedForm,), {"name": forms.CharField(), "text": forms.CharField(widget=forms.Textarea)}
    )
    typed = {"name": "甲\r\nBcc: x@evil.example\u2028市⽔利\u200b局\u202e", "text": "一\r\n二"}
    asked = form(typed)
    assert asked.is_valid(), asked.errors
    assert asked.cleaned_data["name"] == "甲 Bcc: x@evil.example 市水利局"
    assert "\n" in asked.cleaned_data["text"]
    entry = {
        "task_list": factories.task_list(office=cast.office).pk,
        "origin": "meeting",
        "title": "完\u200b善\n制度",
    }
    as_(cast.officer).post(reverse("task_new"), entry | {"requirement": "x", "priority": "normal"})
    assert Task.objects.get().title == "完善 制度"


@pytest.mark.parametrize("where", ["tasks", "dispatches", "letters", "history"])
def test_a_place_that_no_database_holds_is_a_sentence(cast, as_, where):
    officer = as_(cast.officer)
    for place in ("9" * 20, "1~" + "9" * 20, "1~2025-01-01~" + "9" * 16, "\0"):
        assert "翻页位置" in officer.get(reverse(where), {"after": place}).content.decode()


@pytest.mark.parametrize("word", ["a\0b", "\ufffe", "a\x1b"])
def test_what_comes_past_the_forms_holds_no_impossible_character_either(cast, as_, client, word):
    """PostgreSQL takes no NUL: the search of the public, views as they are saved, forms as they are kept."""
    officer = as_(cast.officer)
    assert client.get(reverse("public"), {"q": word}).status_code == 200
    for said in (
        {"name": word, "query": ""},
        {"name": "x", "query": word},
        {"name": "x", "query": "a" * 300_000},
    ):
        answer = officer.post(reverse("view_save"), {"page": "tasks"} | said)
        assert answer.status_code == 302 and answer.url == reverse("tasks")
    assert not SavedView.objects.exists()
    officer.post(reverse("draft"), {"_address": f"/{word}", "text": "x"})
    officer.post(reverse("draft"), {"_address": "/x/", "text": f"好{word}", f"{word}": "x"})
    assert [d.fields["text"] for d in FormDraft.objects.all()] == [["好" + IMPOSSIBLE.sub("", word)]]
