"""函件用语: an office's own words for the parts of its letters, in place of the program's."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.models.dispatches import DispatchKind
from tracker.models.people import Unit


class LetterPart(models.TextChoices):
    TITLE = "title", _("标题")
    OPENING = "opening", _("引言")
    DEMAND = "demand", _("办理要求")


REMINDER = "reminder"  # no formal letter: what reminds a unit on paper
WORDED = [*DispatchKind.choices, (REMINDER, _("提醒函"))]


class LetterWording(models.Model):
    """Text with placeholders such as {单位} (`domain/formal/wordings.py`). Empty: the program's own words."""

    office = models.ForeignKey(Unit, models.PROTECT, related_name="wordings", verbose_name=_("督办机构"))
    kind = models.CharField(_("函件种类"), max_length=16, choices=WORDED)
    part = models.CharField(_("部分"), max_length=8, choices=LetterPart)
    text = models.TextField(_("用语"), blank=True, help_text=_("留空即用系统自带的用语"))

    class Meta:
        verbose_name = _("函件用语")
        verbose_name_plural = _("函件用语")
        ordering = ["office", "kind", "part"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "kind", "part"],
                name="wording_once",
                violation_error_message=_("这一部分的用语已经有了，请直接修改它"),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[code for code, _name in WORDED]), name="wording_kind_known"
            ),
            models.CheckConstraint(condition=Q(part__in=LetterPart.values), name="wording_part_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}·{self.get_part_display()}"
