"""一页纸, each week by mail to whoever has asked for it: a leader, or somebody of the office."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from tracker.domain.actor import Actor
from tracker.domain.composed import composed
from tracker.domain.recipients import Directory
from tracker.domain.refusal import Refused
from tracker.models import OFFICE_ROLES, Letter, LetterKind, Membership, Role, User
from tracker.outbox.mime import Attachment
from tracker.outbox.new_letters import insert, new_letter
from tracker.rules.workdays import Calendar

READERS = (Role.LEADER, *OFFICE_ROLES)
NOT_WANTED = "收件人已停用、不再任职或不再要一页纸，无需发送。"


def compose_briefs(directory: Directory, *, today: date, calendar: Calendar) -> int:
    """One letter a week and person, on its first working day or as soon after it as the clock goes; returns letters made."""
    monday = today - timedelta(days=today.weekday())
    first = calendar.roll(monday)
    if not first <= today <= monday + timedelta(days=6):
        return 0  # a week of holidays has none
    if not _anybody():
        return 0
    people = User.objects.active().filter(wants_brief=True, pk__in=directory.reachable)
    people = people.holding(*READERS, on=today)
    told = set(Letter.objects.filter(kind=LetterKind.BRIEF, digest_on=first).values_list("person", flat=True))
    offices = {person.pk: office_for(person, today) for person in people if person.pk not in told}
    return insert(
        new_letter(person=person, office=office, kind=LetterKind.BRIEF, today=first)
        for person, office in offices.items()
        if office
    )


@composed
def _anybody() -> QuerySet[User, int]:
    return User.objects.active().filter(wants_brief=True).order_by().values_list("pk", flat=True)[:1]


def office_for(person: User, today: date) -> int | None:
    """Whose page it is: the office that one works for, or the first of those that one leads."""
    by = Actor.of(person, today)
    return min(by.offices or by.offices_led, default=None)


@dataclass(frozen=True, slots=True)
class Brief:
    """What the mail says, and the page itself."""

    heading: str
    parts: list[tuple[str, list[str]]]  # a heading and its paragraphs or rows
    paper: Attachment


def brief_for(letter: Letter, *, today: date) -> Brief | None:
    """None where the person may not, or does not want to, read it any more."""
    person = letter.person
    holds = Membership.objects.current(today).filter(user=person, role__in=READERS).exists()
    if not (person.is_active and person.wants_brief and person.email and holds):
        return None
    # Laying out documents loads much, and most days only reminders leave.
    from tracker.papers import brief_of

    try:
        title, parts, paper = brief_of(Actor.of(person, today), today)
    except Refused:
        return None
    return Brief(title, parts, Attachment(paper.filename, paper.content, paper.subtype))
