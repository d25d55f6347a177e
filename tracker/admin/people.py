"""Units and people. The system administrator keeps accounts and units, the security administrator the roles."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.forms import UsernameField
from django.db.models import QuerySet
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.actions import people, units
from tracker.admin.base import BUSINESS, Panel, RoleAdmin, Row, VerbForm, page_of
from tracker.desk.proof import proved
from tracker.desk.request import Request
from tracker.models import (
    ADMIN_ROLES,
    ChangeKind,
    Membership,
    PendingChange,
    Role,
    Unit,
    UnitGroup,
    UnitKind,
    User,
    WrittenName,
)
from tracker.punctuation import listed

ACCOUNTS = frozenset({Role.SYSTEM_ADMIN})
ROLES = frozenset({Role.SECURITY_ADMIN})
ADMINISTRATORS = frozenset(ADMIN_ROLES)


class Words(forms.CharField):
    """Several names in one line, separated as people write them."""

    def prepare_value(self, value: Any) -> Any:
        return "；".join(value) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> list[str]:
        text = super().to_python(value) or ""
        for mark in (";", "，", ",", "、", "\n"):
            text = text.replace(mark, "；")
        return [part.strip() for part in text.split("；") if part.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.to_python(self.prepare_value(initial)) != self.to_python(data)


UNIT_ASKED = ("name", "short_name", "kind", "parent", "order", "is_office", "formal_name", "copied_to")


class UnitForm(VerbForm):
    other_names = Words(
        label=gettext_lazy("别名"),
        required=False,
        help_text=gettext_lazy("文件里的其他写法，用分号隔开；导入时按此识别。"),
    )

    class Meta:
        model = Unit
        fields = (*UNIT_ASKED, "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["other_names"] = list(self.instance.aliases.values_list("name", flat=True))


@admin.register(Unit)
class UnitAdmin(RoleAdmin):
    viewers, adders, changers = BUSINESS | ROLES, ACCOUNTS, ACCOUNTS
    form = UnitForm
    list_display = ("in_tree", "short_name", "kind", "is_office", "is_active", "order")
    list_filter = ("kind", "is_office", "is_active")
    search_fields = ("name", "short_name", "aliases__name")
    ordering = ("path",)
    list_per_page = 200
    fields = (
        "name", "short_name", "other_names", "kind", "parent", "order", "is_office", "is_active", "formal_name", "copied_to",
    )  # fmt: skip

    def get_queryset(self, request: Request) -> QuerySet:
        return super().get_queryset(request).prefetch_related("aliases")

    @admin.display(description=gettext_lazy("名称"), ordering="path")
    def in_tree(self, unit: Unit) -> str:
        return "　" * (unit.path.count(".") - 1) + unit.name

    @admin.display(description=gettext_lazy("别名"))
    def other_names(self, unit: Unit) -> str:
        return "；".join(alias.name for alias in unit.aliases.all()) or "—"

    def panels(self, request: Request, thing: Unit) -> list[Panel]:
        below = [Row((u.name, u.get_kind_display()), page_of(u)) for u in thing.children.order_by("order")]
        found = [Panel(_("下级单位"), (_("名称"), _("类别")), below, empty=_("没有下级单位。"))]
        if request.actor.roles & (ACCOUNTS | ROLES):
            held = thing.memberships.select_related("user")
            rows = [Row((m.user.name, m.get_role_display(), m.user.email), page_of(m)) for m in held]
            found.append(
                Panel(_("任职人员"), (_("姓名"), _("角色"), _("邮箱")), rows, empty=_("没有人任职。"))
            )
        return found

    def save_model(self, request: Request, obj: Unit, form: Any, change: bool) -> None:
        told = form.cleaned_data
        if not change:
            made = units.create_unit(
                **{name: told[name] for name in UNIT_ASKED},
                aliases=told["other_names"],
                by=request.actor,
            )
            obj.pk = made.pk
            return
        unit = Unit.objects.get(pk=obj.pk)
        if "parent" in form.changed_data:
            units.move_unit(unit=unit, parent=told["parent"], by=request.actor)
        changes = {name: told[name] for name in units.UNIT_FIELDS if name in form.changed_data}
        if "other_names" in form.changed_data:
            units.set_aliases(unit=unit, names=told["other_names"], by=request.actor)
        if changes:
            units.change_unit(unit=unit, **changes, by=request.actor)


class UnitGroupForm(VerbForm):
    aliases = Words(label=gettext_lazy("别名"), required=False)
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("包含的单位类别"),
        choices=UnitKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = UnitGroup
        fields = ("name", "aliases", "kinds", "members")
        widgets = {"members": forms.CheckboxSelectMultiple}


@admin.register(UnitGroup)
class UnitGroupAdmin(RoleAdmin):
    viewers, adders, changers = BUSINESS | ROLES, ACCOUNTS, ACCOUNTS
    form = UnitGroupForm
    list_display = ("name", "members_now")
    search_fields = ("name",)
    fields = ("name", "aliases", "kinds", "members")
    in_words = {"aliases": "other_names", "kinds": "kinds_named", "members": "members_now"}

    @admin.display(description=gettext_lazy("别名"))
    def other_names(self, group: UnitGroup) -> str:
        return "；".join(group.aliases) or "—"

    @admin.display(description=gettext_lazy("包含的单位类别"))
    def kinds_named(self, group: UnitGroup) -> str:
        return listed(str(UnitKind(kind).label) for kind in group.kinds) or "—"

    @admin.display(description=gettext_lazy("现有成员"))
    def members_now(self, group: UnitGroup) -> str:
        return listed(str(unit) for unit in group.current_members())

    def save_model(self, request: Request, obj: UnitGroup, form: Any, change: bool) -> None:
        told = {name: form.cleaned_data[name] for name in ("name", "aliases", "kinds", "members")}
        group = UnitGroup.objects.get(pk=obj.pk) if change else None
        obj.pk = units.set_group(group=group, by=request.actor, **told).pk


@admin.register(WrittenName)
class WrittenNameAdmin(RoleAdmin):
    """Names that offices met in documents; nothing of the documents is shown here."""

    viewers = ACCOUNTS
    list_display = ("name", "meant", "office", "asked_by", "asked_on", "decision")
    list_filter = ("decision",)
    search_fields = ("name",)
    list_select_related = ("office", "unit", "group", "asked_by")
    fields = (
        "name",
        ("unit", "group"),
        "office",
        ("asked_by", "asked_on"),
        ("decision", "decided_by", "decided_on"),
        "decision_reason",
    )

    def get_queryset(self, request: Request) -> QuerySet:
        return super().get_queryset(request).asked()

    @admin.display(description=gettext_lazy("申请"))
    def meant(self, row: WrittenName) -> str:
        if row.owner is None:
            return _("新建单位")
        return _("作为%(unit)s的别名") % {"unit": row.owner}


class PersonForm(VerbForm):
    class Meta:
        model = User
        fields = ("username", "name", "email", "phone", "is_active")
        field_classes = {"username": UsernameField}


@admin.register(User)
class UserAdmin(RoleAdmin):
    viewers, adders, changers = ROLES, ACCOUNTS, ACCOUNTS
    form = PersonForm
    change_list_template = "admin/people_list.html"
    list_display = ("name", "username", "held", "email", "phone", "is_active")
    list_display_links = ("name", "username")
    list_filter = ("is_active", "memberships__role")
    search_fields = ("name", "username", "email", "memberships__unit__name")
    fields = ("username", "name", "email", "phone", "is_active", "must_change_password", "last_login")

    changeform_view = method_decorator(proved)(RoleAdmin.changeform_view)

    def get_queryset(self, request: Request) -> QuerySet:
        return super().get_queryset(request).prefetch_related("memberships__unit")

    def get_readonly_fields(self, request: Request, obj: User | None = None) -> tuple[str, ...]:
        return ("must_change_password", "last_login", *(("username",) if obj else ()))

    def get_fields(self, request: Request, obj: User | None = None) -> tuple[str, ...]:
        return self.fields if obj else ("username", "name", "email", "phone")

    def save_model(self, request: Request, obj: User, form: Any, change: bool) -> None:
        told = form.cleaned_data
        if not change:
            wanted = {name: told[name] for name in ("username", "name", "email", "phone")}
            obj.pk = people.create_person(**wanted, by=request.actor).pk
            self.message_user(request, _("账号已建立，还不能登录：请打开此人，点“发放首次密码”。"))
            return
        changes = {name: told[name] for name in people.PERSON_FIELDS if name in form.changed_data}
        person = User.objects.get(pk=obj.pk)
        if "email" in changes and person.memberships.filter(role__in=ADMIN_ROLES).exists():
            self.ask(
                request, ChangeKind.PERSON, {"person": person.pk, "changes": {"email": changes.pop("email")}}
            )
        if changes:
            people.change_person(person=person, **changes, by=request.actor)

    @admin.display(description=gettext_lazy("任职"))
    def held(self, user: User) -> str:
        return listed(f"{m.unit}{m.get_role_display()}" for m in user.memberships.all()) or "—"

    def panels(self, request: Request, thing: User) -> list[Panel]:
        rows = [
            Row((str(m.unit), m.get_role_display(), m.from_on or "", m.until_on or ""), page_of(m))
            for m in thing.memberships.select_related("unit")
        ]
        columns = (_("单位"), _("角色"), _("自"), _("至"))
        return [Panel(_("任职"), columns, rows, empty=_("还没有任何角色，由安全管理员授予。"))]


@admin.register(Membership)
class MembershipAdmin(RoleAdmin):
    viewers, adders, changers = ACCOUNTS, ROLES, ROLES
    list_display = ("user", "unit", "role", "from_on", "until_on")
    list_filter = ("role", ("unit", admin.RelatedOnlyFieldListFilter))
    search_fields = ("user__name", "user__username", "unit__name", "unit__short_name")
    list_select_related = ("user", "unit")
    fields = ("user", "unit", "role", "from_on", "until_on")
    changeform_view = method_decorator(proved)(RoleAdmin.changeform_view)

    def get_readonly_fields(self, request: Request, obj: Membership | None = None) -> tuple[str, ...]:
        return ("user", "unit", "role") if obj else ()

    def formfield_for_foreignkey(self, db_field: Any, request: Request, **kwargs: Any) -> Any:
        rows = {"user": User.objects.active(), "unit": Unit.objects.active()}[db_field.name]
        return super().formfield_for_foreignkey(db_field, request, queryset=rows, **kwargs)

    def save_model(self, request: Request, obj: Membership, form: Any, change: bool) -> None:
        dates = {name: as_text(form.cleaned_data[name]) for name in ("from_on", "until_on")}
        if change:
            self.ask(request, ChangeKind.ROLE_DATES, {"membership": obj.pk, **dates})
            return
        wanted = {"user": obj.user_id, "unit": obj.unit_id, "role": obj.role}
        self.ask(request, ChangeKind.ROLE_GIVEN, wanted | dates)


def as_text(on: date | None) -> str | None:
    return on.isoformat() if on else None


@admin.register(PendingChange)
class PendingChangeAdmin(RoleAdmin):
    """What waits for a second person, and what became of it."""

    viewers = ADMINISTRATORS | {Role.OFFICE_HEAD}
    list_display = ("title", "asked_by", "asked_at", "expires_at", "state", "decided_by")
    list_filter = ("state", "kind")
    list_select_related = ("asked_by", "decided_by")
    fields = (
        "title",
        "details",
        ("asked_by", "asked_at", "expires_at"),
        ("state", "decided_by", "decided_at"),
        "reason",
    )
