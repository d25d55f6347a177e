"""What a unit says it has done, its evidence, and apart from it what the office found."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tracker.models.obligations import UNSETTLED, Obligation, ObligationState
from tracker.models.people import User


class ProgressState(models.TextChoices):
    DRAFT = "draft", _("草稿")
    RELEASED = "released", _("已报送")
    ACCEPTED = "accepted", _("已认可")
    RETURNED = "returned", _("已退回")


class Channel(models.TextChoices):
    """How a unit's answer reached the office."""

    WEB = "web", _("系统填报")
    PAPER = "paper", _("纸质")
    PHONE = "phone", _("电话")
    MAIL = "mail", _("邮件")


def readable_of_owed(units: Iterable[int]) -> Q:
    """`readable_by`, as a condition of what is owed on its reports: what a unit has only begun to write, its share done
    included, is for that unit alone."""
    return ~Q(progress__state=ProgressState.DRAFT) | Q(unit__in=units)


class ProgressQuerySet(models.QuerySet["Progress"]):
    def drafts(self) -> Self:
        return self.filter(state=ProgressState.DRAFT)

    def in_writing(self) -> Self:
        """Drafts of what is still owed."""
        return self.drafts().filter(obligation__state=ObligationState.OPEN)

    def readable_by(self, units: Iterable[int]) -> Self:
        """A draft belongs to the unit that writes it; everybody else sees what was handed in."""
        return self.filter(~Q(state=ProgressState.DRAFT) | Q(obligation__unit__in=units))

    def handed_in(self) -> Self:
        return self.exclude(state=ProgressState.DRAFT)

    def sent_back(self) -> Self:
        """Returned, and owed again."""
        return self.filter(state=ProgressState.RETURNED, obligation__state=ObligationState.OPEN)

    def on_what_is_owed(self) -> Self:
        """Of the period that runs: what was said of one that is over tells nothing of it."""
        return self.filter(obligation__state__in=UNSETTLED)

    def awaiting_decision(self) -> Self:
        """Handed in, and not released from it since: what nobody owes any more needs no decision."""
        return self.filter(state=ProgressState.RELEASED, obligation__state=ObligationState.SUBMITTED)


class Progress(models.Model):
    obligation = models.ForeignKey(
        Obligation, models.PROTECT, related_name="progress", verbose_name=_("应办事项")
    )
    round = models.PositiveSmallIntegerField(_("轮次"))
    text = models.TextField(_("进展情况"))
    percent = models.PositiveSmallIntegerField(_("完成比例（%）"), default=100)
    # The points of a reply to a formal letter.
    measures = models.TextField(_("采取的措施"), blank=True)
    expected_on = models.DateField(_("预计完成日期"), null=True, blank=True)
    counts_for_task = models.BooleanField(_("同时作为任务进展"), default=False)
    problems = models.TextField(_("存在问题"), blank=True)
    next_steps = models.TextField(_("下步打算"), blank=True)
    state = models.CharField(_("状态"), max_length=16, choices=ProgressState, default=ProgressState.DRAFT)
    channel = models.CharField(_("报送方式"), max_length=8, choices=Channel, default=Channel.WEB)
    witness = models.CharField(_("来电来文人"), max_length=64, blank=True)
    drafted_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("填报人"))
    drafted_at = models.DateTimeField(_("填报时间"), auto_now_add=True)
    released_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("签发人")
    )
    released_on = models.DateField(_("报送日期"), null=True, blank=True)
    released_at = models.DateTimeField(_("报送时间"), null=True, blank=True)
    found = models.TextField(_("核查情况"), blank=True)
    found_percent = models.PositiveSmallIntegerField(_("核定比例（%）"), null=True, blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("审核人")
    )
    decided_on = models.DateField(_("审核日期"), null=True, blank=True)
    decided_at = models.DateTimeField(_("审核时间"), null=True, blank=True)
    return_reason = models.TextField(_("退回原因"), blank=True)

    objects = ProgressQuerySet.as_manager()

    class Meta:
        verbose_name = _("进展报送")
        verbose_name_plural = _("进展报送")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["obligation", "state"],
                condition=Q(state__in=("draft", "released")),
                name="progress_one_in_hand",
            ),
            models.CheckConstraint(condition=Q(state__in=ProgressState.values), name="progress_state_known"),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="progress_channel_known"),
            models.CheckConstraint(
                condition=Q(percent__lte=100),
                name="progress_percent",
                violation_error_message=_("完成比例应在 0 到 100 之间"),
            ),
            models.CheckConstraint(
                condition=Q(found_percent=None) | Q(found_percent__lte=100), name="progress_found_percent"
            ),
            models.CheckConstraint(
                condition=Q(state=ProgressState.DRAFT, released_by=None, released_on=None, released_at=None)
                | (
                    ~Q(state=ProgressState.DRAFT)
                    & Q(released_by__isnull=False, released_on__isnull=False, released_at__isnull=False)
                ),
                name="progress_released_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=("draft", "released"), decided_by=None, decided_on=None, decided_at=None
                )
                | Q(
                    state__in=("accepted", "returned"),
                    decided_by__isnull=False,
                    decided_on__isnull=False,
                    decided_at__isnull=False,
                ),
                name="progress_decided_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None)
                | (~Q(decided_by=F("released_by")) & ~Q(decided_by=F("drafted_by"))),
                name="progress_not_decided_by_author",
                violation_error_message=_("本人填报或报送的进展，须由他人审核"),
            ),
            models.CheckConstraint(
                condition=~Q(state=ProgressState.RETURNED) | ~Q(return_reason=""),
                name="progress_returned_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.obligation} {self.get_state_display()}"

    def is_in_play(self, on: date) -> bool:
        """Something can still be done with it: it is not decided on, or was only on this day."""
        undecided = self.state in (ProgressState.DRAFT, ProgressState.RELEASED)
        return undecided or (self.state == ProgressState.ACCEPTED and self.decided_on == on)

    @property
    def share(self) -> int:
        """Percent done: what the office found, or else what the unit says."""
        return self.percent if self.found_percent is None else self.found_percent


class EvidenceKind(models.TextChoices):
    FILE = "file", _("文件")
    SEAL_SCAN = "seal_scan", _("盖章扫描件")
    DOCUMENT_NUMBER = "document_number", _("文号")


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def proofs_of(self, progress: Progress) -> Self:
        """That a leader agreed to these very words: what came with an earlier report says nothing of them."""
        return self.exclude(kind=EvidenceKind.FILE).filter(uploaded_at__gte=progress.drafted_at)


class Evidence(models.Model):
    progress = models.ForeignKey(
        Progress, models.CASCADE, related_name="evidence", verbose_name=_("进展报送")
    )
    kind = models.CharField(_("种类"), max_length=16, choices=EvidenceKind)
    document_number = models.CharField(_("文号"), max_length=100, blank=True)
    file = models.FileField(_("文件"), upload_to="evidence/", blank=True)
    filename = models.CharField(_("文件名"), max_length=255, blank=True)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True)
    size = models.PositiveBigIntegerField(_("字节数"), default=0)
    version = models.PositiveSmallIntegerField(_("版本"), default=1)
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("上传人"))
    uploaded_at = models.DateTimeField(_("上传时间"), auto_now_add=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("佐证材料")
        verbose_name_plural = _("佐证材料")
        ordering = ["progress", "filename", "version", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["progress", "filename", "version"],
                condition=~Q(filename=""),
                name="evidence_version_once",
            ),
            models.CheckConstraint(condition=Q(kind__in=EvidenceKind.values), name="evidence_kind_known"),
            models.CheckConstraint(
                condition=(Q(kind="document_number") & ~Q(document_number="") & Q(file=""))
                | (Q(kind__in=("file", "seal_scan")) & ~Q(file="") & ~Q(sha256="")),
                name="evidence_file_or_number",
            ),
        ]

    def __str__(self) -> str:
        return self.document_number or self.filename
