"""Letters become text. Each kind has a template triple in templates/emails, compiled once per process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.template import Context, Engine
from django.utils.translation import override

from tracker.models import Installation, Letter
from tracker.outbox.links import link

SUBJECT_LENGTH = 120


@dataclass(frozen=True, slots=True)
class Text:
    """A finished letter's words."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Heading:
    """What all letters say at their top and foot."""

    system: str
    contact: str
    phone: str
    home: str

    @classmethod
    def load(cls) -> Heading:
        office = Installation.objects.current()
        return cls(office.name, office.contact, office.phone, link("home"))


def render(letter: Letter, *, template: str, heading: Heading, today: date, **context: Any) -> Text:
    """Render a letter by the templates of this name. Mails are Chinese, whatever language a page has."""
    values = {
        "letter": letter,
        "person": letter.person,
        "office": letter.office,
        "heading": heading,
        "today": today,
    }
    values |= context
    subject, text, html = _templates(template)
    with override("zh-hans"):
        return Text(
            subject=" ".join(subject(values).split())[:SUBJECT_LENGTH],
            text=_tidy(text(values)),
            html=html(values),
        )


@lru_cache(maxsize=8)
def _templates(name: str) -> tuple[Callable[[dict], str], ...]:
    """Subject and text hold no markup, so nothing in them is escaped; the page is."""
    return (
        _compiled(f"emails/{name}.subject.txt", autoescape=False),
        _compiled(f"emails/{name}.txt", autoescape=False),
        _compiled(f"emails/{name}.html", autoescape=True),
    )


def _compiled(name: str, *, autoescape: bool) -> Callable[[dict], str]:
    template = Engine.get_default().get_template(name)
    # All values are texts and small numbers: asking for each how this country writes numbers would take a
    # quarter of the time.
    return lambda values: template.render(Context(values, autoescape=autoescape, use_l10n=False))


def _tidy(text: str) -> str:
    """At most one empty line in a row: loops and conditions of a template leave more."""
    lines = [line.rstrip() for line in text.strip().splitlines()]
    kept = [line for i, line in enumerate(lines) if line or (i and lines[i - 1])]
    return "\n".join(kept) + "\n"
