"""Accounts and roles: the verbs of the administrators, who are kept apart and never business users."""

from __future__ import annotations

import re
import secrets
from datetime import date
from typing import Any

from axes.utils import reset as lift_lock
from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher, get_hasher, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker.domain.actor import Actor
from tracker.domain.events import chronicle, field_names, tell
from tracker.domain.locks import lock_names
from tracker.domain.personal import auditors, tell_people
from tracker.domain.refusal import Refused, need, refuse_if, refuse_unknown
from tracker.domain.rights import why_not_account_keeper, why_not_alone, why_not_role_keeper
from tracker.domain.vacancy import why_not_leave_vacant
from tracker.models import ADMIN_ROLES, OFFICE_ROLES, Membership, Role, Unit, User, Verb

PERSON_FIELDS = ("name", "email", "phone", "is_active")
# Read aloud and typed by hand: no characters that look alike. 16 of them hold 92 bits.
EASY_LETTERS = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
PASSWORD_GROUPS, GROUP_LENGTH = 4, 4
FIRST_PASSWORD_ITERATIONS = 20_000


# --- Accounts --------------------------------------------------------------------------------------
@chronicle()
def create_person(
    *,
    username: str,
    name: str,
    by: Actor,
    password: str | None = None,
    email: str = "",
    phone: str = "",
    must_change_password: bool = True,
) -> User:
    """An account without any role yet. `password` None: nobody can log in until one is set."""
    refuse_if(why_not_account_keeper(by=by))
    username, name, email = username.strip(), name.strip(), email.strip()
    if not username or not name:
        raise Refused(_("请填写登录名和姓名。"))
    _check_username(username)
    lock_names()
    if User.objects.filter(username__iexact=username).exists():
        raise Refused(_("登录名“%(name)s”已有人使用，请换一个。") % {"name": username})
    check_email(email)
    user = User(
        username=username,
        name=name,
        email=email,
        phone=phone.strip(),
        must_change_password=must_change_password,
    )
    _set_password(user, password)
    user.save()
    tell(Verb.PERSON_CHANGED, by=by, note=_("新增人员%(name)s") % {"name": name}, person=user.pk)
    return user


def _check_username(username: str) -> None:
    """No letters of other scripts: an о of the Cyrillic alphabet looks like an o, and “оfficer” like somebody else."""
    sentence = _("登录名“%(name)s”不能用：只能由不超过64个的英文字母、汉字、数字和 @ . + - _ 组成。")
    try:
        User._meta.get_field("username").run_validators(username)
    except ValidationError as error:
        raise Refused(sentence % {"name": username}) from error
    if not re.fullmatch(r"[A-Za-z0-9@.+_\-\u4e00-\u9fff]+", username):
        raise Refused(sentence % {"name": username})


def check_email(email: str) -> None:
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
def change_person(*, person: User, by: Actor, **changes: Any) -> None:
    """Name, addresses, and whether the account is in use. Accounts are stopped, never deleted: history names them."""
    refuse_if(why_not_account_keeper(by=by))
    refuse_unknown(changes, PERSON_FIELDS, _("人员没有这些栏目：%(names)s。"))
    need(changes.get("name", person.name), _("请填写姓名。"))
    if by.person_id == person.pk and changes.get("name", person.name) != person.name:
        # or all that is done from now on would be signed by somebody else
        raise Refused(_("不能修改自己的姓名，请由另一位系统管理员修改。"))
    if changes.get("is_active") is False:
        refuse_if(_why_not_stop(person, by=by))
    refuse_if(why_not_lead_mail_away(person, changes, by=by))
    check_email(changes.get("email", ""))
    before, called = person.email, person.name
    for field, value in changes.items():
        setattr(person, field, value)
    person.save(update_fields=list(changes))
    if not person.is_active:
        person.sign_ins.all().end()  # or the open session would open again with the account
    if person.email != before:
        tell_of_address(person, before, by=by)
    if person.name != called:  # whose name stands under what is done from now on
        told = _("%(by)s把%(before)s的姓名改为%(after)s。")
        names = {"by": by.name, "before": called, "after": person.name}
        tell_people([person, *auditors(by.on)], told % names, by=by)
    note = _("修改%(name)s：%(fields)s") % {"name": person, "fields": field_names(User, changes)}
    tell(Verb.PERSON_CHANGED, by=by, note=note, person=person.pk)


def why_not_lead_mail_away(person: User, changes: dict[str, Any], *, by: Actor) -> str:
    """An administrator's address takes two people. What cannot be told to the administrators is mailed to the auditor:
    where that goes is an auditor's affair."""
    if changes.get("email", person.email) == person.email:
        return ""
    roles = set(person.memberships.filter(role__in=ADMIN_ROLES).values_list("role", flat=True))
    if not roles:
        return ""
    second = by.second
    if Role.AUDITOR in roles and second and second.person and not second.holds_in_person(Role.AUDITOR):
        return _("%(name)s是审计员，履历校验值和告警发往其邮箱：须由审计员确认。") % {"name": person}
    return why_not_alone(by=by)


def tell_of_address(person: User, before: str, *, by: Actor) -> None:
    """Also where mail went until now: or whoever leads it away would be the only one to hear of it."""
    told = _("%(by)s把您的邮箱改为“%(after)s”。") % {"by": by.name, "after": person.email or _("（空）")}
    tell_people([person], told, by=None)
    if before:
        tell_people([person], told, by=None, address=before)


def _why_not_stop(person: User, *, by: Actor) -> str:
    if by.person_id == person.pk:
        return _("不能停用自己的账号。")
    for held in person.memberships.filter(role__in=ADMIN_ROLES):
        if refusal := why_not_leave_vacant(held, None, today=by.on):
            return refusal
    return ""


def why_not_reset_password(person: User, *, by: Actor) -> str:
    """Who may set an account's password may use it. So the account keeper resets neither the security
    administrator's nor the auditor's: that is done on the server (`create_admin --reset`)."""
    refusal = why_not_account_keeper(by=by)
    if refusal:
        return refusal
    others = person.memberships.filter(role__in=ADMIN_ROLES).exclude(role=Role.SYSTEM_ADMIN).first()
    if others is None:
        return ""
    return _(
        "%(name)s是%(role)s，三员互不代管密码。请在服务器上运行 manage.py create_admin --reset %(login)s。"
    ) % {"name": person, "role": others.get_role_display(), "login": person.username}


@chronicle()
def reset_password(*, person: User, by: Actor) -> str:
    """A first password for one use, to be handed over in person; it is returned once and stored nowhere.
    A lock after too many wrong passwords is lifted too."""
    refuse_if(why_not_reset_password(person, by=by))
    if person.memberships.exists():
        refuse_if(why_not_alone(by=by))
    told = _("%(by)s发放了%(name)s的首次密码，原密码失效；首次密码%(hours)s小时内有效。") % {
        "by": by.name,
        "name": person,
        "hours": settings.FIRST_PASSWORD_HOURS,
    }
    tell_people([person, *auditors(by.on)], told, by=by)
    return give_first_password(person, by=by)


def give_first_password(person: User, *, by: Actor) -> str:
    """Call it inside a verb, after its rights are checked. `by` None: on the server."""
    password = first_password()
    person.password = _quick_hash(password)
    person.must_change_password, person.first_password_at = True, timezone.now()
    person.save(update_fields=["password", "must_change_password", "first_password_at"])
    lift_lock(username=person.username)
    tell(Verb.PERSON_CHANGED, by=by, note=_("重置%(name)s的密码") % {"name": person}, person=person.pk)
    return password


def first_password() -> str:
    """Random, in groups, so that it can be read over the phone."""
    groups = (
        "".join(secrets.choice(EASY_LETTERS) for _n in range(GROUP_LENGTH)) for _g in range(PASSWORD_GROUPS)
    )
    return "-".join(groups)


def _quick_hash(password: str) -> str:
    """A random first password cannot be guessed however fast one tries; with the full number of iterations an
    import of some hundred people would hold the database for minutes. The first login hashes it anew."""
    hasher = get_hasher()
    if isinstance(hasher, PBKDF2PasswordHasher):
        return hasher.encode(password, hasher.salt(), FIRST_PASSWORD_ITERATIONS)
    return make_password(password)


# --- Roles -----------------------------------------------------------------------------------------
def why_not_role(user: User, role: str) -> str:
    """The three administrators are three people, and none of them takes part in the business."""
    held = set(user.memberships.values_list("role", flat=True)) - {role}
    if role in ADMIN_ROLES and held:
        return _("%(name)s已有其他角色；管理员不能兼任业务角色或另一个管理员。") % {"name": user}
    if held & set(ADMIN_ROLES):
        return _("%(name)s是管理员，不能再担任业务角色。") % {"name": user}
    return ""


def why_not_span(from_on: date | None, until_on: date | None) -> str:
    return _("结束日期早于开始日期。") if from_on and until_on and until_on < from_on else ""


@chronicle()
def add_membership(
    *, user: User, unit: Unit, role: str, by: Actor, from_on: date | None = None, until_on: date | None = None
) -> Membership:
    refuse_if(why_not_role_keeper(by=by))
    if user.pk == by.person_id:
        raise Refused(_("不能给自己授予角色。"))
    refuse_if(why_not_alone(by=by))
    return grant(user, unit, role, by=by, from_on=from_on, until_on=until_on)


def grant(
    user: User, unit: Unit, role: str, *, by: Actor, from_on: date | None = None, until_on: date | None = None
) -> Membership:
    """Call it inside a verb, after its rights are checked. `by` None: on the server."""
    User.objects.select_for_update().get(pk=user.pk)  # two roles granted at once must see each other
    if role not in Role.values:
        raise Refused(_("没有“%(role)s”这个角色。") % {"role": role})
    refuse_if(why_not_role(user, role))
    if role in OFFICE_ROLES and not unit.is_office:
        raise Refused(_("%(unit)s不是督办机构，没有督办员和办主任。") % {"unit": unit})
    refuse_if(why_not_span(from_on, until_on))
    if user.memberships.filter(unit=unit, role=role).exists():
        raise Refused(_("%(name)s在%(unit)s已有这个角色。") % {"name": user, "unit": unit})
    row = Membership.objects.create(user=user, unit=unit, role=role, from_on=from_on, until_on=until_on)
    tell(Verb.ROLE_CHANGED, by=by, unit=unit, note=_("授予：%(row)s") % {"row": row}, person=user.pk)
    return row


@chronicle()
def change_membership(
    *, membership: Membership, from_on: date | None, until_on: date | None, by: Actor
) -> None:
    refuse_if(why_not_role_keeper(by=by))
    refuse_if(why_not_span(from_on, until_on))
    if membership.user_id == by.person_id:
        raise Refused(_("不能调整自己的任职。"))
    refuse_if(why_not_leave_vacant(membership, (from_on, until_on), today=by.on) or why_not_alone(by=by))
    membership.from_on, membership.until_on = from_on, until_on
    membership.save(update_fields=["from_on", "until_on"])
    tell(
        Verb.ROLE_CHANGED,
        by=by,
        unit=membership.unit,
        note=_("调整期限：%(row)s") % {"row": membership},
        person=membership.user_id,
    )


def why_not_remove(membership: Membership, *, by: Actor) -> str:
    refusal = why_not_role_keeper(by=by)
    if not refusal and membership.user_id == by.person_id:
        return _("不能收回自己的角色。")
    return refusal or why_not_leave_vacant(membership, None, today=by.on)


@chronicle()
def remove_membership(*, membership: Membership, by: Actor) -> None:
    refuse_if(why_not_remove(membership, by=by) or why_not_alone(by=by))
    tell(
        Verb.ROLE_CHANGED,
        by=by,
        unit=membership.unit,
        note=_("收回：%(row)s") % {"row": membership},
        person=membership.user_id,
    )
    membership.delete()
