"""Many at once: what is chosen is shown whole, and done when the same is sent again.

The token `seen` is the digest of what was shown: had a fact changed meanwhile, it is shown anew instead of done.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django import forms
from django.db.models import Model, Prefetch, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tracker.actions.batch import Past
from tracker.desk.forms.base import DateField, LongText, Questions, Shown
from tracker.domain.realm import units_of
from tracker.models import Assignment, Basis, Obligation, Progress, Task, Unit

MOST = 200  # rows offered at once; the next ones come when these are done


class Chosen(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, row: Model) -> str:
        return line_of(row)


def line_of(row: Any) -> str:
    """One thing to choose, in one line."""
    if isinstance(row, Progress):
        owed = row.obligation
        words = f"{owed.unit}：{owed.subject}　{row.percent}%　{row.text[:60]}"
        return words + (gettext("（附材料%(n)s件）") % {"n": len(row.evidence.all())})
    if isinstance(row, Obligation):
        return f"{row.unit}：{row.subject}　{row.get_kind_display()}　{row.due_on}"
    return str(row)


class Batch(Questions):
    """`rows()` are what may be chosen, into the field that `many` names."""

    many = ""
    needs_look = False
    everything = forms.BooleanField(label=_("全选"), required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def rows(self) -> QuerySet:
        raise NotImplementedError

    def prepare(self) -> None:
        self.offered = self.rows()[:MOST]
        field = self.fields[self.many]
        field.queryset = self.rows().filter(pk__in=[row.pk for row in self.offered])
        field.label = gettext("选择事项（%(n)s项）") % {"n": len(self.offered)}
        field.required = False

    def lines(self, chosen: list[Any]) -> list[str]:
        """What would be done with each."""
        return [line_of(row) for row in chosen]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if self.errors:
            return given
        chosen = list(self.offered if given["everything"] else given[self.many])
        if not chosen:
            raise forms.ValidationError(gettext("请至少选择一项。"))
        self.told = self.lines(chosen)
        answers = {k: v for k, v in given.items() if k not in (self.many, "everything", "seen")}
        token = hashlib.sha256(repr((self.told, answers)).encode()).hexdigest()
        self.needs_look = given["seen"] != token
        if self.needs_look:
            self.data = self.data.copy()
            self.data["seen"] = token
        return given | {self.many: chosen}

    def is_valid(self) -> bool:
        """Nothing is wrong with what is only to be looked at first; it is not done yet either."""
        return super().is_valid() and not self.needs_look

    def shown(self) -> list[Shown]:
        told = getattr(self, "told", [])
        return [Shown(gettext("将办理%(n)s项") % {"n": len(told)}, told)] if told else []

    def answers(self) -> dict[str, Any]:
        return {k: v for k, v in self.cleaned_data.items() if k not in ("everything", "seen")}


class OfTasks(Batch):
    many = "tasks"
    tasks = Chosen(queryset=Task.objects.none())
    field_order = ("everything", "tasks")

    def rows(self) -> QuerySet:
        owners = Prefetch("assignments", Assignment.objects.select_related("unit"))
        return self.subject.tasks.confirmable().prefetch_related(owners, "schedules").order_by("order", "pk")


class ConfirmMany(OfTasks):
    def rows(self) -> QuerySet:
        return super().rows().inferred()

    def lines(self, chosen: list[Any]) -> list[str]:
        return [f"{task}：{'；'.join(_inferred(task))}" for task in chosen]


def _inferred(task: Task) -> list[str]:
    """Each fact that would become the office's decision, with the words it was derived from."""
    owners = [a for a in task.assignments.all() if a.basis == Basis.INFERRED]
    dates = [s for s in task.schedules.all() if s.basis == Basis.INFERRED]
    said = [
        gettext("%(role)s单位%(unit)s（原文“%(written)s”）")
        % {"role": a.get_role_display(), "unit": a.unit or "—", "written": a.written}
        for a in owners
    ]
    return said + [
        gettext("时限%(day)s（原文“%(wording)s”）%(why)s")
        % {"day": s.due_on or s.get_rule_display(), "wording": s.wording, "why": s.explanation}
        for s in dates
    ]


class ReassignMany(OfTasks):
    from_unit = forms.ModelChoiceField(label=_("原责任单位"), queryset=None)
    to_unit = forms.ModelChoiceField(label=_("改派给"), queryset=Unit.objects.none())
    reason = LongText(label=_("理由"), rows=3)
    field_order = ("from_unit", "to_unit", "reason", "everything", "tasks")

    def prepare(self) -> None:
        super().prepare()
        owners = Assignment.objects.of_units().filter(task__in=self.rows())
        self.fields["from_unit"].queryset = Unit.objects.filter(pk__in=owners.values("unit"))
        self.fields["to_unit"].queryset = units_of(self.subject.office)

    def clean(self) -> dict[str, Any]:
        """全选 means all tasks of the unit that is replaced."""
        if given := self.cleaned_data.get("from_unit"):
            mine = {a.task_id for a in Assignment.objects.filter(unit=given, task__task_list=self.subject)}
            self.offered = [task for task in self.offered if task.pk in mine]
        return super().clean()

    def lines(self, chosen: list[Any]) -> list[str]:
        given = self.cleaned_data
        return [f"{task}：{given['from_unit']} → {given['to_unit']}" for task in chosen]


class OfObligations(Batch):
    many = "obligations"
    obligations = Chosen(queryset=Obligation.objects.none())
    field_order = ("everything", "obligations")

    def rows(self) -> QuerySet:
        owed = Obligation.objects.filter(task__task_list=self.subject).open().chased()
        return owed.select_related("unit", "task").order_by("due_on", "pk")


class UrgeMany(OfObligations):
    words = LongText(
        label=_("催办的话"), rows=2, required=False, help_text=_("写进当日邮件；不填则只列事项和应办日期。")
    )


class ExtendMany(OfObligations):
    new_due_on = DateField(label=_("新的应办日期"))
    reason = LongText(label=_("理由"), rows=3)
    field_order = ("new_due_on", "reason", "everything", "obligations")

    def lines(self, chosen: list[Any]) -> list[str]:
        return [f"{line_of(row)} → {self.cleaned_data['new_due_on']}" for row in chosen]


class DecidePast(OfObligations):
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
    field_order = ("choice", "reason", "everything", "obligations")

    def rows(self) -> QuerySet:
        owed = Obligation.objects.filter(task__task_list=self.subject).dormant(self.actor.on)
        return owed.select_related("unit", "task").order_by("due_on", "pk")


class AcceptMany(Batch):
    many = "reports"
    reports = Chosen(queryset=Progress.objects.none())
    found = LongText(label=_("核查情况"), rows=2, required=False, help_text=_("对所选各项相同，可不填。"))
    field_order = ("found", "everything", "reports")

    def rows(self) -> QuerySet:
        waiting = Progress.objects.awaiting_decision().filter(obligation__task__task_list=self.subject)
        others = waiting.exclude(released_by=self.actor.person).exclude(drafted_by=self.actor.person)
        related = ("obligation__unit", "obligation__office", "obligation__task")
        return others.select_related(*related).prefetch_related("evidence").order_by("released_on", "pk")
