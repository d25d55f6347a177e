"""What was promised: lists, tasks, who answers for them, and the rules their dates follow."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from tracker.models.people import ADMIN_ROLES, OFFICE_ROLES, Membership, Role, Unit, UnitGroup, User
from tracker.models.sources import Passage, Source
from tracker.rules.periods import Anchor


class Basis(models.TextChoices):
    """How we know an owner or a date. Only stated and decided facts may stand under a formal letter."""

    STATED = "stated", _("原文")
    INFERRED = "inferred", _("推断")
    DECIDED = "decided", _("核定")


class Duty(models.TextChoices):
    LEAD = "lead", _("牵头单位")
    EACH = "each", _("各单位分别")


class ListKind(models.TextChoices):
    DUTY_LIST = "duty_list", _("责任清单")
    WORK_PLAN = "work_plan", _("工作安排")
    RECTIFICATION = "rectification", _("整改清单")
    INSTRUCTION = "instruction", _("批示与会议事项")
    OTHER = "other", _("其他清单")


class ListState(models.TextChoices):
    DRAFT = "draft", _("拟办")
    ISSUED = "issued", _("已下达")
    CLOSED = "closed", _("已归档")


class Cycle(models.TextChoices):
    NONE = "", _("不另行报送")
    MONTHLY = "monthly", _("每月")
    QUARTERLY = "quarterly", _("每季度")
    HALF_YEARLY = "half_yearly", _("每半年")
    YEARLY = "yearly", _("每年")


class TaskListQuerySet(models.QuerySet):
    def visible_to(self, user: User, on: date):
        return self.filter(pk__in=Task.objects.visible_to(user, on).values("task_list")) | self.filter(
            office__in=offices_of(user, on)
        )

    def drafts(self):
        return self.filter(state=ListState.DRAFT)

    def issued(self):
        return self.filter(state=ListState.ISSUED)


class TaskList(models.Model):
    name = models.CharField(_("清单名称"), max_length=200)
    year = models.PositiveSmallIntegerField(_("年度"))
    kind = models.CharField(_("种类"), max_length=16, choices=ListKind, default=ListKind.OTHER)
    office = models.ForeignKey(
        Unit, models.PROTECT, related_name="lists_supervised", verbose_name=_("督办机构")
    )
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="lists", verbose_name=_("来源文件")
    )
    duty = models.CharField(
        _("承担方式"),
        max_length=8,
        choices=Duty,
        default=Duty.LEAD,
        help_text=_("牵头单位：只由牵头单位报送办结；各单位分别：每个责任单位各自报送办结"),
    )
    report_cycle = models.CharField(
        _("报送周期"), max_length=16, choices=Cycle, blank=True, default=Cycle.NONE
    )
    report_cycle_note = models.CharField(_("报送周期说明"), max_length=100, blank=True)
    guidance = models.TextField(_("工作指引"), blank=True, help_text=_("下达时随指引发给各单位：怎样算办好"))
    state = models.CharField(_("状态"), max_length=8, choices=ListState, default=ListState.DRAFT)
    is_public = models.BooleanField(_("已公开"), default=False)
    issued_on = models.DateField(_("下达日期"), null=True, blank=True)
    issued_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("下达人")
    )
    closed_on = models.DateField(_("归档日期"), null=True, blank=True)

    objects = TaskListQuerySet.as_manager()

    class Meta:
        verbose_name = _("清单")
        verbose_name_plural = _("清单")
        ordering = ["-year", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "year", "name"],
                name="list_name_once_a_year",
                violation_error_message=_("该年度已有同名清单"),
            ),
            models.CheckConstraint(condition=Q(kind__in=ListKind.values), name="list_kind_known"),
            models.CheckConstraint(condition=Q(state__in=ListState.values), name="list_state_known"),
            models.CheckConstraint(condition=Q(duty__in=Duty.values), name="list_duty_known"),
            models.CheckConstraint(condition=Q(report_cycle__in=Cycle.values), name="list_cycle_known"),
            models.CheckConstraint(condition=Q(year__range=(1949, 2200)), name="list_year_sane"),
            models.CheckConstraint(
                condition=Q(state=ListState.DRAFT) | Q(issued_on__isnull=False), name="list_issued_when"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TaskState(models.TextChoices):
    DRAFT = "draft", _("拟办")
    ISSUED = "issued", _("办理中")
    DONE = "done", _("办结销号")
    SUSPENDED = "suspended", _("暂缓")
    CANCELLED = "cancelled", _("撤销")
    CARRIED_OVER = "carried_over", _("转下年")


ENDED_TASKS = (TaskState.DONE, TaskState.CANCELLED, TaskState.CARRIED_OVER)


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


def offices_of(user: User, on: date):
    """Supervising offices that the user works for."""
    return Membership.objects.held_by(user, on).filter(role__in=OFFICE_ROLES).values("unit")


class TaskQuerySet(models.QuerySet):
    def draft(self):
        return self.filter(state=TaskState.DRAFT)

    def issued(self):
        return self.filter(state=TaskState.ISSUED)

    def open(self):
        return self.filter(state__in=(TaskState.ISSUED, TaskState.SUSPENDED))

    def ended(self):
        return self.filter(state__in=ENDED_TASKS)

    def accepted(self):
        return self.filter(state=TaskState.DONE)

    def visible_to(self, user: User, on: date):
        """The office sees its own lists, drafts too; a leader and a unit see what was issued in their realm."""
        if not user.is_authenticated:
            return self.none()
        held = Membership.objects.held_by(user, on).exclude(role__in=ADMIN_ROLES)
        if not held.exists():
            return self.none()
        of_office = Q(task_list__office__in=offices_of(user, on))
        led = [m.realm_path for m in held.filter(role=Role.LEADER).select_related("unit__parent")]
        offices_led = Unit.objects.filter(is_office=True).within(*led)
        served = held.filter(role__in=(Role.LIAISON, Role.UNIT_LEADER)).select_related("unit__parent")
        units = Unit.objects.within(*[m.unit.path for m in served])
        assigned = Exists(Assignment.objects.filter(task=OuterRef("pk"), unit__in=units))
        return self.filter(
            of_office | (~Q(state=TaskState.DRAFT) & (Q(task_list__office__in=offices_led) | assigned))
        )

    def without_owner(self):
        leads = Assignment.objects.filter(task=OuterRef("pk"), role=AssignmentRole.LEAD)
        return self.exclude(Exists(leads.filter(Q(unit__isnull=False) | Q(group__isnull=False))))

    def without_date(self):
        return self.exclude(Exists(Schedule.objects.filter(task=OuterRef("pk"))))


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
    state = models.CharField(_("状态"), max_length=16, choices=TaskState, default=TaskState.DRAFT)
    state_reason = models.CharField(_("状态说明"), max_length=300, blank=True)
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
            models.CheckConstraint(condition=~Q(title=""), name="task_has_title"),
        ]
        indexes = [models.Index(fields=["state", "task_list"], name="task_by_state")]

    def __str__(self) -> str:
        if not self.number:
            return self.title
        return f"{self.number}{'. ' if self.number[-1].isascii() else '、'}{self.title}"

    @property
    def duty(self) -> str:
        return self.duty_override or self.task_list.duty


class AssignmentRole(models.TextChoices):
    LEAD = "lead", _("牵头")
    SUPPORT = "support", _("配合")


class AssignmentQuerySet(models.QuerySet):
    def leads(self):
        return self.filter(role=AssignmentRole.LEAD)

    def of_units(self):
        return self.filter(unit__isnull=False)

    def unmatched(self):
        """Owners as written that name no unit and no group we know."""
        return self.filter(unit=None, group=None)

    def groups_to_freeze(self):
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

    def __str__(self) -> str:
        return f"{self.get_role_display()}：{self.written}"


class DateRule(models.TextChoices):
    ONCE = "once", _("一次")
    WEEKLY = "weekly", _("每周")
    MONTHLY = "monthly", _("每月")
    QUARTERLY = "quarterly", _("每季度")
    HALF_YEARLY = "half_yearly", _("每半年")
    YEARLY = "yearly", _("每年")


class ScheduleKind(models.TextChoices):
    """Which kind of Obligation the dates of a Schedule open."""

    FINISH = "finish", _("办结")
    STAGE = "stage", _("节点")
    REPORT = "report", _("报送")


class Schedule(models.Model):
    task = models.ForeignKey(Task, models.CASCADE, related_name="schedules", verbose_name=_("任务"))
    kind = models.CharField(_("种类"), max_length=8, choices=ScheduleKind, default=ScheduleKind.FINISH)
    label = models.CharField(_("事项"), max_length=32, blank=True)
    rule = models.CharField(_("周期"), max_length=16, choices=DateRule)
    month = models.PositiveSmallIntegerField(_("月"), null=True, blank=True)
    day = models.PositiveSmallIntegerField(_("日"), null=True, blank=True)
    counts_workdays = models.BooleanField(_("按工作日数"), default=False)
    falls_after = models.BooleanField(_("在期后"), default=False, help_text=_("如“季度结束后10日内”"))
    due_on = models.DateField(_("日期（一次）"), null=True, blank=True)
    starts_on = models.DateField(_("自"), null=True, blank=True)
    until_on = models.DateField(_("至"), null=True, blank=True)
    wording = models.CharField(_("原文写法"), max_length=200)
    explanation = models.CharField(_("说明"), max_length=300, blank=True)
    basis = models.CharField(_("依据"), max_length=8, choices=Basis)
    order = models.PositiveSmallIntegerField(_("顺序"), default=0)
    # The day on which the next period opens; the daily recurrence reads only this. Null: nothing more to open.
    opens_next_on = models.DateField(_("下期开始"), null=True, blank=True)

    class Meta:
        verbose_name = _("周期")
        verbose_name_plural = _("周期")
        ordering = ["task", "order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["task", "order"], name="schedule_order_once"),
            models.CheckConstraint(condition=Q(kind__in=ScheduleKind.values), name="schedule_kind_known"),
            models.CheckConstraint(condition=Q(rule__in=DateRule.values), name="schedule_rule_known"),
            models.CheckConstraint(condition=Q(basis__in=Basis.values), name="schedule_basis_known"),
            models.CheckConstraint(
                condition=Q(month=None) | Q(month__range=(1, 12)), name="schedule_month_sane"
            ),
            models.CheckConstraint(condition=Q(day=None) | Q(day__range=(1, 31)), name="schedule_day_sane"),
            models.CheckConstraint(
                condition=Q(rule=DateRule.ONCE, due_on__isnull=False)
                | (~Q(rule=DateRule.ONCE) & Q(due_on=None)),
                name="schedule_once_has_date",
            ),
        ]
        indexes = [
            models.Index(
                fields=["opens_next_on"], condition=Q(opens_next_on__isnull=False), name="schedule_opening"
            )
        ]

    def __str__(self) -> str:
        return f"{self.label}{self.wording}"

    @property
    def anchor(self) -> Anchor:
        return Anchor(self.due_on, self.month, self.day, self.counts_workdays, self.falls_after)


class Deadline(models.Model):
    schedule = models.ForeignKey(Schedule, models.PROTECT, related_name="deadlines", verbose_name=_("周期"))
    task = models.ForeignKey(Task, models.PROTECT, related_name="deadlines", verbose_name=_("任务"))
    period = models.CharField(_("期次"), max_length=16)
    opens_on = models.DateField(_("开始日期"))
    due_on = models.DateField(_("截止日期"))
    wording = models.CharField(_("原文写法"), max_length=200)
    explanation = models.CharField(_("说明"), max_length=300)
    basis = models.CharField(_("依据"), max_length=8, choices=Basis)

    class Meta:
        verbose_name = _("时限")
        verbose_name_plural = _("时限")
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["schedule", "period"], name="deadline_once_a_period"),
            models.CheckConstraint(condition=Q(due_on__gte=F("opens_on")), name="deadline_after_opening"),
            models.CheckConstraint(condition=Q(basis__in=Basis.values), name="deadline_basis_known"),
        ]

    def __str__(self) -> str:
        return f"{self.wording}（{self.due_on}）"


class Follow(models.Model):
    """Somebody wants to hear when this task, or any task of this unit, moves."""

    person = models.ForeignKey(User, models.CASCADE, related_name="follows", verbose_name=_("关注人"))
    task = models.ForeignKey(
        Task, models.CASCADE, null=True, related_name="followers", verbose_name=_("任务")
    )
    unit = models.ForeignKey(
        Unit, models.CASCADE, null=True, related_name="followers", verbose_name=_("单位")
    )

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
