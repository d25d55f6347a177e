"""The installation's own settings."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpResponse
from django.shortcuts import redirect

from tracker.actions.installation import SETTINGS, change_settings
from tracker.admin.base import RoleAdmin, page_of
from tracker.desk.request import Request
from tracker.models import Installation, Role


@admin.register(Installation)
class OfficeAdmin(RoleAdmin):
    viewers = changers = frozenset({Role.SYSTEM_ADMIN})
    fields = ("name", "contact", "phone", "return_within", "is_demo", "demo_on")
    readonly_fields = ("is_demo", "demo_on")

    def changelist_view(self, request: Request, extra_context: dict | None = None) -> HttpResponse:
        """There is one row only: to it."""
        if not self.has_view_permission(request):
            return super().changelist_view(request, extra_context)
        return redirect(page_of(Installation.objects.current()))

    def save_model(self, request: Request, obj: Installation, form: Any, change: bool) -> None:
        changes = {name: form.cleaned_data[name] for name in SETTINGS if name in form.changed_data}
        if changes:
            change_settings(by=request.actor, **changes)
