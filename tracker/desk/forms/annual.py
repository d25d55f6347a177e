"""What the actions of the annual report ask."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tracker.desk.forms.base import Changes, DateField, LongText, Questions, Shown
from tracker.domain.annual import is_of_a_task
from tracker.domain.digests import seen_of_annual
from tracker.models import AnnualReport, Part, Statement, StatementComment, Task, TaskList, Unit
from tracker.models.annual import open_comments
from tracker.reporting.annual.promises import promised_tasks

NAMED, WORDS = 5, 60  # sentences and comments told before a report goes on, and characters of each
PROOF_HELP = _("能证明这一句的文号、文件名称或数据来源；没有的会标为“无佐证”。")


class NewReport(Questions):
    office = forms.ModelChoiceField(label=_("督办机构"), queryset=None, empty_label=None)
    year = forms.IntegerField(
        label=_("报告年度"),
        min_value=1949,
        max_value=2200,
        help_text=_("按这一年的清单汇编；次年3月1日前报送、4月1日前公开，会自动列为本机构的任务。"),
    )

    sure = forms.BooleanField(label=_("没有清单也要起草"), required=False)

    def prepare(self) -> None:
        self.fields["office"].queryset = Unit.objects.filter(pk__in=self.actor.offices)
        on = self.actor.on
        self.initial["year"] = on.year if on.month >= 10 else on.year - 1
        if not self.is_bound:
            self.fields["sure"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        """A year of which the system holds nothing gives an empty draft, and a list with dates that are long past: who
        mistyped the year is asked first."""
        given = super().clean()
        office, year = given.get("office"), given.get("year")
        known = not (office and year) or TaskList.objects.filter(office=office, year=year).exists()
        if known:
            self.fields["sure"].widget = forms.HiddenInput()
        elif not given.get("sure"):
            words = gettext(
                "系统里没有%(year)s年的清单，汇编出来只有空稿，还会新建“%(year)s年度法治政府建设报告报送和公开”清单（%(next)s年3月1日、4月1日两项任务）。请核对年度；确要起草的，请勾选。"
            )
            self.add_error("sure", words % {"year": year, "next": year + 1})
        return given

    def answers(self) -> dict[str, Any]:
        return {name: value for name, value in super().answers().items() if name != "sure"}


class Look(Questions):
    """Nothing has to be put right before a report goes on, but whoever sends it on sees what is open."""

    def shown(self) -> list[Shown]:
        report: AnnualReport = self.subject
        said = []
        if self.actor.on.year <= report.year:
            words = gettext("%(year)s年还没有结束，此后办结的不在报告里。") % {"year": report.year}
            said.append(Shown(gettext("请注意"), [words]))
        if unproved := report.statements.unproved().count():
            texts = report.statements.unproved().order_by("order", "pk").values_list("text", flat=True)
            said.append(_named(gettext("%(n)s句没有佐证") % {"n": unproved}, texts[:NAMED], unproved))
        if comments := open_comments(report):
            rows = StatementComment.objects.filter(statement__report=report, settled_on=None)
            rows = rows.filter(statement__is_dropped=False).select_related("made_by")
            texts = [f"{row.made_by}：{row.text}" for row in rows.order_by("pk")[:NAMED]]
            said.append(_named(gettext("%(n)s条批注没有处理") % {"n": comments}, texts, comments))
        return said


def _named(heading: str, texts: Iterable[str], n: int) -> Shown:
    lines = [Truncator(text).chars(WORDS) for text in texts]
    if n > NAMED:
        lines.append(gettext("另有%(n)s条，见报告") % {"n": n - NAMED})
    return Shown(heading, lines)


class Approve(Look):
    """Who passes it on has read it; it may be called back, changed and sent again behind an open page."""

    def prepare(self) -> None:
        self.carry_seen(seen_of_annual(self.subject), must=True)


class Agree(Approve):
    dated_on = DateField(label=_("成文日期"))

    def prepare(self) -> None:
        super().prepare()
        self.initial["dated_on"] = self.actor.on


class PromiseField(forms.ModelChoiceField):
    """The task whose promise of last year's report a sentence answers: 承诺去向 finds the sentence by it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("所答承诺"),
            queryset=Task.objects.none(),
            required=False,
            empty_label=_("不对应上年承诺"),
            help_text=_("这一句交代上年报告的哪一项承诺；“承诺去向”照此查找。"),
            **kwargs,
        )

    def label_from_instance(self, task: Task) -> str:
        return Truncator(task.title).chars(WORDS)


def answerable(report: AnnualReport) -> QuerySet[Task]:
    return promised_tasks(report.office, report.year)


class AddStatement(Questions):
    part = forms.TypedChoiceField(label=_("部分"), choices=Part.choices, coerce=int)
    chapter = forms.CharField(
        label=_("章节"),
        max_length=500,
        required=False,
        help_text=_("照页面上的章节填写，两级之间用“ / ”隔开；可以不填。"),
    )
    text = LongText(label=_("语句"), rows=4)
    proof = forms.CharField(label=_("佐证"), max_length=200, required=False, help_text=PROOF_HELP)
    task = PromiseField()

    def prepare(self) -> None:
        self.fields["task"].queryset = answerable(self.subject)


class Head(Changes):
    title = forms.CharField(label=_("标题"), max_length=200)
    addressee = forms.CharField(label=_("主送机关"), max_length=200, required=False)
    signed_as = forms.CharField(label=_("落款"), max_length=200, required=False)


class Printed(Changes):
    number = forms.CharField(
        label=_("发文字号"),
        max_length=64,
        required=False,
        help_text=_("如“景府〔2026〕1号”，由发文机关编号。"),
    )
    signer = forms.CharField(
        label=_("签发人"), max_length=64, required=False, help_text=_("上行文须写明签发的机关主要负责人。")
    )
    copies = forms.CharField(
        label=_("抄送"),
        max_length=200,
        required=False,
        help_text=_("如“市人大常委会办公室”，多个用“，”隔开。"),
    )


class EditStatement(Questions):
    begins_with_what_is_there = True
    text = LongText(label=_("语句"), rows=4)
    chapter = forms.CharField(label=_("章节"), max_length=500, required=False)
    proof = forms.CharField(label=_("佐证"), max_length=200, required=False, help_text=PROOF_HELP)
    task = PromiseField()

    def prepare(self) -> None:
        statement: Statement = self.subject
        self.initial |= {"text": statement.text, "chapter": statement.chapter, "task": statement.task_id}
        self.fields["task"].queryset = answerable(statement.report)
        if is_of_a_task(statement.key):
            del self.fields["task"]

    def answers(self) -> dict[str, Any]:
        """A form that does not ask for the promise leaves it."""
        return {
            name: value for name, value in super().answers().items() if name != "task" or name in self.data
        }


class Comment(Questions):
    text = LongText(label=_("批注"), rows=3)
