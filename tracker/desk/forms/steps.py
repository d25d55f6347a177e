"""The steps of a task: a title, a unit and a date each."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext

from tracker.actions.steps import Step
from tracker.desk.forms.base import DateField, Questions
from tracker.domain.realm import units_of
from tracker.models import AssignmentRole

ROWS = 6
PARTS = ("title", "unit", "due_on")


class BreakDown(Questions):
    """Rows that are left empty are none; more steps are added by doing it again."""

    def prepare(self) -> None:
        first = next(
            (a.unit_id for a in self.subject.assignments.all() if a.role == AssignmentRole.LEAD and a.unit_id), None
        )  # fmt: skip
        units = units_of(self.subject.task_list.office)
        for n in range(1, ROWS + 1):
            self.fields[f"title{n}"] = forms.CharField(
                label=gettext("步骤%(n)s") % {"n": n}, max_length=200, required=False
            )
            self.fields[f"unit{n}"] = forms.ModelChoiceField(
                label=gettext("步骤%(n)s的责任单位") % {"n": n},
                queryset=units,
                required=False,
                empty_label=gettext("请选择"),
            )
            self.fields[f"due_on{n}"] = DateField(label=gettext("步骤%(n)s的日期") % {"n": n}, required=False)
            self.initial[f"unit{n}"] = first

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for n in range(1, ROWS + 1):
            title, unit, due_on = (given.get(f"{part}{n}") for part in PARTS)
            if (title or due_on) and not (title and unit and due_on):
                raise forms.ValidationError(
                    gettext("步骤%(n)s没有填全：请写明步骤、责任单位和日期。") % {"n": n}
                )
        return given

    def answers(self) -> dict[str, Any]:
        rows = ([self.cleaned_data[f"{part}{n}"] for part in PARTS] for n in range(1, ROWS + 1))
        return {"steps": [Step(title, unit, due_on) for title, unit, due_on in rows if title]}
