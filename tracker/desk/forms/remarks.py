"""What is noted inside the office."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tracker.actions.remarks import colleagues, office_of
from tracker.desk.forms.base import LongText, Questions
from tracker.punctuation import listed


class Note(Questions):
    text = LongText(label=_("备注"), rows=4)
    caller = forms.CharField(
        label=_("通话人"),
        max_length=64,
        required=False,
        help_text=_("记录电话时填写对方姓名，其他备注不填。"),
    )

    def prepare(self) -> None:
        names = [person.name for person in colleagues(office_of(self.subject), by=self.actor)]
        if names:
            told = gettext("写“@姓名”提醒本机构的同事，对方的铃铛会响：%(names)s。")
            self.fields["text"].help_text = told % {"names": listed(f"@{name}" for name in names[:12])}
