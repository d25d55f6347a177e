"""The right of reply: extensions, objections, and the two pauses of a clock."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tracker.models.obligations import UNSETTLED, Obligation
from tracker.models.people import User


class Decision(models.TextChoices):
    GRANTED = "granted", _("同意")
    REFUSED = "refused", _("不同意")


class RequestQuerySet(models.QuerySet["Request"]):
    def undecided(self) -> Self:
        return self.filter(decision="")

    def awaiting_decision(self) -> Self:
        """Undecided, and still of consequence: what nobody owes any more needs no decision."""
        return self.undecided().filter(obligation__state__in=UNSETTLED)


def decision_constraints(name: str) -> list[models.BaseConstraint]:
    """An answer has an author, a date and a reason, all or none; and never the asker's own."""
    return [
        models.CheckConstraint(
            condition=Q(decision__in=["", *Decision.values]), name=f"{name}_decision_known"
        ),
        models.CheckConstraint(
            condition=Q(decision="", decided_by=None, decided_on=None)
            | (~Q(decision="") & Q(decided_by__isnull=False, decided_on__isnull=False)),
            name=f"{name}_decided_by_someone",
        ),
        models.CheckConstraint(
            condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")),
            name=f"{name}_not_decided_by_asker",
            violation_error_message=_("申请人不能自己决定"),
        ),
        models.UniqueConstraint(fields=["obligation"], condition=Q(decision=""), name=f"{name}_one_in_hand"),
    ]


class Request(models.Model):
    """What a unit may ask for, and the answer: columns shared by extensions and objections."""

    reason = models.TextField(_("理由"))
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("申请人"))
    asked_on = models.DateField(_("申请日期"))
    decision = models.CharField(_("决定"), max_length=8, choices=Decision, blank=True)
    decision_reason = models.TextField(_("决定理由"), blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("决定人")
    )
    decided_on = models.DateField(_("决定日期"), null=True, blank=True)

    objects = RequestQuerySet.as_manager()

    class Meta:
        abstract = True


class Extension(Request):
    obligation = models.ForeignKey(
        Obligation, models.PROTECT, related_name="extensions", verbose_name=_("应办事项")
    )
    progress_so_far = models.TextField(_("目前进展"))
    expected_on = models.DateField(_("预计完成日期"))
    due_before_on = models.DateField(_("原应办日期"))
    new_due_on = models.DateField(_("新应办日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("延期申请")
        verbose_name_plural = _("延期申请")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["decision"], name="extension_to_decide")]
        constraints = [
            *decision_constraints("extension"),
            models.CheckConstraint(
                # `isnull`: a comparison with nothing is neither true nor false, and a CHECK lets that pass.
                condition=Q(
                    decision=Decision.GRANTED, new_due_on__isnull=False, new_due_on__gt=F("due_before_on")
                )
                | (~Q(decision=Decision.GRANTED) & Q(new_due_on=None)),
                name="extension_names_new_date",
                violation_error_message=_("同意延期须写明晚于原日期的新日期"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.obligation} 延期至 {self.expected_on}"


class ObjectionKind(models.TextChoices):
    WRONG_UNIT = "wrong_unit", _("不属本单位职责")
    WRONG_DATE = "wrong_date", _("时限有误")
    ALREADY_DONE = "already_done", _("已经办结")
    OTHER = "other", _("其他")


class Objection(Request):
    obligation = models.ForeignKey(
        Obligation, models.PROTECT, related_name="objections", verbose_name=_("应办事项")
    )
    kind = models.CharField(_("异议类型"), max_length=16, choices=ObjectionKind)
    dispatch = models.ForeignKey(
        "tracker.Dispatch",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="objections",
        verbose_name=_("函件"),
    )

    class Meta:
        verbose_name = _("异议")
        verbose_name_plural = _("异议")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["decision"], name="objection_to_decide")]
        constraints = [
            *decision_constraints("objection"),
            models.CheckConstraint(condition=Q(kind__in=ObjectionKind.values), name="objection_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.obligation} {self.get_kind_display()}"


class MuteQuerySet(models.QuerySet["Mute"]):
    def in_force(self, today: date) -> Self:
        return self.filter(from_on__lte=today, until_on__gte=today, lifted_on=None)


class Mute(models.Model):
    """No letters for a while: says why, until when, and who allowed it."""

    obligation = models.ForeignKey(
        Obligation, models.PROTECT, related_name="mutes", verbose_name=_("应办事项")
    )
    reason = models.CharField(_("原因"), max_length=300)
    from_on = models.DateField(_("自"))
    until_on = models.DateField(_("至"))
    approved_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("批准人"))
    lifted_on = models.DateField(_("提前恢复"), null=True, blank=True)

    objects = MuteQuerySet.as_manager()

    class Meta:
        verbose_name = _("暂停提醒")
        verbose_name_plural = _("暂停提醒")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="mute_dates_in_order"),
            models.CheckConstraint(condition=~Q(reason=""), name="mute_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.obligation} 暂停提醒至 {self.until_on}"

    def is_in_force(self, today: date) -> bool:
        """The same as `MuteQuerySet.in_force`, for a row in hand."""
        return self.lifted_on is None and self.from_on <= today <= self.until_on


class WaitingQuerySet(models.QuerySet["Waiting"]):
    def in_force(self) -> Self:
        return self.filter(ended_on=None)


class Waiting(models.Model):
    """This unit waits for another; the other's clock runs meanwhile, on an Obligation of its own."""

    obligation = models.ForeignKey(
        Obligation, models.PROTECT, related_name="waits", verbose_name=_("应办事项")
    )
    on_obligation = models.ForeignKey(
        Obligation, models.PROTECT, related_name="awaited_by", verbose_name=_("对方应办事项")
    )
    reason = models.CharField(_("原因"), max_length=300)
    since_on = models.DateField(_("自"))
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("登记人"))
    ended_on = models.DateField(_("结束日期"), null=True, blank=True)

    objects = WaitingQuerySet.as_manager()

    class Meta:
        verbose_name = _("等待其他单位")
        verbose_name_plural = _("等待其他单位")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["obligation"], condition=Q(ended_on=None), name="waiting_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(obligation=F("on_obligation")), name="waiting_on_somebody_else"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="waiting_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.obligation} 等待 {self.on_obligation.unit}"
