"""What is asked once for many matters that were ticked in a list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tracker.actions.batch import Past, waiting_report
from tracker.desk.forms.base import LongText, Questions
from tracker.desk.guesses import of_task
from tracker.domain.digests import seen_of_reports
from tracker.domain.realm import units_of
from tracker.models import Assignment, Obligation, Task, Unit
from tracker.punctuation import spelt


def line_of(thing: Any) -> list[str]:
    """One thing as it is shown before it is done."""
    if isinstance(thing, Obligation):
        return [spelt("{}：{}　{}　{}", thing.unit, thing.subject, thing.get_kind_display(), thing.due_on)]
    return [str(thing)]


def facts_of(task: Task) -> list[str]:
    """Each fact that would become the office's decision, with the words it was derived from."""
    return [str(task), *of_task(task)]


def report_of(owed: Obligation) -> list[str]:
    """What would be accepted: the words, and how much proof comes with them."""
    said = waiting_report(owed)
    if said is None:
        return line_of(owed)
    proof = gettext("附材料%(n)s件") % {"n": len(said.evidence.all())}
    return [spelt("{}：{}　{}%　{}", owed.unit, owed.subject, said.percent, proof), said.text[:300]]


def reports_of(things: list[Obligation]) -> dict[int, str]:
    """By what is owed: the digest of what would be accepted, words beyond the lines and evidence included."""
    waiting = {owed.pk: said.pk for owed in things if (said := waiting_report(owed))}
    seen = seen_of_reports(waiting.values())
    return {owed: seen[said] for owed, said in waiting.items()}


class UrgeMany(Questions):
    words = LongText(
        label=_("催办的话"), rows=2, required=False, help_text=_("写进当日邮件；不填则只列事项和应办日期。")
    )


class AcceptMany(Questions):
    found = LongText(label=_("核查情况"), rows=2, required=False, help_text=_("对所选各项相同，可不填。"))


class DecidePast(Questions):
    choice = forms.ChoiceField(
        label=_("怎样处理"),
        choices=[
            (Past.DONE, _("下达前已办结")),
            (Past.CHASE, _("从今天起催办")),
            (Past.WAIVE, _("免除（办主任）")),
        ],
        widget=forms.RadioSelect,
    )
    reason = LongText(label=_("依据或理由"), rows=2, required=False, help_text=_("催办可不填。"))


class ReassignMany(Questions):
    """`subject`: all the tasks; one unit gives way in each of them."""

    from_unit = forms.ModelChoiceField(label=_("原责任单位"), queryset=None)
    to_unit = forms.ModelChoiceField(label=_("改派给"), queryset=None)
    reason = LongText(label=_("理由"), rows=3)

    def prepare(self) -> None:
        owners = Assignment.objects.of_units().filter(task__in=[task.pk for task in self.subject])
        self.fields["from_unit"].queryset = Unit.objects.filter(pk__in=owners.values("unit"))
        self.fields["to_unit"].queryset = units_of(self.subject[0].task_list.office)
