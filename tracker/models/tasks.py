"""What was promised, and who answers for it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from tracker.models.follows import Follow
from tracker.models.lists import Basis, Duty, TaskList
from tracker.models.people import Unit, UnitGroup, User
from tracker.models.seen import task_seen
from tracker.models.sources import Passage
from tracker.models.states import ENDED_TASKS, KNOWN_TO_UNITS, OPEN_TASKS, RUNNING_TASKS, TaskState
from tracker.punctuation import spelt
from tracker.rules.wording import numbering

if TYPE_CHECKING:
    from tracker.domain.actor import Actor


class TaskOrigin(models.TextChoices):
    DOCUMENT = "document", _("文件条款")
    INSTRUCTION = "instruction", _("领导批示")
    MEETING = "meeting", _("会议议定")
    OTHER = "other", _("其他交办")


class ListBasis(models.TextChoices):
    """Whether the row is the official list's own (清单依据)."""

    OFFICIAL = "official", _("公开清单")
    OFFICIAL_PART = "official_part", _("公开清单（部分）")
    COMPILED = "compiled", _("由报告整理")


class Priority(models.TextChoices):
    """How much the office presses for it; in lists and on its page, and no rule of the ladder."""

    NORMAL = "normal", _("一般")
    KEY = "key", _("重点")
    URGENT = "urgent", _("紧急")


class TaskQuerySet(models.QuerySet["Task"]):
    def draft(self) -> Self:
        return self.filter(state=TaskState.DRAFT)

    def issued(self) -> Self:
        return self.filter(state=TaskState.ISSUED)

    def issued_once(self) -> Self:
        """All but what is still being prepared."""
        return self.exclude(state=TaskState.DRAFT)

    def open(self) -> Self:
        return self.filter(state__in=RUNNING_TASKS)

    def open_or_draft(self) -> Self:
        """Whose owners and dates may still be decided."""
        return self.filter(state__in=OPEN_TASKS)

    def inferred(self) -> Self:
        """With an owner or a date that nobody has decided and no document states."""
        owner = Exists(Assignment.objects.filter(task=OuterRef("pk"), basis=Basis.INFERRED))
        dated = Exists(Task.objects.filter(pk=OuterRef("pk"), schedules__basis=Basis.INFERRED))
        return self.filter(owner | dated)

    def ended(self) -> Self:
        return self.filter(state__in=ENDED_TASKS)

    def visible_to(self, actor: Actor) -> Self:
        if not actor.is_business:
            return self.none()
        assigned = Exists(Assignment.objects.filter(task=OuterRef("pk"), unit__in=actor.units_seen))
        return self.filter(task_seen(actor, "", assigned))

    def known_to_units(self) -> Self:
        return self.filter(state__in=KNOWN_TO_UNITS)

    def owned_by(self, unit: int) -> Self:
        """With the unit's own assignment, whose columns can be sorted and filtered by as `own_urgency`, `own_nearest_on`
        and `own_id` (of the task): another condition on `assignments` would speak of another unit's."""
        return self.filter(assignments__unit=unit).alias(
            own_urgency=F("assignments__urgency"),
            own_nearest_on=F("assignments__nearest_on"),
            own_id=F("assignments__task_id"),
        )

    def owed_by_nobody(self) -> Self:
        """Running, with dates, and nobody answers for them: an objection was upheld, a unit went away. What was met and
        has no end of its own waits for the closing of its list."""
        mine = Task.objects.filter(pk=OuterRef("pk"))
        unsettled = Exists(mine.filter(obligations__state__in=("open", "submitted")))
        met = Exists(mine.filter(obligations__state="met"))
        let_off = Exists(mine.filter(obligations__state="waived", obligations__kind="finish"))
        finished = Exists(mine.filter(obligations__state="met", obligations__kind="finish"))
        more = Exists(mine.filter(schedules__opens_next_on__isnull=False))
        dated = Exists(mine.filter(deadlines__isnull=False))
        # The count says the same of what is in hand, and spares asking for each.
        idle = self.issued().filter(dated, urgency=Urgency.GREY, open_count=0, is_standing=False)
        return idle.exclude(unsettled | more | finished).exclude(met & ~let_off)

    def to_review(self, today: date) -> Self:
        """Suspended, and the day has come to decide whether they stay so."""
        return self.filter(state=TaskState.SUSPENDED, review_on__lte=today)

    def without_owner(self) -> Self:
        leads = Assignment.objects.filter(task=OuterRef("pk"), role=AssignmentRole.LEAD)
        return self.exclude(Exists(leads.filter(Q(unit__isnull=False) | Q(group__isnull=False))))

    def without_date(self) -> Self:
        return self.filter(schedules=None)

    def of_urgency(self, urgency: int) -> Self:
        return self.filter(urgency=urgency)

    def due_within(self, first: date, last: date) -> Self:
        """Whose nearest unsettled date is one of these days."""
        return self.filter(nearest_on__range=(first, last))

    def to_accept(self) -> Self:
        """Something that was handed in waits for the office's word."""
        waiting = Task.objects.filter(obligations__state="submitted")
        return self.filter(pk__in=waiting.values("pk"))

    def unsigned(self, actor: Actor) -> Self:
        """未签收: a unit that it names has not signed for its list yet; to a unit, its own."""
        owners = Assignment.objects.filter(
            unit__obligations__kind="sign_for",
            unit__obligations__state="open",
            unit__obligations__task_list=F("task__task_list"),
        )
        if actor.served and not actor.is_office:
            owners = owners.filter(unit__in=actor.served)
        return self.known_to_units().filter(pk__in=owners.values("task"))

    def dormant(self) -> Self:
        """已过期未启动: a date had passed when the list was issued, and nobody chose to chase it."""
        sleeping = Task.objects.filter(obligations__state="open", obligations__is_chased=False)
        return self.filter(dormant_count__gt=0, pk__in=sleeping.values("pk"))

    def mine(self, actor: Actor) -> Self:
        """What one follows, and what a unit that one acts for leads."""
        followed = Q(pk__in=Follow.objects.filter(person=actor.person_id, task__isnull=False).values("task"))
        units = Follow.objects.filter(person=actor.person_id, unit__isnull=False).values("unit")
        owned = Assignment.objects.filter(
            Q(unit__in=units) | Q(unit__in=actor.served, role=AssignmentRole.LEAD)
        )
        return self.filter(followed | Q(pk__in=owned.values("task")))


NEVER = date.max  # a day to sort by where no date stands: databases disagree on where nothing belongs


class Urgency(models.IntegerChoices):
    """How a task stands, worst first, so that a list sorts upwards: `Colour` the other way round."""

    RED = 0, _("逾期")
    YELLOW = 1, _("退回")
    BLUE = 2, _("临近")
    GREEN = 3, _("正常")
    GREY = 4, _("未启动或已办结")


class Task(models.Model):
    task_list = models.ForeignKey(TaskList, models.PROTECT, related_name="tasks", verbose_name=_("清单"))
    number = models.CharField(_("编号"), max_length=32, blank=True)
    order = models.PositiveIntegerField(_("顺序"), default=0)
    title = models.CharField(_("任务"), max_length=200)
    requirement = models.TextField(_("任务要求"))
    standard = models.TextField(_("完成标准"), blank=True)
    chapter = models.CharField(_("所属章节"), max_length=500, blank=True)
    passage = models.ForeignKey(
        Passage, models.PROTECT, null=True, blank=True, related_name="tasks", verbose_name=_("原文条款")
    )
    origin = models.CharField(_("任务来源"), max_length=16, choices=TaskOrigin, default=TaskOrigin.DOCUMENT)
    origin_note = models.CharField(_("来源说明"), max_length=300, blank=True)
    list_basis = models.CharField(_("清单依据"), max_length=16, choices=ListBasis, blank=True)
    duty_override = models.CharField(_("承担方式（单列）"), max_length=8, choices=Duty, blank=True)
    notes = models.JSONField(_("其他列"), default=dict, blank=True)
    priority = models.CharField(_("优先级"), max_length=8, choices=Priority, default=Priority.NORMAL)
    state = models.CharField(_("状态"), max_length=16, choices=TaskState, default=TaskState.DRAFT)
    state_reason = models.CharField(_("状态说明"), max_length=300, blank=True)
    suspended_on = models.DateField(_("暂缓自"), null=True, blank=True)
    review_on = models.DateField(
        _("复核日期"), null=True, blank=True, help_text=_("到期由督办员决定恢复或继续暂缓")
    )
    date_wording = models.CharField(_("时限原文"), max_length=200, blank=True)
    is_standing = models.BooleanField(_("常态任务"), default=False)
    created_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("建立人")
    )
    created_at = models.DateTimeField(_("建立时间"), auto_now_add=True)
    done_on = models.DateField(_("办结日期"), null=True, blank=True)
    carried_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="carried_to", verbose_name=_("上年任务")
    )

    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="steps",
        db_index=False,  # `task_steps`: most have none, and a database that counts those avoids the index
        verbose_name=_("拆解自"),
    )

    # What lists sort, filter and count by. Kept by `domain.lifecycle.summary` in the transaction of every change, and
    # rolled on when a day has passed; `manage.py summaries --check` compares them with the obligations.
    office = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", db_index=False, editable=False, verbose_name=_("督办机构")
    )
    urgency = models.PositiveSmallIntegerField(
        _("情形"), choices=Urgency, default=Urgency.GREY, editable=False
    )
    urgency_until_on = models.DateField(_("情形有效至"), null=True, editable=False)
    nearest_on = models.DateField(_("最近时限"), default=NEVER, editable=False)
    open_count = models.PositiveIntegerField(_("未办结"), default=0, editable=False)
    late_count = models.PositiveIntegerField(_("逾期件数"), default=0, editable=False)
    returned_count = models.PositiveIntegerField(_("退回件数"), default=0, editable=False)
    dormant_count = models.PositiveIntegerField(_("已过期未启动"), default=0, editable=False)

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("任务")
        verbose_name_plural = _("任务")
        ordering = ["task_list", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["task_list", "number"],
                condition=~Q(number=""),
                name="task_number_once",
                violation_error_message=_("清单中已有这个编号"),
            ),
            models.CheckConstraint(condition=Q(state__in=TaskState.values), name="task_state_known"),
            models.CheckConstraint(condition=Q(origin__in=TaskOrigin.values), name="task_origin_known"),
            models.CheckConstraint(
                condition=Q(list_basis__in=["", *ListBasis.values]), name="task_list_basis_known"
            ),
            models.CheckConstraint(condition=Q(duty_override__in=["", *Duty.values]), name="task_duty_known"),
            models.CheckConstraint(
                condition=Q(state=TaskState.DONE, done_on__isnull=False)
                | (~Q(state=TaskState.DONE) & Q(done_on=None)),
                name="task_done_when",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(TaskState.SUSPENDED, TaskState.CANCELLED)) | ~Q(state_reason=""),
                name="task_halt_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(state=TaskState.SUSPENDED, suspended_on__isnull=False, review_on__isnull=False)
                | ~Q(state=TaskState.SUSPENDED) & Q(suspended_on=None, review_on=None),
                name="task_suspension_has_review",
            ),
            models.CheckConstraint(condition=~Q(title=""), name="task_has_title"),
            models.CheckConstraint(condition=Q(priority__in=Priority.values), name="task_priority_known"),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=models.F("pk")), name="task_step_of_another"
            ),
            models.CheckConstraint(condition=Q(urgency__in=Urgency.values), name="task_urgency_known"),
        ]
        indexes = [
            models.Index(fields=["state", "task_list"], name="task_by_state"),
            models.Index(fields=["office", "state", "urgency"], name="task_counted"),
            models.Index(fields=["office", "task_list", "state", "urgency"], name="task_counted_in_list"),
            models.Index(fields=["office", "urgency", "nearest_on", "id"], name="task_by_urgency"),
            models.Index(fields=["office", "nearest_on", "id"], name="task_by_date"),
            models.Index(fields=["task_list", "order", "id"], name="task_in_list"),
            models.Index(fields=["office", "-task_list", "order", "id"], name="task_by_list"),
            models.Index(fields=["number"], condition=~Q(number=""), name="task_by_number"),
            models.Index(
                fields=["parent", "nearest_on"], condition=Q(parent__isnull=False), name="task_steps"
            ),
            models.Index(
                fields=["office", "state"],  # two columns, or SQLite thinks the one of all states better
                condition=Q(open_count=0, is_standing=False),
                name="task_of_nobody",
            ),
            models.Index(
                fields=["office", "task_list", "order"], condition=Q(state="draft"), name="task_drafts"
            ),
            models.Index(
                fields=["office", "review_on"], condition=Q(state="suspended"), name="task_to_review"
            ),
            models.Index(
                fields=["urgency_until_on"], condition=Q(urgency_until_on__isnull=False), name="task_to_roll"
            ),
        ]

    def __str__(self) -> str:
        return f"{numbering(self.number)}{self.title}"

    @property
    def duty(self) -> str:
        return self.duty_override or self.task_list.duty

    @property
    def colour(self) -> int:
        """One of `Colour`: worst last there, worst first here."""
        return Urgency.GREY - self.urgency

    @property
    def next_due_on(self) -> date | None:
        """The nearest date that is not settled."""
        return None if self.nearest_on == NEVER else self.nearest_on


class AssignmentRole(models.TextChoices):
    LEAD = "lead", _("牵头")
    SUPPORT = "support", _("配合")


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def leads(self) -> Self:
        return self.filter(role=AssignmentRole.LEAD)

    def of_units(self) -> Self:
        return self.filter(unit__isnull=False)

    def unmatched(self) -> Self:
        """Owners as written that name no unit and no group we know."""
        return self.filter(unit=None, group=None)

    def groups_to_freeze(self) -> Self:
        return self.filter(group__isnull=False)


class Assignment(models.Model):
    """One owner as written. A group's row stays as the document has it; its members get rows of their own
    (`via_group`) when the list is issued, and are frozen from then on."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="assignments", verbose_name=_("任务"))
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="assignments", verbose_name=_("单位")
    )
    group = models.ForeignKey(
        UnitGroup, models.PROTECT, null=True, blank=True, related_name="assignments", verbose_name=_("单位组")
    )
    written = models.CharField(_("原文写法"), max_length=200)
    role = models.CharField(_("角色"), max_length=8, choices=AssignmentRole)
    basis = models.CharField(_("依据"), max_length=8, choices=Basis)
    via_group = models.CharField(_("经由单位组"), max_length=128, blank=True)
    order = models.PositiveSmallIntegerField(_("顺序"), default=0)
    # The task's own, so that a unit's list is read in order from one index.
    urgency = models.PositiveSmallIntegerField(default=Urgency.GREY, editable=False)
    nearest_on = models.DateField(default=NEVER, editable=False)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("责任分工")
        verbose_name_plural = _("责任分工")
        ordering = ["task", "role", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["task", "unit"],
                condition=Q(unit__isnull=False),
                name="assignment_unit_once",
                violation_error_message=_("该单位已在此任务的责任分工中"),
            ),
            models.UniqueConstraint(
                fields=["task", "group"], condition=Q(group__isnull=False), name="assignment_group_once"
            ),
            models.UniqueConstraint(
                fields=["task", "written"], condition=Q(unit=None, group=None), name="assignment_written_once"
            ),
            models.CheckConstraint(condition=Q(unit=None) | Q(group=None), name="assignment_unit_or_group"),
            models.CheckConstraint(condition=Q(role__in=AssignmentRole.values), name="assignment_role_known"),
            models.CheckConstraint(condition=Q(basis__in=Basis.values), name="assignment_basis_known"),
            models.CheckConstraint(condition=~Q(written=""), name="assignment_written_kept"),
        ]
        indexes = [
            models.Index(fields=["unit", "urgency", "nearest_on", "task"], name="assignment_by_urgency"),
            models.Index(fields=["unit", "nearest_on", "task"], name="assignment_by_date"),
        ]

    def __str__(self) -> str:
        return spelt("{}：{}", self.get_role_display(), self.written)
