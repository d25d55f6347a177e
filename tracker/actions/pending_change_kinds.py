"""What takes two people, kind by kind: what JSON keeps of a request -> the verb, its keywords, and the words for people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from tracker.actions import calendar, people, people_import, rungs
from tracker.domain.refusal import Refused
from tracker.models import ChangeKind, Membership, Role, Rung, Unit, User
from tracker.rules.workdays import Day

Arguments = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Made:
    """A request as its verb takes it: keywords, in words, and whom it concerns."""

    keywords: Arguments
    title: str
    details: str = ""
    person: User | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    verb: Callable[..., Any]
    made: Callable[[Arguments], Made]  # from what JSON keeps; what is gone meanwhile is refused


def _row(model: type, pk: Any, **conditions: Any) -> Any:
    row = model.objects.filter(pk=pk, **conditions).first()  # type: ignore[attr-defined]
    if row is None:
        raise Refused(_("所涉及的记录已经不在或已经改变，请重新提请。"))
    return row


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _password(told: Arguments) -> Made:
    person = _row(User, told["person"])
    return Made({"person": person}, _("重置%(name)s的密码") % {"name": person}, "", person)


def _role_given(told: Arguments) -> Made:
    user, unit = _row(User, told["user"]), _row(Unit, told["unit"])
    dates = {"from_on": _day(told.get("from_on")), "until_on": _day(told.get("until_on"))}
    role = told["role"]
    label = Role(role).label if role in Role.values else role
    title = _("授予%(name)s“%(unit)s%(role)s”的角色") % {"name": user, "unit": unit, "role": label}
    keywords = {"user": user, "unit": unit, "role": role, **dates}
    return Made(keywords, title, _dates_in_words(dates), user)


def _role_dates(told: Arguments) -> Made:
    row = _row(Membership, told["membership"])
    dates = {"from_on": _day(told.get("from_on")), "until_on": _day(told.get("until_on"))}
    title = _("调整“%(row)s”的期限") % {"row": row}
    return Made({"membership": row, **dates}, title, _dates_in_words(dates), row.user)


def _dates_in_words(dates: dict[str, date | None]) -> str:
    told = {"from": dates["from_on"] or _("不限"), "until": dates["until_on"] or _("不限")}
    return _("自：%(from)s；至：%(until)s") % told


def _role_taken(told: Arguments) -> Made:
    row = _row(Membership, told["membership"])
    return Made({"membership": row}, _("收回“%(row)s”的角色") % {"row": row}, "", row.user)


def _roles_listed(told: Arguments) -> Made:
    rows = told["rows"]
    lines = "\n".join("　".join(str(row.get(c, "")) for c in people_import.COLUMNS[:4]) for row in rows)
    title = _("按名单授予%(n)s人角色") % {"n": len(rows)}
    return Made({"rows": rows, "all_or_nothing": True}, title, lines)


def _person(told: Arguments) -> Made:
    person = _row(User, told["person"])
    title = _("修改%(name)s的邮箱：%(email)s") % {
        "name": person,
        "email": told["changes"]["email"] or _("（空）"),
    }
    return Made({"person": person, **told["changes"]}, title, "", person)


def _rung(told: Arguments) -> Made:
    fields = dict(told["fields"])
    fields["live_from_on"] = _day(fields.get("live_from_on"))
    rung = _row(Rung, told["rung"], is_current=True) if told["rung"] else None
    verbose = {field.name: field.verbose_name for field in Rung._meta.fields}
    # In the order of the rule's fields: PostgreSQL gives the keys of what was asked for in another than they came.
    asked = {n: fields[n] for n in verbose if n in fields}
    changed = {n: v for n, v in asked.items() if rung is None or getattr(rung, n) != v}
    lines = "\n".join(f"{verbose[n]}：{getattr(rung, n, '—')} → {v}" for n, v in changed.items())
    name = rung.name if rung else fields.get("name", told["code"])
    title = _("修改督办规则“%(name)s”") if rung else _("新增督办规则“%(name)s”")
    return Made({"rung": rung, "code": told["code"], **fields}, title % {"name": name}, lines)


def _rung_retired(told: Arguments) -> Made:
    rung = _row(Rung, told["rung"], is_current=True)
    return Made({"rung": rung}, _("停用督办规则“%(name)s”") % {"name": rung.name})


def _calendar(told: Arguments) -> Made:
    days = [
        Day(date.fromisoformat(on), working, name, official) for on, working, name, official in told["days"]
    ]
    removed = [date.fromisoformat(on) for on in told["removed"]]
    lines = [f"{d.on} {_('上班') if d.is_working else _('放假')} {d.name}" for d in days]
    lines += [_("%(day)s 按周末或平日计算") % {"day": on} for on in removed]
    year = calendar.whole_year(days)
    title = (
        _("启用%(year)s年放假安排") % {"year": year}
        if year
        else _("修改工作日历（%(n)s天）") % {"n": len(lines)}
    )
    return Made({"days": days, "removed": removed}, title, "\n".join(lines))


KINDS = {
    ChangeKind.PASSWORD: Kind(people.reset_password, _password),
    ChangeKind.ROLE_GIVEN: Kind(people.add_membership, _role_given),
    ChangeKind.ROLE_DATES: Kind(people.change_membership, _role_dates),
    ChangeKind.ROLE_TAKEN: Kind(people.remove_membership, _role_taken),
    ChangeKind.ROLES_LISTED: Kind(people_import.import_people, _roles_listed),
    ChangeKind.PERSON: Kind(people.change_person, _person),
    ChangeKind.RUNG: Kind(rungs.revise_rung, _rung),
    ChangeKind.RUNG_RETIRED: Kind(rungs.retire_rung, _rung_retired),
    ChangeKind.CALENDAR: Kind(calendar.apply_calendar_days, _calendar),
}
