"""Names that documents write and the register of units does not know."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tracker.models.people import Unit, UnitGroup, User
from tracker.models.requests import Decision


class WrittenNameQuerySet(models.QuerySet["WrittenName"]):
    def asked(self) -> Self:
        """What an office has put before the system administrator."""
        return self.exclude(asked_on=None)

    def undecided(self) -> Self:
        return self.asked().filter(decision="")

    def remembered(self, office: Unit) -> Self:
        """What this office chose in earlier imports, as far as it still exists."""
        return self.filter(Q(unit__is_active=True) | Q(group__isnull=False), office=office)


class WrittenName(models.Model):
    """What an office took a name for when it last imported it, so that it need not look for it again; and whether it
    asked the system administrator to take the name into the register for everybody."""

    office = models.ForeignKey(Unit, models.CASCADE, related_name="written_names", verbose_name=_("督办机构"))
    name = models.CharField(_("文件里的写法"), max_length=128)
    unit = models.ForeignKey(
        Unit, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("所指单位")
    )
    group = models.ForeignKey(
        UnitGroup, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("所指单位组")
    )
    asked_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("申请人")
    )
    asked_on = models.DateField(_("申请日期"), null=True, blank=True)
    decision = models.CharField(_("决定"), max_length=8, choices=Decision, blank=True)
    decision_reason = models.TextField(_("决定理由"), blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("决定人")
    )
    decided_on = models.DateField(_("决定日期"), null=True, blank=True)

    objects = WrittenNameQuerySet.as_manager()

    class Meta:
        verbose_name = _("名称申请")
        verbose_name_plural = _("名称申请")
        ordering = ["-asked_on", "name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["office", "name"], name="written_name_once_per_office"),
            models.CheckConstraint(
                condition=Q(unit=None) | Q(group=None), name="written_name_means_one_thing"
            ),
            models.CheckConstraint(
                condition=Q(asked_by=None, asked_on=None) | Q(asked_by__isnull=False, asked_on__isnull=False),
                name="written_name_asked_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(decision="", decided_by=None, decided_on=None)
                | Q(
                    decision__in=Decision.values,
                    asked_on__isnull=False,
                    decided_by__isnull=False,
                    decided_on__isnull=False,
                ),
                name="written_name_decided_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")),
                name="written_name_not_decided_by_asker",
                violation_error_message=_("申请人不能自己决定"),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def owner(self) -> Unit | UnitGroup | None:
        return self.unit or self.group

    @property
    def code(self) -> str:
        """In the shape that a proposal keeps: unit:5, group:3, or nothing."""
        return f"unit:{self.unit_id}" if self.unit_id else f"group:{self.group_id}" if self.group_id else ""
