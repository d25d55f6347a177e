"""The annual report: statements with their evidence, what people wrote over them, comments, versions, approval."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tracker.models.lists import TaskList
from tracker.models.people import Unit, User
from tracker.models.tasks import Task

if TYPE_CHECKING:
    from tracker.domain.actor import Actor


class ReportState(models.TextChoices):
    DRAFT = "draft", _("起草中")
    SUBMITTED = "submitted", _("待办主任审核")
    AGREED = "agreed", _("待领导审定")
    APPROVED = "approved", _("已审定")


class Part(models.IntegerChoices):
    """The five parts that the rules demand (法治政府建设与责任落实督察工作规定, 第二十四条), and the opening before them."""

    OPENING = 0, _("开头")
    RESULTS = 1, _("主要工作及成效")
    PROBLEMS = 2, _("存在的主要问题")
    DUTY = 3, _("主要负责人履职情况")
    PLAN = 4, _("下一年度工作安排")
    OTHER = 5, _("其他需要报告的工作情况")


class AnnualReportQuerySet(models.QuerySet["AnnualReport"]):
    def visible_to(self, actor: Actor) -> Self:
        """The office's own until the head has agreed; then also those of the leader who approves it."""
        led = Q(office__in=actor.offices_led, state__in=(ReportState.AGREED, ReportState.APPROVED))
        return self.filter(Q(office__in=actor.offices) | led)

    def awaiting_head(self) -> Self:
        return self.filter(state=ReportState.SUBMITTED)

    def awaiting_leader(self) -> Self:
        return self.filter(state=ReportState.AGREED)


class AnnualReport(models.Model):
    office = models.ForeignKey(
        Unit, models.PROTECT, related_name="annual_reports", verbose_name=_("督办机构")
    )
    year = models.PositiveSmallIntegerField(_("报告年度"))
    title = models.CharField(_("标题"), max_length=200)
    addressee = models.CharField(_("主送机关"), max_length=200, blank=True)
    signed_as = models.CharField(_("落款"), max_length=200, blank=True)
    dated_on = models.DateField(_("成文日期"), null=True, blank=True)
    number = models.CharField(_("发文字号"), max_length=64, blank=True)
    signer = models.CharField(_("签发人"), max_length=64, blank=True)
    copies = models.CharField(_("抄送"), max_length=200, blank=True)
    state = models.CharField(_("状态"), max_length=16, choices=ReportState, default=ReportState.DRAFT)
    task_list = models.ForeignKey(
        TaskList, models.PROTECT, related_name="annual_reports", verbose_name=_("报送和公开任务")
    )
    assembled_on = models.DateField(_("汇编日期"), null=True, blank=True)
    submitted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("送审人")
    )
    submitted_on = models.DateField(_("送审日期"), null=True, blank=True)
    agreed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("审核人")
    )
    agreed_on = models.DateField(_("审核日期"), null=True, blank=True)
    approved_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("审定人")
    )
    approved_on = models.DateField(_("审定日期"), null=True, blank=True)
    return_reason = models.TextField(_("退回理由"), blank=True)

    objects = AnnualReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("年度报告稿")
        verbose_name_plural = _("年度报告稿")
        ordering = ["-year", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "year"],
                name="annual_report_once_a_year",
                violation_error_message=_("该年度的报告已经起草"),
            ),
            models.CheckConstraint(condition=Q(state__in=ReportState.values), name="annual_state_known"),
            models.CheckConstraint(condition=Q(year__range=(1949, 2200)), name="annual_year_sane"),
            models.CheckConstraint(condition=~Q(title=""), name="annual_has_title"),
            models.CheckConstraint(
                condition=Q(state=ReportState.DRAFT)
                | Q(submitted_by__isnull=False, submitted_on__isnull=False),
                name="annual_submitted_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(state__in=(ReportState.DRAFT, ReportState.SUBMITTED))
                | Q(agreed_by__isnull=False, agreed_on__isnull=False),
                name="annual_agreed_by_someone",
            ),
            models.CheckConstraint(
                condition=~Q(state=ReportState.APPROVED)
                | Q(approved_by__isnull=False, approved_on__isnull=False),
                name="annual_approved_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(agreed_by=None) | ~Q(agreed_by=F("submitted_by")),
                name="annual_not_agreed_by_author",
                violation_error_message=_("本人送审的报告，须由他人审核"),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class StatementQuerySet(models.QuerySet["Statement"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(report__in=AnnualReport.objects.visible_to(actor))

    def said(self) -> Self:
        """What the report says: without what was struck out."""
        return self.filter(is_dropped=False)

    def unproved(self) -> Self:
        return self.said().filter(is_proved=False)


class Statement(models.Model):
    """One sentence of a report (or a few that belong together): as assembled, and as it stands after people's edits.

    `key` says what it was assembled from (`task:12:0`, `figure:5`), so that an edit is found again at the next assembly.
    `evidence`: a list of {kind, words, id}, as it was at the last assembly; see `domain.annual`.
    """

    report = models.ForeignKey(
        AnnualReport, models.CASCADE, related_name="statements", verbose_name=_("年度报告稿")
    )
    part = models.PositiveSmallIntegerField(_("部分"), choices=Part)
    chapter = models.CharField(_("章节"), max_length=500, blank=True)
    order = models.PositiveIntegerField(_("顺序"))
    key = models.CharField(_("来由"), max_length=64)
    after = models.CharField(_("接在何句之后"), max_length=64, blank=True)
    assembled = models.TextField(_("汇编内容"), blank=True)
    text = models.TextField(_("语句"))
    is_own = models.BooleanField(_("人工撰写"), default=False)
    is_edited = models.BooleanField(_("已修改"), default=False)
    is_dropped = models.BooleanField(_("已删去"), default=False)
    is_stale = models.BooleanField(_("来源有变"), default=False)
    is_proved = models.BooleanField(_("有佐证"), default=False)
    evidence = models.JSONField(_("佐证"), default=list, blank=True)
    task = models.ForeignKey(
        Task, models.SET_NULL, null=True, blank=True, related_name="statements", verbose_name=_("任务")
    )

    objects = StatementQuerySet.as_manager()

    class Meta:
        verbose_name = _("报告语句")
        verbose_name_plural = _("报告语句")
        ordering = ["report", "order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "key"], name="statement_key_once"),
            models.CheckConstraint(condition=Q(part__in=Part.values), name="statement_part_known"),
            models.CheckConstraint(condition=~Q(text=""), name="statement_has_text"),
            models.CheckConstraint(
                condition=Q(is_own=True) | ~Q(assembled=""), name="statement_assembled_or_own"
            ),
        ]
        indexes = [models.Index(fields=["report", "part", "order", "id"], name="statement_in_part")]

    def __str__(self) -> str:
        return self.text[:40]


class StatementComment(models.Model):
    statement = models.ForeignKey(
        Statement, models.CASCADE, related_name="comments", verbose_name=_("报告语句")
    )
    text = models.TextField(_("批注"))
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("批注人"))
    made_on = models.DateField(_("批注日期"))
    settled_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("处理人")
    )
    settled_on = models.DateField(_("处理日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("批注")
        verbose_name_plural = _("批注")
        ordering = ["statement", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="comment_has_text"),
            models.CheckConstraint(
                condition=Q(settled_by=None, settled_on=None)
                | Q(settled_by__isnull=False, settled_on__isnull=False),
                name="comment_settled_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:40]


class ReportVersion(models.Model):
    """What a report said at a step of its way: `content` is a list of [key, part, chapter, text], in order."""

    report = models.ForeignKey(
        AnnualReport, models.CASCADE, related_name="versions", verbose_name=_("年度报告稿")
    )
    number = models.PositiveSmallIntegerField(_("版次"))
    note = models.CharField(_("说明"), max_length=200)
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("留存人"))
    made_on = models.DateField(_("留存日期"))
    content = models.JSONField(_("内容"), default=list)

    class Meta:
        verbose_name = _("报告版本")
        verbose_name_plural = _("报告版本")
        ordering = ["report", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="version_number_once"),
        ]

    def __str__(self) -> str:
        return str(_("第%(n)s版（%(note)s）") % {"n": self.number, "note": self.note})


def open_comments(report: AnnualReport) -> int:
    """Those that nobody has settled, on sentences that stand."""
    rows = StatementComment.objects.filter(statement__report=report, statement__is_dropped=False)
    return rows.filter(settled_on=None).count()
