"""What an administrator has asked for and a second one has to confirm before it is done."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tracker.models.people import ADMIN_ROLES, Role, User

if TYPE_CHECKING:
    from tracker.domain.actor import Actor

OPEN_FOR = timedelta(days=3)  # afterwards it has to be asked for anew
TAKEN_WITHIN = timedelta(hours=24)  # a first password, once it is confirmed


class ChangeKind(models.TextChoices):
    PASSWORD = "password", _("发放首次密码")
    ROLE_GIVEN = "role_given", _("授予角色")
    ROLE_DATES = "role_dates", _("调整任职期限")
    ROLE_TAKEN = "role_taken", _("收回角色")
    ROLES_LISTED = "roles_listed", _("按名单授予角色")
    PERSON = "person", _("修改管理员的邮箱")
    RUNG = "rung", _("修改督办规则")
    RUNG_RETIRED = "rung_retired", _("停用督办规则")
    CALENDAR = "calendar", _("修改工作日历")


OF_RULES = (ChangeKind.RUNG, ChangeKind.RUNG_RETIRED, ChangeKind.CALENDAR)


class ChangeState(models.TextChoices):
    PENDING = "pending", _("待确认")
    CONFIRMED = "confirmed", _("已确认")
    REFUSED = "refused", _("未同意")
    WITHDRAWN = "withdrawn", _("已撤回")


class PendingChangeQuerySet(models.QuerySet["PendingChange"]):
    def waiting(self, now: datetime) -> Self:
        return self.filter(state=ChangeState.PENDING, expires_at__gt=now)

    def visible_to(self, actor: Actor) -> Self:
        """The three administrators see all of them; a head of office those of the rules."""
        if actor.roles.intersection(ADMIN_ROLES):
            return self
        return self.filter(kind__in=OF_RULES) if actor.holds(Role.OFFICE_HEAD) else self.none()


class PendingChange(models.Model):
    kind = models.CharField(_("种类"), max_length=16, choices=ChangeKind)
    title = models.CharField(_("事项"), max_length=300)
    details = models.TextField(_("内容"), blank=True)
    arguments = models.JSONField(_("参数"), default=dict)
    person = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("涉及人员")
    )
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("提请人"))
    asked_on = models.DateField(_("提请日期"))
    asked_at = models.DateTimeField(_("提请时间"))
    expires_at = models.DateTimeField(_("有效至"))
    state = models.CharField(_("状态"), max_length=16, choices=ChangeState, default=ChangeState.PENDING)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("确认人")
    )
    decided_at = models.DateTimeField(_("确认时间"), null=True, blank=True)
    reason = models.CharField(_("理由"), max_length=300, blank=True)
    taken_at = models.DateTimeField(_("领取时间"), null=True, blank=True)

    objects = PendingChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("待确认变更")
        verbose_name_plural = _("待确认变更")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ChangeKind.values), name="change_kind_known"),
            models.CheckConstraint(condition=Q(state__in=ChangeState.values), name="change_state_known"),
            models.CheckConstraint(condition=~Q(title=""), name="change_has_title"),
            models.CheckConstraint(
                condition=Q(state="pending", decided_by=None, decided_at=None)
                | (~Q(state="pending") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="change_decided_by_someone",
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | ~Q(decided_by=F("asked_by")),
                name="change_confirmed_by_another",
                violation_error_message=_("提请人不能自己确认"),
            ),
            models.CheckConstraint(
                condition=Q(taken_at=None) | Q(kind="password", state="confirmed"),
                name="change_taken_when_confirmed",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def is_waiting(self, now: datetime) -> bool:
        return self.state == ChangeState.PENDING and now < self.expires_at

    def is_to_be_taken(self, now: datetime) -> bool:
        """A first password that was confirmed and that nobody has had yet."""
        return bool(
            self.kind == ChangeKind.PASSWORD
            and self.state == ChangeState.CONFIRMED
            and self.taken_at is None
            and self.decided_at
            and now < self.decided_at + TAKEN_WITHIN
        )
