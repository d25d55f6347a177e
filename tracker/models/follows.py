"""Who wants to hear when something moves."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.models.people import Unit, User


class Follow(models.Model):
    """Somebody wants to hear when this task, or any task of this unit, moves."""

    person = models.ForeignKey(User, models.CASCADE, related_name="follows", verbose_name=_("关注人"))
    task = models.ForeignKey(
        "tracker.Task", models.CASCADE, null=True, related_name="followers", verbose_name=_("任务")
    )
    unit = models.ForeignKey(
        Unit, models.CASCADE, null=True, related_name="followers", verbose_name=_("单位")
    )
    # The last event that its person has seen of it: what came later rings the bell.
    seen_seq = models.PositiveBigIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("关注")
        verbose_name_plural = _("关注")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "task"], condition=Q(task__isnull=False), name="follow_task_once"
            ),
            models.UniqueConstraint(
                fields=["person", "unit"], condition=Q(unit__isnull=False), name="follow_unit_once"
            ),
            models.CheckConstraint(
                condition=Q(task__isnull=False, unit=None) | Q(task=None, unit__isnull=False),
                name="follow_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} → {self.task or self.unit}"
