"""对外公开: what a list shows to the public, kept as it was checked; and the tasks that are not shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from tracker.models.lists import TaskList
from tracker.models.people import User
from tracker.models.states import RUNNING_TASKS, TaskState
from tracker.models.tasks import Task
from tracker.punctuation import spelt

if TYPE_CHECKING:
    from tracker.domain.actor import Actor


class PublicationQuerySet(models.QuerySet["Publication"]):
    def visible_to(self, actor: Actor) -> Self:
        """What was public once, and is no more, is the office's own."""
        return self.filter(task_list__office__in=actor.offices | actor.offices_led)

    def current(self) -> Self:
        """What the public reads now."""
        return self.filter(withdrawn_on=None)


class Publication(models.Model):
    """What was checked on one day and is public since: what happens afterwards is public only after the next check.

    `head` is the open commitment format without its commitments, `sha256` the digest of the whole as it was checked."""

    task_list = models.ForeignKey(
        TaskList, models.PROTECT, related_name="publications", verbose_name=_("清单")
    )
    number = models.PositiveSmallIntegerField(_("第几次公开"))
    head = models.JSONField(_("公开内容的开头"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    # How many stand in it, are done, run, are late: counted when that changes, not when a stranger asks.
    figures = models.JSONField(_("数目"), default=dict, editable=False)
    reviewed_by = models.CharField(_("保密审查人"), max_length=64)
    published_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("公开人"))
    published_on = models.DateField(_("公开日期"))
    published_at = models.DateTimeField(_("公开时间"), auto_now_add=True)
    withdrawn_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("停止公开人")
    )
    withdrawn_on = models.DateField(_("停止公开日期"), null=True, blank=True)
    withdrawn_why = models.CharField(_("停止公开的理由"), max_length=300, blank=True)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("对外公开")
        verbose_name_plural = _("对外公开")
        ordering = ["task_list", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["task_list", "number"], name="publication_number_once"),
            models.UniqueConstraint(
                fields=["task_list"], condition=Q(withdrawn_on=None), name="publication_one_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(reviewed_by=""), name="publication_reviewed_by_someone"),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None, withdrawn_by=None, withdrawn_why="")
                | Q(withdrawn_on__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_why=""),
                name="publication_withdrawn_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task_list}（{self.published_on}公开）"


class PublishedQuerySet(models.QuerySet["PublishedCommitment"]):
    def counted(self) -> dict[str, int]:
        return self.aggregate(
            count=Count("pk"),
            done=Count("pk", filter=Q(content__state=TaskState.DONE)),
            running=Count("pk", filter=Q(content__state__in=RUNNING_TASKS)),
            late=Count("pk", filter=Q(content__late=True)),
        )

    def forget_sentence_of(self, task: Task) -> None:
        """Other tasks that were made of the same sentence quote it no more: its words are those of this task too."""
        if task.passage_id is None:
            return
        rows = self.filter(publication__withdrawn_on=None, task__passage=task.passage_id)
        for row in rows.exclude(task=task).exclude(task=task.parent_id):
            if sentence := row.content.pop("sentence", ""):
                row.words = row.words.replace(sentence, "")
                row.save(update_fields=["content", "words"])

    def shown(self) -> Self:
        """Of publications that stand, without what has been held back since."""
        return self.filter(
            publication__withdrawn_on=None, task__withholding=None, task__parent__withholding=None
        )


class PublishedCommitment(models.Model):
    """One commitment as the public reads it: `content` is its part of the open commitment format, `words` what the
    public edition searches."""

    publication = models.ForeignKey(
        Publication, models.CASCADE, related_name="commitments", verbose_name=_("对外公开")
    )
    task = models.ForeignKey(Task, models.PROTECT, related_name="published", verbose_name=_("任务"))
    order = models.PositiveIntegerField(_("顺序"))
    words = models.TextField(_("检索用语"))
    content = models.JSONField(_("公开内容"))

    objects = PublishedQuerySet.as_manager()

    class Meta:
        verbose_name = _("公开的承诺")
        verbose_name_plural = _("公开的承诺")
        ordering = ["publication", "order"]
        constraints = [
            models.UniqueConstraint(fields=["publication", "task"], name="published_task_once"),
            models.UniqueConstraint(fields=["publication", "order"], name="published_order_once"),
        ]

    def __str__(self) -> str:
        return str(self.content.get("title", ""))


class WithholdingQuerySet(models.QuerySet["Withholding"]):
    def sharing(self, passage: Any, *, but: Any) -> Self:
        """Of other tasks that were made of the same sentence; a step of the task itself has its sentence, and is none."""
        return self.filter(task__passage=passage).exclude(task=but).filter(~Q(task__parent=but))

    def follow(self, task: Task, made: Task) -> None:
        """What is made of a task that the public does not read, its step or what carries it on, is not for it either."""
        for row in self.filter(task=task):
            row.pk, row.task = None, made
            row.save(force_insert=True)


class Withholding(models.Model):
    """A task that the public does not read, and why."""

    task = models.OneToOneField(Task, models.CASCADE, related_name="withholding", verbose_name=_("任务"))
    reason = models.CharField(_("不公开的理由"), max_length=300)
    withheld_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("决定人"))
    withheld_on = models.DateField(_("决定日期"))

    objects = WithholdingQuerySet.as_manager()

    class Meta:
        verbose_name = _("不公开的任务")
        verbose_name_plural = _("不公开的任务")
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="withholding_has_reason")]

    def __str__(self) -> str:
        return spelt("{}：{}", self.task, self.reason)
