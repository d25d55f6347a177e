"""What is asked about a problem."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.desk.forms.base import LongText, Questions
from tracker.models import ListKind, Task
from tracker.rules.likeness import best_answer


class Commitments(forms.ModelMultipleChoiceField):
    """Tick boxes, because nobody finds Ctrl-click on a phone."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, task: Task) -> str:
        return task.title[:60]


class DescribeProblem(Questions):
    cause = LongText(label=_("原因"), rows=3, required=False)
    measures = LongText(
        label=_("整改措施"),
        rows=3,
        required=False,
        help_text=_("问题到年底还没有整改到位的，措施会列为下一年度的安排。"),
    )
    answers = Commitments(
        label=_("回应的承诺"),
        queryset=Task.objects.none(),
        required=False,
        help_text=_("同年工作安排中回应这个问题的承诺；都不勾选，表示没有承诺回应。"),
    )

    def prepare(self) -> None:
        task: Task = self.subject
        promised = Task.objects.filter(
            office=task.office_id, task_list__year=task.task_list.year, task_list__kind=ListKind.WORK_PLAN
        ).order_by("task_list", "order", "pk")
        self.fields["answers"].queryset = promised
        row = getattr(task, "rectification", None)
        if row is not None:
            self.initial |= {"cause": row.cause, "measures": row.measures, "answers": list(row.answers.all())}
            return
        rows = list(promised)
        place = best_answer(task.title, [one.requirement for one in rows])
        if place is not None:
            self.initial["answers"] = [rows[place]]
