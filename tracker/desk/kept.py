"""A form is shown again with what its reader had typed and not sent, and takes the files that were kept with it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from tracker.desk.action import Action
from tracker.desk.forms.base import Questions
from tracker.desk.request import Request
from tracker.entry import drafts
from tracker.models import FormDraft


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
    files, draft = uploads(request)
    form = action.form(request.POST, files, subject=thing, actor=request.actor, initial=initial)
    form.offered_again = draft
    return form


def keep_files(request: Request, forms: Iterable[Questions]) -> FormDraft | None:
    """These answers were not taken: their files wait with the page, so that nobody chooses them twice. One that is
    itself complained of is not kept."""
    wanted = {form.add_prefix(name) for form in forms for name in form.fields if name not in form.errors}
    sound = {name: files for name, files in request.FILES.lists() if name in wanted}
    if not sound:
        return None
    drafts.keep(
        person=request.user, address=request.path, words=request.POST, files=sound, now=timezone.now()
    )
    return drafts.kept(request.user, request.path)


def uploads(request: Request) -> tuple[MultiValueDict, FormDraft | None]:
    """The files that were sent now, with those kept before that their writer has left ticked; and where these lie."""
    ticked = request.POST.getlist(drafts.KEPT_FILES)
    draft = drafts.kept(request.user, request.path) if ticked else None
    if draft is None:
        return request.FILES, None
    files: MultiValueDict = MultiValueDict(dict(request.FILES.lists()))
    files.update(drafts.files_sent_along(draft, ticked))
    return files, draft
