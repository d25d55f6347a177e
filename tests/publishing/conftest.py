"""A list that is published, and what is asked of its file."""

import json
from datetime import timedelta
from pathlib import Path

import jsonschema
import pytest

from tests import factories
from tests.factories import TODAY
from tracker.desk.lists import TASK_LIST
from tracker.domain.actor import Actor
from tracker.models import (
    Installation,
)
from tracker.publishing.commitments import commitments_of, digest

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "commitments.schema.json").read_text("utf-8"))
LATE = TODAY - timedelta(days=10)
PUBLISH = next(action for action in TASK_LIST if action.code == "publish")


@pytest.fixture
def cast(db):
    Installation.objects.update_or_create(
        pk=1, defaults={"is_demo": True, "demo_on": TODAY, "name": "督办平台"}
    )
    return factories.people()


@pytest.fixture
def plan(cast):
    """Something late, something done with evidence, and something that is not issued."""
    plan = factories.task_list(office=cast.office, name="工作安排")
    passage = factories.passage(text="开展执法案卷评查，年底前完成。")
    late = factories.task(
        task_list=plan, title="案卷评查", number="1", chapter="一、执法 / （一）监督", passage=passage
    )
    factories.obligation(unit=cast.bureau, due_on=LATE, task=late)
    done = factories.task(task_list=plan, title="=修订方案", number="2", state="done", done_on=LATE)
    owed = factories.obligation(unit=cast.college, due_on=LATE, task=done, state="met", met_on=LATE)
    said = factories.progress(
        obligation=owed, drafted_by=cast.college_liaison, state="accepted", released_by=cast.college_chief,
        released_on=LATE, released_at="2025-11-23T08:00+08:00", text="方案<已>印发。", decided_by=cast.officer,
        decided_on=LATE, decided_at="2025-11-23T09:00+08:00",
    )  # fmt: skip
    said.evidence.create(
        kind="document_number", document_number="景教〔2025〕8号", uploaded_by=cast.college_liaison
    )
    factories.task(task_list=plan, title="还在拟办", state="draft")
    return plan


def publish(plan, cast, *, by=None, seen=None):
    document = commitments_of(plan, as_of=TODAY)
    answers = {"reviewed_by": "张三", "seen": seen or digest(document)}
    return PUBLISH.perform(plan, answers, by=Actor.of(by or cast.head, TODAY))


def valid(document):
    jsonschema.Draft202012Validator(
        SCHEMA, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    ).validate(document)
    return document
