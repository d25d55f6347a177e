"""Lists: made, changed, issued, closed."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.actions.lists import owing_units_of, preview_close, preview_issue
from tracker.desk.forms.base import Changes, LongText, Questions, Shown
from tracker.desk.forms.tasks import Chase
from tracker.models import CalendarDay, Cycle, Duty, ListKind, Numbering, TaskList, Unit
from tracker.punctuation import listed

FIELDS = (
    "name", "kind", "duty", "report_cycle", "report_cycle_note", "one_matter_one_order", "guidance",
)  # fmt: skip


def duty_field(*, required: bool = True) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("承担方式"),
        choices=Duty.choices,
        required=required,
        help_text=_("牵头单位：只由牵头单位报送办结；各单位分别：每个责任单位各自报送办结。"),
    )


def report_cycle_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("报送周期"),
        choices=Cycle.choices,
        required=False,
        help_text=_("原文没有写明日期的任务按此周期报送进展。"),
    )


class ListFields(Questions):
    name = forms.CharField(label=_("清单名称"), max_length=200)
    kind = forms.ChoiceField(label=_("种类"), choices=ListKind.choices)
    duty = duty_field()
    report_cycle = report_cycle_field()
    report_cycle_note = forms.CharField(label=_("报送周期说明"), max_length=100, required=False)
    one_matter_one_order = forms.BooleanField(
        label=_("一事一单"),
        required=False,
        help_text=_("不勾选时，一个单位的逾期事项合并为一份督办单。"),
    )
    guidance = LongText(
        label=_("工作指引"), rows=4, required=False, help_text=_("下达时随指引发给各单位：怎样算办好。")
    )


class NewList(ListFields):
    office = forms.ModelChoiceField(label=_("督办机构"), queryset=None, empty_label=None)
    year = forms.IntegerField(label=_("年度"), min_value=1949, max_value=2200)
    field_order = ("name", "year", "office")

    def prepare(self) -> None:
        self.fields["office"].queryset = Unit.objects.filter(pk__in=self.actor.offices)
        self.initial |= {"year": self.actor.on.year, "kind": ListKind.INSTRUCTION}


class ChangeList(Changes, ListFields):
    def prepare(self) -> None:
        for name in FIELDS:
            self.initial[name] = getattr(self.subject, name)


class IssueList(Chase):
    """Units that no letter can reach are named, and issued to only if the officer takes them on."""

    despite_unreachable = forms.BooleanField(required=False)

    def prepare(self) -> None:
        unreachable = preview_issue(self.subject, today=self.actor.on).without_address
        if not unreachable:
            del self.fields["despite_unreachable"]
            return
        names = listed(str(unit) for unit in unreachable)
        field = self.fields["despite_unreachable"]
        field.label = _("仍然下达，没有收信人的单位改用纸质或电话告知")
        field.help_text = _("这些单位没有可以收信的联络员或负责人：%(names)s") % {"names": names}

    def shown(self) -> list[Shown]:
        """How much leaves, to whom, until when it is to be signed for; what stays behind, and which dates are past."""
        preview = preview_issue(self.subject, today=self.actor.on)
        units = [str(unit) for unit in owing_units_of(self.subject)]
        days = Numbering.objects.sign_for_within(self.subject.office)
        until = CalendarDay.objects.calendar().limit(self.actor.on, days)
        told = _("每个单位收到一封指引邮件，请在%(day)s前签收；下达不能收回，只能撤销任务。")
        parts = [
            (_("下达%(n)s项任务"), [str(t) for t in preview.ready]),
            (_("告知%(n)s个单位"), [str(told % {"day": until.isoformat()}), *units]),
            (
                _("没有责任单位，或者名册里没有这个单位，保持拟办（%(n)s项）"),
                [str(t) for t in preview.without_owner],
            ),
            (_("没有时限，保持拟办（%(n)s项）"), [str(t) for t in preview.without_date]),
            (_("时限已过，不勾选就不催办（%(n)s个）"), [f"{s.task}：{s}" for s in preview.past]),
        ]
        counts = {1: len(units)}
        return [
            Shown(str(head) % {"n": counts.get(at, len(lines))}, lines)
            for at, (head, lines) in enumerate(parts)
            if lines and (at != 1 or units)
        ]


class CloseList(Questions):
    carry_to = forms.ModelChoiceField(
        label=_("未办结的任务转入"), queryset=None, required=False, empty_label=_("（没有未办结的任务）")
    )

    def prepare(self) -> None:
        same_office = TaskList.objects.filter(office=self.subject.office, closed_on=None)
        self.fields["carry_to"].queryset = same_office.exclude(pk=self.subject.pk)

    def shown(self) -> list[Shown]:
        preview = preview_close(self.subject)
        kept = [t for t in preview.standing if t not in preview.proved]
        parts = [
            (_("未办结，转入所选清单（%(n)s项）"), preview.open),
            (_("常态任务，没有认可过的进展，转入所选清单（%(n)s项）"), kept),
            (_("常态任务，有认可过的进展：本清单中办结，并在所选清单中继续（%(n)s项）"), preview.proved),
            (_("拟办任务，一并转入（%(n)s项）"), preview.drafts),
            (_("报送或申请等待决定，决定后才能归档（%(n)s件）"), preview.undecided),
        ]
        shown = [
            Shown(str(head) % {"n": len(rows)}, [str(row) for row in rows]) for head, rows in parts if rows
        ]
        return shown or [Shown(str(_("清单中没有未了结的任务。")), [])]
