"""`manage.py summaries`: what lists sort by, compared with what the obligations say."""

from datetime import timedelta

import pytest
from django.core.management import call_command

from tests import factories
from tests.factories import TODAY
from tracker.models import Installation, Task, Urgency

pytestmark = pytest.mark.django_db


@pytest.fixture
def late():
    cast = factories.people()
    Installation.objects.update(is_demo=True, demo_on=TODAY)
    return factories.obligation(unit=cast.bureau, due_on=TODAY - timedelta(days=3)).task


def test_what_agrees_is_counted(late, capsys):
    call_command("summaries", "--check", skip_checks=True)
    assert "共核对1项任务，0项不一致" in capsys.readouterr().out


def test_a_difference_is_named_and_repaired(late, capsys):
    Task.objects.update(urgency=Urgency.GREEN, late_count=7)
    with pytest.raises(SystemExit):
        call_command("summaries", "--check", skip_checks=True)
    assert f"任务{late.pk}：urgency 3→0，late_count 7→1" in capsys.readouterr().out
    call_command("summaries", "--repair", skip_checks=True)
    late.refresh_from_db()
    assert (late.urgency, late.late_count) == (Urgency.RED, 1)


def test_checking_changes_nothing(late):
    Task.objects.update(urgency=Urgency.GREEN)
    with pytest.raises(SystemExit):
        call_command("summaries", "--check", skip_checks=True)
    assert Task.objects.get().urgency == Urgency.GREEN
