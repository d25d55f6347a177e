"""Saved views of lists: kept from the list itself, looked through and dropped on a page of their own."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tracker.actions.views import forget_view, save_view
from tracker.desk.access import business, visible
from tracker.desk.request import Request
from tracker.domain.refusal import Refused
from tracker.models import ListPage, SavedView


@business
@require_safe
def saved_views(request: Request) -> HttpResponse:
    rows = SavedView.objects.visible_to(request.actor).select_related("office")
    shown = [(view, f"{reverse(view.page)}?{view.query}") for view in rows[:100]]
    return render(request, "table/saved.html", {"views": shown})


@business
@require_POST
def view_save(request: Request) -> HttpResponse:
    asked = request.POST
    page = asked.get("page", "")
    try:
        save_view(
            by=request.actor,
            page=page,
            name=asked.get("name", ""),
            query=asked.get("query", ""),
            for_office="for_office" in asked,
            is_pinned="is_pinned" in asked,
        )
    except Refused as no:
        messages.error(request, str(no))
        return redirect(page if page in ListPage.values else "saved_views")
    messages.success(request, _("视图已保存，列在列表上方。"))
    return redirect(f"{reverse(page)}?{asked.get('query', '')}")


@business
@require_POST
def view_drop(request: Request, pk: int) -> HttpResponse:
    try:
        forget_view(view=visible(request, SavedView.objects.all(), pk), by=request.actor)
    except Refused as no:
        messages.error(request, str(no))
    else:
        messages.success(request, _("视图已删去。"))
    return redirect("saved_views")
