"""What a password must be (GB/T 22239-2019 8.1.4.1 a; ASVS 2.1): the validators that the settings name."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tracker.models import PastPassword, User

LONGEST = 128  # hashing a book is work for us, not for who sends it
REMEMBERED = 5


class LongEnough(MinimumLengthValidator):
    """In words of our own: Django 5.2 changed its sentence, and its Chinese translation still knows only the old one."""

    def get_error_message(self) -> str:
        return _("密码太短，至少要有%(n)d个字符。") % {"n": self.min_length}

    def get_help_text(self) -> str:
        return _("密码至少要有%(n)d个字符。") % {"n": self.min_length}


class HardToGuess:
    """Neither common words nor their decorations: ten blanks and Admin@12345 were taken once."""

    def validate(self, password: str, user: User | None = None) -> None:
        from tracker.entry.strength import (
            ENOUGH,
            guesses,
        )  # word lists, loaded when the first password is set

        if len(password) > LONGEST:
            raise ValidationError(_("密码太长，最多%(n)d个字符。") % {"n": LONGEST})
        if guesses(password, user) < ENOUGH:
            raise ValidationError(
                _(
                    "这个密码容易猜到：请不要用常见的词、拼音、人名、单位名称、年份和键盘顺序，可以换成几个互不相干的词。"
                )
            )

    def get_help_text(self) -> str:
        return _("不要用常见的词、拼音、人名、单位名称和年份。")


class NotUsedBefore:
    """The present one and the last five are not taken again; Django tells `password_changed` of each new one."""

    def validate(self, password: str, user: User | None = None) -> None:
        if user is None or user.pk is None:
            return
        hashes = (
            user.password,
            *PastPassword.objects.of(user).values_list("password", flat=True)[:REMEMBERED],
        )
        if any(check_password(password, known) for known in dict.fromkeys(hashes)):
            raise ValidationError(_("这个密码近期用过，请换一个没有用过的。"))

    def password_changed(self, password: str, user: User | None = None) -> None:
        if user is not None and user.has_usable_password():
            PastPassword.objects.remember(user, keep=REMEMBERED)

    def get_help_text(self) -> str:
        return _("不能与近%(n)d次用过的密码相同。") % {"n": REMEMBERED}


def due_at(user: User) -> datetime | None:
    """When this person's password has to be changed; None: never (DUBAN_PASSWORD_DAYS=0)."""
    if not settings.PASSWORD_DAYS:
        return None
    last = PastPassword.objects.of(user).first()
    return (last.set_at if last else user.joined_at) + timedelta(days=settings.PASSWORD_DAYS)
