"""领导批示: what leaders wrote, what became of it, and the page on which they write."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from tracker.desk.access import leaders, visible
from tracker.desk.instructions import GIVE, RECORD
from tracker.desk.nouns import available_actions
from tracker.desk.request import Request
from tracker.models import Instruction
from tracker.web.listing import listing
from tracker.web.making import make

RELATED = ("given_by", "office", "recorded_by", "task__task_list", "reported_by")


@leaders
@require_safe
def instructions(request: Request) -> HttpResponse:
    rows = Instruction.objects.visible_to(request.actor).select_related(*RELATED)
    page = listing(request, rows, keys=("-pk",))
    return render(request, "instructions/list.html", {"listing": page}, status=page.status)


@leaders
@require_safe
def instruction(request: Request, pk: int) -> HttpResponse:
    this = visible(request, Instruction.objects.select_related(*RELATED), pk)
    actions = available_actions(this, by=request.actor)
    return render(request, "instructions/instruction.html", {"instruction": this, "actions": actions})


@leaders
@require_http_methods(["GET", "HEAD", "POST"])
def instruction_new(request: Request) -> HttpResponse:
    """The leader writes; the office records."""
    action = RECORD if request.actor.is_office else GIVE
    back = reverse("instructions")
    return make(request, action, page="instructions/new.html", shown="instruction", back=back)
