"""文书模板: a Word file of an office's own is looked through before it is taken; what joins inspection, papers and verbs."""

from __future__ import annotations

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tracker.actions import wordings
from tracker.desk.action import Action
from tracker.domain.actor import Actor
from tracker.domain.files import store
from tracker.domain.refusal import refuse_if
from tracker.inspection import why_not_keep
from tracker.models import LetterTemplate, Unit


def take_template(*, office: Unit, kind: str, upload: UploadedFile, by: Actor) -> LetterTemplate:
    """Raises Refused with the sentence that names what is wrong in the file."""
    from tracker.papers.word_template import why_not_template  # loads what reads Word files

    name = str(upload.name)
    if (upload.size or 0) > settings.UPLOAD_MAX_BYTES:
        refuse_if(gettext("文件太大。"))
    if not name.lower().endswith(".docx"):
        refuse_if(gettext("模板要是 Word 文件（docx）。"))
    refuse_if(why_not_keep(upload))
    content = upload.read()
    upload.seek(0)
    refuse_if(why_not_template(content))
    return wordings.set_template(office=office, kind=kind, file=store("templates", name, content), by=by)


TEMPLATE: tuple[Action, ...] = (
    Action(
        code="end",
        label=_("停用"),
        takes="template",
        verb=wordings.end_template,
        why_not=wordings.why_not_end_template,
        done=_("模板已停用，此后的函件用系统自带的版式。"),
        look="danger",
    ),
)
