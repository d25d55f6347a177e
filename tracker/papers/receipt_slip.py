"""送达回执: the proof of service of one unit, on one page, with room for a signature on paper."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from tracker.models import Letter, Receipt, User
from tracker.papers.model import Boxes, Column, Document, Form, Table

BLANK = "　"


def receipt_slip(receipt: Receipt) -> Document:
    dispatch = receipt.dispatch
    rows = [
        ["文件", f"{dispatch.get_kind_display()}　{dispatch.title}"],
        ["受送达单位", receipt.unit.name],
        ["送达方式", str(receipt.get_via_display()) if receipt.sent_on else "尚未送达"],
        ["送达时间", _moment(receipt.sent_at)],
        *_letters(receipt),
        ["首次打开", _with_person(receipt.opened_at, receipt.opened_by)],
        ["签收人", receipt.signed_for_name or BLANK],
        ["签收时间", _moment(receipt.signed_for_at)],
        ["回复期限", _reply(receipt)],
    ]
    if receipt.witness:
        rows.insert(4, ["见证人", receipt.witness])
        rows.insert(5, ["送达人", str(receipt.served_by or BLANK)])
    return Document(
        title="送达回执",
        form=Form.LETTER,
        mark=dispatch.office.signs_as,
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


def _moment(at: datetime | None) -> str:
    if at is None:
        return BLANK
    local = timezone.localtime(at)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"


def _with_person(at: datetime | None, person: User | None) -> str:
    return f"{_moment(at)}　{person}" if at and person else _moment(at)


def _reply(receipt: Receipt) -> str:
    owed = receipt.dispatch.obligations.filter(unit=receipt.unit).first()
    if owed is None:
        return "不要求回复" if receipt.sent_on else BLANK
    return f"{owed.due_on.year}年{owed.due_on.month}月{owed.due_on.day}日（{owed.get_state_display()}）"
