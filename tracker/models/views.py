"""A list as somebody keeps it: its filter, columns, order and groups, under a name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.models.people import Unit, User

if TYPE_CHECKING:
    from tracker.domain.actor import Actor


class ListPage(models.TextChoices):
    TASKS = "tasks", _("任务")
    OBLIGATIONS = "obligations", _("应办事项")
    DISPATCHES = "dispatches", _("外发函件")
    NOTICES = "notices", _("督办提示")
    LETTERS = "letters", _("发件箱")
    HISTORY = "history", _("办理记录")
    PEOPLE = "people", _("通讯录")
    UNITS = "units", _("单位")


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, actor: Actor) -> Self:
        """One's own, and those of the office that one works for."""
        return self.filter(Q(person=actor.person_id) | Q(office__in=actor.offices))


class SavedView(models.Model):
    page = models.CharField(_("列表"), max_length=16, choices=ListPage)
    name = models.CharField(_("名称"), max_length=40)
    query = models.CharField(_("条件"), max_length=1000, blank=True, help_text=_("地址中问号之后的部分"))
    person = models.ForeignKey(
        User, models.CASCADE, null=True, blank=True, related_name="saved_views", verbose_name=_("个人")
    )
    office = models.ForeignKey(
        Unit, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("督办机构")
    )
    is_pinned = models.BooleanField(_("置顶"), default=False)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("保存的视图")
        verbose_name_plural = _("保存的视图")
        ordering = ["-is_pinned", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(page__in=ListPage.values), name="saved_view_page_known"),
            models.CheckConstraint(condition=~Q(name=""), name="saved_view_has_name"),
            models.CheckConstraint(
                condition=Q(person__isnull=False, office=None) | Q(person=None, office__isnull=False),
                name="saved_view_one_owner",
            ),
            models.UniqueConstraint(
                fields=["person", "page", "name"],
                condition=Q(person__isnull=False),
                name="saved_view_once_a_person",
            ),
            models.UniqueConstraint(
                fields=["office", "page", "name"],
                condition=Q(office__isnull=False),
                name="saved_view_once_an_office",
            ),
        ]

    def __str__(self) -> str:
        return self.name
