"""What happened in the office's matters, and whom it has to do with: the history, people and units as lists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet, prefetch_related_objects
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy

from tracker.desk.request import Request
from tracker.domain.counting import COUNTED
from tracker.domain.history import office_history
from tracker.domain.realm import units_of_offices
from tracker.models import ADMIN_ROLES, UNIT_ROLES, Event, Membership, Role, Unit, User
from tracker.punctuation import listed
from tracker.templatetags.duban import tag
from tracker.web.filters_directory import HistoryFilter, PeopleFilter, UnitFilter
from tracker.web.tables.columns import DASH, Column, Group, by_day, by_month, link, under
from tracker.web.tables.letters import NEWEST, in_order
from tracker.web.tables.spec import Spec


# --- 办理记录 -----------------------------------------------------------------------------------------
def _events(request: Request) -> QuerySet:
    return office_history(request.actor).select_related("task", "task_list", "unit", "dispatch")


def _about(event: Event) -> tuple[str, str]:
    """What it is about, and where that is shown."""
    if event.task:
        return str(event.task), reverse("task", args=[event.task.pk])
    if event.dispatch:
        return str(event.dispatch), reverse("dispatch", args=[event.dispatch.pk])
    if event.task_list:
        return str(event.task_list), reverse("list", args=[event.task_list.pk])
    return "", ""


def _what(event: Event, _today: date) -> Any:
    words, url = _about(event)
    return under(link(url, words) if url else DASH, event.note[:160])


def _events_by_unit(_table: Any, rows: QuerySet) -> list[tuple[Unit, dict[str, int]]]:
    some = Event.objects.filter(pk__in=rows.order_by("-seq").values("pk")[:COUNTED], unit__isnull=False)
    return in_order(some.order_by().values("unit").annotate(n=Count("pk")))


HISTORY = Spec(
    page="history",
    title=gettext_lazy("办理记录"),
    columns=(
        Column(
            code="day",
            label=gettext_lazy("业务日期"),
            html=lambda e, _today: e.happened_on.isoformat(),
            text=lambda e, _today: e.happened_on.isoformat(),
            look="date",
            sorts=NEWEST,
            is_labelled=False,
        ),
        Column(
            code="verb",
            label=gettext_lazy("事项"),
            html=lambda e, _today: e.label,
            text=lambda e, _today: e.label,
            is_labelled=False,
        ),
        Column(
            code="what",
            label=gettext_lazy("内容"),
            html=_what,
            text=lambda e, _today: _about(e)[0],
            look="wide-cell",
            width=40,
            is_labelled=False,
        ),
        Column(
            code="note",
            label=gettext_lazy("说明"),
            html=lambda e, _today: e.note or DASH,
            text=lambda e, _today: e.note,
            width=40,
            is_shown=False,
        ),
        Column(
            code="unit",
            label=gettext_lazy("单位"),
            html=lambda e, _today: str(e.unit) if e.unit else DASH,
            text=lambda e, _today: str(e.unit or ""),
            width=18,
        ),
        Column(
            code="who",
            label=gettext_lazy("经办人"),
            html=lambda e, _today: e.actor_name,
            text=lambda e, _today: e.actor_name,
        ),
        Column(
            code="seq",
            label=gettext_lazy("履历序号"),
            html=lambda e, _today: e.seq,
            text=lambda e, _today: str(e.seq),
            look="num",
            is_shown=False,
        ),
    ),
    filter=HistoryFilter,
    rows=_events,
    keys=lambda _chosen, order: ("seq",) if order == "day" else ("-seq",),
    orders=NEWEST,
    groups=(by_day("happened_on", "-day"), by_month("happened_on", "-day")),
    by_unit=_events_by_unit,
    unit_numbers=(("n", gettext_lazy("共")),),
    empty=gettext_lazy("还没有办理记录。"),
)


# --- 通讯录 --------------------------------------------------------------------------------------------
def _people(request: Request) -> QuerySet:
    """Who serves a unit of the realm today; administrators serve the installation."""
    held = Membership.objects.current(request.actor.on).exclude(role__in=ADMIN_ROLES)
    held = held.filter(unit__in=units_of_offices(request.actor))
    return User.objects.active().filter(pk__in=held.values("user"))


def _with_roles(rows: Sequence[User], today: date, _needs: frozenset[str]) -> Sequence[User]:
    held = Membership.objects.current(today).exclude(role__in=ADMIN_ROLES).select_related("unit")
    prefetch_related_objects(rows, Prefetch("memberships", held, to_attr="held_now"))
    return rows


def _units_of(person: User) -> str:
    return listed(dict.fromkeys(str(m.unit) for m in person.held_now))


def _roles_of(person: User) -> str:
    return listed(dict.fromkeys(str(m.get_role_display()) for m in person.held_now))


def _mail(person: User, _today: date) -> Any:
    return person.email or tag("yellow", gettext_lazy("没有邮箱"))


NAMES = ("name", "-name")


def _by_name(_chosen: Any, order: str) -> tuple[str, ...]:
    return ("-name", "-pk") if order == "-name" else ("name", "pk")


def _people_by_unit(table: Any, rows: QuerySet) -> list[tuple[Unit, dict[str, int]]]:
    held = Membership.objects.current(table.today).exclude(role__in=ADMIN_ROLES)
    some = held.filter(user__in=rows.order_by().values("pk"), unit__in=units_of_offices(table.request.actor))
    lead, liaise = Q(role=Role.UNIT_LEADER), Q(role=Role.LIAISON)
    return in_order(
        some.order_by()
        .values("unit")
        .annotate(
            n=Count("user", distinct=True),
            leaders=Count("user", filter=lead, distinct=True),
            liaisons=Count("user", filter=liaise, distinct=True),
        )
    )


PEOPLE = Spec(
    page="people",
    title=gettext_lazy("通讯录"),
    columns=(
        Column(
            code="name",
            label=gettext_lazy("姓名"),
            html=lambda p, _today: p.name,
            text=lambda p, _today: p.name,
            sorts=NAMES,
            is_labelled=False,
        ),
        Column(
            code="unit",
            label=gettext_lazy("单位"),
            html=lambda p, _today: _units_of(p),
            text=lambda p, _today: _units_of(p),
            width=24,
        ),
        Column(
            code="role",
            label=gettext_lazy("角色"),
            html=lambda p, _today: _roles_of(p),
            text=lambda p, _today: _roles_of(p),
            width=18,
        ),
        Column(
            code="phone",
            label=gettext_lazy("电话"),
            html=lambda p, _today: p.phone or DASH,
            text=lambda p, _today: p.phone,
            width=16,
        ),
        Column(
            code="email",
            label=gettext_lazy("邮箱"),
            html=_mail,
            text=lambda p, _today: p.email,
            look="mail-address",
            width=28,
        ),
    ),
    filter=PeopleFilter,
    rows=_people,
    keys=_by_name,
    orders=NAMES,
    by_unit=_people_by_unit,
    unit_numbers=(
        ("n", gettext_lazy("共")),
        ("leaders", gettext_lazy("单位负责人")),
        ("liaisons", gettext_lazy("联络员")),
    ),
    prepare=_with_roles,
    empty=gettext_lazy("还没有登记人员。"),
)


# --- 单位 ----------------------------------------------------------------------------------------------
def _units(request: Request) -> QuerySet:
    return units_of_offices(request.actor)


def _with_people(rows: Sequence[Unit], today: date, _needs: frozenset[str]) -> Sequence[Unit]:
    held = Membership.objects.current(today).filter(role__in=UNIT_ROLES).select_related("user")
    prefetch_related_objects(rows, Prefetch("memberships", held, to_attr="served_by"))
    return rows


def _people_of(unit: Unit, role: Role) -> str:
    return listed(m.user.name for m in unit.served_by if m.role == role)


def _unit(unit: Unit, _today: date) -> Any:
    more = unit.name if unit.short_name and unit.short_name != unit.name else ""
    return under(link(f"{reverse('tasks')}?unit={unit.pk}", unit), more)


def _served(role: Role, label: Any) -> Column:
    return Column(
        code=role.value,
        label=label,
        html=lambda unit, _today: _people_of(unit, role) or DASH,
        text=lambda unit, _today: _people_of(unit, role),
        width=18,
    )


def _reach(unit: Unit) -> str:
    return str(
        gettext_lazy("可收信") if any(m.user.email for m in unit.served_by) else gettext_lazy("没有收信人")
    )


def _reach_cell(unit: Unit, _today: date) -> Any:
    is_reached = any(m.user.email for m in unit.served_by)
    return _reach(unit) if is_reached else tag("yellow", _reach(unit))


def _more(unit: Unit, _today: date) -> Any:
    return format_html(
        '<a href="{}?unit={}">{}</a>　<a href="{}?tab=dispatches&amp;unit={}">{}</a>',
        reverse("obligations"), unit.pk, gettext_lazy("应办事项"),
        reverse("dispatches"), unit.pk, gettext_lazy("函件"),
    )  # fmt: skip


UNIT_KEYS = {"order": ("order", "pk"), "-order": ("-order", "-pk"), "kind": ("kind", "order", "pk")}
UNITS = Spec(
    page="units",
    title=gettext_lazy("单位"),
    columns=(
        Column(
            code="unit",
            label=gettext_lazy("单位"),
            html=_unit,
            text=lambda unit, _today: unit.name,
            look="wide-cell",
            sorts=("order", "-order"),
            width=30,
            is_labelled=False,
        ),
        Column(
            code="kind",
            label=gettext_lazy("类别"),
            html=lambda unit, _today: unit.get_kind_display(),
            text=lambda unit, _today: unit.get_kind_display(),
        ),
        _served(Role.UNIT_LEADER, gettext_lazy("单位负责人")),
        _served(Role.LIAISON, gettext_lazy("联络员")),
        Column(
            code="reach",
            label=gettext_lazy("收信"),
            html=_reach_cell,
            text=lambda unit, _today: _reach(unit),
        ),
        Column(
            code="more",
            label=gettext_lazy("查看"),
            html=_more,
            text=lambda _unit, _today: "",
        ),
    ),
    filter=UnitFilter,
    rows=_units,
    keys=lambda _chosen, order: UNIT_KEYS[order],
    orders=("order", "-order"),
    groups=(
        Group(
            code="kind",
            label=gettext_lazy("按类别"),
            order="kind",
            key=lambda unit: unit.kind,
            heading=lambda unit: unit.get_kind_display(),
            counted_by=("kind",),
            key_of_count=lambda values: values[0],
        ),
    ),
    prepare=_with_people,
    empty=gettext_lazy("还没有登记单位。"),
)
