"""登记簿: every letter that took a number in a year, the void ones with their reasons, and how each was served."""

from __future__ import annotations

from tracker.models import Dispatch, Via
from tracker.papers.model import Column, Document, Form, Table
from tracker.papers.wanted import Wanted
from tracker.rules.wording import day

VOID = "作废"
COLUMNS = (
    Column("序号", 14.0, is_number=True), Column("发文字号", 40.0), Column("种类", 18.0), Column("标题", 56.0),
    Column("受文单位", 46.0), Column("签发人", 20.0), Column("签发日期", 28.0), Column("送达", 58.0), Column("签收", 58.0),
    Column("销号日期", 29.0), Column("备注", 18.0),
)  # fmt: skip


def letters_document(wanted: Wanted) -> Document:
    """As of the day: what was signed later, or voided later, is not yet so."""
    rows = (
        Dispatch.objects.visible_to(wanted.by)
        .numbered()
        .filter(number_year=wanted.of_year, signed_on__lte=wanted.as_of)
        .select_related("signed_by")
        .prefetch_related("receipts__unit")
        .order_by("kind", "number_seq")
    )
    table = Table(COLUMNS, [_cells(at, row, wanted) for at, row in enumerate(rows, start=1)])
    title = f"{wanted.of_year}年函件登记簿"
    void = sum(1 for row in table.rows if str(row[-1]).startswith(VOID))
    lines = [f"截至{day(wanted.as_of)}，共{len(table.rows)}件，其中作废{void}件"]
    return Document(title=title, made_on=wanted.as_of, form=Form.WIDE, lines=lines, blocks=[table])


def _cells(at: int, row: Dispatch, wanted: Wanted) -> tuple[str | int, ...]:
    on = wanted.as_of
    receipts = sorted(row.receipts.all(), key=lambda r: (r.unit.order, r.unit.name))
    served = [r for r in receipts if r.sent_on and r.sent_on <= on]
    signed_for = [r for r in receipts if r.signed_for_on and r.signed_for_on <= on]
    is_void = row.voided_on is not None and row.voided_on <= on
    return (
        at,
        row.number,
        str(row.get_kind_display()),
        row.title,
        "、".join(r.unit.name for r in receipts),
        str(row.signed_by or ""),
        f"{row.signed_on}",
        "\n".join(f"{r.unit} {r.sent_on} {Via(r.via).label}" for r in served),
        "\n".join(f"{r.unit} {r.signed_for_on} {r.signed_for_name}" for r in signed_for),
        f"{row.closed_on}" if row.closed_on and row.closed_on <= on else "",
        f"{VOID}：{row.reason}" if is_void else "",
    )
