"""Documents as received, and the sentences that commitments come from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from tracker.models.people import Unit, User
from tracker.models.seen import task_seen
from tracker.punctuation import spelt

if TYPE_CHECKING:
    from tracker.domain.actor import Actor


class SourceKind(models.TextChoices):
    REPORT = "report", _("年度报告")
    PLAN = "plan", _("工作安排")
    LIST = "list", _("责任清单")
    RECTIFICATION = "rectification", _("整改方案")
    OTHER = "other", _("其他文件")


class SourceQuerySet(models.QuerySet["Source"]):
    def visible_to(self, actor: Actor) -> Self:
        """An office reads what it has received itself and what its tasks come from; leaders read what the offices
        below them have received, and units what their tasks come from."""
        if not actor.is_business:
            return self.none()
        path = "passages__tasks__"
        seen = task_seen(actor, path, Q(**{f"{path}assignments__unit__in": actor.units_seen}))
        found = Q(Exists(Source.objects.filter(seen, pk=OuterRef("pk"))))
        offices = actor.offices | actor.offices_led
        if offices:
            found |= Q(Exists(ImportRun.objects.filter(source=OuterRef("pk"), office__in=offices)))
        return self.filter(found)


class Source(models.Model):
    file = models.FileField(_("文件"), upload_to="sources/")
    filename = models.CharField(_("原文件名"), max_length=255)
    sha256 = models.CharField(_("SHA-256"), max_length=64, unique=True)
    text_sha256 = models.CharField(_("文字的SHA-256"), max_length=64, blank=True, db_index=True)
    size = models.PositiveBigIntegerField(_("字节数"))
    kind = models.CharField(_("种类"), max_length=16, choices=SourceKind, default=SourceKind.OTHER)
    title = models.CharField(_("标题"), max_length=255)
    issuer = models.CharField(_("发文机关"), max_length=255, blank=True)
    number = models.CharField(_("发文字号"), max_length=64, blank=True)
    dated_on = models.DateField(_("成文日期"), null=True, blank=True)
    year = models.PositiveSmallIntegerField(_("年度"), null=True, blank=True)
    is_public = models.BooleanField(_("已公开"), default=False)
    uploaded_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, verbose_name=_("导入人")
    )
    uploaded_at = models.DateTimeField(_("导入时间"), auto_now_add=True)

    objects = SourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("来源文件")
        verbose_name_plural = _("来源文件")
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=SourceKind.values), name="source_kind_known"),
            models.CheckConstraint(
                condition=Q(year=None) | Q(year__range=(1949, 2200)), name="source_year_sane"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class PassageKind(models.TextChoices):
    HEADING = "heading", _("标题")
    PARAGRAPH = "paragraph", _("段落")
    SENTENCE = "sentence", _("句")
    ROW = "row", _("表格行")
    NOTE = "note", _("附注")


class Passage(models.Model):
    source = models.ForeignKey(Source, models.CASCADE, related_name="passages", verbose_name=_("来源文件"))
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, related_name="children", verbose_name=_("上级条款")
    )
    order = models.PositiveIntegerField(_("顺序"))
    kind = models.CharField(_("种类"), max_length=16, choices=PassageKind)
    level = models.PositiveSmallIntegerField(_("层级"), default=0)
    label = models.CharField(_("编号"), max_length=32, blank=True)
    address = models.CharField(_("地址"), max_length=255)
    text = models.TextField(_("原文"))
    section = models.CharField(_("所属部分"), max_length=16, blank=True)

    class Meta:
        verbose_name = _("原文条款")
        verbose_name_plural = _("原文条款")
        ordering = ["source", "order"]
        constraints = [
            models.UniqueConstraint(fields=["source", "address"], name="passage_address_once"),
            models.UniqueConstraint(fields=["source", "order"], name="passage_order_once"),
            models.CheckConstraint(condition=Q(kind__in=PassageKind.values), name="passage_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.address} {self.text[:30]}"


class ImportState(models.TextChoices):
    READING = "reading", _("正在读取")
    PROPOSED = "proposed", _("待确认")
    APPLYING = "applying", _("正在写入")
    APPLIED = "applied", _("已导入")
    FAILED = "failed", _("未能读取")
    UNDONE = "undone", _("已撤回")


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    def visible_to(self, actor: Actor) -> Self:
        """An import is the affair of the office that started it; nobody else sees an unfinished proposal."""
        return self.filter(office__in=actor.offices)

    def being_read(self) -> Self:
        return self.filter(state=ImportState.READING)

    def proposed(self) -> Self:
        return self.filter(state=ImportState.PROPOSED)

    def being_applied(self) -> Self:
        return self.filter(state=ImportState.APPLYING)

    def applied(self) -> Self:
        return self.filter(state=ImportState.APPLIED)


class ImportRun(models.Model):
    """One reading of one document: the file as it came, the proposal an officer edits, and what became of each
    row. Until it is applied nothing else knows of it: `source` and `task_list` are set by applying."""

    office = models.ForeignKey(Unit, models.PROTECT, related_name="imports", verbose_name=_("督办机构"))
    file = models.FileField(_("文件"), upload_to="sources/", blank=True)
    filename = models.CharField(_("原文件名"), max_length=255)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    text_sha256 = models.CharField(_("文字的SHA-256"), max_length=64, blank=True)
    size = models.PositiveBigIntegerField(_("字节数"))
    year = models.PositiveSmallIntegerField(_("年度"), null=True, blank=True)
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="imports", verbose_name=_("来源文件")
    )
    task_list = models.ForeignKey(
        "tracker.TaskList",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="imports",
        verbose_name=_("清单"),
    )
    state = models.CharField(_("状态"), max_length=16, choices=ImportState, default=ImportState.READING)
    progress = models.PositiveSmallIntegerField(_("进度（%）"), default=0)
    step = models.CharField(_("当前步骤"), max_length=100, blank=True)
    # What an officer edits; the words of the document beside it never change and are kept apart, so that saving
    # one item of a long list does not write the whole document again.
    proposal = models.JSONField(_("提议"), default=dict, blank=True)
    passages = models.JSONField(_("原文"), default=list, blank=True)
    outcome = models.JSONField(_("结果"), default=dict, blank=True)
    error = models.TextField(_("错误"), blank=True)
    started_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, verbose_name=_("导入人")
    )
    started_at = models.DateTimeField(_("开始时间"), auto_now_add=True)
    started_on = models.DateField(
        _("开始日"), null=True
    )  # by the business clock; none before there was this column
    applied_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, verbose_name=_("确认人")
    )
    applied_at = models.DateTimeField(_("确认时间"), null=True)
    applied_on = models.DateField(_("确认日"), null=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("导入批次")
        verbose_name_plural = _("导入批次")
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ImportState.values), name="import_state_known"),
            models.CheckConstraint(condition=Q(progress__lte=100), name="import_progress_percent"),
            models.CheckConstraint(
                condition=Q(year=None) | Q(year__range=(1949, 2200)), name="import_year_sane"
            ),
            models.CheckConstraint(
                condition=~Q(state=ImportState.APPLIED) | Q(applied_at__isnull=False),
                name="import_applied_when",
            ),
            models.CheckConstraint(
                condition=~Q(state=ImportState.FAILED) | ~Q(error=""), name="import_failed_why"
            ),
        ]

    def __str__(self) -> str:
        return spelt("{}（{}）", self.filename, self.get_state_display())
