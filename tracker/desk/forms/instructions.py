"""Instructions of city leaders: written, recorded, taken up, answered."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.desk.forms.base import DateField, LongText, Questions, UnitChoices
from tracker.domain.realm import units_of
from tracker.models import Progress, ProgressState, Task, TaskList, Unit, User

MOST = 300  # tasks offered, the newest first


class Give(Questions):
    office = forms.ModelChoiceField(label=_("批给"), queryset=Unit.objects.none(), empty_label=None)
    text = LongText(label=_("批示内容"), rows=5)
    on_what = forms.CharField(
        label=_("批示件"), max_length=200, required=False, help_text=_("批在哪份材料上，可不填。")
    )

    def prepare(self) -> None:
        self.fields["office"].queryset = Unit.objects.filter(pk__in=self.actor.offices_led)


class Record(Give):
    leader = forms.ModelChoiceField(label=_("批示领导"), queryset=User.objects.none())
    given_on = DateField(label=_("批示日期"))
    field_order = ("leader", "given_on", "text", "on_what", "office")

    def prepare(self) -> None:
        offices = Unit.objects.filter(pk__in=self.actor.offices)
        self.fields["office"].queryset = offices
        self.fields["leader"].queryset = User.objects.leading(*offices, on=self.actor.on)
        self.initial["given_on"] = self.actor.on


class MakeTask(Questions):
    task_list = forms.ModelChoiceField(label=_("归入清单"), queryset=TaskList.objects.none())
    title = forms.CharField(label=_("任务名称"), max_length=200)
    requirement = LongText(label=_("任务要求"), rows=4)
    leads = UnitChoices(label=_("牵头单位"), queryset=Unit.objects.none(), required=False)
    supports = UnitChoices(label=_("配合单位"), queryset=Unit.objects.none(), required=False)
    due_on = DateField(label=_("时限"), required=False, help_text=_("没有时限的任务保持拟办，不会发函。"))

    def prepare(self) -> None:
        lists = TaskList.objects.filter(office=self.subject.office_id, closed_on=None)
        self.fields["task_list"].queryset = lists
        for name in ("leads", "supports"):
            self.fields[name].queryset = units_of(self.subject.office)
        self.initial |= {"requirement": self.subject.text, "title": self.subject.text[:60]}


class Join(Questions):
    task = forms.ModelChoiceField(label=_("并入任务"), queryset=Task.objects.none())

    def prepare(self) -> None:
        mine = Task.objects.open_or_draft().filter(task_list__office=self.subject.office_id)
        newest = list(mine.order_by("-pk").values_list("pk", flat=True)[:MOST])
        self.fields["task"].queryset = Task.objects.filter(pk__in=newest).order_by("-pk")


class ReportBack(Questions):
    outcome = LongText(label=_("办理结果"), rows=6, help_text=_("只告知批示的领导本人。"))

    def prepare(self) -> None:
        """Begins with what was last accepted of the task."""
        task = self.subject.task
        if task is None:
            return
        accepted = Progress.objects.filter(obligation__task=task, state=ProgressState.ACCEPTED)
        last = accepted.order_by("-decided_on", "-pk").first()
        words = f"{task.get_state_display()}。{last.text}" if last else f"{task.get_state_display()}。"
        self.initial["outcome"] = words


class Withdraw(Questions):
    """Nothing to fill in; but what goes is shown before it does."""
