"""What an import asks: the files, the words of one item, and where its items go."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.base import ContentFile
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tracker.desk.forms.base import BoundedForm, LongText
from tracker.desk.forms.lists import duty_field, report_cycle_field
from tracker.inspection import why_not_read
from tracker.models import Duty, ListKind, TaskList, Unit
from tracker.punctuation import listed, spelt
from tracker.reading.readers import ENDINGS, NAMES

KINDS = (("task", _("任务")), ("problem", _("问题")))
KEEP = ("", _("（不改）"))
MOST_FILES = 20


class Files(forms.FileField):
    """One or many. Each is judged by itself: a bad one does not hold up the others."""

    class Input(forms.ClearableFileInput):
        allow_multiple_selected = True

    def __init__(self, **kwargs) -> None:
        super().__init__(widget=self.Input(attrs={"accept": ",".join(ENDINGS)}), **kwargs)

    def clean(self, data, initial=None) -> list:
        files = [f for f in (data if isinstance(data, list | tuple) else [data]) if f]
        if len(files) > MOST_FILES:
            raise forms.ValidationError(gettext("一次最多上传%(n)s个文件。") % {"n": MOST_FILES})
        return files


def pasted(text: str) -> ContentFile:
    """What was typed or pasted, as a text file that bears its first words."""
    words = re.sub(r"[\W_]+", " ", text[:60]).strip()[:24].strip()
    return ContentFile(text.encode(), name=f"{words or gettext('粘贴的文字')}.txt")


def why_not_take(file) -> str:
    """What is wrong with an upload at first sight; reading it finds out the rest."""
    name = PurePath(file.name).name
    if not file.size:
        return gettext("“%(name)s”是空文件。") % {"name": name}
    if file.size > settings.UPLOAD_MAX_BYTES:
        limit = settings.UPLOAD_MAX_BYTES // 1024 // 1024
        return gettext("“%(name)s”超过%(limit)sMB，请删去图片或拆成几个文件。") % {
            "name": name,
            "limit": limit,
        }
    content = file.read()
    file.seek(0)
    return why_not_read(name, content)


class Upload(BoundedForm):
    files = Files(
        label=_("文件"),
        help_text=format_lazy(
            _("可以一次选多个。支持 {formats}；doc、wps、et 请先另存为 docx 或 xlsx。"),
            formats=lazy(listed, str)(NAMES),
        ),
        required=False,
    )
    text = LongText(
        label=_("或者粘贴文字"),
        rows=3,
        required=False,
        help_text=_("网页、聊天、邮件里的文字可以直接粘贴在这里，按一份文件读取。"),
    )
    year = forms.IntegerField(
        label=_("文件年份"),
        min_value=1949,
        max_value=2200,
        required=False,
        help_text=_("“6月底前”之类没有写年份的时限属于哪一年。不填则从文件中辨认。"),
    )
    office = forms.ModelChoiceField(label=_("督办机构"), queryset=None, empty_label=None)

    def __init__(self, *args, offices: frozenset[int], **kwargs) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["office"].queryset = rows = Unit.objects.filter(pk__in=offices)
        if len(offices) == 1:
            self.fields["office"].widget = forms.HiddenInput()
            self.initial["office"] = rows.first()

    def clean(self) -> dict[str, Any]:
        answers = super().clean()
        text = answers.get("text", "").strip()
        answers["files"] = [*answers.get("files", ()), *([pasted(text)] if text else [])]
        if not answers["files"] and not self.errors:
            self.add_error("files", gettext("请选择要导入的文件，或者粘贴文字。"))
        return answers


class Year(BoundedForm):
    year = forms.IntegerField(min_value=1949, max_value=2200)


class ItemWords(BoundedForm):
    """One item, as the officer wants it."""

    number = forms.CharField(label=_("编号"), max_length=32, required=False)
    title = forms.CharField(
        label=_("任务"), max_length=200, required=False, help_text=_("简称；不填则取原文的开头。")
    )
    text = LongText(label=_("任务要求"), rows=6)
    lead = forms.CharField(
        label=_("牵头单位"),
        required=False,
        help_text=_("多个单位用“；”分开。不填的，由责任单位里的第一个牵头。"),
    )
    co = LongText(
        label=_("责任单位"),
        rows=2,
        required=False,
        help_text=_("多个单位用“；”分开。填了牵头单位的，这里的都是配合单位。"),
    )
    dates = LongText(
        label=_("时限"),
        rows=2,
        required=False,
        help_text=_(
            "写法：2025-12-31、每年3月1日（报送）、每季度、常态；多个用“；”分开。引号里是文件的原话。"
        ),
    )
    duty = forms.ChoiceField(
        label=_("承担方式"),
        choices=[("", _("同清单")), *Duty.choices],
        required=False,
        help_text=_("牵头单位：只由牵头单位报送办结；各单位分别：每个责任单位各自报送办结。"),
    )
    kind = forms.ChoiceField(label=_("种类"), choices=KINDS)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        for name in ("lead", "co"):
            self.fields[name].widget.attrs["list"] = "unit-names"


class Many(BoundedForm):
    """The same for every ticked item; what stays empty is left as it is."""

    lead = forms.CharField(label=_("牵头单位"), required=False)
    co = forms.CharField(label=_("责任单位"), required=False)
    dates = forms.CharField(label=_("时限"), required=False)
    duty = forms.ChoiceField(label=_("承担方式"), choices=[KEEP, *Duty.choices], required=False)
    kind = forms.ChoiceField(label=_("种类"), choices=[KEEP, *KINDS], required=False)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, label_suffix="", auto_id="many_%s", **kwargs)
        for field in self.fields.values():
            field.widget.attrs["form"] = "bulk"
        for name in ("lead", "co"):
            self.fields[name].widget.attrs["list"] = "unit-names"


NEW_LIST, NOWHERE = "new", "none"
TOGETHER, APART = "together", "apart"


class Both(BoundedForm):
    """A document gives problems and the tasks that mend them: one choice for both."""

    how = forms.ChoiceField(
        label=_("问题和任务"),
        choices=[
            (TOGETHER, _("放进同一张清单")),
            (APART, _("分成两张清单")),
            ("task", _("只导入任务")),
            ("problem", _("只导入问题")),
        ],
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, label_suffix="", **kwargs)

    @property
    def chosen(self) -> str:
        """What was chosen; where nothing was said, each kind has its own list."""
        chosen = self.cleaned_data.get("how") if self.is_bound and self.is_valid() else ""
        return chosen or APART


class Target(BoundedForm):
    """Where the items of one kind go: to a list there is, to a new one, or nowhere."""

    where = forms.ChoiceField(label=_("导入到"))
    name = forms.CharField(
        label=_("新清单名称"),
        max_length=200,
        required=False,
        help_text=_("先填文件的题名；没有题名的填文件名，请改成一看就懂的名称。"),
    )
    year = forms.IntegerField(label=_("年度"), min_value=1949, max_value=2200, required=False)
    list_kind = forms.ChoiceField(label=_("清单种类"), choices=ListKind.choices, required=False)
    duty = duty_field(required=False)
    report_cycle = report_cycle_field()

    def __init__(self, *args, lists: list[TaskList], **kwargs) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        self._taken = {(each.name, each.year) for each in lists}
        known = [
            (str(each.pk), spelt("{}（{}，{}）", each.name, each.year, each.get_state_display()))
            for each in lists
        ]
        self.fields["where"].choices = [(NEW_LIST, _("新建清单")), *known, (NOWHERE, _("不导入这一类"))]

    def clean(self) -> dict[str, Any]:
        answers = super().clean()
        if answers.get("where") == NEW_LIST:
            for name, missing in (
                ("name", gettext("请填写新清单的名称。")),
                ("year", gettext("请填写年度。")),
            ):
                if not answers.get(name) and name not in self.errors:
                    self.add_error(name, missing)
            if (answers.get("name"), answers.get("year")) in self._taken:
                said = gettext("%(year)s年已有清单“%(name)s”：请在上面选它来更新，或换一个名称。")
                self.add_error("name", said % {"year": answers["year"], "name": answers["name"]})
        return answers

    def answers(self) -> dict[str, Any]:
        """In the shape that the edition keeps; {} when the kind goes nowhere."""
        where = self.cleaned_data["where"]
        if where == NOWHERE:
            return {}
        if where != NEW_LIST:
            return {"list": int(where)}
        names = {
            "name": "name",
            "year": "year",
            "kind": "list_kind",
            "duty": "duty",
            "report_cycle": "report_cycle",
        }
        return {name: self.cleaned_data[field] for name, field in names.items()}
