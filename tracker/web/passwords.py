"""The rule on the length of passwords, in words of our own: Django 5.2 changed its sentence, and its Chinese
translation still knows only the old one, so people were refused in English."""

from __future__ import annotations

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import gettext as _


class LongEnough(MinimumLengthValidator):
    def get_error_message(self) -> str:
        return _("密码太短，至少要有%(n)d个字符。") % {"n": self.min_length}

    def get_help_text(self) -> str:
        return _("密码至少要有%(n)d个字符。") % {"n": self.min_length}
