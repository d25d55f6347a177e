"""What is noted inside the office."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.desk.forms.base import LongText, Questions


class Note(Questions):
    text = LongText(label=_("备注"), rows=4)
    caller = forms.CharField(
        label=_("通话人"),
        max_length=64,
        required=False,
        help_text=_("记录电话时填写对方姓名，其他备注不填。"),
    )
