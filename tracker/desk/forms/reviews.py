"""What the actions of 述法 ask."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.desk.forms.base import DateField, LongText, Questions, UnitChoices
from tracker.domain.realm import units_of_offices
from tracker.models import Account, Review, ReviewKind, Unit
from tracker.reporting.reviews import drafted_account, head_of


class NewReview(Questions):
    office = forms.ModelChoiceField(label=_("组织单位"), queryset=None, empty_label=None)
    year = forms.IntegerField(label=_("年度"), min_value=1949, max_value=2200)
    kind = forms.ChoiceField(label=_("形式"), choices=ReviewKind.choices, widget=forms.RadioSelect)
    title = forms.CharField(
        label=_("名称"), max_length=200, help_text=_("例如：2025年度党政主要负责人现场述法会议")
    )
    units = UnitChoices(label=_("参加单位"), queryset=Unit.objects.none())
    held_on = DateField(label=_("会议日期"), required=False)
    due_on = DateField(label=_("述法报告报送期限"), help_text=_("到期前按督办规则提醒，逾期催办。"))

    def prepare(self) -> None:
        self.fields["office"].queryset = Unit.objects.filter(pk__in=self.actor.offices)
        self.fields["units"].queryset = units_of_offices(self.actor)
        self.initial["year"] = self.actor.on.year


class NoteFinding(Questions):
    unit = forms.ModelChoiceField(
        label=_("单位"), queryset=None, required=False, empty_label=_("（共性问题）")
    )
    text = LongText(label=_("点评问题"), rows=3)

    def prepare(self) -> None:
        review: Review = self.subject
        self.fields["unit"].queryset = Unit.objects.filter(accounts__review=review)


class Rectify(Questions):
    due_on = DateField(label=_("整改期限"))


class WriteAccount(Questions):
    """A first text is drafted from the unit's accepted tasks, letters and figures; what was saved comes back as it is."""

    head = forms.CharField(label=_("主要负责人"), max_length=64, required=False)
    text = LongText(label=_("述法报告"), rows=20)

    def prepare(self) -> None:
        account: Account = self.subject
        self.initial |= {
            "head": account.head or head_of(account.unit_id, self.actor.on),
            "text": account.text or drafted_account(account),
        }


class RecordAccount(Questions):
    head = forms.CharField(label=_("主要负责人"), max_length=64)
    text = LongText(
        label=_("报告内容或文号"), rows=6, help_text=_("例如：书面述法报告，浮府字〔2025〕12号，存档。")
    )

    def prepare(self) -> None:
        account: Account = self.subject
        self.initial |= {"head": head_of(account.unit_id, self.actor.on)}
