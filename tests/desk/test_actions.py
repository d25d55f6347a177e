"""The tables of actions agree with the verbs behind them."""

import inspect

import pytest
from django.urls import reverse

from tracker.desk.absences import NEW_ABSENCE
from tracker.desk.forms.base import Questions
from tracker.desk.letters import NEW_DISPATCH
from tracker.desk.lists import NEW_LIST
from tracker.desk.nouns import BY_MODEL, NOUNS
from tracker.desk.tasks import NEW_TASK
from tracker.web.views.actions import SHOWN

# One choice of the form that its `answers` takes apart for the verb.
TAKEN_APART = {"place": {"year", "period"}, "into": {"rest", "heirs"}}
MAKING = (NEW_TASK, NEW_LIST, NEW_DISPATCH, NEW_ABSENCE)
ACTIONS = [
    *(pytest.param(action, id=f"{noun.name} {action.code}") for noun in NOUNS for action in noun.actions),
    *(pytest.param(action, id=str(action.form.__name__)) for action in MAKING),
]


def parameters(function) -> dict[str, inspect.Parameter]:
    return dict(inspect.signature(inspect.unwrap(function)).parameters)


@pytest.mark.parametrize("action", ACTIONS)
def test_the_verb_takes_the_thing_the_actor_and_what_the_form_asks(action):
    taken = parameters(action.verb)
    if any(each.kind is inspect.Parameter.VAR_KEYWORD for each in taken.values()):
        return  # it names the fields that it knows, and refuses others
    assert "by" in taken
    assert not action.takes or action.takes in taken
    if action.form.answers is Questions.answers:
        assert set(action.form.base_fields) <= set(taken)


@pytest.mark.parametrize("action", ACTIONS)
def test_what_a_verb_must_know_is_asked(action):
    required = {
        name for name, each in parameters(action.verb).items() if each.default is inspect.Parameter.empty
    }
    given = {action.takes, "by", *action.form.base_fields}
    if action.form.answers is not Questions.answers:
        given |= {name for field in action.form.base_fields for name in TAKEN_APART.get(field, ())}
    kinds = {each.name: each.kind for each in parameters(action.verb).values()}
    missing = {name for name in required - given if kinds[name] is not inspect.Parameter.VAR_KEYWORD}
    assert not missing


@pytest.mark.parametrize("action", ACTIONS)
def test_the_guard_is_asked_about_the_thing_and_the_actor(action):
    names = list(parameters(action.why_not).values())
    assert [each.kind for each in names] == [
        inspect.Parameter.POSITIONAL_OR_KEYWORD,
        inspect.Parameter.KEYWORD_ONLY,
    ]
    assert names[1].name == "by"


def test_every_noun_has_one_address_for_its_actions_and_a_page_that_shows_it():
    assert {noun.name for noun in NOUNS} == set(SHOWN)
    assert len(BY_MODEL) == len(NOUNS)
    for noun in NOUNS:
        codes = [action.code for action in noun.actions]
        assert len(codes) == len(set(codes))
        assert {reverse(noun.url_name, args=[1, code]) for code in codes}
