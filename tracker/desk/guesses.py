"""推断 as a person decides on it: each owner and date with the words that it comes from. Nobody decides what was not shown."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tracker.actions.owners_and_dates import confirm_facts
from tracker.actions.signable import unconfirmed
from tracker.domain.actor import Actor
from tracker.models import Assignment, Basis, Dispatch, Schedule, Task


@dataclass(frozen=True, slots=True)
class Guess:
    """One inferred owner or date under a letter. `key`: what its box sends; it changes with the words."""

    draft: int
    fact: Assignment | Schedule
    task: Task
    words: str
    sentence: str  # of the document

    @property
    def key(self) -> str:
        shown = f"{type(self.fact).__name__}{self.fact.pk}{self.words}{self.sentence}"
        return f"{self.draft}-{hashlib.sha256(shown.encode()).hexdigest()[:16]}"


def of_task(task: Task) -> list[str]:
    """All of a task, in words."""
    owners = [owner_in_words(a) for a in task.assignments.all() if a.basis == Basis.INFERRED]
    return [*owners, *(date_in_words(s) for s in task.schedules.all() if s.basis == Basis.INFERRED)]


def owner_in_words(a: Assignment) -> str:
    return _("%(role)s单位：%(unit)s（原文写作“%(written)s”）") % {
        "role": a.get_role_display(),
        "unit": a.unit or a.written,
        "written": a.written,
    }


def date_in_words(s: Schedule) -> str:
    return _("时限：%(words)s") % {"words": s}


def under_letters(drafts: Iterable[Dispatch | int]) -> dict[int, list[Guess]]:
    """By letter, what has to be decided before it can be signed."""
    rows = list(
        unconfirmed(drafts).values_list(
            "dispatch",
            "obligation__task",
            "obligation__unit",
            "obligation__deadline__schedule",
            "obligation__deadline__basis",
        )
    )
    tasks = Task.objects.in_bulk({row[1] for row in rows})
    guessed = Assignment.objects.filter(task__in=tasks, unit__isnull=False, basis=Basis.INFERRED)
    owners = {(a.task_id, a.unit_id): a for a in guessed.select_related("unit")}
    dates = Schedule.objects.in_bulk({row[3] for row in rows if row[4] == Basis.INFERRED})
    found: dict[int, dict[str, Guess]] = {}
    for draft, of, unit, schedule, basis in rows:
        task, mine = tasks[of], found.setdefault(draft, {})
        if owner := owners.get((of, unit)):
            _add(mine, Guess(draft, owner, task, owner_in_words(owner), task.requirement))
        if basis == Basis.INFERRED:
            date = dates[schedule]
            words = "　".join(filter(None, (date_in_words(date), date.explanation)))
            _add(mine, Guess(draft, date, task, words, task.requirement))
    return {draft: list(mine.values()) for draft, mine in found.items()}


def _add(mine: dict[str, Guess], guess: Guess) -> None:
    mine[guess.key] = guess


def confirm_of(task: Task, guesses: Iterable[Guess], *, by: Actor) -> int:
    """These of one task, and nothing else. Raises Refused."""
    facts = [guess.fact for guess in guesses]
    owners = {fact.pk for fact in facts if isinstance(fact, Assignment)}
    dates = {fact.pk for fact in facts if isinstance(fact, Schedule)}
    return confirm_facts(task=task, by=by, owners=owners, dates=dates)
