"""Which document a row becomes: a dispatch by its kind, a service its slip."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.models import Dispatch, DispatchKind, Service
from tracker.papers.circular import circular
from tracker.papers.letter import letter
from tracker.papers.matters import Matters
from tracker.papers.order import order
from tracker.papers.service_slip import service_slip

DOCX = "vnd.openxmlformats-officedocument.wordprocessingml.document"
FORMS = {
    DispatchKind.ORDER: order,
    DispatchKind.CIRCULAR: circular,
    DispatchKind.GUIDANCE: letter,
    DispatchKind.TALK: letter,
}
FORBIDDEN_IN_NAMES = str.maketrans(dict.fromkeys('\\/:*?"<>|\r\n\t', " "))


@dataclass(frozen=True, slots=True)
class Paper:
    """A finished file. `subtype` belongs to the media type application/…."""

    filename: str
    content: bytes
    subtype: str = DOCX


def paper_of(dispatch: Dispatch) -> Paper:
    """The official document of a dispatch; a draft shows 待签发 in place of its number. Three queries."""
    content = FORMS[DispatchKind(dispatch.kind)](Matters.of(dispatch))
    return Paper(_filename(dispatch.number or "待签发", dispatch.title), content)


def slip_of(service: Service) -> Paper:
    """送达回执 of one unit: how and when the dispatch came to it, for printing."""
    dispatch = service.dispatch
    return Paper(
        _filename(dispatch.number or "待签发", f"送达回执（{service.unit.name}）"), service_slip(service)
    )


def _filename(*parts: str) -> str:
    joined = " ".join(part.strip() for part in parts if part)
    return f"{' '.join(joined.translate(FORBIDDEN_IN_NAMES).split())[:100]}.docx"
