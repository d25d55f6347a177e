"""What one unit owes by one date: the only table the clock reads."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from tracker.models.lists import TaskList
from tracker.models.people import Unit
from tracker.models.schedules import Deadline
from tracker.models.states import TaskState
from tracker.models.tasks import Task
from tracker.punctuation import spelt
from tracker.rules.wording import explain_due
from tracker.rules.workdays import Calendar

if TYPE_CHECKING:
    from tracker.domain.actor import Actor
    from tracker.models.dispatches import Dispatch


class ObligationKind(models.TextChoices):
    FINISH = "finish", _("办结")
    STAGE = "stage", _("节点")
    REPORT = "report", _("报送")
    SIGN_FOR = "sign_for", _("签收")
    REPLY = "reply", _("回复")


class ObligationState(models.TextChoices):
    OPEN = "open", _("待办")
    SUBMITTED = "submitted", _("待审核")
    MET = "met", _("已办结")
    WAIVED = "waived", _("已免除")


class Colour(models.IntegerChoices):
    """Worst last, so that a task's colour is the largest of its obligations'."""

    GREY = 0, _("未启动或已办结")
    GREEN = 1, _("正常")
    BLUE = 2, _("临近")
    YELLOW = 3, _("退回")
    RED = 4, _("逾期")


NEAR_DAYS = 28  # calendar days; twenty working days, where the first reminder stands


UNSETTLED = (ObligationState.OPEN, ObligationState.SUBMITTED)
SETTLED = (ObligationState.MET, ObligationState.WAIVED)
NOT_BLOCKED = {"blocked_since_on": None, "blocked_reason": "", "alerted_on": None, "alerts": 0}


def suspended_tasks() -> QuerySet[Task, Any]:
    """Few, so that databases read them once: joined, they would look up the task of each row."""
    return Task.objects.filter(state=TaskState.SUSPENDED).values("pk")


class ObligationQuerySet(models.QuerySet["Obligation"]):
    def open(self) -> Self:
        return self.filter(state=ObligationState.OPEN)

    def submitted(self) -> Self:
        return self.filter(state=ObligationState.SUBMITTED)

    def unsettled(self) -> Self:
        return self.filter(state__in=UNSETTLED)

    def chased(self) -> Self:
        return self.filter(is_chased=True)

    def dormant(self, today: date) -> Self:
        """已过期未启动: the date had passed when the list was issued, and nobody chose to chase it."""
        return self.open().filter(is_chased=False, due_on__lt=today)

    def overdue(self, today: date) -> Self:
        return self.open().chased().filter(due_on__lt=today).exclude(task__in=suspended_tasks())

    def left_lying(self, today: date) -> Self:
        """Nobody will look at it unless the office decides: it sleeps, or the day that was promised has come."""
        sleeps = Q(is_chased=False, due_on__lt=today)
        return self.open().filter(sleeps | Q(promised_on__lte=today))

    def near(self, today: date) -> Self:
        return self.open().chased().filter(due_on__range=(today, today + timedelta(days=NEAR_DAYS)))

    def returned(self) -> Self:
        return self.open().filter(Q(progress__state="returned")).distinct()

    def to_sign_for(self) -> Self:
        return self.filter(kind=ObligationKind.SIGN_FOR)

    def due_within(self, first: date, last: date) -> Self:
        return self.filter(due_on__range=(first, last))

    def mine(self, actor: Actor) -> Self:
        """Still owed: by a unit that one acts for, or under what one follows."""
        followed = Q(task__followers__person=actor.person_id) | Q(unit__followers__person=actor.person_id)
        return self.unsettled().filter(Q(unit__in=actor.served) | followed).distinct()

    def grounds_of(self, dispatch: Dispatch) -> Self:
        """What a formal letter stands on: what caused it, unless its date was moved since."""
        return self.filter(pk__in=dispatch.notices.filter(lifted_on=None).values("obligation"))

    def due_for_sweep(self, today: date) -> Self:
        return self.filter(next_on__lte=today)

    def blocked(self) -> Self:
        return self.filter(blocked_since_on__isnull=False)

    def unsigned(self) -> Self:
        """Blocked only because the head of office has not signed the draft: a pile of its own."""
        return self.blocked().filter(notices__state="owed", notices__dispatch__state="draft").distinct()

    def with_colour(self, today: date, near_until: date | None = None) -> Self:
        """`near_until`: reckoned by whoever asks by a `domain.composed` query."""
        near_until = near_until or today + timedelta(days=NEAR_DAYS)
        mine = Obligation.objects.filter(pk=OuterRef("pk"))
        returned = Exists(mine.filter(progress__state="returned"))
        return self.annotate(
            colour=Case(
                When(state__in=SETTLED, then=Value(Colour.GREY)),
                When(is_chased=False, due_on__lt=today, then=Value(Colour.GREY)),
                When(task__state=TaskState.SUSPENDED, then=Value(Colour.GREY)),
                When(state=ObligationState.SUBMITTED, then=Value(Colour.GREEN)),
                When(due_on__lt=today, then=Value(Colour.RED)),
                When(returned, then=Value(Colour.YELLOW)),
                When(due_on__lte=near_until, then=Value(Colour.BLUE)),
                default=Value(Colour.GREEN),
                output_field=IntegerField(),
            )
        )

    def worst_first(self) -> Self:
        """Needs `with_colour`."""
        return self.order_by("-colour", "due_on", "pk")

    def visible_to(self, actor: Actor) -> Self:
        """A unit sees all that is owed under tasks it is assigned to; the office sees all it supervises, a leader
        all that the offices below supervise."""
        if not actor.is_business:
            return self.none()
        supervised = Q(office__in=actor.offices | actor.offices_led)
        if not actor.units_seen:
            return self.filter(supervised)
        task = Exists(Task.objects.visible_to(actor).filter(pk=OuterRef("task_id")))
        return self.filter(supervised | Q(unit__in=actor.units_seen) | task)

    def owed_by_units_of(self, actor: Actor) -> Self:
        """What this person, or someone this person stands in for, has to see to."""
        return self.filter(unit__in=actor.served)

    def recheck(self, today: date) -> int:
        """Have the next sweep reconsider these: something about them has changed."""
        return self.update(next_on=today)


class Obligation(models.Model):
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="obligations", verbose_name=_("承担单位"))
    office = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("督办机构"))
    kind = models.CharField(_("种类"), max_length=8, choices=ObligationKind)
    # Where it comes from: a date of a task, a formal letter, or the issuing of a list. Exactly one.
    deadline = models.ForeignKey(
        Deadline, models.PROTECT, null=True, blank=True, related_name="obligations", verbose_name=_("时限")
    )
    dispatch = models.ForeignKey(
        "tracker.Dispatch",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="obligations",
        verbose_name=_("函件"),
    )
    task_list = models.ForeignKey(
        TaskList, models.PROTECT, null=True, blank=True, related_name="obligations", verbose_name=_("清单")
    )
    # The task of the deadline, beside it, because list, colour and sweep all ask for it.
    task = models.ForeignKey(
        Task, models.PROTECT, null=True, blank=True, related_name="obligations", verbose_name=_("任务")
    )
    opened_on = models.DateField(_("开始日期"))
    due_on = models.DateField(_("应办日期"))
    state = models.CharField(_("状态"), max_length=16, choices=ObligationState, default=ObligationState.OPEN)
    round = models.PositiveSmallIntegerField(_("轮次"), default=1)
    next_on = models.DateField(_("下次检查"), null=True, blank=True)
    is_chased = models.BooleanField(_("催办"), default=True)
    met_on = models.DateField(_("办结日期"), null=True, blank=True)
    # On time is judged by these two: a return moves `due_on`, never what was done in time.
    first_handed_in_on = models.DateField(_("首次报送日期"), null=True, blank=True)
    first_due_on = models.DateField(_("首次报送时的应办日期"), null=True, blank=True)
    returned_on = models.DateField(
        _("退回日期"), null=True, blank=True, help_text=_("应办日期为退回后的补正期限")
    )
    # A reply said so: until then no further formal letter is drafted, on it somebody looks.
    promised_on = models.DateField(_("答复的完成日期"), null=True, blank=True)
    waived_reason = models.CharField(_("免除原因"), max_length=300, blank=True)
    # Unknown of what was waived before 0.3.
    waived_on = models.DateField(_("免除日期"), null=True, blank=True)
    blocked_since_on = models.DateField(_("受阻自"), null=True, blank=True)
    blocked_reason = models.CharField(_("受阻原因"), max_length=200, blank=True)
    alerted_on = models.DateField(_("上次告警"), null=True, blank=True)
    alerts = models.PositiveSmallIntegerField(_("告警次数"), default=0)

    objects = ObligationQuerySet.as_manager()

    class Meta:
        verbose_name = _("应办事项")
        verbose_name_plural = _("应办事项")
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "deadline"],
                condition=Q(deadline__isnull=False),
                name="obligation_once_a_deadline",
            ),
            models.UniqueConstraint(
                fields=["unit", "dispatch", "kind"],
                condition=Q(dispatch__isnull=False),
                name="obligation_once_a_dispatch",
            ),
            models.UniqueConstraint(
                fields=["unit", "task_list", "kind"],
                condition=Q(task_list__isnull=False),
                name="obligation_once_a_list",
            ),
            models.CheckConstraint(
                condition=Q(deadline__isnull=False, task__isnull=False, dispatch=None, task_list=None)
                | Q(deadline=None, task=None, dispatch__isnull=False, task_list=None)
                | Q(deadline=None, task=None, dispatch=None, task_list__isnull=False),
                name="obligation_one_origin",
            ),
            models.CheckConstraint(condition=Q(kind__in=ObligationKind.values), name="obligation_kind_known"),
            models.CheckConstraint(
                condition=Q(state__in=ObligationState.values), name="obligation_state_known"
            ),
            models.CheckConstraint(condition=Q(round__gte=1), name="obligation_round_from_one"),
            models.CheckConstraint(
                condition=Q(state=ObligationState.MET, met_on__isnull=False)
                | (~Q(state=ObligationState.MET) & Q(met_on=None)),
                name="obligation_met_when",
            ),
            models.CheckConstraint(
                condition=Q(first_handed_in_on=None, first_due_on=None)
                | Q(first_handed_in_on__isnull=False, first_due_on__isnull=False),
                name="obligation_first_handed_in_when",
            ),
            models.CheckConstraint(
                condition=~Q(state=ObligationState.WAIVED) | ~Q(waived_reason=""),
                name="obligation_waived_why",
            ),
            models.CheckConstraint(
                condition=Q(state=ObligationState.WAIVED) | Q(waived_on=None), name="obligation_waived_when"
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_on", "id"], condition=Q(next_on__isnull=False), name="obligation_next"
            ),
            models.Index(fields=["task", "state", "due_on"], name="obligation_of_task"),
            models.Index(fields=["unit", "state", "due_on"], name="obligation_of_unit"),
            models.Index(
                fields=["unit", "due_on", "id"], condition=Q(state__in=UNSETTLED), name="obligation_in_hand"
            ),
            models.Index(
                fields=["unit", "state"], condition=Q(kind="sign_for"), name="obligation_of_unit_to_sign"
            ),
            models.Index(fields=["unit", "round"], condition=Q(state="open"), name="obligation_of_round"),
            models.Index(
                fields=["task"], condition=Q(state="open", is_chased=False), name="obligation_dormant"
            ),
            models.Index(fields=["office", "due_on", "id"], name="obligation_by_date"),
            # Asked by `met_on IS NULL`: SQLite finds a partial index by IN only where its values are written out.
            models.Index(
                fields=["office", "due_on", "id"], condition=Q(met_on__isnull=True), name="obligation_unmet"
            ),
            models.Index(
                fields=["office", "due_on"],
                condition=Q(state="open", is_chased=False),
                name="obligation_asleep",
            ),
            models.Index(
                fields=["office", "promised_on"],
                condition=Q(promised_on__isnull=False),
                name="obligation_promised",
            ),
            # Has all that the office's numbers count by: they are read from here alone.
            models.Index(
                fields=["office", "due_on", "id", "unit", "kind", "state", "task"],
                condition=Q(met_on__isnull=True, is_chased=True),
                name="obligation_counted",
            ),
            models.Index(
                fields=["office", "state", "due_on"],
                condition=Q(kind="sign_for"),
                name="obligation_to_sign_for",
            ),
            models.Index(
                fields=["office", "due_on", "id"],
                condition=Q(state="open", is_chased=True),
                name="obligation_running",
            ),
            models.Index(
                fields=["office", "task"], condition=Q(state="submitted"), name="obligation_to_review"
            ),
            models.Index(
                fields=["blocked_since_on"],
                condition=Q(blocked_since_on__isnull=False),
                name="obligation_blocked",
            ),
        ]

    def __str__(self) -> str:
        return spelt("{}：{}（{}）", self.unit, self.subject, self.get_kind_display())

    def clear_blocked(self) -> None:
        for field, value in NOT_BLOCKED.items():
            setattr(self, field, value)

    @property
    def was_in_time(self) -> bool:
        """Handed in, for the first time, by the date that held then."""
        handed_in_on, due_on = self.first_handed_in_on, self.first_due_on
        return handed_in_on is not None and due_on is not None and handed_in_on <= due_on

    def explained(self, calendar: Calendar) -> str:
        """How its date came about, in one sentence."""
        deadline = self.deadline
        return explain_due(
            calendar,
            due_on=self.due_on,
            opened_on=self.opened_on,
            stated_on=deadline.due_on if deadline else None,
            said=(deadline.explanation or deadline.wording) if deadline else "",
            days=self.dispatch.reply_within if self.dispatch else None,
            returned_on=self.returned_on,
            event="送达" if self.dispatch else "下达",
        )

    @property
    def subject(self) -> str:
        """What is owed, in words."""
        return str(self.task or self.dispatch or self.task_list)


class DateMove(models.Model):
    """A date gave way to another before anything was handed in: what was owed by when on a past day is read from these."""

    obligation = models.ForeignKey(
        Obligation, models.CASCADE, related_name="date_moves", verbose_name=_("应办事项")
    )
    moved_on = models.DateField(_("调整日期"))
    due_before_on = models.DateField(_("原应办日期"))

    class Meta:
        verbose_name = _("应办日期调整")
        verbose_name_plural = _("应办日期调整")
        ordering = ["obligation", "pk"]

    def __str__(self) -> str:
        return f"{self.obligation_id} {self.due_before_on}（{self.moved_on}调整）"
