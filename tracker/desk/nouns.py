"""The nouns that have actions: who may enter their pages at all, which rows one sees, and what can be done.

The address of an action is reversed by the noun's name: `task_action` with the id and the action's code.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.urls import reverse

from tracker.desk import (
    administration,
    annual,
    dates,
    figures,
    instructions,
    letters,
    lists,
    obligations,
    reviews,
    tasks,
    templates,
)
from tracker.desk.access import (
    View,
    account_keepers,
    confirmers,
    leaders,
    office,
    role_keepers,
    rule_keepers,
    workers,
)
from tracker.desk.action import Action
from tracker.domain.actor import Actor
from tracker.models import (
    Account,
    AnnualReport,
    CalendarDay,
    Dispatch,
    Extension,
    Finding,
    Indicator,
    Instruction,
    Letter,
    LetterTemplate,
    Membership,
    Mute,
    Objection,
    Obligation,
    PendingChange,
    Progress,
    Receipt,
    Review,
    Rung,
    Schedule,
    Statement,
    Task,
    TaskList,
    Unit,
    User,
    Waiting,
    WrittenName,
)

Rows = Callable[[Actor], QuerySet]


@dataclass(frozen=True, slots=True)
class Noun:
    name: str
    model: type[Model]
    entry: Callable[[View], View]
    rows: Rows  # what this person may see
    actions: tuple[Action, ...]

    @property
    def url_name(self) -> str:
        return f"{self.name}_action"


@dataclass(frozen=True, slots=True)
class Available:
    """An action that this person may perform now, and where."""

    action: Action
    url: str


def refusals(thing: Model, *, by: Actor) -> dict[Action, str]:
    """What each action of the thing says to this person: why not, or nothing. In the order of the noun's table."""
    return {action: action.why_not(thing, by=by) for action in BY_MODEL[type(thing)].actions}


def available_actions(thing: Model, *, by: Actor) -> list[Available]:
    return available(thing, refusals(thing, by=by))


def available(thing: Model, said: Mapping[Action, str]) -> list[Available]:
    """Those of `refusals` that say nothing."""
    name = BY_MODEL[type(thing)].url_name
    return [
        Available(action, reverse(name, args=[thing.pk, action.code]))
        for action, refusal in said.items()
        if not refusal
    ]


def _seen(model: type[Model], *related: str) -> Rows:
    """What has a `visible_to` of its own."""
    manager: Any = model._default_manager
    return lambda actor: manager.visible_to(actor).select_related(*related)


def _all(model: type[Model], *related: str) -> Rows:
    """What every administrator who may enter sees whole."""
    return lambda _actor: model._default_manager.select_related(*related)


def _of_obligation(model: type[Model]) -> Rows:
    """Requests and pauses are seen by whoever sees the obligation they belong to."""

    def rows(actor: Actor) -> QuerySet:
        seen = Obligation.objects.visible_to(actor)
        related = ("obligation__unit", "obligation__office", "obligation__task")
        return model._default_manager.filter(obligation__in=seen).select_related(*related)

    return rows


def _own_or_handed_in(actor: Actor) -> QuerySet[Progress]:
    """A draft belongs to the unit that writes it; to everybody else it does not exist."""
    seen = Obligation.objects.visible_to(actor)
    rows = Progress.objects.readable_by(actor.served).filter(obligation__in=seen)
    return rows.select_related("obligation__unit", "obligation__office")


def _of_task(actor: Actor) -> QuerySet[Schedule]:
    seen = Task.objects.visible_to(actor)
    return Schedule.objects.filter(task__in=seen).select_related("task__task_list__office")


def _findings(actor: Actor) -> QuerySet[Finding]:
    """With the review that they belong to."""
    seen = Review.objects.visible_to(actor)
    return Finding.objects.filter(review__in=seen).select_related(
        "review__office", "review__task_list", "unit"
    )


_OBLIGATION = _seen(Obligation, "unit", "office", "task__task_list", "dispatch", "task_list")
NOUNS = (
    Noun(
        "task",
        Task,
        workers,
        _seen(Task, "task_list__office", "withholding", "parent__withholding"),
        (*tasks.TASK, figures.DESCRIBE),
    ),
    Noun("schedule", Schedule, office, _of_task, dates.SCHEDULE),
    Noun("list", TaskList, office, _seen(TaskList, "office"), lists.TASK_LIST),
    Noun("obligation", Obligation, workers, _OBLIGATION, obligations.OBLIGATION),
    Noun("progress", Progress, workers, _own_or_handed_in, obligations.PROGRESS),
    Noun("extension", Extension, office, _of_obligation(Extension), obligations.EXTENSION),
    Noun("objection", Objection, office, _of_obligation(Objection), obligations.OBJECTION),
    Noun("waiting", Waiting, workers, _of_obligation(Waiting), obligations.WAITING),
    Noun("mute", Mute, office, _of_obligation(Mute), obligations.MUTE),
    Noun(
        "instruction",
        Instruction,
        leaders,
        _seen(Instruction, "office", "given_by", "task"),
        instructions.INSTRUCTION,
    ),
    Noun("dispatch", Dispatch, office, _seen(Dispatch, "office"), letters.DISPATCH),
    Noun("receipt", Receipt, workers, _seen(Receipt, "dispatch__office", "unit"), letters.RECEIPT),
    Noun("letter", Letter, office, _seen(Letter, "office", "person"), letters.LETTER),
    Noun(
        "letter_template",
        LetterTemplate,
        office,
        _seen(LetterTemplate, "office", "taken_by"),
        templates.TEMPLATE,
    ),
    Noun("review", Review, office, _seen(Review, "office", "task_list", "circular"), reviews.REVIEW),
    Noun("account", Account, workers, _seen(Account, "review__office", "unit"), reviews.ACCOUNT),
    Noun("finding", Finding, office, _findings, reviews.FINDING),
    Noun("indicator", Indicator, workers, _seen(Indicator, "office", "unit", "task"), figures.INDICATOR),
    Noun("annual", AnnualReport, leaders, _seen(AnnualReport, "office__parent", "task_list"), annual.REPORT),
    Noun(
        "statement",
        Statement,
        leaders,
        _seen(Statement, "report__office", "report__task_list"),
        annual.STATEMENT,
    ),
    Noun("person", User, account_keepers, _all(User), administration.PERSON),
    Noun("membership", Membership, role_keepers, _all(Membership, "user", "unit"), administration.MEMBERSHIP),
    Noun("unit", Unit, account_keepers, _all(Unit), administration.UNIT),
    Noun(
        "name",
        WrittenName,
        account_keepers,
        lambda _actor: WrittenName.objects.asked(),
        administration.WRITTEN_NAME,
    ),
    Noun("rung", Rung, rule_keepers, _all(Rung), administration.RUNG),
    Noun(
        "change",
        PendingChange,
        confirmers,
        _seen(PendingChange, "asked_by", "decided_by", "person"),
        administration.PENDING_CHANGE,
    ),
    Noun("day", CalendarDay, rule_keepers, _all(CalendarDay), administration.CALENDAR_DAY),
)
BY_MODEL = {noun.model: noun for noun in NOUNS}
