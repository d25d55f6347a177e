"""Two people on one thing: a form that begins with what is there notices that somebody else has changed it since."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from django import forms
from django.db.models import Model
from django.utils.translation import gettext as _

from tracker.models import Dispatch, Event, Obligation, Task, TaskList
from tracker.punctuation import listed

WAS = "_was"  # what each field began with, carried by the page; no draft keeps it
SHOWN = 60  # characters of what stands there now


def first_values(form: forms.BaseForm, names: Iterable[str]) -> str:
    """Of each field a mark of what it begins with, short enough for a page to carry."""
    return ";".join(f"{name}:{_mark(form.initial.get(name))}" for name in sorted(names))


def changed_since(was: str, now: str) -> list[str]:
    """The names whose marks differ."""
    before = dict(part.split(":", 1) for part in was.split(";") if ":" in part)
    return [
        name
        for name, mark in (part.split(":", 1) for part in now.split(";") if part)
        if before.get(name, mark) != mark
    ]


def complaint(form: forms.BaseForm, names: Iterable[str], subject: Any) -> str:
    """Who has changed what, and what it says now."""
    told = [
        _("“%(label)s”（现为：%(now)s）") % {"label": form.fields[name].label, "now": _in_words(form, name)}
        for name in names
    ]
    return _("您打开这一页之后，%(who)s改过%(what)s。您填写的都还在，核对后再提交一次，就以您的为准。") % {
        "who": _who(subject) or _("有人"),
        "what": listed(told),
    }


def _mark(value: Any) -> str:
    plain = (
        sorted(map(str, value))
        if isinstance(value, list | tuple | set)
        else str("" if value is None else value)
    )
    return sha256(repr(plain).encode()).hexdigest()[:10]


def _in_words(form: forms.BaseForm, name: str) -> str:
    value, field = form.initial.get(name), form.fields[name]
    choices = {str(key): str(label) for key, label in getattr(field, "choices", ())}
    several = value if isinstance(value, list | tuple) else [value]
    words = listed(choices.get(str(one), str("" if one is None else one)) for one in several)
    return words[:SHOWN] + ("……" if len(words) > SHOWN else "") or _("空")


def _who(subject: Model | None) -> str:
    """Who did something with it last."""
    of: dict[str, Any] = {}
    if isinstance(subject, Obligation):
        of = (
            {"task": subject.task_id, "unit": subject.unit_id}
            if subject.task_id
            else {"dispatch": subject.dispatch_id}
        )
    for kind, name in ((Task, "task"), (Dispatch, "dispatch"), (TaskList, "task_list")):
        if isinstance(subject, kind):
            of = {name: subject.pk}
    event = Event.objects.filter(**of).first() if of else None
    return event.actor_name if event else ""
