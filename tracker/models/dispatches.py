"""Formal documents: drafted, signed with a number, served, answered."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tracker.models.people import Unit, User
from tracker.models.tasks import Task

if TYPE_CHECKING:
    from tracker.domain.actor import Actor


class DispatchKind(models.TextChoices):
    GUIDANCE = "guidance", _("指引函")
    ORDER = "order", _("督办单")
    CIRCULAR = "circular", _("通报")
    TALK = "talk", _("约谈通知")


SIGN_FOR_WITHIN = 3  # working days, where an office has set none


class NumberingQuerySet(models.QuerySet["Numbering"]):
    def sign_for_within(self, office: Unit | int) -> int:
        """Working days within which a unit signs for what the office issues: what its guidance asks for."""
        asked = self.filter(office=office, kind=DispatchKind.GUIDANCE).values_list("reply_within", flat=True)
        return asked.first() or SIGN_FOR_WITHIN


class Numbering(models.Model):
    """发文字号 per office and kind: the prefix is data, the last number is locked while signing."""

    office = models.ForeignKey(Unit, models.PROTECT, related_name="numberings", verbose_name=_("督办机构"))
    kind = models.CharField(_("函件种类"), max_length=16, choices=DispatchKind)
    prefix = models.CharField(_("机关代字"), max_length=32)
    reply_within = models.PositiveSmallIntegerField(
        _("回复期限（工作日）"), default=5, help_text=_("指引函没有回复，这里是清单下达后的签收期限")
    )

    objects = NumberingQuerySet.as_manager()

    class Meta:
        verbose_name = _("发文字号规则")
        verbose_name_plural = _("发文字号规则")
        constraints = [
            models.UniqueConstraint(fields=["office", "kind"], name="numbering_once"),
            models.CheckConstraint(condition=Q(kind__in=DispatchKind.values), name="numbering_kind_known"),
            models.CheckConstraint(condition=~Q(prefix=""), name="numbering_has_prefix"),
            models.CheckConstraint(condition=Q(reply_within__gte=1), name="numbering_reply_within"),
        ]

    def __str__(self) -> str:
        return f"{self.prefix}〔年〕n号"


class NumberSeries(models.Model):
    """The last number taken in one year; gap-free because a number is taken in the signing transaction."""

    numbering = models.ForeignKey(
        Numbering, models.PROTECT, related_name="series", verbose_name=_("发文字号规则")
    )
    year = models.PositiveSmallIntegerField(_("年度"))
    last = models.PositiveIntegerField(_("已用到"), default=0)

    class Meta:
        verbose_name = _("年度流水号")
        verbose_name_plural = _("年度流水号")
        constraints = [models.UniqueConstraint(fields=["numbering", "year"], name="number_series_once")]

    def __str__(self) -> str:
        return f"{self.numbering.prefix}〔{self.year}〕{self.last}号"


class DispatchState(models.TextChoices):
    DRAFT = "draft", _("待签发")
    SIGNED = "signed", _("已签发")
    REFUSED = "refused", _("不予签发")
    VOID = "void", _("作废")


def taken_back_until(signed_at: datetime | None) -> datetime | None:
    """Until then the head may take a signing back, and the letter does not leave; None: it never waits."""
    minutes = settings.SIGNED_WAIT_MINUTES
    return signed_at + timedelta(minutes=minutes) if signed_at and minutes else None


def _past_its_wait(dispatch: str, signed_at: str = "signed_at") -> Q:
    """Signed for so long, or served already to somebody, that its signing cannot be taken back. By the database's clock:
    the text of such a query is kept."""
    if not settings.SIGNED_WAIT_MINUTES:
        return Q()
    long_ago = Now() - timedelta(minutes=settings.SIGNED_WAIT_MINUTES)
    served = Receipt.objects.served().filter(dispatch=OuterRef(dispatch))
    return Q(**{f"{signed_at}__lte": long_ago}) | Q(Exists(served))


class DispatchQuerySet(models.QuerySet["Dispatch"]):
    def drafts(self) -> Self:
        return self.filter(state=DispatchState.DRAFT)

    def signed(self) -> Self:
        return self.filter(state=DispatchState.SIGNED)

    def running(self) -> Self:
        """Signed, and neither void nor closed: still to be delivered and answered."""
        return self.signed().filter(closed_on=None)

    def unsigned_by_some(self) -> Self:
        """At least one addressed unit has not signed for it yet."""
        waits = Receipt.objects.not_signed_for().filter(dispatch=OuterRef("pk"))
        return self.filter(Exists(waits))

    def void(self) -> Self:
        return self.filter(state=DispatchState.VOID)

    def numbered(self) -> Self:
        """The register: what was signed, and what was voided after it had a number."""
        return self.exclude(number="")

    def visible_to(self, actor: Actor) -> Self:
        """The office sees drafts too; once it cannot be taken back any more, a unit sees what was addressed to it, a
        leader what was signed. What was void before it reached the unit has told it nothing, and goes on so."""
        mine = Receipt.objects.filter(dispatch=OuterRef("pk"), unit__in=actor.units_seen)
        addressed = (Q(state=DispatchState.SIGNED) & Exists(mine)) | Exists(mine.reached())
        signed = Q(state__in=(DispatchState.SIGNED, DispatchState.VOID)) & ~Q(number="")
        return self.filter(
            Q(office__in=actor.offices)
            | (signed & _past_its_wait("pk") & (addressed | Q(office__in=actor.offices_led)))
        )

    def out(self) -> Self:
        """Signed so that it cannot be taken back; a void one has reached somebody before."""
        reached = Exists(Receipt.objects.filter(dispatch=OuterRef("pk")).reached())
        stands = Q(state=DispatchState.SIGNED) | Q(state=DispatchState.VOID) & reached
        return self.filter(stands & ~Q(number="") & _past_its_wait("pk"))


class Dispatch(models.Model):
    kind = models.CharField(_("种类"), max_length=16, choices=DispatchKind)
    office = models.ForeignKey(Unit, models.PROTECT, related_name="dispatches", verbose_name=_("发文机构"))
    state = models.CharField(_("状态"), max_length=8, choices=DispatchState, default=DispatchState.DRAFT)
    number = models.CharField(_("发文字号"), max_length=64, blank=True)
    number_year = models.PositiveSmallIntegerField(_("字号年度"), null=True, blank=True)
    number_seq = models.PositiveIntegerField(_("字号流水"), null=True, blank=True)
    period = models.CharField(_("期次"), max_length=16, blank=True, help_text=_("通报所属月份"))
    title = models.CharField(_("标题"), max_length=200)
    opening = models.TextField(_("引言"), blank=True)
    # Made of the opening and the items, kept beside them: what was signed stays as it was signed.
    matter = models.TextField(_("督办事由"))
    demand = models.TextField(_("办理要求"))
    reply_within = models.PositiveSmallIntegerField(_("回复期限（工作日）"), default=5)
    elements = models.JSONField(
        _("签发时的格式要素"),
        null=True,
        blank=True,
        help_text=_("发文机关、主送、抄送、依据和联系人，签发后不再变化"),
    )
    edited = models.JSONField(
        _("由人改写的部分"), default=list, blank=True, help_text=_("其余部分随事项自动成文")
    )
    drafted_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("起草人"),
        help_text=_("空表示由系统按规则起草"),
    )
    drafted_on = models.DateField(_("起草日期"))
    signed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("签发人")
    )
    signed_on = models.DateField(_("签发日期"), null=True, blank=True)
    signed_at = models.DateTimeField(_("签发时间"), null=True, blank=True)
    refused_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("不予签发人")
    )
    refused_on = models.DateField(_("不予签发日期"), null=True, blank=True)
    voided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("作废人")
    )
    voided_on = models.DateField(_("作废日期"), null=True, blank=True)
    reason = models.TextField(_("不予签发或作废的理由"), blank=True)
    closed_on = models.DateField(_("销号日期"), null=True, blank=True)

    objects = DispatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("函件")
        verbose_name_plural = _("函件")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "kind", "number_year", "number_seq"],
                condition=Q(number_seq__isnull=False),
                name="dispatch_number_once",
            ),
            models.UniqueConstraint(
                fields=["office", "kind"],
                condition=Q(state="draft") & ~Q(period=""),
                name="dispatch_one_running_draft",
            ),
            models.UniqueConstraint(
                fields=["office", "kind", "period"],
                condition=Q(state="signed") & ~Q(period=""),
                name="dispatch_one_signed_a_period",
            ),
            models.CheckConstraint(condition=Q(kind__in=DispatchKind.values), name="dispatch_kind_known"),
            models.CheckConstraint(condition=Q(state__in=DispatchState.values), name="dispatch_state_known"),
            models.CheckConstraint(
                condition=(Q(number="", number_year=None, number_seq=None) & ~Q(state="signed"))
                | (
                    ~Q(number="")
                    & Q(number_year__isnull=False, number_seq__isnull=False, state__in=("signed", "void"))
                ),
                name="dispatch_number_when_signed",
            ),
            models.CheckConstraint(
                condition=Q(signed_by=None, signed_on=None, signed_at=None)
                | Q(signed_by__isnull=False, signed_on__isnull=False, signed_at__isnull=False),
                name="dispatch_signed_by_someone",
            ),
            models.CheckConstraint(
                condition=~Q(state="signed") | Q(signed_by__isnull=False), name="dispatch_signed_has_signer"
            ),
            models.CheckConstraint(
                condition=~Q(state="refused")
                | (Q(refused_by__isnull=False, refused_on__isnull=False) & ~Q(reason="")),
                name="dispatch_refused_why",
            ),
            models.CheckConstraint(
                condition=~Q(state="void")
                | (Q(voided_by__isnull=False, voided_on__isnull=False) & ~Q(reason="")),
                name="dispatch_void_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}　{self.title}" if self.number else self.title

    @property
    def agency(self) -> str:
        """What stands at its head and below it; of a signed letter as it was signed."""
        signed_as: str = self.elements["agency"] if self.elements else self.office.signs_as
        return signed_as

    @property
    def is_just_signed(self) -> bool:
        """So lately that by the clock the head may still take it back."""
        until = taken_back_until(self.signed_at)
        return until is not None and timezone.now() < until

    @property
    def waits(self) -> bool:
        """The head may still take it back: nobody outside the office sees it."""
        is_fresh = self.state == DispatchState.SIGNED and self.is_just_signed
        return is_fresh and not self.receipts.served().exists()

    @property
    def is_running(self) -> bool:
        """One row of `DispatchQuerySet.running`."""
        return self.state == DispatchState.SIGNED and self.closed_on is None

    def tasks(self) -> list[Task]:
        """The tasks that it is about, by the obligations that caused it."""
        return list(Task.objects.filter(obligations__notices__dispatch=self).distinct())

    def tasks_or_none(self) -> list[Task | None]:
        """For the history: one event for each task, or one without a task."""
        return [*self.tasks()] or [None]


class DispatchItem(models.Model):
    """One matter of a formal letter. The letter's words are made of these until a person writes one."""

    dispatch = models.ForeignKey(Dispatch, models.CASCADE, related_name="items", verbose_name=_("函件"))
    obligation = models.ForeignKey(
        "tracker.Obligation", models.PROTECT, related_name="dispatch_items", verbose_name=_("应办事项")
    )
    order = models.PositiveIntegerField(_("顺序"), default=0)
    text = models.TextField(_("事由"))
    is_edited = models.BooleanField(_("由人改写"), default=False)

    class Meta:
        verbose_name = _("函件所列事项")
        verbose_name_plural = _("函件所列事项")
        ordering = ["dispatch", "order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["dispatch", "obligation"], name="dispatch_item_once"),
            models.CheckConstraint(condition=~Q(text=""), name="dispatch_item_has_text"),
        ]

    def __str__(self) -> str:
        return f"{self.dispatch}　{self.order}"


class Via(models.TextChoices):
    MAIL = "mail", _("邮件")
    SITE = "site", _("系统内签收")
    PAPER = "paper", _("纸质送达")
    PHONE = "phone", _("电话告知")


class ReceiptQuerySet(models.QuerySet["Receipt"]):
    def served(self) -> Self:
        return self.filter(sent_on__isnull=False)

    def reached(self) -> Self:
        """Served, or read or signed for on these pages."""
        seen = Q(opened_at__isnull=False) | Q(signed_for_on__isnull=False)
        return self.filter(Q(sent_on__isnull=False) | seen)

    def not_signed_for(self) -> Self:
        """Signed letters that a unit has not yet put its name to."""
        owed = self.filter(dispatch__state=DispatchState.SIGNED, signed_for_on=None)
        return owed.filter(Q(dispatch__closed_on=None) | Q(sent_on__isnull=False))

    def to_sign_for(self) -> Self:
        """The same, of what can be read already."""
        return self.not_signed_for().filter(_past_its_wait("dispatch", "dispatch__signed_at"))

    def answered_by(self, actor: Actor) -> Self:
        """Of units that this person acts for, and of those that have gone into them."""
        gone = Q(unit__is_active=False, unit__in=actor.units_seen)
        return self.filter(Q(unit__in=actor.served) | gone)

    def visible_to(self, actor: Actor) -> Self:
        """A unit sees its own receipt; the office and the leaders see everybody's."""
        seen = Exists(Dispatch.objects.visible_to(actor).filter(pk=OuterRef("dispatch_id")))
        offices = Q(dispatch__office__in=actor.offices | actor.offices_led)
        return self.filter(seen, offices | Q(unit__in=actor.units_seen))


class Receipt(models.Model):
    """Proof that one unit got one dispatch."""

    dispatch = models.ForeignKey(Dispatch, models.CASCADE, related_name="receipts", verbose_name=_("函件"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="receipts", verbose_name=_("受文单位"))
    via = models.CharField(_("送达方式"), max_length=8, choices=Via, default=Via.MAIL)
    sent_on = models.DateField(_("送达日期"), null=True, blank=True)
    sent_at = models.DateTimeField(_("送达时间"), null=True, blank=True)
    witness = models.CharField(_("见证人"), max_length=64, blank=True)
    served_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("送达人")
    )
    opened_at = models.DateTimeField(_("首次打开"), null=True, blank=True)
    opened_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("打开人")
    )
    signed_for_on = models.DateField(_("签收日期"), null=True, blank=True)
    signed_for_at = models.DateTimeField(_("签收时间"), null=True, blank=True)
    signed_for_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("签收人")
    )
    signed_for_name = models.CharField(_("签收人姓名"), max_length=64, blank=True)

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        verbose_name = _("送达回执")
        verbose_name_plural = _("送达回执")
        ordering = ["dispatch", "unit"]
        constraints = [
            models.UniqueConstraint(fields=["dispatch", "unit"], name="receipt_once"),
            models.CheckConstraint(condition=Q(via__in=Via.values), name="receipt_via_known"),
            models.CheckConstraint(
                condition=Q(sent_on=None, sent_at=None) | Q(sent_on__isnull=False, sent_at__isnull=False),
                name="receipt_sent_when",
            ),
            models.CheckConstraint(
                condition=Q(via__in=("mail", "site")) | Q(sent_on=None) | ~Q(witness=""),
                name="receipt_off_line_has_witness",
                violation_error_message=_("纸质或电话送达须写明见证人"),
            ),
            models.CheckConstraint(
                condition=Q(signed_for_on=None, signed_for_at=None, signed_for_name="")
                | (Q(signed_for_on__isnull=False, signed_for_at__isnull=False) & ~Q(signed_for_name="")),
                name="receipt_signed_for_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dispatch} → {self.unit}"
