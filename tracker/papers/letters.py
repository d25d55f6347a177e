"""The formal letters as documents: what was signed, in the form that its kind has. The words are those of the row, as an
officer left them and the head of office signed them. Nothing is added to them but the rule they rest on, and the reply limit
where the text does not name it.
"""

from __future__ import annotations

import logging
import re

from django.utils import timezone
from django.utils.translation import gettext as _

from tracker.domain.files import is_as_stored
from tracker.domain.formal.elements import Elements, elements_of
from tracker.domain.refusal import Refused
from tracker.models import Dispatch, DispatchKind, LetterTemplate, business_date
from tracker.papers.model import Annex, Block, Boxes, Column, Document, Form, Table, Text
from tracker.papers.wanted import Wanted

log = logging.getLogger(__name__)
# “3．市发改委：办结“…”。…”, as the sweep drafts it and the office leaves or edits it.
ENTRY = re.compile(r"^(\d+)．([^：。]{2,40})：(.+)$")
ENTRIES = (Column("序号", 14.0), Column("单位", 34.0), Column("逾期未完成事项", 108.0))
ASKED_BACK = (
    ("收到日期", 1), ("责任领导及电话", 1), ("承办人及电话", 1), ("已采取的措施", 4), ("目前进展", 4), ("存在问题", 3),
    ("预计完成时间", 1), ("佐证材料", 2),
)  # fmt: skip


def letter_document(dispatch: Dispatch) -> Document:
    """What was signed and, of a draft, what would be; a draft shows 待签发 in place of its number. At most five queries."""
    of = elements_of(dispatch)
    number = dispatch.number or "（待签发）"
    dated_on = dispatch.signed_on or business_date()  # a draft would be signed today
    kind = DispatchKind(dispatch.kind)
    is_letter = kind in (DispatchKind.GUIDANCE, DispatchKind.TALK)
    return Document(
        title=dispatch.title,
        made_on=dated_on,
        form=Form.LETTER if is_letter else Form.DOCUMENT,
        mark=of.agency + {DispatchKind.ORDER: "督办单", DispatchKind.CIRCULAR: "文件"}.get(kind, ""),
        number=number,
        addressee=of.addressee,
        blocks=_blocks(dispatch, of),
        agency=of.agency,
        signed_on=dated_on,
        contact=of.contact,
        copies=of.copies,
        enclosed=tuple(enclosure.title for enclosure in dispatch.enclosures.all()),
        annexes=[reply_form(number)] if kind == DispatchKind.ORDER else [],
        has_imprint=not is_letter,
        template=_template(dispatch),
    )


def template_as_taken(template: LetterTemplate) -> bool:
    name = template.file.name or ""
    return bool(template.file.storage.exists(name) and is_as_stored(name, template.sha256))


def _template(dispatch: Dispatch) -> bytes:
    """The office's own page as it was when the letter was signed. A file that is not the one that was taken in is not used:
    the letter leaves on the program's page, and the log says so."""
    at = dispatch.signed_at or timezone.now()
    rows = LetterTemplate.objects.filter(office=dispatch.office_id, kind=dispatch.kind)
    found = rows.in_force(at).order_by("-pk").first()
    if found is None:
        return b""
    if not template_as_taken(found):
        log.error("the letter template %s is not what was taken in", found.file.name)
        return b""
    with found.file.open("rb") as file:
        content: bytes = file.read()
    if not _is_still_fit(found.sha256, content):
        log.error("the letter template %s does more than a page may, by the rules of today", found.file.name)
        return b""
    return content


_known: dict[str, bool] = {}  # by digest: what was looked through once in this process


def _is_still_fit(sha256: str, content: bytes) -> bool:
    """A page that was taken when less was known of what such files can do is looked through once more."""
    from tracker.inspection import active
    from tracker.papers.word_template import why_not_template

    if sha256 not in _known:
        name = "template.docx"
        _known[sha256] = not (active.why_not(name, content) or why_not_template(content))
    return _known[sha256]


def _blocks(dispatch: Dispatch, of: Elements) -> list[Block]:
    kind, matter, demand = DispatchKind(dispatch.kind), dispatch.matter, _demand(dispatch)
    found: list[Block] = [*with_tables(matter)] if kind == DispatchKind.CIRCULAR else [Text(matter)]
    if kind == DispatchKind.ORDER or (kind == DispatchKind.CIRCULAR and demand.startswith("一、")):
        found.append(Text("现提出以下要求："))
    found.append(Text(demand))
    if of.rests_on:
        name = {DispatchKind.ORDER: "本督办单", DispatchKind.CIRCULAR: "本通报"}.get(kind, "本函")
        found.append(Text(f"{name}依据{of.rests_on}发出。"))
    return found


def _demand(dispatch: Dispatch) -> str:
    """With the reply limit that the number's rule sets, unless the text says it."""
    demand, within = dispatch.demand, dispatch.reply_within
    if dispatch.kind == DispatchKind.GUIDANCE or f"{within}个工作日" in demand:
        return demand
    return f"{demand}\n请自送达次日起{within}个工作日内书面回复办理情况。"


def with_tables(text: str) -> list[Block]:
    """Neighbouring entries become the rows of one table, in the words that were signed; the rest is text."""
    found: list[Block] = []
    rows: list[tuple[str, ...]] = []
    for line in [*text.splitlines(), ""]:
        entry = ENTRY.match(line.strip())
        if entry:
            rows.append(entry.groups())
            continue
        if rows:
            found.append(Table(ENTRIES, rows))
            rows = []
        if line.strip():
            found.append(Text(line))
    return found


def reply_form(number: str) -> Annex:
    """回执: what an order asks back, to be filled in by hand where a unit answers on paper."""
    asked = Table(
        (Column("项目", 40.0), Column("填写内容", 116.0)),
        [(name, "\n".join("　" * lines)) for name, lines in ASKED_BACK],
    )
    return Annex(
        f"{number}回执",
        [asked, Boxes(("单位主要负责人（签名）", "单位（盖章）"))],
        is_listed=False,
    )


def built(wanted: Wanted, kind: DispatchKind) -> Document:
    """For a page or a command: the letter of this kind with the wanted id. Raises Refused."""
    if wanted.pk is None:
        raise Refused(_("请写明是哪一份%(kind)s（--id 后面写函件的编号）。") % {"kind": kind.label})
    rows = Dispatch.objects.visible_to(wanted.by).select_related("office")
    dispatch = rows.filter(pk=wanted.pk).first()
    said = {"id": wanted.pk, "kind": kind.label}
    if dispatch is None:
        raise Refused(_("没有编号为%(id)d的%(kind)s，或者它不归本机构。") % said)
    if dispatch.kind != kind:
        said["other"] = dispatch.get_kind_display()
        raise Refused(_("编号%(id)d是%(other)s，不是%(kind)s。") % said)
    return letter_document(dispatch)
