"""What somebody has typed into a form and not yet sent: their own, seen by nobody else, and no part of the history."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import models
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from tracker.models.people import User


class FormDraftQuerySet(models.QuerySet):
    def of(self, person: User, address: str) -> FormDraftQuerySet:
        """The form that is sent to this address (a path of ours)."""
        return self.filter(person=person, address=address)

    def older_than(self, moment: datetime) -> FormDraftQuerySet:
        return self.filter(saved_at__lt=moment)


class FormDraft(models.Model):
    """One form of one person: lists of typed values by the name of the field."""

    person = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="form_drafts", verbose_name=_("人员")
    )
    address = models.CharField(_("网址"), max_length=255)
    fields = models.JSONField(_("所填内容"), default=dict)
    saved_at = models.DateTimeField(_("保存时间"))

    objects = FormDraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("未提交的表单")
        verbose_name_plural = _("未提交的表单")
        indexes = [models.Index(fields=["saved_at"], name="form_draft_oldest")]
        constraints = [
            models.UniqueConstraint(fields=["person", "address"], name="form_draft_once"),
            models.CheckConstraint(
                condition=models.Q(address__startswith="/"), name="form_draft_address_is_ours"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.address}"

    def as_sent(self) -> QueryDict:
        """The words as the browser would have sent them."""
        data = QueryDict(mutable=True)
        for name, values in self.fields.items():
            data.setlist(name, values)
        return data


class DraftFileQuerySet(models.QuerySet):
    def named(self, names: Iterable[str]) -> DraftFileQuerySet:
        return self.filter(file__in=list(names))


class DraftFile(models.Model):
    """A file that was chosen in the form and came with it, stored under its hash (domain/files.py)."""

    draft = models.ForeignKey(
        FormDraft, on_delete=models.CASCADE, related_name="files", verbose_name=_("未提交的表单")
    )
    field = models.CharField(_("栏目"), max_length=64)
    file = models.FileField(_("文件"), max_length=255)
    filename = models.CharField(_("文件名"), max_length=255)

    objects = DraftFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("未提交的文件")
        verbose_name_plural = _("未提交的文件")

    def __str__(self) -> str:
        return self.filename
