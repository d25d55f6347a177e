"""Many people at once, from a spreadsheet: one outcome for each row, first passwords shown once.

Two administrators bring in the same file, one after the other: the system administrator's upload makes the
accounts, the security administrator's gives them their roles, once somebody else has confirmed the list. So nobody
makes a business user alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import override

from tracker.actions.people import change_person, create_person, give_first_password, grant, why_not_role
from tracker.domain.actor import Actor
from tracker.domain.events import chronicle
from tracker.domain.refusal import Refused, refuse_if
from tracker.domain.rights import why_not_account_keeper, why_not_alone, why_not_role_keeper
from tracker.models import Role, Unit, User
from tracker.reading.text.characters import one_line

COLUMNS = ("姓名", "登录名", "单位", "角色", "邮箱", "电话")
GIVEN_HERE = (Role.LIAISON, Role.UNIT_LEADER)


@dataclass(frozen=True, slots=True)
class PersonOutcome:
    """What became of one row of the spreadsheet. `password` is shown once, to be handed over in person."""

    row: int
    name: str
    username: str
    ok: bool
    reason: str
    password: str = ""


class _Undone(Exception):
    """Takes the whole import back, its events too."""


def import_people(
    *, rows: Iterable[Mapping[str, str]], by: Actor, all_or_nothing: bool = True
) -> list[PersonOutcome]:
    """Accounts or roles, depending on who `by` is, from a spreadsheet with the columns 姓名 登录名 单位 角色 邮箱
    电话; the row after the headings is 2.

    Safe to repeat: an account that is there is brought up to date and keeps its password. A person on two rows
    gets both roles. Only the roles of units come this way; the others are given one by one. With
    `all_or_nothing` one bad row leaves everything as it was; the outcomes say which. Raises Refused when `by` may
    not import at all.
    """
    part = _part_of(by)
    rows = list(rows)
    outcomes: list[PersonOutcome] = []
    try:
        with chronicle():
            outcomes += [_import_row(n, row, part, by=by) for n, row in enumerate(rows, start=2)]
            if all_or_nothing and not all(o.ok for o in outcomes):
                raise _Undone
    except _Undone:
        return [_left_out(o) for o in outcomes]
    return outcomes


def _part_of(by: Actor) -> Callable[..., tuple[str, str]]:
    """What this person's upload does to one row."""
    if not why_not_account_keeper(by=by):
        return _import_account
    if not why_not_role_keeper(by=by):
        return _import_role
    raise Refused(_("只有系统管理员（账号）和安全管理员（角色）可以批量导入人员。"))


def _left_out(outcome: PersonOutcome) -> PersonOutcome:
    if not outcome.ok:
        return outcome
    return replace(outcome, ok=False, reason=_("其他行有错误，本行也未导入"), password="")


def _import_row(
    number: int, row: Mapping[str, str], part: Callable[..., tuple[str, str]], *, by: Actor
) -> PersonOutcome:
    cells = {column: one_line(str(row.get(column) or "")).strip() for column in COLUMNS}
    name, username = cells["姓名"], cells["登录名"]
    try:
        with chronicle():
            unit, role = _find_unit(cells["单位"]), _find_role(cells["角色"])
            done, password = part(cells, unit, role, by=by)
    except Refused as refusal:
        return PersonOutcome(number, name, username, False, str(refusal))
    return PersonOutcome(number, name, username, True, done, password)


def _import_account(cells: dict[str, str], unit: Unit, role: str, *, by: Actor) -> tuple[str, str]:
    """What was done, in words, and the first password of a new account."""
    person = User.objects.filter(username=cells["登录名"]).first()
    done, password = [], ""
    if person is None:
        person, password = _new_account(cells, by=by)
        done.append(_("已建立账号"))
    elif _bring_up_to_date(person, cells, by=by):
        done.append(_("已更新邮箱、电话"))
    if not person.memberships.filter(unit=unit, role=role).exists():
        refuse_if(why_not_role(person, role))
        done.append(_("角色待安全管理员用同一名单授予"))
    return "；".join(done) or unchanged(), password


def unchanged() -> str:
    return _("已在册，没有变化")


def _import_role(cells: dict[str, str], unit: Unit, role: str, *, by: Actor) -> tuple[str, str]:
    """What was done, in words; never a password."""
    person = User.objects.active().filter(username=cells["登录名"]).first()
    if person is None:
        raise Refused(
            _("没有登录名为“%(name)s”的启用账号，请先由系统管理员导入同一名单。") % {"name": cells["登录名"]}
        )
    _must_be(person, cells)
    if person.memberships.filter(unit=unit, role=role).exists():
        return unchanged(), ""
    refuse_if(why_not_alone(by=by))
    grant(person, unit, role, by=by)
    return _("已任%(unit)s%(role)s") % {"unit": unit, "role": Role(role).label}, ""


def _must_be(person: User, cells: dict[str, str]) -> None:
    if person.name != cells["姓名"]:
        raise Refused(_("登录名“%(name)s”属于%(person)s。") % {"name": person.username, "person": person})


def _new_account(cells: dict[str, str], *, by: Actor) -> tuple[User, str]:
    person = create_person(
        username=cells["登录名"], name=cells["姓名"], email=cells["邮箱"], phone=cells["电话"], by=by
    )
    return person, give_first_password(person, by=by)


def _bring_up_to_date(person: User, cells: dict[str, str], *, by: Actor) -> bool:
    """An empty cell says nothing; it does not empty what is there."""
    _must_be(person, cells)
    told = {"email": cells["邮箱"], "phone": cells["电话"]}
    changes = {field: value for field, value in told.items() if value and value != getattr(person, field)}
    if changes:
        change_person(person=person, by=by, **changes)
    return bool(changes)


def _find_unit(name: str) -> Unit:
    if not name:
        raise Refused(_("请填写单位。"))
    units = Unit.objects.active()
    found = units.filter(name=name) or units.filter(aliases__name=name) or units.filter(short_name=name)
    if not found:
        raise Refused(_("没有名为“%(name)s”的单位，请先建立单位或改用全称。") % {"name": name})
    if len(found) > 1:
        raise Refused(
            _("“%(name)s”可能是%(units)s，请写全称。")
            % {"name": name, "units": "、".join(u.name for u in found)}
        )
    return found[0]


def _find_role(label: str) -> str:
    with override("zh-hans"):  # the spreadsheet is Chinese, whatever language its reader looks at
        by_label = {str(role.label): role.value for role in GIVEN_HERE}
    if label not in by_label:
        raise Refused(
            _("角色“%(role)s”不能批量导入，只能是联络员或单位负责人；其他角色由安全管理员授予。")
            % {"role": label}
        )
    return by_label[label]
