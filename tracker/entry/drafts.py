"""What was typed outlives the session in which it was typed: kept for its writer until sent, discarded or old."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from tracker.domain.files import store
from tracker.models import DraftFile, FormDraft, User
from tracker.rules.characters import IMPOSSIBLE

KEPT_DAYS = 14
MOST = 30  # forms of one person; the oldest give way
MOST_FILES = 100  # of one person, whatever they weigh
MOST_BYTES = 200 * 1024 * 1024  # of one person's kept files; what goes beyond is not kept: this is no store
MOST_CHARACTERS = 500_000  # of one form's words and their names; the longest field takes a tenth of it
KEPT_FILES = "_kept"  # the field that names the kept files which are to be sent along


def keep(
    *,
    person: User,
    address: str,
    words: QueryDict,
    files: Mapping[str, list[UploadedFile]] | None = None,
    now: datetime,
) -> None:
    """Replace what was kept of this form. Files that were kept earlier stay, unless unticked; `files`: new ones."""
    typed = _typed(words)
    if sum(len(name) + sum(map(len, values)) for name, values in typed.items()) > MOST_CHARACTERS:
        return
    with transaction.atomic():
        draft, _is_new = FormDraft.objects.update_or_create(
            person=person, address=address, defaults={"fields": typed, "saved_at": now}
        )
        for field, uploads in (files or {}).items():
            for upload in uploads:
                held = DraftFile.objects.filter(draft__person=person).count()
                if held >= MOST_FILES or _bytes_of(person) + (upload.size or 0) > MOST_BYTES:
                    continue
                kept = store("drafts", upload.name or "", upload.read())
                DraftFile.objects.create(draft=draft, field=field, file=kept.name, filename=kept.filename)
        beyond = FormDraft.objects.filter(person=person).order_by("-saved_at", "-pk")[MOST:]
        _delete(beyond)


def _bytes_of(person: User) -> int:
    names = set(DraftFile.objects.filter(draft__person=person).values_list("file", flat=True))
    return sum(default_storage.size(name) for name in names if default_storage.exists(name))


def kept(person: User, address: str) -> FormDraft | None:
    return FormDraft.objects.of(person, address).prefetch_related("files").first()


def addresses(person: User) -> list[str]:
    """Of which forms something is kept."""
    return list(FormDraft.objects.filter(person=person).order_by("address").values_list("address", flat=True))


def files_sent_along(draft: FormDraft, ticked: Iterable[str]) -> MultiValueDict:
    """The kept files that the person has left ticked, as if they had been uploaded just now."""
    wanted = set(ticked)
    files: MultiValueDict = MultiValueDict()
    for piece in draft.files.all():
        if str(piece.pk) in wanted and piece.file.storage.exists(piece.file.name):
            upload = UploadedFile(piece.file.open("rb"), piece.filename, size=piece.file.size)
            files.appendlist(piece.field, upload)
    return files


def forget(person: User, address: str) -> None:
    """It was sent, or is not wanted any more."""
    _delete(FormDraft.objects.of(person, address))


def forget_all(person: User) -> None:
    """With the files, which lie on the disk."""
    _delete(FormDraft.objects.filter(person=person))


def forget_old_drafts(*, now: datetime) -> int:
    """Returns how many forms went."""
    return _delete(FormDraft.objects.older_than(now - timedelta(days=KEPT_DAYS)))


def _typed(words: QueryDict) -> dict[str, list[str]]:
    """What a person has typed: no token, no password, nothing of the page's own (named with _), nothing that no database
    can hold."""
    return {
        name: [IMPOSSIBLE.sub("", value) for value in values]
        for name, values in words.lists()
        if not IMPOSSIBLE.search(name)
        and not (name.startswith("_") or name == "csrfmiddlewaretoken" or "password" in name)
    }


def _delete(drafts: Iterable[FormDraft]) -> int:
    """With their files, unless another draft holds the same one."""
    gone = [draft.pk for draft in drafts]
    if not gone:
        return 0
    names = set(DraftFile.objects.filter(draft__in=gone).values_list("file", flat=True))
    FormDraft.objects.filter(pk__in=gone).delete()
    for name in names - set(DraftFile.objects.named(names).values_list("file", flat=True)):
        default_storage.delete(name)
    return len(gone)
