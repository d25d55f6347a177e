"""文书模板: a Word file of an office's own, with placeholders, in place of the program's page for its letters of a kind."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tracker.models.dispatches import DispatchKind
from tracker.models.people import Unit, User

if TYPE_CHECKING:
    from tracker.domain.actor import Actor


class LetterTemplateQuerySet(models.QuerySet["LetterTemplate"]):
    def visible_to(self, actor: Actor) -> Self:
        return self if actor.is_admin else self.filter(office__in=actor.offices)

    def in_force(self, at: datetime) -> Self:
        """Of that moment: a letter that was signed keeps the page that it was signed on."""
        return self.filter(Q(ended_at=None) | Q(ended_at__gt=at), taken_at__lte=at)


class LetterTemplate(models.Model):
    """Never edited: another file is another row, and ends this one."""

    office = models.ForeignKey(
        Unit, models.PROTECT, related_name="letter_templates", verbose_name=_("督办机构")
    )
    kind = models.CharField(_("函件种类"), max_length=16, choices=DispatchKind)
    file = models.FileField(_("Word模板"), upload_to="templates/")
    filename = models.CharField(_("文件名"), max_length=255)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    taken_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("上传人"))
    taken_at = models.DateTimeField(_("启用时间"))
    ended_at = models.DateTimeField(_("停用时间"), null=True, blank=True)

    objects = LetterTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = _("文书模板")
        verbose_name_plural = _("文书模板")
        ordering = ["office", "kind", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "kind"], condition=Q(ended_at=None), name="letter_template_one_in_force"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=DispatchKind.values), name="letter_template_kind_known"
            ),
            models.CheckConstraint(condition=~Q(file="") & ~Q(sha256=""), name="letter_template_has_file"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("taken_at")), name="letter_template_ends_later"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}·{self.filename}"
