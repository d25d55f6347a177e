"""What every page of the admin shares: rights from roles, rows through `visible_to`, changes through verbs.

Django's own permissions are not used (ADR 6). A form is saved by calling a verb in `save_model`; when the verb
refuses, its sentence stands above the form, and what was entered is kept. Buttons are those of the workspace:
the same table, the same guards. LogEntry is not written: the history is `Event`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from tracker.domain.refusal import Refused
from tracker.models import OFFICE_ROLES, UNIT_ROLES, Obligation, Role
from tracker.web.access import prepare
from tracker.web.buttons import Button, find
from tracker.web.forms.base import DateInput, ask_by_name
from tracker.web.listing import BoundedPaginator

OFFICE = frozenset(OFFICE_ROLES)
UNITS = frozenset(UNIT_ROLES)
BUSINESS = OFFICE | UNITS | {Role.LEADER}
NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Offer:
    """A button that this person may press now, and where."""

    button: Button
    url: str


@dataclass(frozen=True, slots=True)
class Row:
    cells: tuple[Any, ...]
    url: str = ""  # the first cell links there
    offers: tuple[Offer, ...] = ()


@dataclass(frozen=True, slots=True)
class Panel:
    """A table below the form: what belongs to the thing shown, read-only but for its buttons."""

    title: str
    columns: tuple[str, ...]
    rows: list[Row]
    empty: str = ""
    hint: str = ""

    @property
    def has_offers(self) -> bool:
        return any(row.offers for row in self.rows)


class VerbForm(forms.ModelForm):
    """A form whose saving is a verb; `refused` is what the verb said to the same entries."""

    refused = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ask_by_name(self)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.refused:
            self.add_error(None, self.refused)
        return cleaned


class RoleAdmin(admin.ModelAdmin):
    viewers: frozenset[str] = NOBODY
    adders: frozenset[str] = NOBODY
    changers: frozenset[str] = NOBODY
    buttons: tuple[Button, ...] = ()
    in_words: dict[str, str] = {}  # field -> method that says it in words, for who may only look
    form = VerbForm
    actions = None
    view_on_site = False
    list_per_page = 50
    paginator = BoundedPaginator
    show_full_result_count = False
    save_as_continue = False
    change_form_template = "admin/duban_change_form.html"
    formfield_overrides = {models.DateField: {"widget": DateInput}}

    # --- Rights --------------------------------------------------------------------------------------
    def _has(self, request: HttpRequest, *sets: frozenset[str]) -> bool:
        prepare(request)
        return bool(request.actor.roles & frozenset().union(*sets))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._has(request, self.viewers, self.adders, self.changers)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._has(request, self.adders)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._has(request, self.changers)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # what may go has a button and a verb

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        prepare(request)
        rows = super().get_queryset(request)
        return rows.visible_to(request.actor) if hasattr(rows, "visible_to") else rows

    # --- Pages ---------------------------------------------------------------------------------------
    def get_urls(self) -> list:
        press = self.admin_site.admin_view(self.press_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_press"
        return [path("<path:object_id>/do/<slug:code>/", press, name=name), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """Headed by what it lists, in place of Django's “选择任务查看”."""
        return super().changelist_view(
            request, {"title": self.opts.verbose_name_plural, **(extra_context or {})}
        )

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict | None = None,
    ) -> HttpResponse:
        prepare(request)
        title = self.opts.verbose_name if object_id else _("新建%(name)s") % {"name": self.opts.verbose_name}
        context = {"title": title, "show_save_and_add_another": False, **(extra_context or {})}
        if object_id is not None:
            thing = self.fetch(request, object_id)
            if request.method in ("GET", "HEAD"):
                context |= {"panels": self.panels(request, thing), "offers": self.offers(request, thing)}
        try:
            return super().changeform_view(request, object_id, form_url, context)
        except Refused as no:
            # The verb took everything back. Once more, with its sentence as the form's error.
            request.refused = str(no)
            return super().changeform_view(request, object_id, form_url, context)

    def fetch(self, request: HttpRequest, object_id: str) -> Any:
        """The row if this person may see it; otherwise 404, as if it did not exist."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        thing = self.get_object(request, unquote(object_id))
        if thing is None:
            raise Http404(_("没有这条记录，或者您无权查看。"))
        return thing

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict | None = None
    ) -> HttpResponse:
        """Django's own log is not written; the history of a task stands on its page."""
        raise Http404

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict | None = None
    ) -> HttpResponse:
        raise PermissionDenied

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list:
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return fieldsets
        return [
            (title, {**options, "fields": [self._shown(request, f) for f in options["fields"]]})
            for title, options in fieldsets
        ]

    def _shown(self, request: HttpRequest, field: str | tuple) -> Any:
        """In words where the value is a code; and no link to a page that this person may not open."""
        if not isinstance(field, str):
            return tuple(self._shown(request, name) for name in field)
        if field in self.in_words:
            return self.in_words[field]
        described = {f.name: f for f in self.opts.fields}.get(field)
        pages = self.admin_site._registry.get(described.related_model) if described else None
        if pages is None or pages.has_view_permission(request):
            return field
        return _plainly(field, str(described.verbose_name))

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> type:
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (form,), {"refused": getattr(request, "refused", ""), "request": request})

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> Any:
        """No pencils and eyes beside a choice: they open pages that most people may not enter."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field

    def save_related(self, request: HttpRequest, form: Any, formsets: list, change: bool) -> None:
        """The verb has written what belongs to the row."""

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """Verbs write Events."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """Verbs write Events."""

    # --- Buttons and panels --------------------------------------------------------------------------
    def panels(self, request: HttpRequest, thing: Any) -> list[Panel]:
        """Tables to show below the form."""
        return []

    def offers(self, request: HttpRequest, thing: Any) -> tuple[Offer, ...]:
        return offered(self.buttons, thing, request)

    def press_view(self, request: HttpRequest, object_id: str, code: str) -> HttpResponse:
        thing = self.fetch(request, object_id)
        return self.press(request, find(self.buttons, code), thing)

    def press(self, request: HttpRequest, button: Button, thing: Any) -> HttpResponse:
        """Ask what has to be asked, call the action, go back and tell; or say why not, with the entries kept."""
        back = self.back_to(request, thing)
        posted = request.method == "POST"
        answers = (request.POST, request.FILES) if posted else (None, None)
        form = button.form(*answers, subject=thing, request=request)
        refusal = button.refusal(thing, request)
        if posted and not refusal and form.is_valid():
            try:
                messages.success(request, button.perform(thing, request, form.answers()))
            except Refused as no:
                form.add_error(None, str(no))
            else:
                return redirect(back if self.get_queryset(request).filter(pk=thing.pk) else self.list_url())
        context = {"title": button.label, "subtitle": str(thing), "hint": button.hint, "press": button.label}
        context |= {"form": form, "refusal": refusal, "back": back, "look": button.look}
        return self.ask(request, context, status=422 if posted else 200)

    def ask(self, request: HttpRequest, context: dict, *, status: int = 200) -> HttpResponse:
        """A small form page of the admin."""
        shared = {**self.admin_site.each_context(request), "opts": self.opts}
        return TemplateResponse(request, "admin/press.html", shared | context, status=status)

    def back_to(self, request: HttpRequest, thing: Any) -> str:
        return page_of(thing)

    def list_url(self) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")


class OfObligation(RoleAdmin):
    """Reports, requests and pauses: seen by whoever sees the Obligation they belong to; one goes back there."""

    viewers = BUSINESS

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request)
        seen = Obligation.objects.visible_to(request.actor)
        return rows.filter(obligation__in=seen.values("pk"))

    def back_to(self, request: HttpRequest, thing: Any) -> str:
        return page_of(thing.obligation)


class AddedByVerb(RoleAdmin):
    """A new thing is asked for on a small form of its own, and made by its verb."""

    questions: type[forms.Form]
    make: Callable[..., Any]
    add_label = ""

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = self.questions(request.POST or None, offices=request.actor.offices)
        posted = request.method == "POST"
        if posted and form.is_valid():
            try:
                made = self.make(by=request.actor, **form.answers())
            except Refused as no:
                form.add_error(None, str(no))
            else:
                messages.success(request, _("已建立：%(thing)s") % {"thing": made})
                return redirect(page_of(made))
        context = {"title": self.add_label, "form": form, "back": self.list_url(), "press": _("建立")}
        return self.ask(request, context, status=422 if posted else 200)


@lru_cache(maxsize=256)
def _plainly(name: str, label: str) -> Callable[[Any], str]:
    """A column that shows what a field points at as text, where Django would make a link of it."""

    @admin.display(description=label)
    def shown(thing: Any) -> str:
        return str(getattr(thing, name) or "—")

    return shown


def offered(buttons: Iterable[Button], thing: Any, request: HttpRequest) -> tuple[Offer, ...]:
    """The buttons that this person may press now, in the order of the table."""
    name = f"admin:{thing._meta.app_label}_{thing._meta.model_name}_press"
    return tuple(
        Offer(b, reverse(name, args=[thing.pk, b.code])) for b in buttons if not b.refusal(thing, request)
    )


def page_of(thing: Any) -> str:
    return reverse(f"admin:{thing._meta.app_label}_{thing._meta.model_name}_change", args=[thing.pk])
