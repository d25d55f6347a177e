"""The paper of a thing, from its page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from tracker.desk.downloads import made
from tracker.desk.request import Request
from tracker.domain.refusal import Refused
from tracker.papers.kinds import KINDS, paper
from tracker.papers.wanted import Wanted


def paper_file(request: Request, kind: str, thing: Any, ending: str) -> HttpResponse:
    """As docx, pdf or html; what cannot be made now is told on the page of the thing, which has the name of the kind."""
    wanted = Wanted(by=request.actor, as_of=request.actor.on, year=thing.year, pk=thing.pk)
    try:
        found = paper(KINDS[kind], wanted, ending)
    except Refused as no:
        messages.error(request, str(no))
        return redirect(kind, thing.pk)
    return made(found.content, found.filename)
