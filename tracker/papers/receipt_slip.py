"""送达回执: the proof of service of one unit, on one page, with room for a signature on paper."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from tracker.domain.refusal import Refused
from tracker.models import DispatchKind, Letter, Receipt, User
from tracker.papers.model import Boxes, Column, Document, Form, Table
from tracker.papers.wanted import Wanted
from tracker.rules.wording import day

BLANK = "　"
MOST_ASKED = 300  # characters: the slip is one page


def built(wanted: Wanted) -> Document:
    """For a page or a command: the slip of the receipt with this id. Raises Refused."""
    if wanted.pk is None:
        raise Refused(_("请写明是哪一份送达回执（--id 后面写它的编号）。"))
    rows = Receipt.objects.visible_to(wanted.by)
    rows = rows.select_related("dispatch__office", "unit", "opened_by", "served_by")
    receipt = rows.filter(pk=wanted.pk).first()
    if receipt is None:
        raise Refused(_("没有编号为%(id)d的送达回执，或者它不归本机构。") % {"id": wanted.pk})
    return receipt_slip(receipt)


def receipt_slip(receipt: Receipt) -> Document:
    dispatch = receipt.dispatch
    rows = [
        ["文件", f"{dispatch.get_kind_display()}　{dispatch.title}"],
        ["受送达单位", receipt.unit.name],
        ["送达方式", str(receipt.get_via_display()) if receipt.sent_on else "尚未送达"],
        ["送达时间", _on(receipt.sent_on, receipt.sent_at)],
        *_letters(receipt),
        ["首次打开", _with_person(receipt.opened_at, receipt.opened_by)],
        ["签收人", receipt.signed_for_name or BLANK],
        ["签收时间", _on(receipt.signed_for_on, receipt.signed_for_at)],
        *_asked(receipt),
    ]
    if receipt.witness:
        rows.insert(4, ["见证人", receipt.witness])
        rows.insert(5, ["送达人", str(receipt.served_by or BLANK)])
    return Document(
        title="送达回执",
        file_title=f"送达回执（{receipt.unit.name}）",
        form=Form.LETTER,
        mark=dispatch.agency,
        number=dispatch.number or "（待签发）",
        made_on=receipt.signed_for_on or receipt.sent_on or dispatch.signed_on or dispatch.drafted_on,
        blocks=[
            Table((Column("项目", 36.0), Column("记录", 120.0)), rows),
            Boxes(("受送达单位（盖章）", "签收人（签名）")),
        ],
    )


def _letters(receipt: Receipt) -> list[list[str]]:
    """What the mail server answered, for each letter to somebody of the unit."""
    letters = (
        Letter.objects.filter(dispatch=receipt.dispatch, person__memberships__unit=receipt.unit)
        .select_related("person")
        .distinct()
        .order_by("pk")
    )
    return [
        [
            f"邮件（{x.person}）",
            f"{x.get_state_display()}　{_moment(x.sent_at)}　{x.address}　{x.answer}".strip(),
        ]
        for x in letters
    ]


def _on(on: date | None, at: datetime | None) -> str:
    """The day that all pages tell, with the hour where the clock said the same day."""
    if on is None:
        return BLANK
    return _moment(at) if at and timezone.localtime(at).date() == on else day(on)


def _moment(at: datetime | None) -> str:
    if at is None:
        return BLANK
    local = timezone.localtime(at)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"


def _with_person(at: datetime | None, person: User | None) -> str:
    return f"{_moment(at)}　{person}" if at and person else _moment(at)


def _asked(receipt: Receipt) -> list[list[str]]:
    """What a circular asks of all whom it names, and by when this unit answers; nothing where no answer of its own is owed."""
    dispatch = receipt.dispatch
    asked = []
    if dispatch.kind == DispatchKind.CIRCULAR and dispatch.demand:
        asked.append(["所提要求", Truncator(dispatch.demand).chars(MOST_ASKED)])
    owed = dispatch.obligations.filter(unit=receipt.unit).first()
    if owed is not None:
        due = f"{owed.due_on.year}年{owed.due_on.month}月{owed.due_on.day}日"
        asked.append(["回复期限", f"{due}（{owed.get_state_display()}）"])
    elif not receipt.sent_on and dispatch.kind != DispatchKind.GUIDANCE:
        asked.append(["回复期限", BLANK])
    return asked
