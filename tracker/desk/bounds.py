"""How much one request may ask for, said once: the lists of both sites, their forms and the log-in keep to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.core.exceptions import BadRequest, ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext as _

from tracker.reading.secrecy import is_typed
from tracker.reading.text.characters import one_line
from tracker.rules.characters import IMPOSSIBLE

SEARCH_CHARACTERS, SEARCH_WORDS = 100, 8  # a title copied whole fits; each word costs a condition per column


TEXT_CHARACTERS = 50_000  # of a field that says no limit of its own; a long report has five thousand


# Figures: more than any row has, and what both databases and Python take without complaint.
LONGEST_NUMBER = 15


def number(text: str) -> int | None:
    """What an address or a button names by its number; None for what is none, or is longer than any is."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER else None


def numbers(texts: Iterable[str]) -> list[int]:
    return [found for text in texts if (found := number(text)) is not None]


class NotAnswered(BadRequest):
    """A request that asks for what nobody offers, or for too much: a 400, whose page shows this sentence."""


def validate_search(text: str) -> None:
    """A thousand words are a thousand conditions on each column: one such request held a processor for 23 s."""
    if len(text) > SEARCH_CHARACTERS or len(text.split()) > SEARCH_WORDS:
        raise ValidationError(
            _("搜索的文字太长：最多%(characters)d个字、%(words)d个词，请只留关键的词。")
            % {"characters": SEARCH_CHARACTERS, "words": SEARCH_WORDS}
        )


def validate_characters(text: str | list[str]) -> None:
    """`text`: what was typed, or the lines that a field has made of it."""
    found = IMPOSSIBLE.search(text if isinstance(text, str) else "\n".join(text))
    if found:
        raise ValidationError(
            _(
                "第%(n)d个字符（U+%(code)04X）是看不见的控制字符，文件和表格都存不下，请删去它或重新输入这一处。"
            )
            % {"n": found.start() + 1, "code": ord(found[0])}
        )


def validate_open(text: str | list[str]) -> None:
    """What is typed is of no other material than what is uploaded."""
    said = text if isinstance(text, str) else "\n".join(text)
    if is_typed(said):
        raise ValidationError(
            _("这里写有密级标志。本系统只处理公开材料：涉密内容不能录入，请删去后通过保密渠道办理。")
        )


def _in_one_line(to_python: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: to_python(one_line(value) if isinstance(value, str) else value)


def bound_words(form: forms.BaseForm) -> None:
    """Every text of a form has an end, and no character that no format takes; what is asked in one line is one."""
    for field in form.fields.values():
        if isinstance(field, forms.CharField):
            if isinstance(field.widget, forms.TextInput):
                field.to_python = _in_one_line(field.to_python)  # type: ignore[method-assign, assignment]
            field.validators.append(validate_characters)
            if not isinstance(field.widget, forms.PasswordInput | forms.HiddenInput):
                field.validators.append(validate_open)
            if field.max_length is None:
                field.validators.append(MaxLengthValidator(TEXT_CHARACTERS))
