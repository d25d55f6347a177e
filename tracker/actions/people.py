"""Accounts, units and roles: the verbs of the administrators, who are kept apart and never business users."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tracker.actions.refusal import Refused, refuse_if
from tracker.actions.roles import why_not_account_keeper, why_not_role_keeper
from tracker.models import (
    ADMIN_ROLES,
    Membership,
    Role,
    Unit,
    UnitAlias,
    UnitGroup,
    UnitKind,
    User,
    Verb,
    chronicle,
    tell,
)

PERSON_FIELDS = ("name", "email", "phone", "is_active")
UNIT_FIELDS = ("name", "short_name", "kind", "order", "is_office", "is_active")
FIRST_PASSWORD_BYTES = 12


# --- Accounts --------------------------------------------------------------------------------------
@chronicle()
def create_person(
    *,
    username: str,
    name: str,
    by: User,
    today: date,
    password: str | None = None,
    email: str = "",
    phone: str = "",
    must_change_password: bool = True,
) -> User:
    """An account without any role yet. `password` None: nobody can log in until one is set."""
    refuse_if(why_not_account_keeper(by=by, today=today))
    username, name, email = username.strip(), name.strip(), email.strip()
    if not username or not name:
        raise Refused(_("请填写登录名和姓名。"))
    if User.objects.filter(username__iexact=username).exists():
        raise Refused(_("登录名“%(name)s”已有人使用，请换一个。") % {"name": username})
    _check_email(email)
    user = User(
        username=username,
        name=name,
        email=email,
        phone=phone.strip(),
        must_change_password=must_change_password,
    )
    _set_password(user, password)
    user.save()
    tell(Verb.PERSON_CHANGED, by=by, on=today, note=_("新增人员%(name)s") % {"name": name}, person=user.pk)
    return user


def _check_email(email: str) -> None:
    try:
        if email:
            validate_email(email)
    except ValidationError as error:
        raise Refused(_("“%(address)s”不是有效的邮箱地址。") % {"address": email}) from error


def _set_password(user: User, password: str | None) -> None:
    if password is not None:
        try:
            validate_password(password, user)
        except ValidationError as error:
            raise Refused(" ".join(error.messages)) from error
    user.set_password(password)


@chronicle()
def change_person(*, person: User, by: User, today: date, **changes) -> None:
    refuse_if(why_not_account_keeper(by=by, today=today))
    unknown = set(changes) - set(PERSON_FIELDS)
    if unknown:
        raise Refused(_("人员没有这些栏目：%(names)s。") % {"names": "、".join(sorted(unknown))})
    if by.pk == person.pk and changes.get("is_active") is False:
        raise Refused(_("不能停用自己的账号。"))
    _check_email(changes.get("email", ""))
    for field, value in changes.items():
        setattr(person, field, value)
    person.save(update_fields=list(changes))
    note = _("修改%(name)s：%(fields)s") % {"name": person, "fields": "、".join(changes)}
    tell(Verb.PERSON_CHANGED, by=by, on=today, note=note, person=person.pk)


@chronicle()
def reset_password(*, person: User, by: User, today: date) -> str:
    """A first password for one use, to be handed over in person; it is returned once and stored nowhere."""
    refuse_if(why_not_account_keeper(by=by, today=today))
    password = first_password()
    _set_password(person, password)
    person.must_change_password = True
    person.save(update_fields=["password", "must_change_password"])
    tell(
        Verb.PERSON_CHANGED,
        by=by,
        on=today,
        note=_("重置%(name)s的密码") % {"name": person},
        person=person.pk,
    )
    return password


def first_password() -> str:
    return secrets.token_urlsafe(FIRST_PASSWORD_BYTES)


# --- Roles -----------------------------------------------------------------------------------------
def why_not_role(user: User, role: str) -> str:
    """The three administrators are three people, and none of them takes part in the business."""
    held = set(user.memberships.values_list("role", flat=True)) - {role}
    if role in ADMIN_ROLES and held:
        return _("%(name)s已有其他角色；管理员不能兼任业务角色或另一个管理员。") % {"name": user}
    if held & set(ADMIN_ROLES):
        return _("%(name)s是管理员，不能再担任业务角色。") % {"name": user}
    return ""


@chronicle()
def add_membership(
    *,
    user: User,
    unit: Unit,
    role: str,
    by: User,
    today: date,
    from_on: date | None = None,
    until_on: date | None = None,
) -> Membership:
    refuse_if(why_not_role_keeper(by=by, today=today))
    return _grant(user, unit, role, by=by, today=today, from_on=from_on, until_on=until_on)


def _grant(
    user: User, unit: Unit, role: str, *, by: User, today: date, from_on: date | None, until_on: date | None
) -> Membership:
    User.objects.select_for_update().get(pk=user.pk)  # two roles granted at once must see each other
    if role not in Role.values:
        raise Refused(_("没有“%(role)s”这个角色。") % {"role": role})
    refuse_if(why_not_role(user, role))
    if from_on and until_on and until_on < from_on:
        raise Refused(_("结束日期早于开始日期。"))
    if user.memberships.filter(unit=unit, role=role).exists():
        raise Refused(_("%(name)s在%(unit)s已有这个角色。") % {"name": user, "unit": unit})
    row = Membership.objects.create(user=user, unit=unit, role=role, from_on=from_on, until_on=until_on)
    tell(
        Verb.ROLE_CHANGED, by=by, on=today, unit=unit, note=_("授予：%(row)s") % {"row": row}, person=user.pk
    )
    return row


@chronicle()
def change_membership(
    *, membership: Membership, from_on: date | None, until_on: date | None, by: User, today: date
) -> None:
    refuse_if(why_not_role_keeper(by=by, today=today))
    if from_on and until_on and until_on < from_on:
        raise Refused(_("结束日期早于开始日期。"))
    membership.from_on, membership.until_on = from_on, until_on
    membership.save(update_fields=["from_on", "until_on"])
    tell(
        Verb.ROLE_CHANGED,
        by=by,
        on=today,
        unit=membership.unit,
        note=_("调整期限：%(row)s") % {"row": membership},
        person=membership.user_id,
    )


@chronicle()
def remove_membership(*, membership: Membership, by: User, today: date) -> None:
    refuse_if(why_not_role_keeper(by=by, today=today))
    if membership.user_id == by.pk:
        raise Refused(_("不能收回自己的角色。"))
    tell(
        Verb.ROLE_CHANGED,
        by=by,
        on=today,
        unit=membership.unit,
        note=_("收回：%(row)s") % {"row": membership},
        person=membership.user_id,
    )
    membership.delete()


# --- Units -----------------------------------------------------------------------------------------
@chronicle()
def create_unit(
    *,
    name: str,
    by: User,
    today: date,
    kind: str = UnitKind.DEPARTMENT,
    parent: Unit | None = None,
    short_name: str = "",
    aliases: Iterable[str] = (),
    is_office: bool = False,
    order: int = 0,
) -> Unit:
    refuse_if(why_not_account_keeper(by=by, today=today))
    _check_name(name)
    unit = Unit.objects.plant(
        name=name.strip(), parent=parent, kind=kind, short_name=short_name, is_office=is_office, order=order
    )
    set_aliases(unit=unit, names=aliases, by=by, today=today)
    tell(Verb.UNIT_CHANGED, by=by, on=today, unit=unit, note=_("新增单位%(name)s") % {"name": name})
    return unit


def _check_name(name: str, *, besides: Unit | None = None) -> None:
    if not name.strip():
        raise Refused(_("请填写单位名称。"))
    taken = Unit.objects.filter(name=name.strip()).exclude(pk=besides.pk if besides else None)
    if taken.exists():
        raise Refused(_("已有名为“%(name)s”的单位。") % {"name": name})


@chronicle()
def set_aliases(*, unit: Unit, names: Iterable[str], by: User, today: date) -> None:
    """Other ways to write the unit; each belongs to one unit only."""
    refuse_if(why_not_account_keeper(by=by, today=today))
    names = list(dict.fromkeys(n.strip() for n in names if n.strip()))
    other = UnitAlias.objects.filter(name__in=names).exclude(unit=unit).select_related("unit").first()
    if other:
        raise Refused(_("“%(name)s”已是%(unit)s的别名。") % {"name": other, "unit": other.unit})
    unit.aliases.exclude(name__in=names).delete()
    have = set(unit.aliases.values_list("name", flat=True))
    UnitAlias.objects.bulk_create(UnitAlias(unit=unit, name=name) for name in names if name not in have)


@chronicle()
def change_unit(*, unit: Unit, by: User, today: date, **changes) -> None:
    refuse_if(why_not_account_keeper(by=by, today=today))
    unknown = set(changes) - set(UNIT_FIELDS)
    if unknown:
        raise Refused(_("单位没有这些栏目：%(names)s。") % {"names": "、".join(sorted(unknown))})
    if "name" in changes:
        _check_name(changes["name"], besides=unit)
    for field, value in changes.items():
        setattr(unit, field, value)
    unit.save(update_fields=list(changes))
    note = _("修改%(unit)s：%(fields)s") % {"unit": unit, "fields": "、".join(changes)}
    tell(Verb.UNIT_CHANGED, by=by, on=today, unit=unit, note=note)


@chronicle()
def move_unit(*, unit: Unit, parent: Unit | None, by: User, today: date) -> None:
    """The unit and everything below it go under another parent; who sees what follows at once."""
    refuse_if(why_not_account_keeper(by=by, today=today))
    if parent and parent.path.startswith(unit.path):
        raise Refused(_("不能把%(unit)s移到它自己或下级单位之下。") % {"unit": unit})
    old = unit.path
    unit.parent = parent
    for row in Unit.objects.within(old):
        row.path = unit.path_under(parent) + row.path.removeprefix(old)
        Unit.objects.filter(pk=row.pk).update(path=row.path)
    unit.path = unit.path_under(parent)
    unit.save(update_fields=["parent"])
    note = _("%(unit)s移到%(parent)s之下") % {"unit": unit, "parent": parent or _("最上级")}
    tell(Verb.UNIT_CHANGED, by=by, on=today, unit=unit, note=note)


@chronicle()
def set_group(
    *,
    name: str,
    by: User,
    today: date,
    group: UnitGroup | None = None,
    aliases: Iterable[str] = (),
    kinds: Iterable[str] = (),
    members: Iterable[Unit] = (),
) -> UnitGroup:
    """Who 各县（市、区）政府 stands for. Lists already issued keep the members they were issued with."""
    refuse_if(why_not_account_keeper(by=by, today=today))
    kinds, members = list(kinds), list(members)
    if not name.strip():
        raise Refused(_("请填写单位组名称。"))
    if set(kinds) - set(UnitKind.values):
        raise Refused(
            _("单位类别不对：%(kinds)s。") % {"kinds": "、".join(set(kinds) - set(UnitKind.values))}
        )
    if not kinds and not members:
        raise Refused(_("单位组“%(name)s”没有成员。") % {"name": name})
    taken = UnitGroup.objects.filter(name=name.strip()).exclude(pk=group.pk if group else None)
    if taken.exists():
        raise Refused(_("已有名为“%(name)s”的单位组。") % {"name": name})
    group = group or UnitGroup()
    group.name, group.aliases, group.kinds = name.strip(), [a for a in aliases if a.strip()], kinds
    group.save()
    group.members.set(members)
    tell(Verb.UNIT_CHANGED, by=by, on=today, note=_("设定单位组%(name)s") % {"name": name})
    return group


# --- Many at once ----------------------------------------------------------------------------------
COLUMNS = ("姓名", "登录名", "单位", "角色", "邮箱", "电话")


@dataclass(frozen=True, slots=True)
class PersonOutcome:
    """What became of one row. `password` is shown once, to be handed over in person."""

    row: int
    name: str
    username: str
    ok: bool
    reason: str
    password: str = ""


@chronicle()
def import_people(
    *, rows: Iterable[dict[str, str]], by: User, today: date, all_or_nothing: bool = True
) -> list[PersonOutcome]:
    """Accounts from a spreadsheet with the columns 姓名 登录名 单位 角色 邮箱 电话, first row after the headings = 2.

    A person named twice gets both roles. Roles of administrators are never given by spreadsheet. With
    `all_or_nothing` one bad row leaves everything as it was; the outcomes say which. Unit roles are the only
    ones the account keeper may give; the security administrator gives the others.
    """
    refuse_if(why_not_account_keeper(by=by, today=today))
    mark = transaction.savepoint()
    outcomes = [_import_row(number, row, by=by, today=today) for number, row in enumerate(rows, start=2)]
    if all_or_nothing and not all(o.ok for o in outcomes):
        transaction.savepoint_rollback(mark)
        return [
            o
            if not o.ok
            else PersonOutcome(o.row, o.name, o.username, False, _("其他行有错误，本行也未导入"))
            for o in outcomes
        ]
    transaction.savepoint_commit(mark)
    return outcomes


def _import_row(number: int, row: dict[str, str], *, by: User, today: date) -> PersonOutcome:
    cells = {column: str(row.get(column) or "").strip() for column in COLUMNS}
    name, username = cells["姓名"], cells["登录名"]
    try:
        with chronicle():
            password = _import_person(cells, by=by, today=today)
    except Refused as refusal:
        return PersonOutcome(number, name, username, False, str(refusal))
    except IntegrityError as error:
        return PersonOutcome(number, name, username, False, _("与已有数据冲突：%(error)s") % {"error": error})
    return PersonOutcome(number, name, username, True, _("已导入"), password)


def _import_person(cells: dict[str, str], *, by: User, today: date) -> str:
    unit = _find_unit(cells["单位"])
    role = _find_role(cells["角色"])
    person, password = User.objects.filter(username=cells["登录名"]).first(), ""
    if person is None:
        password = first_password()
        person = create_person(
            username=cells["登录名"],
            name=cells["姓名"],
            email=cells["邮箱"],
            phone=cells["电话"],
            password=password,
            by=by,
            today=today,
        )
    elif person.name != cells["姓名"]:
        raise Refused(_("登录名“%(name)s”属于%(person)s。") % {"name": person.username, "person": person})
    if not person.memberships.filter(unit=unit, role=role).exists():
        _grant(person, unit, role, by=by, today=today, from_on=None, until_on=None)
    return password


def _find_unit(name: str) -> Unit:
    unit = Unit.objects.filter(name=name).first() or Unit.objects.filter(aliases__name=name).first()
    unit = unit or Unit.objects.filter(short_name=name).first()
    if unit is None:
        raise Refused(_("没有名为“%(name)s”的单位，请先建立单位或改用全称。") % {"name": name})
    return unit


def _find_role(label: str) -> str:
    by_label = {str(role.label): role.value for role in (Role.LIAISON, Role.UNIT_LEADER)}
    if label not in by_label:
        raise Refused(_("角色“%(role)s”不能批量导入，只能是联络员或单位负责人。") % {"role": label})
    return by_label[label]
