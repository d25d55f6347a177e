"""What the addresses of statistics and papers may ask for. Unknown and wrong ones are refused in a sentence."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.desk.bounds import number
from tracker.desk.counting import count
from tracker.desk.forms.base import DateField, PlainForm
from tracker.desk.request import Request
from tracker.domain.recent import Recent, believed
from tracker.models import Task, TaskList
from tracker.reporting.burden import CODES
from tracker.reporting.groups import BY
from tracker.reporting.measures import MEASURES, Chosen
from tracker.reporting.parts import sees
from tracker.rules.workdays import EARLIEST, LATEST

PAST_MOST = 300_000  # tasks; each asks its history how it stood, and beyond a person would wait in vain
SLACK = 10_000  # tasks; an import within ten minutes brings fewer
COUNTED_FOR = 600  # seconds
_counted: Recent[tuple[int, float]] = Recent(64)
NOT_ASKED = {"after", "before", "format", "page"}


class Asked(PlainForm):
    """`fields`: which of them this page takes."""

    by = forms.ChoiceField(label=gettext_lazy("分组"), choices=list(BY.items()), required=False)
    list = forms.ModelChoiceField(
        label=gettext_lazy("清单"),
        queryset=TaskList.objects.none(),
        required=False,
        empty_label=gettext_lazy("全部"),
    )
    year = forms.IntegerField(
        label=gettext_lazy("年度"), min_value=EARLIEST.year, max_value=LATEST.year, required=False
    )
    as_of = DateField(label=gettext_lazy("截至"), required=False)
    measure = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    group = forms.CharField(required=False, max_length=500, strip=False, widget=forms.HiddenInput)
    id = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, request: Request, fields: tuple[str, ...]) -> None:
        super().__init__(request.GET)
        self.actor = request.actor
        self.unknown = sorted(set(request.GET) - set(fields) - NOT_ASKED)
        for name in set(self.fields) - set(fields):
            del self.fields[name]
        if "list" in self.fields:
            rows = TaskList.objects.visible_to(request.actor).order_by("-year", "name")
            self.fields["list"].queryset = rows  # type: ignore[attr-defined]

    def clean_as_of(self) -> Any:
        on = self.cleaned_data["as_of"]
        if on and on > self.actor.on:
            raise forms.ValidationError(_("%(day)s还没有到，只能看今天和以前。") % {"day": on})
        return on

    def clean_measure(self) -> str:
        code = self.cleaned_data["measure"]
        if code not in MEASURES and code not in CODES:
            raise forms.ValidationError(_("没有“%(code)s”这个数。") % {"code": code})
        return code

    def clean_group(self) -> str:
        """All groups but those of a document's own chapters are named by a number."""
        said: str = self.cleaned_data["group"]
        if "group" in self.data and self.cleaned_data.get("by") != "chapter" and number(said) is None:
            raise forms.ValidationError(_("没有这一组，请从统计表中打开。"))
        return said

    def complaints(self) -> list[str]:
        found = [_("没有“%(name)s”这个条件，请清除后重新选择。") % {"name": name} for name in self.unknown]
        for name, errors in self.errors.items():
            label = self.fields[name].label or name
            found.append(_("“%(label)s”不对：%(why)s") % {"label": label, "why": "；".join(errors)})
        if found:
            return found
        chosen = self.chosen()
        if "year" in self.fields:  # the year that is meant where none is said
            self.fields["year"].widget.attrs["placeholder"] = chosen.year
        return self._too_many(chosen)

    def _too_many(self, chosen: Chosen) -> list[str]:
        """Said at once, where a past day of very many tasks would only be told when the page's time is over."""
        if chosen.as_of >= self.actor.on:
            return []
        if self._how_many(chosen) <= PAST_MOST:
            return []
        said = _(
            "过去某天的数字要逐项查办理记录，超过%(n)s项任务时网页来不及统计。请改看今天的，或只选一份较小的清单；要全部的，请系统管理员在服务器上运行 manage.py paper register --as-of %(day)s --out 台账.xlsx。"
        )
        return [said % {"n": f"{PAST_MOST:,}", "day": chosen.as_of}]

    def _how_many(self, chosen: Chosen) -> int:
        """Tasks that a past day would ask for. Far below the limit they are counted once in ten minutes."""
        key = (sees(self.actor), chosen.year, chosen.task_list and chosen.task_list.pk)
        rows = Task.objects.visible_to(self.actor).filter(task_list__year=chosen.year)
        rows = rows.filter(task_list=chosen.task_list) if chosen.task_list else rows
        return believed(
            _counted,
            key,
            lambda: count(rows, upto=PAST_MOST),
            seconds=COUNTED_FOR,
            when=lambda n: n + SLACK <= PAST_MOST,
        )

    def chosen(self) -> Chosen:
        """Of a form without complaints."""
        said = self.cleaned_data
        as_of, task_list = said.get("as_of") or self.actor.on, said.get("list")
        return Chosen(
            by=self.actor,
            as_of=as_of,
            year=said.get("year") or (task_list.year if task_list else as_of.year),
            by_what=said.get("by") or "list",
            task_list=task_list,
            group=said.get("group") if "group" in self.data else None,
        )
