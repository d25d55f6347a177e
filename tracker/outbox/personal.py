"""What was done to a person is told to that person, in a letter of its own and at any hour."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from django.db import transaction
from django.db.models import QuerySet

from tracker.domain.composed import composed
from tracker.models import Letter, LetterKind, Membership, PersonalNotice, Unit
from tracker.outbox.new_letters import new_letter


def compose_personal(*, today: date) -> int:
    """One letter for a person and address with all that is new; returns letters made."""
    with transaction.atomic():
        piles: dict[tuple[int, str], list[PersonalNotice]] = defaultdict(list)
        for row in _uncarried(today):
            piles[row.person_id, row.address].append(row)
        speakers = _speakers({person for person, _address in piles}) if piles else {}
        for (person, _address), mine in piles.items():
            letter = new_letter(person=person, office=speakers[person], kind=LetterKind.PERSONAL, today=today)
            letter.save()
            PersonalNotice.objects.filter(pk__in=[row.pk for row in mine]).update(letter=letter)
    return len(piles)


@composed
def _uncarried(today: date) -> QuerySet[PersonalNotice]:
    rows = PersonalNotice.objects.uncarried().filter(told_on__lte=today).order_by("pk")
    return rows.select_for_update(of=("self",))


def _speakers(people: set[int]) -> dict[int, int]:
    """In whose name each is written to: the first unit that they serve or served, or else the first there is."""
    held = Membership.objects.filter(user__in=people).order_by("-pk").values_list("user", "unit")
    somewhere = Unit.objects.order_by("pk").values_list("pk", flat=True).first()
    return dict.fromkeys(people, somewhere or 0) | dict(held)


def told_in(letters: list[Letter]) -> dict[int, list[PersonalNotice]]:
    """By letter, in the order in which it happened."""
    found: dict[int, list[PersonalNotice]] = defaultdict(list)
    for row in PersonalNotice.objects.filter(letter__in=letters).order_by("pk"):
        found[row.letter_id or 0].append(row)
    return found
