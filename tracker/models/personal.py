"""What must be told to one person, because it was done to them: stood in for, given a password, a role, an address.

Of no obligation and no unit, so no step of a ladder; it leaves at once, in a mail of its own.
"""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.models.letters import Letter
from tracker.models.people import User
from tracker.punctuation import spelt


class PersonalNoticeQuerySet(models.QuerySet["PersonalNotice"]):
    def uncarried(self) -> Self:
        """In no letter yet, of people who can be written to."""
        return self.filter(~Q(address="") | Q(person__in=User.objects.reachable()), letter=None)


class PersonalNotice(models.Model):
    person = models.ForeignKey(User, models.CASCADE, related_name="told", verbose_name=_("人员"))
    text = models.TextField(_("内容"))
    told_on = models.DateField(_("日期"))
    told_at = models.DateTimeField(_("时间"), auto_now_add=True)
    # Where it was said already although the person has another address since: the old one hears of the change too.
    address = models.EmailField(_("另寄地址"), blank=True)
    letter = models.ForeignKey(
        Letter, models.SET_NULL, null=True, blank=True, related_name="personal", verbose_name=_("邮件")
    )

    objects = PersonalNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("本人告知")
        verbose_name_plural = _("本人告知")
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="personal_notice_has_text")]
        indexes = [
            models.Index(fields=["id"], condition=Q(letter=None), name="personal_notice_uncarried"),
        ]

    def __str__(self) -> str:
        return spelt("{}：{}", self.person, self.text)
