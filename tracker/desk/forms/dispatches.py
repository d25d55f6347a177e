"""Formal letters: written, edited, served, signed for; and e-mails sent again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.actions.dispatches import editable
from tracker.desk.forms.base import Changes, DateField, LongText, Questions, UnitChoices
from tracker.desk.forms.obligations import FilesField
from tracker.domain.formal.letter import numbered
from tracker.domain.realm import units_of_offices
from tracker.models import Dispatch, DispatchItem, DispatchKind, Enclosure, Obligation, Unit, Via

GO_ON, REDRAFT, WAIT = "go_on", "redraft", "wait"  # after a refusal
SAME = ("kind", "office", "title", "matter", "demand", "reply_within")


class NewDispatch(Questions):
    """The subject, if any, is the Obligation that the letter stands on and closes with, or the void letter that it
    corrects: it begins with that one's words, units and grounds."""

    kind = forms.ChoiceField(label=_("种类"), choices=DispatchKind.choices, initial=DispatchKind.ORDER)
    office = forms.ModelChoiceField(label=_("发文机构"), queryset=None, empty_label=None)
    units = UnitChoices(label=_("受文单位"), queryset=None)
    title = forms.CharField(label=_("标题"), max_length=200)
    matter = LongText(label=_("督办事由"), rows=5)
    demand = LongText(label=_("办理要求"), rows=4)
    reply_within = forms.IntegerField(
        label=_("回复期限（工作日）"),
        min_value=1,
        max_value=250,
        required=False,
        help_text=_("不填则按该类函件的规定；自送达次日起算。"),
    )

    def prepare(self) -> None:
        self.fields["office"].queryset = Unit.objects.filter(pk__in=self.actor.offices)
        self.fields["units"].queryset = units_of_offices(self.actor)
        if isinstance(self.subject, Dispatch):
            self.initial |= {name: getattr(self.subject, name) for name in SAME}
            self.initial["units"] = [receipt.unit_id for receipt in self.subject.receipts.all()]
        elif self.subject:
            self.initial |= {"units": [self.subject.unit_id], "title": self.subject.subject[:200]}

    def answers(self) -> dict[str, Any]:
        return {**self.cleaned_data, "obligations": self._grounds()}

    def _grounds(self) -> list[Obligation]:
        if isinstance(self.subject, Dispatch):
            rows = Obligation.objects.grounds_of(self.subject).open().select_related("unit")
            return list(rows.filter(unit__in=self.cleaned_data["units"]).order_by("pk"))
        return [self.subject] if self.subject else []


class ChangeDispatch(Changes):
    title = forms.CharField(label=_("标题"), max_length=200)
    opening = LongText(label=_("引言"), rows=3, required=False)
    matter = LongText(label=_("督办事由"), rows=6)
    demand = LongText(label=_("办理要求"), rows=5)
    reply_within = forms.IntegerField(label=_("回复期限（工作日）"), min_value=1, max_value=250)

    def prepare(self) -> None:
        for name in self.fields.keys() - set(editable(self.subject)):
            del self.fields[name]
        super().prepare()


class ItemChoice(forms.ModelChoiceField):
    def label_from_instance(self, item: DispatchItem) -> str:
        return numbered(item)[:80]


class ChangeItem(Questions):
    """One matter of a letter, in a person's words."""

    item = ItemChoice(label=_("事项"), queryset=DispatchItem.objects.none(), empty_label=None)
    text = LongText(label=_("事由"), rows=6, help_text=_("写出该项的全文，替换现有文字。"))

    def prepare(self) -> None:
        items = self.subject.items.order_by("order", "pk")
        self.fields["item"].queryset = items
        only = list(items[:2])
        if len(only) == 1:
            self.initial |= {"item": only[0], "text": only[0].text}


class Enclose(Questions):
    files = FilesField(
        label=_("附件"), help_text=_("可多选，合计不超过10 MB；同名文件替换原来的。只能是公开材料。")
    )


class TakeOut(Questions):
    enclosures = forms.ModelMultipleChoiceField(
        label=_("移除哪些附件"), queryset=Enclosure.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def prepare(self) -> None:
        self.fields["enclosures"].queryset = self.subject.enclosures.all()


class Refuse(Questions):
    reason = LongText(label=_("理由"), rows=3)
    then = forms.ChoiceField(
        label=_("所列事项"),
        choices=[
            (GO_ON, _("继续每周催办，下一步按规则进行")),
            (REDRAFT, _("重新起草")),
            (WAIT, _("等到某日：此前不再提醒，此后重新起草")),
        ],
        initial=GO_ON,
        required=False,
        widget=forms.RadioSelect,
    )
    wait_until = DateField(label=_("等到"), required=False, help_text=_("选择“等到某日”时填写。"))

    def clean(self) -> None:
        super().clean()
        if self.cleaned_data.get("then") == WAIT and not self.cleaned_data.get("wait_until"):
            self.add_error("wait_until", _("请写明等到哪一天。"))

    def answers(self) -> dict[str, Any]:
        then = self.cleaned_data["then"]
        return {
            "reason": self.cleaned_data["reason"],
            "redraft": then == REDRAFT,
            "wait_until": self.cleaned_data["wait_until"] if then == WAIT else None,
        }


class Serve(Questions):
    via = forms.ChoiceField(
        label=_("送达方式"), choices=[c for c in Via.choices if c[0] != Via.MAIL], widget=forms.RadioSelect
    )
    witness = forms.CharField(label=_("见证人"), max_length=64)


class SignFor(Questions):
    name = forms.CharField(label=_("签收人姓名"), max_length=64)

    def prepare(self) -> None:
        self.initial["name"] = self.actor.name


class Readdress(Questions):
    address = forms.EmailField(
        label=_("新的邮箱地址"), help_text=_("此人登记的邮箱会一并改正，下一封信才不会再退回。")
    )

    def prepare(self) -> None:
        self.initial["address"] = self.subject.address or self.subject.person.email
