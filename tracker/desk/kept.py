"""A form is shown again with what its reader had typed and not sent, and takes the files that were kept with it."""

from __future__ import annotations

from typing import Any

from django.utils.datastructures import MultiValueDict

from tracker.desk.action import Action
from tracker.desk.forms.base import Questions
from tracker.desk.request import Request
from tracker.entry import drafts


def questions(
    request: Request, action: Action, thing: Any, *, address: str = "", initial: dict[str, Any] | None = None
) -> Questions:
    """The action's form as it is asked first. `address`: where it is sent to, unless to this very page."""
    form = action.form(subject=thing, actor=request.actor, initial=initial)
    if form.fields and (draft := drafts.kept(request.user, address or request.path)):
        form.show_again(draft)
    return form


def answered(
    request: Request, action: Action, thing: Any, *, initial: dict[str, Any] | None = None
) -> Questions:
    """The form with what was sent now, and the files that had been kept before."""
    files: MultiValueDict = request.FILES
    ticked = request.POST.getlist(drafts.KEPT_FILES)
    draft = drafts.kept(request.user, request.path) if ticked else None
    if draft:
        files = MultiValueDict(dict(files.lists()))
        files.update(drafts.files_sent_along(draft, ticked))
    form = action.form(request.POST, files, subject=thing, actor=request.actor, initial=initial)
    form.offered_again = draft
    return form
