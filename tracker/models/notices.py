"""The ladder's steps as data, and what is owed to a unit because of one."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from tracker.models.obligations import Obligation, ObligationKind
from tracker.models.people import UNIT_ROLES, Role, Unit, User
from tracker.models.tasks import Task
from tracker.rules import ladder as rules

if TYPE_CHECKING:
    from tracker.domain.actor import Actor


class RungKind(models.TextChoices):
    GUIDANCE = "guidance", _("工作指引")
    REMINDER = "reminder", _("工作提醒")
    URGE = "urge", _("催办")
    ORDER = "order", _("督办单")
    CIRCULAR = "circular", _("通报")
    TALK = "talk", _("约谈")


class RungAt(models.TextChoices):
    OPEN = "open", _("事项开始时")
    DUE = "due", _("按应办日期推算")


class Repeat(models.TextChoices):
    NEVER = "", _("不重复")
    MONTHLY = "monthly", _("每月")


class RungQuerySet(models.QuerySet["Rung"]):
    def current(self) -> Self:
        return self.filter(is_current=True)


class Rung(models.Model):
    """One step of the ladder. A change makes a new version: letters sent keep the rule they rested on."""

    code = models.SlugField(_("代码"), max_length=32)
    version = models.PositiveSmallIntegerField(_("版本"), default=1)
    is_current = models.BooleanField(_("现行版本"), default=True)
    order = models.PositiveSmallIntegerField(_("顺序"), default=0)
    name = models.CharField(_("名称"), max_length=64)
    kind = models.CharField(_("函件种类"), max_length=16, choices=RungKind)
    obligation_kinds = models.JSONField(_("适用事项"), default=list)
    at = models.CharField(_("起算"), max_length=8, choices=RungAt, default=RungAt.DUE)
    offset = models.SmallIntegerField(
        _("工作日"), default=0, help_text=_("负数为应办日期之前，正数为之后；单位：工作日")
    )
    min_gap = models.PositiveSmallIntegerField(
        _("最短间隔"), default=0, help_text=_("距上一封函件实际发出或送达至少几个工作日")
    )
    repeat = models.CharField(_("重复"), max_length=8, choices=Repeat, blank=True, default=Repeat.NEVER)
    to_roles = models.JSONField(_("收件角色"), default=list)
    copy_to_roles = models.JSONField(_("抄送角色"), default=list, blank=True)
    is_formal = models.BooleanField(_("须办主任签发"), default=False)
    clause = models.CharField(_("依据条款"), max_length=200)
    live_from_on = models.DateField(_("启用日期"), help_text=_("只对此日及以后到期的事项发函；之前只演练"))
    created_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("制定人")
    )
    created_at = models.DateTimeField(_("制定时间"), auto_now_add=True)

    objects = RungQuerySet.as_manager()

    class Meta:
        verbose_name = _("督办规则")
        verbose_name_plural = _("督办规则")
        ordering = ["order", "code", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="rung_version_once"),
            models.UniqueConstraint(fields=["code"], condition=Q(is_current=True), name="rung_one_current"),
            models.CheckConstraint(condition=Q(kind__in=RungKind.values), name="rung_kind_known"),
            models.CheckConstraint(condition=Q(at__in=RungAt.values), name="rung_at_known"),
            models.CheckConstraint(condition=Q(repeat__in=Repeat.values), name="rung_repeat_known"),
            models.CheckConstraint(
                condition=~Q(kind__in=("order", "circular", "talk")) | Q(is_formal=True),
                name="rung_formal_kinds",
                violation_error_message=_("督办单、通报、约谈须经办主任签发"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（第{self.version}版）"

    def as_rule(self) -> rules.Rung:
        """The row as the value that the ladder reckons with."""
        return rules.Rung(
            code=self.code,
            kind=self.kind,
            for_kinds=frozenset(self.obligation_kinds),
            at=self.at,
            offset=self.offset,
            min_gap=self.min_gap,
            repeat=self.repeat,
            to=tuple(self.to_roles),
            copy_to=tuple(self.copy_to_roles),
            formal=self.is_formal,
            live_from=self.live_from_on,
            order=self.order,
            clause=self.clause,
        )


class NoticeKind(models.TextChoices):
    """The steps of a ladder, and what a person decided."""

    GUIDANCE = RungKind.GUIDANCE.value, _("工作指引")
    REMINDER = RungKind.REMINDER.value, _("工作提醒")
    URGE = RungKind.URGE.value, _("催办")
    ORDER = RungKind.ORDER.value, _("督办单")
    CIRCULAR = RungKind.CIRCULAR.value, _("通报")
    TALK = RungKind.TALK.value, _("约谈")
    DECISION = "decision", _("告知")


class ToldVia(models.TextChoices):
    PHONE = "phone", _("电话")
    PAPER = "paper", _("纸质")
    CHAT = "chat", _("即时消息")


class NoticeState(models.TextChoices):
    OWED = "owed", _("待发出")
    SENT = "sent", _("已发出")
    DROPPED = "dropped", _("不再需要")


def still_holds(path: str = "") -> Q:
    """The notice at this path was not withdrawn, and its obligation has neither been answered nor begun anew since.
    Told by another letter is no reason to leave it out of this one."""
    at = f"{path}__" if path else ""
    waits = Q(**{f"{at}obligation__state": "open", f"{at}round": F(f"{at}obligation__round")})
    decided = Q(**{f"{at}kind": NoticeKind.DECISION})  # news does not grow old
    return (waits | decided) & ~Q(**{f"{at}state": NoticeState.DROPPED})


class NoticeQuerySet(models.QuerySet["Notice"]):
    def owed(self) -> Self:
        return self.filter(state=NoticeState.OWED)

    def sent(self) -> Self:
        return self.filter(state=NoticeState.SENT)

    def informal(self) -> Self:
        return self.filter(is_formal=False)

    def decisions(self) -> Self:
        return self.filter(kind=NoticeKind.DECISION)

    def still_owed(self) -> Self:
        return self.owed().filter(still_holds())

    def drop(self, on: date) -> int:
        return self.owed().update(state=NoticeState.DROPPED, dropped_on=on)

    def visible_to(self, actor: Actor) -> Self:
        """A formal letter that has not left is the office's own business: it may never be signed. Both are asked of each
        row: joined, PostgreSQL would read all that is owed to count a page's worth."""
        mine = Obligation.objects.filter(pk=OuterRef("obligation_id"))
        seen = Exists(Obligation.objects.visible_to(actor).filter(pk=OuterRef("obligation_id")))
        left = Q(is_formal=False) | Q(sent_on__isnull=False)
        # Where an office is a unit like others, what is told to its officers is not told to its liaison, nor above.
        to_units = ~Q(unit=F("office")) | Q(to_roles=list(UNIT_ROLES)) | Q(to_roles=[Role.UNIT_LEADER])
        ours = Q(unit__in=actor.units_seen) & to_units
        said = Q(office__in=actor.offices) & (~Q(to_roles=[Role.UNIT_LEADER]) | Q(unit__in=actor.served))
        told = Q(kind=NoticeKind.DECISION) & (
            ours | said
        )  # a leader alone is told of what his unit has begun
        return self.filter(told | Q(seen) & (left | Exists(mine.filter(office__in=actor.offices))))


class Notice(models.Model):
    """What is owed to somebody: a step of the ladder, which stands on an Obligation; or a decision (告知), which says
    itself whom it concerns."""

    obligation = models.ForeignKey(
        Obligation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="notices",
        db_index=False,  # `notice_once` begins with it
        verbose_name=_("应办事项"),
    )
    rung = models.ForeignKey(
        Rung, models.PROTECT, null=True, blank=True, related_name="notices", verbose_name=_("督办规则")
    )
    rung_code = models.CharField(_("规则代码与期次"), max_length=64)
    round = models.PositiveSmallIntegerField(_("轮次"))
    kind = models.CharField(_("种类"), max_length=16, choices=NoticeKind)
    is_formal = models.BooleanField(_("须签发"), default=False)
    reason = models.CharField(_("缘由"), max_length=300)
    # Of a decision only: who is told, by whom, and of what.
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("告知单位")
    )
    office = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("督办机构")
    )
    to_roles = models.JSONField(_("告知角色"), default=list, blank=True)
    told_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("作出人")
    )
    # Of a decision that is for one of those who hold the role, and not for the others.
    person = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("只告知")
    )
    # Of one that no mail could carry: how the office told the unit, and whom.
    told_via = models.CharField(_("告知方式"), max_length=8, choices=ToldVia, blank=True)
    told_to = models.CharField(_("告知了谁"), max_length=64, blank=True)
    task = models.ForeignKey(
        Task, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("任务")
    )
    about_dispatch = models.ForeignKey(
        "tracker.Dispatch",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("所涉函件"),
    )
    about = models.CharField(_("事项"), max_length=255, blank=True)
    owed_on = models.DateField(_("应发日期"))
    state = models.CharField(_("状态"), max_length=8, choices=NoticeState, default=NoticeState.OWED)
    sent_on = models.DateField(_("发出日期"), null=True, blank=True)
    # Refused, void, or no longer needed: the ladder goes on from here.
    dropped_on = models.DateField(_("撤下日期"), null=True, blank=True)
    # The date that a formal letter rests on was moved after it had gone: the letter no longer speaks of it.
    lifted_on = models.DateField(_("不再作数自"), null=True, blank=True)
    dispatch = models.ForeignKey(
        "tracker.Dispatch",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="notices",
        verbose_name=_("函件"),
    )

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("督办提示")
        verbose_name_plural = _("督办提示")
        ordering = ["-owed_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["obligation", "rung_code", "round"], name="notice_once"),
            models.CheckConstraint(condition=Q(kind__in=NoticeKind.values), name="notice_kind_known"),
            models.CheckConstraint(
                condition=Q(kind=NoticeKind.DECISION, obligation=None, office__isnull=False) & ~Q(about="")
                | ~Q(kind=NoticeKind.DECISION) & Q(obligation__isnull=False),
                name="notice_stands_on_something",
            ),
            models.CheckConstraint(condition=Q(state__in=NoticeState.values), name="notice_state_known"),
            models.CheckConstraint(
                condition=Q(told_via="", told_to="")
                | Q(told_via__in=ToldVia.values, told_by__isnull=False, state=NoticeState.SENT)
                & ~Q(told_to=""),
                name="notice_told_to_someone",
            ),
            models.CheckConstraint(
                condition=Q(state=NoticeState.SENT, sent_on__isnull=False)
                | (~Q(state=NoticeState.SENT) & Q(sent_on=None)),
                name="notice_sent_when",
            ),
            models.CheckConstraint(
                condition=Q(state=NoticeState.DROPPED, dropped_on__isnull=False)
                | (~Q(state=NoticeState.DROPPED) & Q(dropped_on=None)),
                name="notice_dropped_when",
            ),
            models.CheckConstraint(
                condition=Q(is_formal=True) | Q(dispatch=None), name="notice_dispatch_is_formal"
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(state="owed"), name="notice_owed"),
            models.Index(fields=["owed_on", "id"], name="notice_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}·{self.obligation or self.about}"

    @property
    def ground(self) -> Obligation:
        """What a step of the ladder stands on; a decision has none."""
        if self.obligation is None:
            raise ValueError(f"notice {self.pk} is a decision: it stands on no obligation")
        return self.obligation

    @property
    def ground_id(self) -> int:
        """The same, without a query."""
        if self.obligation_id is None:
            raise ValueError(f"notice {self.pk} is a decision: it stands on no obligation")
        return self.obligation_id

    @property
    def subject(self) -> str:
        return self.obligation.subject if self.obligation else self.about

    @property
    def whom(self) -> str:
        """The unit it speaks to; the office itself where only the office is told."""
        return str(self.obligation.unit if self.obligation else self.unit or self.office)


def role_names(codes: list[str]) -> str:
    return "、".join(str(Role(code).label) for code in codes)


def kind_names(codes: list[str]) -> str:
    return "、".join(str(ObligationKind(code).label) for code in codes)
