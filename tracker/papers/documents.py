"""Which document a row becomes: a dispatch by its kind, a service its slip."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tracker.models import Dispatch, DispatchKind, Receipt
from tracker.papers.letter_items import LetterItems

DOCX = "vnd.openxmlformats-officedocument.wordprocessingml.document"
FORBIDDEN_IN_NAMES = str.maketrans(dict.fromkeys('\\/:*?"<>|\r\n\t', " "))


@dataclass(frozen=True, slots=True)
class Paper:
    """A finished file. `subtype` belongs to the media type application/…."""

    filename: str
    content: bytes
    subtype: str = DOCX


def paper_of(dispatch: Dispatch) -> Paper:
    """The official document of a dispatch; a draft shows 待签发 in place of its number. Three queries."""
    content = _form(dispatch.kind)(LetterItems.of(dispatch))
    return Paper(_filename(dispatch.number or "待签发", dispatch.title), content)


def _form(kind: str) -> Callable[[LetterItems], bytes]:
    from tracker.papers.circular import circular  # not above: python-docx is for whoever wants a file
    from tracker.papers.letter import letter
    from tracker.papers.order import order

    return {DispatchKind.ORDER: order, DispatchKind.CIRCULAR: circular}.get(DispatchKind(kind), letter)


def slip_of(receipt: Receipt) -> Paper:
    """送达回执 of one unit: how and when the dispatch came to it, for printing."""
    from tracker.papers.receipt_slip import receipt_slip

    dispatch = receipt.dispatch
    return Paper(
        _filename(dispatch.number or "待签发", f"送达回执（{receipt.unit.name}）"), receipt_slip(receipt)
    )


def _filename(*parts: str) -> str:
    joined = " ".join(part.strip() for part in parts if part)
    return f"{' '.join(joined.translate(FORBIDDEN_IN_NAMES).split())[:100]}.docx"
