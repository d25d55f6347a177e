"""What every page of the admin shares: rights from roles, rows through `visible_to`, changes through verbs.

Django's own permissions are not used (ADR 6). A form is saved by calling a verb in `save_model`; when the verb
refuses, its sentence stands above the form, and what was entered is kept. Actions are those of the desk, and lead
to its pages in the workspace, which lead back here. LogEntry is not written: the history is `Event`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin
from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from tracker.actions.pending_changes import ask
from tracker.admin import iso
from tracker.admin.lookups import is_offered
from tracker.desk.access import prepare
from tracker.desk.administration import ASKED
from tracker.desk.bounds import NotAnswered, bound_words, validate_search
from tracker.desk.counting import BoundedPaginator
from tracker.desk.forms.base import DateField, DateInput, ask_by_name
from tracker.desk.nouns import BY_MODEL, Available, available_actions
from tracker.desk.request import Request
from tracker.domain.refusal import Refused
from tracker.models import OFFICE_ROLES, UNIT_ROLES, Obligation, Role

OFFICE = frozenset(OFFICE_ROLES)
UNITS = frozenset(UNIT_ROLES)
BUSINESS = OFFICE | UNITS | {Role.LEADER}
NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Row:
    cells: tuple[Any, ...]
    url: str = ""  # the first cell links there
    actions: Sequence[Available] = ()


@dataclass(frozen=True, slots=True)
class Panel:
    """A table below the form: what belongs to the thing shown, read-only but for its actions."""

    title: str
    columns: tuple[str, ...]
    rows: list[Row]
    empty: str = ""
    hint: str = ""

    @property
    def has_actions(self) -> bool:
        return any(row.actions for row in self.rows)


class VerbForm(forms.ModelForm):
    """A form whose saving is a verb; `refused` is what the verb said to the same entries."""

    refused = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")  # as in the workspace
        super().__init__(*args, **kwargs)
        ask_by_name(self)
        bound_words(self)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.refused:
            self.add_error(None, self.refused)
        return cleaned


class RoleAdmin(admin.ModelAdmin):
    viewers: frozenset[str] = NOBODY
    adders: frozenset[str] = NOBODY
    changers: frozenset[str] = NOBODY
    add_page = ""  # name of the workspace's page where such a thing is made, in place of a form here
    in_words: dict[str, str] = {}  # field -> method that says it in words, for who may only look
    form = VerbForm
    actions = None
    view_on_site = False
    list_per_page = 50
    paginator = BoundedPaginator
    show_full_result_count = False
    save_as_continue = False
    change_form_template = "admin/duban_change_form.html"
    formfield_overrides = {models.DateField: {"widget": DateInput, "form_class": DateField}}

    # --- Rights --------------------------------------------------------------------------------------
    def _has(self, request: Request, *sets: frozenset[str]) -> bool:
        prepare(request)
        return bool(request.actor.roles & frozenset().union(*sets))

    def has_module_permission(self, request: Request) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: Request, obj: Any = None) -> bool:
        return self._has(request, self.viewers, self.adders, self.changers)

    def has_add_permission(self, request: Request) -> bool:
        return self._has(request, self.adders)

    def has_change_permission(self, request: Request, obj: Any = None) -> bool:
        return self._has(request, self.changers)

    def has_delete_permission(self, request: Request, obj: Any = None) -> bool:
        return False  # what may go has an action

    def get_queryset(self, request: Request) -> QuerySet:
        prepare(request)
        rows = super().get_queryset(request)
        return rows.visible_to(request.actor) if hasattr(rows, "visible_to") else rows

    def get_list_display(self, request: Request) -> list[Any]:
        """Dates as everywhere in tables, unless the admin says how they are shown."""
        names = super().get_list_display(request)
        return [
            (not hasattr(self, str(name)) and isinstance(name, str) and iso.column(self.model, name)) or name
            for name in names
        ]

    # --- What a list may be asked --------------------------------------------------------------------
    def lookup_allowed(self, lookup: str, value: Any, request: Request) -> bool:
        filters = self.get_list_filter(request)
        return is_offered(filters, self.date_hierarchy, self.model, lookup, value)

    def get_changelist_instance(self, request: Request) -> Any:
        """Django would lead back to the whole list, as if nothing had been asked."""
        try:
            return super().get_changelist_instance(request)
        except (DisallowedModelAdminLookup, IncorrectLookupParameters) as error:
            raise NotAnswered(_("这个列表没有这样的筛选条件，请清除筛选后重新选择。")) from error

    def get_search_results(self, request: Request, queryset: QuerySet, search_term: str) -> tuple:
        try:
            validate_search(search_term)
        except ValidationError as error:
            raise NotAnswered(error.message) from error
        return super().get_search_results(request, queryset, search_term)

    # --- Pages ---------------------------------------------------------------------------------------
    def add_view(
        self, request: Request, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        if not self.add_page:
            return super().add_view(request, form_url, extra_context)
        if not self.has_add_permission(request):
            raise PermissionDenied
        return redirect(f"{reverse(self.add_page)}?{urlencode({'next': self.list_url()})}")

    def changelist_view(self, request: Request, extra_context: dict | None = None) -> HttpResponse:
        """Headed by what it lists, in place of Django's “选择任务查看”."""
        return super().changelist_view(
            request, {"title": self.opts.verbose_name_plural, **(extra_context or {})}
        )

    def changeform_view(
        self,
        request: Request,
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
                context |= {"panels": self.panels(request, thing), "actions": self.actions_of(request, thing)}
        try:
            return super().changeform_view(request, object_id, form_url, context)
        except Refused as no:
            # The verb took everything back. Once more, with its sentence as the form's error.
            request.refused = str(no)
            return super().changeform_view(request, object_id, form_url, context)

    def fetch(self, request: Request, object_id: str) -> Any:
        """The row if this person may see it; otherwise 404, as if it did not exist."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        thing = self.get_object(request, unquote(object_id))
        if thing is None:
            raise Http404(_("没有这条记录，或者您无权查看。"))
        return thing

    def get_object(self, request: Request, object_id: str, from_field: str | None = None) -> Any:
        """Read once for the panels and the form of a page. A form that is sent gets its own, which it changes."""
        if request.method not in ("GET", "HEAD"):
            return super().get_object(request, object_id, from_field)
        kept = request.__dict__.setdefault("things_shown", {})
        if object_id not in kept:
            kept[object_id] = super().get_object(request, object_id, from_field)
        return kept[object_id]

    def history_view(
        self, request: Request, object_id: str, extra_context: dict | None = None
    ) -> HttpResponse:
        """Django's own log is not written; the history of a task stands on its page."""
        raise Http404

    def delete_view(
        self, request: Request, object_id: str, extra_context: dict | None = None
    ) -> HttpResponse:
        raise PermissionDenied

    def get_fieldsets(self, request: Request, obj: Any = None) -> list:
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return fieldsets
        return [
            (title, {**options, "fields": [self._shown(request, f) for f in options["fields"]]})
            for title, options in fieldsets
        ]

    def _shown(self, request: Request, field: str | tuple) -> Any:
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

    def get_form(self, request: Request, obj: Any = None, change: bool = False, **kwargs: Any) -> type:
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (form,), {"refused": getattr(request, "refused", ""), "request": request})

    def formfield_for_dbfield(self, db_field: models.Field, request: Request, **kwargs: Any) -> Any:
        """No pencils and eyes beside a choice: they open pages that most people may not enter."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field

    def response_add(self, request: Request, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        return self._asked(request) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: Request, obj: Any) -> HttpResponse:
        return self._asked(request) or super().response_change(request, obj)

    def ask(self, request: Request, kind: str, arguments: dict[str, Any]) -> None:
        """In `save_model`, for what takes two people: nothing is saved, somebody else confirms it."""
        request.asked_change = ask(kind=kind, arguments=arguments, by=request.actor)

    def _asked(self, request: Request) -> HttpResponse | None:
        change = getattr(request, "asked_change", None)
        if change is None:
            return None
        self.message_user(request, str(ASKED).replace("%(outcome)s", str(change)))
        return redirect(page_of(change))

    def save_related(self, request: Request, form: Any, formsets: list, change: bool) -> None:
        """The verb has written what belongs to the row."""

    def log_addition(self, request: Request, obj: Any, message: Any) -> None:
        """Verbs write Events."""

    def log_change(self, request: Request, obj: Any, message: Any) -> None:
        """Verbs write Events."""

    # --- Actions and panels --------------------------------------------------------------------------
    def panels(self, request: Request, thing: Any) -> list[Panel]:
        """Tables to show below the form."""
        return []

    def actions_of(self, request: Request, thing: Any) -> list[Available]:
        return available_actions(thing, by=request.actor) if type(thing) in BY_MODEL else []

    def list_url(self) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")


class OfObligation(RoleAdmin):
    """Reports, requests and pauses: seen by whoever sees the Obligation they belong to."""

    viewers = BUSINESS

    def get_queryset(self, request: Request) -> QuerySet:
        rows = super().get_queryset(request)
        seen = Obligation.objects.visible_to(request.actor)
        return rows.filter(obligation__in=seen.values("pk"))


@lru_cache(maxsize=256)
def _plainly(name: str, label: str) -> Callable[[Any], str]:
    """A column that shows what a field points at as text, where Django would make a link of it."""

    @admin.display(description=label)
    def shown(thing: Any) -> str:
        return str(getattr(thing, name) or "—")

    return shown


def page_of(thing: Any) -> str:
    return reverse(f"admin:{thing._meta.app_label}_{thing._meta.model_name}_change", args=[thing.pk])
