"""附件: files that go out with a formal letter."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.models.dispatches import Dispatch
from tracker.models.people import User


class Enclosure(models.Model):
    dispatch = models.ForeignKey(Dispatch, models.CASCADE, related_name="enclosures", verbose_name=_("函件"))
    file = models.FileField(_("文件"), upload_to="enclosures/")
    filename = models.CharField(_("文件名"), max_length=255)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    size = models.PositiveBigIntegerField(_("字节数"))
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("添加人"))
    added_at = models.DateTimeField(_("添加时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("函件附件")
        verbose_name_plural = _("函件附件")
        ordering = ["dispatch", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["dispatch", "filename"], name="enclosure_name_once"),
            models.CheckConstraint(condition=~Q(file="") & ~Q(filename=""), name="enclosure_has_file"),
        ]

    def __str__(self) -> str:
        return self.filename

    @property
    def title(self) -> str:
        """As the letter lists it: the file's name without its ending."""
        return self.filename.rpartition(".")[0] or self.filename
