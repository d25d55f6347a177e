"""The tree of units, their names and groups: kept by the system administrator."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q, Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext as _

from tracker.domain.actor import Actor
from tracker.domain.events import chronicle, field_names, tell
from tracker.domain.locks import lock_names
from tracker.domain.personal import auditors, tell_people
from tracker.domain.refusal import Refused, need, refuse_if, refuse_unknown
from tracker.domain.rights import why_not_account_keeper
from tracker.models import OFFICE_ROLES, Obligation, Task, Unit, UnitAlias, UnitGroup, UnitKind, Verb

UNIT_FIELDS = ("name", "short_name", "kind", "order", "is_office", "is_active", "formal_name", "copied_to")


@chronicle()
def create_unit(
    *,
    name: str,
    by: Actor,
    kind: str = UnitKind.DEPARTMENT,
    parent: Unit | None = None,
    short_name: str = "",
    aliases: Iterable[str] = (),
    is_office: bool = False,
    order: int = 0,
    formal_name: str = "",
    copied_to: str = "",
) -> Unit:
    refuse_if(why_not_account_keeper(by=by))
    lock_names()
    name = name.strip()
    _check_name(name)
    _check_kinds([kind])
    unit = Unit.objects.plant(
        name=name,
        parent=parent,
        kind=kind,
        short_name=short_name,
        is_office=is_office,
        order=order,
        formal_name=formal_name.strip(),
        copied_to=copied_to.strip(),
    )
    tell(Verb.UNIT_CHANGED, by=by, unit=unit, note=_("新增单位%(name)s") % {"name": name})
    set_aliases(unit=unit, names=aliases, by=by)
    return unit


def _check_name(name: str, *, besides: Unit | None = None) -> None:
    name = need(name, _("请填写单位名称。"))
    taken = Unit.objects.filter(name=name).exclude(pk__in=[besides.pk] if besides else [])
    if taken.exists():
        raise Refused(_("已有名为“%(name)s”的单位。") % {"name": name})
    alias = UnitAlias.objects.filter(name=name).exclude(unit=besides).select_related("unit").first()
    if alias:
        raise Refused(_("“%(name)s”已是%(unit)s的别名。") % {"name": alias, "unit": alias.unit})


@chronicle()
def set_aliases(*, unit: Unit, names: Iterable[str], by: Actor) -> None:
    """Other ways to write the unit; each belongs to one unit only."""
    refuse_if(why_not_account_keeper(by=by))
    lock_names()
    names = list(dict.fromkeys(n.strip() for n in names if n.strip()))
    other = UnitAlias.objects.filter(name__in=names).exclude(unit=unit).select_related("unit").first()
    if other:
        raise Refused(_("“%(name)s”已是%(unit)s的别名。") % {"name": other, "unit": other.unit})
    named = Unit.objects.filter(name__in=names).exclude(pk=unit.pk).first()
    if named:
        raise Refused(_("“%(name)s”是另一个单位的名称，不能作为别名。") % {"name": named.name})
    have = set(unit.aliases.values_list("name", flat=True))
    if have == set(names):
        return
    unit.aliases.exclude(name__in=names).delete()
    UnitAlias.objects.bulk_create(UnitAlias(unit=unit, name=name) for name in names if name not in have)
    note = _("%(unit)s的别名：%(names)s") % {"unit": unit, "names": "、".join(names) or _("无")}
    tell(Verb.UNIT_CHANGED, by=by, unit=unit, note=note)


@chronicle()
def change_unit(*, unit: Unit, by: Actor, **changes: Any) -> None:
    """A unit that is renamed keeps its old name as an alias, so that older documents still find it."""
    refuse_if(why_not_account_keeper(by=by))
    refuse_unknown(changes, UNIT_FIELDS, _("单位没有这些栏目：%(names)s。"))
    before = Unit.objects.get(pk=unit.pk)
    if "name" in changes:
        lock_names()
        changes["name"] = changes["name"].strip()
        _check_name(changes["name"], besides=unit)
    _check_kinds([changes.get("kind", before.kind)])
    if changes.get("is_active") is False and before.is_active:
        refuse_if(_why_not_stop(before))
    if changes.get("is_office") is False and before.is_office:
        refuse_if(_why_not_cease_supervising(before, by.on))
    for field, value in changes.items():
        setattr(unit, field, value.strip() if isinstance(value, str) else value)
    unit.save(update_fields=list(changes))
    if before.name != unit.name and not UnitAlias.objects.filter(name=before.name).exists():
        UnitAlias.objects.create(unit=unit, name=before.name)
    fields = field_names(Unit, changes)
    note = _("修改%(unit)s：%(fields)s") % {"unit": before, "fields": fields}
    tell(Verb.UNIT_CHANGED, by=by, unit=unit, note=note, before=before.name, after=unit.name)


def _check_kinds(kinds: Iterable[str]) -> None:
    refuse_unknown(kinds, UnitKind.values, _("单位类别不对：%(names)s。"))


def _why_not_stop(unit: Unit) -> str:
    """While something is owed, somebody must answer for it."""
    owed = Obligation.objects.unsettled().filter(unit=unit).count()
    if owed:
        return _("%(unit)s还有%(n)s个应办事项未办结，请先改派或办结，再停用。") % {"unit": unit, "n": owed}
    if unit.children.active().exists():
        return _("%(unit)s还有下级单位在用，请先移走或停用它们。") % {"unit": unit}
    return ""


def _why_not_cease_supervising(unit: Unit, today: date) -> str:
    running = Task.objects.open().filter(task_list__office=unit).count()
    if running:
        return _("%(unit)s还在督办%(n)s项任务，不能取消督办机构。") % {"unit": unit, "n": running}
    if unit.memberships.current(today).filter(role__in=OFFICE_ROLES).exists():
        return _("%(unit)s还有督办员或办主任，请安全管理员先收回这些角色。") % {"unit": unit}
    return ""


@chronicle()
def move_unit(*, unit: Unit, parent: Unit | None, by: Actor) -> None:
    """The unit and everything below it go under another parent; who sees what follows at once."""
    refuse_if(why_not_account_keeper(by=by))
    locked = {
        u.pk: u
        for u in Unit.objects.filter(Q(pk=unit.pk) | Q(pk=parent and parent.pk))
        .order_by("pk")
        .select_for_update(no_key=True)
    }
    old = locked[unit.pk].path
    if parent and locked[parent.pk].path.startswith(old):
        raise Refused(_("不能把%(unit)s移到它自己或下级单位之下。") % {"unit": unit})
    unit.parent = parent
    unit.path = unit.path_under(locked[parent.pk] if parent else None)
    unit.save(update_fields=["parent"])
    rest = Substr("path", len(old) + 1)
    Unit.objects.within(old).update(path=Concat(Value(unit.path), rest))
    note = _("%(unit)s移到%(parent)s之下") % {"unit": unit, "parent": parent or _("最上级")}
    tell(Verb.UNIT_CHANGED, by=by, unit=unit, note=note)
    tell_people(auditors(by.on), note, by=by)  # whoever sits above sees what is below


@chronicle()
def set_group(
    *,
    name: str,
    by: Actor,
    group: UnitGroup | None = None,
    aliases: Iterable[str] = (),
    kinds: Iterable[str] = (),
    members: Iterable[Unit] = (),
) -> UnitGroup:
    """Who 各县（市、区）政府 stands for. Lists already issued keep the members they were issued with."""
    refuse_if(why_not_account_keeper(by=by))
    kinds, members = list(kinds), list(members)
    name = need(name, _("请填写单位组名称。"))
    _check_kinds(kinds)
    if not kinds and not members:
        raise Refused(_("单位组“%(name)s”没有成员。") % {"name": name})
    lock_names()
    taken = UnitGroup.objects.filter(name=name).exclude(pk__in=[group.pk] if group else [])
    if taken.exists():
        raise Refused(_("已有名为“%(name)s”的单位组。") % {"name": name})
    group = group or UnitGroup()
    group.name, group.aliases, group.kinds = name, [a for a in aliases if a.strip()], kinds
    group.save()
    group.members.set(members)
    tell(Verb.UNIT_CHANGED, by=by, note=_("设定单位组%(name)s") % {"name": name})
    return group
