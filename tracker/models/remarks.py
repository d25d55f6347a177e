"""The office's own notes: what was said on the phone, what to watch. Never shown to units."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.models.dispatches import Dispatch
from tracker.models.obligations import Obligation
from tracker.models.people import Unit, User
from tracker.models.tasks import Task

if TYPE_CHECKING:
    from tracker.domain.actor import Actor


class RemarkQuerySet(models.QuerySet["Remark"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(office__in=actor.offices)

    def about(self, kind: type[Task] | type[Obligation] | type[Dispatch], pk: int) -> Self:
        """With a task, also what was noted on its parts."""
        if kind is Task:
            return self.filter(Q(task=pk) | Q(obligation__task=pk))
        return self.filter(**{str(kind._meta.model_name): pk})

    def outlive(self, dispatch: int, obligation: int | None) -> None:
        """A draft of the system goes with its grounds; what people noted on it stays, on the matter that it was about."""
        self.filter(dispatch=dispatch).update(dispatch=None, obligation=obligation)


class Remark(models.Model):
    """On a task, on what one unit owes, or on a formal letter. `caller` makes it the record of a call."""

    office = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("督办机构"))
    task = models.ForeignKey(
        Task, models.CASCADE, null=True, blank=True, related_name="remarks", verbose_name=_("任务")
    )
    obligation = models.ForeignKey(
        Obligation, models.CASCADE, null=True, blank=True, related_name="remarks", verbose_name=_("应办事项")
    )
    dispatch = models.ForeignKey(
        Dispatch, models.CASCADE, null=True, blank=True, related_name="remarks", verbose_name=_("函件")
    )
    text = models.TextField(_("备注"))
    caller = models.CharField(_("通话人"), max_length=64, blank=True)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("记录人"))
    made_on = models.DateField(_("记录日期"))
    made_at = models.DateTimeField(_("记录时间"), auto_now_add=True)

    objects = RemarkQuerySet.as_manager()

    class Meta:
        verbose_name = _("内部备注")
        verbose_name_plural = _("内部备注")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="remark_has_text"),
            models.CheckConstraint(
                condition=Q(task__isnull=False, obligation=None, dispatch=None)
                | Q(task=None, obligation__isnull=False, dispatch=None)
                | Q(task=None, obligation=None, dispatch__isnull=False),
                name="remark_on_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:40]


class MentionQuerySet(models.QuerySet["Mention"]):
    def of(self, actor: Actor) -> Self:
        """Of this person, in notes of an office that he still works for."""
        return self.filter(person=actor.person_id, remark__office__in=actor.offices)

    def unseen(self) -> Self:
        return self.filter(seen_at=None)


class Mention(models.Model):
    """A colleague whose name stands behind an @ in a note: it rings that colleague's bell."""

    remark = models.ForeignKey(
        Remark, models.CASCADE, related_name="mentions", db_index=False, verbose_name=_("内部备注")
    )
    person = models.ForeignKey(User, models.CASCADE, related_name="mentions", verbose_name=_("提到的人"))
    seen_at = models.DateTimeField(_("看到时间"), null=True, blank=True)

    objects = MentionQuerySet.as_manager()

    class Meta:
        verbose_name = _("提到")
        verbose_name_plural = _("提到")
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["remark", "person"], name="mention_once")]

    def __str__(self) -> str:
        return f"@{self.person}"
