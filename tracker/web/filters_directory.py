"""The conditions of the lists of what happened, of people and of units (see `filters`)."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tracker.models import OFFICE_ROLES, UNIT_ROLES, Event, Membership, Role, Unit, UnitKind, User, Verb
from tracker.web.filters import Choice, DateFilter, Pick, StrictFilterSet, Words, active_units, lists_of

DECISIONS = (
    Verb.PROGRESS_ACCEPTED,
    Verb.PROGRESS_RETURNED,
    Verb.EXTENSION_DECIDED,
    Verb.OBJECTION_DECIDED,
    Verb.TASK_SUSPENDED,
    Verb.TASK_RESUMED,
    Verb.TASK_CANCELLED,
    Verb.TASK_RESTORED,
    Verb.TASK_PREPARED_AGAIN,
    Verb.TASK_REASSIGNED,
    Verb.TASK_DONE,
    Verb.DISPATCH_SIGNED,
    Verb.DISPATCH_REFUSED,
    Verb.DISPATCH_VOIDED,
    Verb.OBLIGATION_WAIVED,
    Verb.OBLIGATION_UNWAIVED,
)
HISTORY_VIEWS = [
    ("today", _("今天的")),
    ("mine", _("我办的")),
    ("reports", _("报送")),
    ("decided", _("决定")),
    ("letters", _("函件")),
]


class HistoryFilter(StrictFilterSet):
    text = Words(label=_("文字"), method="by_text")
    verb = Choice(label=_("事项"), choices=Verb.choices)
    list = Pick(label=_("清单"), queryset=lists_of, method="of_list")
    unit = Pick(label=_("单位"), queryset=active_units)
    day_from = DateFilter(label=_("日期自"), field_name="happened_on", lookup_expr="gte")
    day_until = DateFilter(label=_("日期至"), field_name="happened_on", lookup_expr="lte")
    view = Choice(label=_("视图"), choices=HISTORY_VIEWS, method="by_view")

    class Meta:
        model = Event
        fields: list[str] = []

    def of_list(self, rows: QuerySet, name: str, value) -> QuerySet:
        return rows.filter(Q(task__task_list=value) | Q(task_list=value))

    def by_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(
            Q(note__icontains=value) | Q(task__title__icontains=value) | Q(actor__name__icontains=value)
        )

    def by_view(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        actor = self.request.actor
        narrowed = {
            "today": lambda: rows.filter(happened_on=actor.on),
            "mine": lambda: rows.filter(actor=actor.person_id),
            "reports": lambda: rows.filter(verb__startswith="progress."),
            "decided": lambda: rows.filter(verb__in=DECISIONS),
            "letters": lambda: rows.filter(verb__startswith="dispatch."),
        }
        return narrowed[value]()


PEOPLE_VIEWS = [
    ("office", _("督办机构")),
    ("unit_leader", _("单位负责人")),
    ("liaison", _("联络员")),
    ("unreachable", _("没有邮箱")),
]


class PeopleFilter(StrictFilterSet):
    text = Words(label=_("文字"), method="by_text")
    unit = Pick(label=_("单位"), queryset=active_units, method="of_unit")
    role = Choice(
        label=_("角色"), choices=[(r.value, r.label) for r in (*OFFICE_ROLES, *UNIT_ROLES)], method="of_role"
    )
    view = Choice(label=_("视图"), choices=PEOPLE_VIEWS, method="by_view")

    class Meta:
        model = User
        fields: list[str] = []

    def _holding(self, rows: QuerySet, **what) -> QuerySet:
        held = Membership.objects.current(self.request.actor.on).filter(user=OuterRef("pk"), **what)
        return rows.filter(Exists(held))

    def by_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(Q(name__icontains=value) | Q(phone__icontains=value) | Q(email__icontains=value))

    def of_unit(self, rows: QuerySet, name: str, value) -> QuerySet:
        return self._holding(rows, unit=value)

    def of_role(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return self._holding(rows, role=value)

    def by_view(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        if value == "unreachable":
            return rows.filter(email="")
        roles = OFFICE_ROLES if value == "office" else (Role(value),)
        return self._holding(rows, role__in=roles)


UNIT_VIEWS = [("unreachable", _("没有收信人"))]


class UnitFilter(StrictFilterSet):
    text = Words(label=_("文字"), method="by_text")
    kind = Choice(label=_("类别"), choices=UnitKind.choices)
    view = Choice(label=_("视图"), choices=UNIT_VIEWS, method="by_view")

    class Meta:
        model = Unit
        fields: list[str] = []

    def by_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        known = rows.filter(aliases__name__icontains=value)
        return rows.filter(
            Q(name__icontains=value) | Q(short_name__icontains=value) | Q(pk__in=known.values("pk"))
        )

    def by_view(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.without_address(self.request.actor.on)
