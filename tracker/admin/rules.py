"""By which rules: the ladder, the numbers of letters, the working days."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.actions.rungs import FIELDS, set_numbering
from tracker.actions.wordings import set_wording
from tracker.admin.base import OFFICE, Panel, RoleAdmin, Row, VerbForm, page_of
from tracker.desk.access import prepare
from tracker.desk.forms.base import DateInput
from tracker.desk.request import Request
from tracker.desk.templates import take_template
from tracker.domain.formal.wordings import SAMPLE, filled
from tracker.domain.realm import why_not_keep_numbers, why_not_rule_for_all
from tracker.models import (
    CalendarDay,
    ChangeKind,
    LetterTemplate,
    LetterWording,
    Numbering,
    ObligationKind,
    Role,
    Rung,
    Unit,
)
from tracker.models.notices import kind_names, role_names
from tracker.papers.letters import template_as_taken
from tracker.papers.placeholders import NAMES
from tracker.punctuation import listed
from tracker.rules.ladder import ROLES

KEEPERS = frozenset({Role.SECURITY_ADMIN, Role.OFFICE_HEAD})
READERS = OFFICE | KEEPERS
RECIPIENTS = [choice for choice in Role.choices if choice[0] in ROLES]


class RulesForAll(RoleAdmin):
    """The ladder and the calendar hold for all offices: who may not change them for all is offered no form."""

    viewers, adders, changers = READERS, KEEPERS, KEEPERS

    def has_add_permission(self, request: Request) -> bool:
        return super().has_add_permission(request) and self._rules_for_all(request)

    def has_change_permission(self, request: Request, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and self._rules_for_all(request)

    def _rules_for_all(self, request: Request) -> bool:
        """Asked once for a page."""
        prepare(request)
        if not hasattr(request, "rules_for_all"):
            request.rules_for_all = not why_not_rule_for_all(by=request.actor)
        return request.rules_for_all


class Ticks(forms.MultipleChoiceField):
    """A list of codes, as tick boxes."""

    widget = forms.CheckboxSelectMultiple

    def has_changed(self, initial: Any, data: Any) -> bool:
        return set(initial or ()) != set(data or ())


class RungForm(VerbForm):
    obligation_kinds = Ticks(label=gettext_lazy("适用事项"), choices=ObligationKind.choices)
    to_roles = Ticks(label=gettext_lazy("收件角色"), choices=RECIPIENTS)
    copy_to_roles = Ticks(label=gettext_lazy("抄送角色"), choices=RECIPIENTS, required=False)

    class Meta:
        model = Rung
        fields = ("code", *FIELDS)
        widgets = {"live_from_on": DateInput()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """A change speaks from today on, unless another day is chosen."""
        super().__init__(*args, **kwargs)
        if self.instance.pk and "live_from_on" in self.fields:
            self.initial["live_from_on"] = max(self.instance.live_from_on, self.request.actor.on)


class CurrentFilter(admin.SimpleListFilter):
    """The versions in force, unless somebody wants to see the old ones."""

    title = gettext_lazy("版本")
    parameter_name = "versions"

    def lookups(self, request: Request, model_admin: Any) -> list[tuple[str, str]]:
        return [("all", _("包括历次版本"))]

    def queryset(self, request: Request, queryset: QuerySet) -> QuerySet:
        return queryset if self.value() == "all" else queryset.current()


@admin.register(Rung)
class RungAdmin(RulesForAll):
    form = RungForm
    list_display = ("name", "code", "version", "kind", "moment", "kinds", "to", "is_formal", "live_from_on")
    list_filter = (CurrentFilter, "kind")
    ordering = ("order", "code", "-version")
    in_words = {"obligation_kinds": "kinds", "to_roles": "to", "copy_to_roles": "copies"}
    fieldsets = (
        (None, {"fields": ("code", "name", ("kind", "is_formal"), "obligation_kinds", "clause", "order")}),
        (gettext_lazy("何时"), {"fields": ("at", "offset", "min_gap", "repeat", "live_from_on")}),
        (gettext_lazy("发给谁"), {"fields": ("to_roles", "copy_to_roles")}),
    )

    def has_change_permission(self, request: Request, obj: Rung | None = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.is_current)

    def get_readonly_fields(self, request: Request, obj: Rung | None = None) -> tuple[str, ...]:
        return ("code",) if obj else ()

    def save_model(self, request: Request, obj: Rung, form: Any, change: bool) -> None:
        """A change makes a new version, once somebody else has confirmed it."""
        if change and not form.changed_data:
            return
        fields = {name: form.cleaned_data[name] for name in FIELDS if name in form.cleaned_data}
        fields["live_from_on"] = fields["live_from_on"].isoformat()
        code = form.cleaned_data.get("code", "")
        wanted = {"rung": obj.pk if change else None, "code": code, "fields": fields}
        self.ask(request, ChangeKind.RUNG, wanted)

    def panels(self, request: Request, thing: Rung) -> list[Panel]:
        versions = Rung.objects.filter(code=thing.code).select_related("created_by")
        rows = [
            Row(
                (
                    _("第%(n)s版") % {"n": r.version},
                    _("现行") if r.is_current else "",
                    r.live_from_on,
                    self.moment(r),
                    str(r.created_by or _("系统")),
                ),
                page_of(r),
            )
            for r in versions
        ]
        columns = (_("版本"), _("现行"), _("启用"), _("时点"), _("制定人"))
        hint = _("保存即成为新的版本，只对启用日期及以后到期的事项发函；在此之前到期的，仍按原来的版本。")
        return [Panel(_("历次版本"), columns, rows, hint=hint)]

    @admin.display(description=gettext_lazy("时点"))
    def moment(self, rung: Rung) -> str:
        if rung.at == "open":
            return _("下达时")
        words = _("到期前%(n)s个工作日") if rung.offset < 0 else _("逾期%(n)s个工作日")
        return words % {"n": abs(rung.offset)}

    @admin.display(description=gettext_lazy("适用事项"))
    def kinds(self, rung: Rung) -> str:
        return kind_names(rung.obligation_kinds)

    @admin.display(description=gettext_lazy("收件"))
    def to(self, rung: Rung) -> str:
        return role_names(rung.to_roles)

    @admin.display(description=gettext_lazy("抄送"))
    def copies(self, rung: Rung) -> str:
        return role_names(rung.copy_to_roles) or "—"


@admin.register(Numbering)
class NumberingAdmin(RoleAdmin):
    viewers, adders, changers = READERS, KEEPERS, KEEPERS
    list_display = ("office", "kind", "prefix", "reply_within", "used")
    list_select_related = ("office",)
    fields = ("office", "kind", "prefix", "reply_within")

    def get_queryset(self, request: Request) -> QuerySet:
        """How many letters an office has signed is its own business; who keeps the rules reads all."""
        rows = super().get_queryset(request)
        return rows if request.actor.is_admin else rows.filter(office__in=request.actor.offices)

    def get_readonly_fields(self, request: Request, obj: Numbering | None = None) -> tuple[str, ...]:
        return ("office", "kind") if obj else ()

    def has_change_permission(self, request: Request, obj: Numbering | None = None) -> bool:
        if not super().has_change_permission(request, obj):
            return False
        return obj is None or not why_not_keep_numbers(obj.office, by=request.actor)

    def formfield_for_foreignkey(self, db_field: Any, request: Request, **kwargs: Any) -> Any:
        offices = Unit.objects.filter(is_office=True)
        if not request.actor.holds(Role.SECURITY_ADMIN):
            offices = offices.filter(pk__in=request.actor.units(Role.OFFICE_HEAD))
        return super().formfield_for_foreignkey(db_field, request, queryset=offices, **kwargs)

    def save_model(self, request: Request, obj: Numbering, form: Any, change: bool) -> None:
        saved = set_numbering(
            office=obj.office,
            kind=obj.kind,
            prefix=obj.prefix,
            reply_within=obj.reply_within,
            by=request.actor,
        )
        obj.pk = saved.pk

    @admin.display(description=gettext_lazy("已用到"))
    def used(self, numbering: Numbering) -> str:
        return listed(str(series) for series in numbering.series.order_by("-year")[:2]) or "—"


@admin.register(LetterWording)
class LetterWordingAdmin(RoleAdmin):
    viewers, adders, changers = READERS, OFFICE, OFFICE
    list_display = ("office", "kind", "part", "text")
    list_select_related = ("office",)
    fields = ("office", "kind", "part", "text")

    def get_queryset(self, request: Request) -> QuerySet:
        """An office words its own letters; who keeps the rules reads all."""
        rows = super().get_queryset(request)
        return rows if request.actor.is_admin else rows.filter(office__in=request.actor.offices)

    def get_readonly_fields(self, request: Request, obj: LetterWording | None = None) -> tuple[str, ...]:
        return ("office", "kind", "part") if obj else ()

    def formfield_for_foreignkey(self, db_field: Any, request: Request, **kwargs: Any) -> Any:
        mine = Unit.objects.filter(pk__in=request.actor.offices)
        return super().formfield_for_foreignkey(db_field, request, queryset=mine, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """What may be written in braces is said before somebody has to guess it."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "text" and field is not None:
            names = "、".join(f"{{{name}}}" for name in SAMPLE)
            field.help_text = _("留空即用系统自带的用语。可用的占位符：%(names)s") % {"names": names}
        return field

    def save_model(self, request: Request, obj: LetterWording, form: Any, change: bool) -> None:
        said = {name: getattr(obj, name) for name in ("office", "kind", "part", "text")}
        obj.pk = set_wording(**said, by=request.actor).pk

    def panels(self, request: Request, thing: LetterWording) -> list[Panel]:
        shown = filled(thing.text, SAMPLE) if thing.text else _("（系统自带的用语）")
        preview = [Row((line,)) for line in shown.split("\n")]
        names = [Row((f"{{{name}}}", said)) for name, said in SAMPLE.items()]
        return [
            Panel(_("预览"), (_("以示例数据填写"),), preview),
            Panel(_("可用的占位符"), (_("占位符"), _("示例")), names),
        ]


@admin.register(LetterTemplate)
class LetterTemplateAdmin(RoleAdmin):
    viewers, adders = READERS, OFFICE
    list_display = ("office", "kind", "filename", "taken_at", "ended_at")
    list_filter = ("kind",)
    list_select_related = ("office",)

    def get_fields(self, request: Request, obj: LetterTemplate | None = None) -> tuple:
        if obj is None:
            return ("office", "kind", "file")
        return ("office", "kind", "filename", "sha256", ("taken_by", "taken_at"), "ended_at")

    def formfield_for_foreignkey(self, db_field: Any, request: Request, **kwargs: Any) -> Any:
        mine = Unit.objects.filter(pk__in=request.actor.offices)
        return super().formfield_for_foreignkey(db_field, request, queryset=mine, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """What may be written in braces is said where the file is chosen."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "file" and field is not None:
            names = "、".join(f"{{{name}}}（{said or _('函件内容')}）" for name, said in NAMES.items())
            words = _(
                "用 Word 排好版，在要填写的地方写占位符：%(names)s。{正文}必须有，单独成段；其余用不到的可以不写。写了别的名称，上传时逐个指出。"
            )
            field.help_text = words % {"names": names}
        return field

    def save_model(self, request: Request, obj: LetterTemplate, form: Any, change: bool) -> None:
        """A template is never changed: another file is another one."""
        sent = form.cleaned_data
        made = take_template(office=sent["office"], kind=sent["kind"], upload=sent["file"], by=request.actor)
        obj.pk = made.pk

    def panels(self, request: Request, thing: LetterTemplate) -> list[Panel]:
        from tracker.papers.word_template import places_of, preview  # loads what reads Word files

        shown, used = [_("文件已不在服务器上，或与上传时不同，不再使用。")], {}
        if template_as_taken(thing):
            with thing.file.open("rb") as file:
                content = file.read()
            shown, used = preview(content), places_of(content)
        names = [
            Row(
                (
                    f"{{{name}}}",
                    said or _("函件内容，单独成段"),
                    _("用了%(n)d处") % {"n": used[name]} if used.get(name) else "—",
                )
            )
            for name, said in NAMES.items()
        ]
        return [
            Panel(_("预览"), (_("以示例数据填写"),), [Row((line,)) for line in shown]),
            Panel(_("可用的占位符"), (_("占位符"), _("示例"), _("这份模板")), names),
        ]


@admin.register(CalendarDay)
class CalendarDayAdmin(RulesForAll):
    change_list_template = "admin/calendar_list.html"
    list_display = ("falls_on", "weekday", "is_working", "name", "is_official")
    list_filter = ("is_working", "is_official")
    search_fields = ("name",)
    date_hierarchy = "falls_on"
    fields = ("falls_on", "is_working", "name", "is_official")

    def get_readonly_fields(self, request: Request, obj: CalendarDay | None = None) -> tuple[str, ...]:
        return ("falls_on",) if obj else ()

    def save_model(self, request: Request, obj: CalendarDay, form: Any, change: bool) -> None:
        if change and not form.changed_data:
            return
        day = [obj.falls_on.isoformat(), obj.is_working, obj.name, obj.is_official]
        self.ask(request, ChangeKind.CALENDAR, {"days": [day], "removed": []})

    @admin.display(description=gettext_lazy("星期"))
    def weekday(self, day: CalendarDay) -> str:
        return "一二三四五六日"[day.falls_on.weekday()]
