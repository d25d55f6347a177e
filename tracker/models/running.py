"""How the installation runs, for the people who must notice that it does not: the clock's last call, paused mail."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

SILENCE = timedelta(minutes=65)  # the sweep is called each half hour: two calls in a row were missed
LONGEST_PAUSE = timedelta(minutes=15)


class ClockCallManager(models.Manager["ClockCall"]):
    def note(self, *, now: datetime) -> None:
        self.update_or_create(pk=1, defaults={"called_at": now})

    def current(self) -> ClockCall | None:
        """None: nobody has called yet, on a new installation."""
        return self.filter(pk=1).first()


class ClockCall(models.Model):
    """The sweep's last call. Without it nothing falls due, nobody is reminded, and every page looks as it should."""

    called_at = models.DateTimeField(_("最近一次运行"))

    objects = ClockCallManager()

    class Meta:
        verbose_name = _("定时任务")
        verbose_name_plural = _("定时任务")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="clock_call_single")]

    def __str__(self) -> str:
        return f"{self.called_at:%Y-%m-%d %H:%M}"

    def stands_still(self, now: datetime) -> bool:
        """A call dated into the future was made by a clock that was ahead: it says nothing about the present."""
        return abs(now - self.called_at) > SILENCE


class MailPauseQuerySet(models.QuerySet["MailPause"]):
    def in_force(self, now: datetime) -> Self:
        """Until its time is over. What ends later than any pause lasts was written by a clock ahead of time."""
        return self.filter(until_at__gt=now, until_at__lte=now + LONGEST_PAUSE)


class MailPause(models.Model):
    """The mail server is away or refuses us altogether, which is no letter's fault: all of them wait.

    One row while it lasts; it goes with the next letter that is taken.
    """

    since_at = models.DateTimeField(_("开始时间"))
    until_at = models.DateTimeField(_("下次尝试"))
    tries = models.PositiveSmallIntegerField(_("尝试次数"), default=1)
    answer = models.TextField(_("服务器答复"))

    objects = MailPauseQuerySet.as_manager()

    class Meta:
        verbose_name = _("邮件暂停")
        verbose_name_plural = _("邮件暂停")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="mail_pause_single")]

    def __str__(self) -> str:
        return self.answer
