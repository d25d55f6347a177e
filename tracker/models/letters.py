"""One message to one person over one channel, and the notices it carries."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.models.dispatches import Dispatch
from tracker.models.notices import Notice
from tracker.models.people import User
from tracker.punctuation import spelt

if TYPE_CHECKING:
    from tracker.domain.actor import Actor


class LetterKind(models.TextChoices):
    DIGEST = "digest", _("督办提醒")
    DISPATCH = "dispatch", _("函件")
    ALERT = "alert", _("受阻告警")
    ANCHOR = "anchor", _("履历校验值")
    PERSONAL = "personal", _("本人告知")
    BRIEF = "brief", _("一页纸")


class LetterChannel(models.TextChoices):
    MAIL = "mail", _("邮件")


class LetterState(models.TextChoices):
    QUEUED = "queued", _("待发送")
    SENDING = "sending", _("发送中")
    SENT = "sent", _("已发送")
    FAILED = "failed", _("发送失败")
    DROPPED = "dropped", _("无需发送")


class LetterQuerySet(models.QuerySet["Letter"]):
    def claimable(self, now: datetime) -> Self:
        """Queued and not waiting for a retry, or left behind by a worker whose lease ran out."""
        return self.filter(
            Q(state=LetterState.QUEUED) & (Q(retry_at=None) | Q(retry_at__lte=now))
            | Q(state=LetterState.SENDING, lease_until_at__lt=now)
        )

    def queued(self) -> Self:
        return self.filter(state=LetterState.QUEUED)

    def waiting(self) -> Self:
        """Not sent yet, and not given up."""
        return self.filter(state__in=(LetterState.QUEUED, LetterState.SENDING))

    def unrendered(self) -> Self:
        """Still open: takes further notices. Lock the rows, or a claim may slip in between."""
        return self.filter(state=LetterState.QUEUED, rendered_at=None)

    def of_day(self, on: date) -> Self:
        return self.filter(digest_on=on)

    def between(self, first: date, last: date) -> Self:
        """Sent on one of these days."""
        return self.filter(sent_on__range=(first, last))

    def until(self, on: date) -> Self:
        return self.filter(digest_on__lte=on)

    def sent(self) -> Self:
        return self.filter(state=LetterState.SENT)

    def failed(self) -> Self:
        return self.filter(state=LetterState.FAILED)

    def visible_to(self, actor: Actor) -> Self:
        """The office sees all letters of its notices; everybody else sees their own. What concerns one person alone
        is read by that person alone."""
        if actor.person is None:
            return self.none()
        business = ~Q(kind=LetterKind.PERSONAL)
        return self.filter(Q(person=actor.person) | Q(office__in=actor.offices) & business)


class Letter(models.Model):
    # No index of their own where another begins with the column: a letter's row is written four times, and each time
    # every index of it.
    person = models.ForeignKey(
        User, models.PROTECT, related_name="letters", db_index=False, verbose_name=_("收件人")
    )
    # Which office speaks: its officers answer for the letter.
    office = models.ForeignKey("tracker.Unit", models.PROTECT, related_name="+", verbose_name=_("发件机构"))
    channel = models.CharField(_("渠道"), max_length=8, choices=LetterChannel, default=LetterChannel.MAIL)
    kind = models.CharField(_("种类"), max_length=8, choices=LetterKind)
    digest_on = models.DateField(_("日期"), help_text=_("同一人同一天只收一封提醒"))
    dispatch = models.ForeignKey(
        Dispatch,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="letters",
        db_index=False,
        verbose_name=_("函件"),
    )
    address = models.EmailField(_("地址"), blank=True)
    subject = models.CharField(_("主题"), max_length=255, blank=True)
    text = models.TextField(_("正文"), blank=True)
    html = models.TextField(_("正文（HTML）"), blank=True)
    message_id = models.CharField(_("Message-ID"), max_length=128)
    state = models.CharField(_("状态"), max_length=8, choices=LetterState, default=LetterState.QUEUED)
    lease = models.UUIDField(_("租约"), null=True, blank=True)
    lease_until_at = models.DateTimeField(_("租约至"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("尝试次数"), default=0)
    retry_at = models.DateTimeField(_("重试时间"), null=True, blank=True)
    answer = models.TextField(_("服务器答复"), blank=True)
    queued_at = models.DateTimeField(_("排队时间"), auto_now_add=True)
    rendered_at = models.DateTimeField(_("成文时间"), null=True, blank=True)
    sent_at = models.DateTimeField(_("发送时间"), null=True, blank=True)
    sent_on = models.DateField(_("发送日期"), null=True, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("邮件")
        verbose_name_plural = _("邮件")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "channel", "office", "kind", "digest_on"],
                condition=Q(dispatch=None) & ~Q(kind__in=("personal", "anchor")),
                name="letter_one_digest_a_day",
            ),
            models.UniqueConstraint(
                fields=["dispatch", "person", "channel"],
                condition=Q(dispatch__isnull=False),
                name="letter_dispatch_once",
            ),
            models.UniqueConstraint(fields=["message_id"], name="letter_message_id_once"),
            models.CheckConstraint(condition=Q(kind__in=LetterKind.values), name="letter_kind_known"),
            models.CheckConstraint(condition=Q(state__in=LetterState.values), name="letter_state_known"),
            models.CheckConstraint(
                condition=Q(channel__in=LetterChannel.values), name="letter_channel_known"
            ),
            models.CheckConstraint(
                condition=Q(kind="dispatch", dispatch__isnull=False)
                | (~Q(kind="dispatch") & Q(dispatch=None)),
                name="letter_dispatch_alone",
            ),
            models.CheckConstraint(
                condition=Q(state="sending", lease__isnull=False, lease_until_at__isnull=False)
                | (~Q(state="sending") & Q(lease=None, lease_until_at=None)),
                name="letter_lease_while_sending",
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False, sent_on__isnull=False),
                name="letter_sent_when",
            ),
        ]
        indexes = [
            models.Index(fields=["retry_at", "id"], condition=Q(state="queued"), name="letter_to_claim"),
            # Without the lease's end, which is moved on before each sending; those in sending are few.
            models.Index(fields=["id"], condition=Q(state="sending"), name="letter_leased"),
            models.Index(fields=["person", "digest_on"], name="letter_of_person"),
            models.Index(fields=["office", "digest_on", "id"], name="letter_by_day"),
        ]

    def __str__(self) -> str:
        return spelt("{} → {}（{}）", self.get_kind_display(), self.person, self.digest_on)


class LetterNotice(models.Model):
    letter = models.ForeignKey(Letter, models.CASCADE, related_name="carries", verbose_name=_("邮件"))
    notice = models.ForeignKey(
        Notice, models.PROTECT, related_name="carried_by", db_index=False, verbose_name=_("督办提示")
    )
    # Beside the letter's own, so that the database can refuse to tell a person the same thing twice.
    person = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("收件人"))
    channel = models.CharField(_("渠道"), max_length=8, choices=LetterChannel, default=LetterChannel.MAIL)
    instead_of = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("代收")
    )
    is_copy = models.BooleanField(_("抄送"), default=False)

    class Meta:
        verbose_name = _("邮件所载提示")
        verbose_name_plural = _("邮件所载提示")
        ordering = ["letter", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["notice", "person", "channel"], name="letter_notice_once"),
        ]

    def __str__(self) -> str:
        return f"{self.letter} ← {self.notice}"
