"""Described documents become files here, under a name that holds no path."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils import translation

from tracker.domain.actor import Actor
from tracker.domain.refusal import Refused
from tracker.models import Dispatch, Receipt
from tracker.papers.model import Archive, Document

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
    from tracker.papers.letters import letter_document

    paper = written(letter_document(dispatch), "docx")
    return Paper(filename(dispatch.number or "待签发", dispatch.title), paper.content)


def slip_of(receipt: Receipt) -> Paper:
    """送达回执 of one unit: how and when the dispatch came to it, for printing."""
    from tracker.papers.receipt_slip import receipt_slip

    return written(receipt_slip(receipt), "docx")


def brief_of(by: Actor, as_of: date) -> tuple[str, list[tuple[str, list[str]]], Paper]:
    """一页纸 of one reader: its title, each heading with its lines, and the page. In Chinese. Raises Refused."""
    from tracker.papers.brief import brief_document, in_words
    from tracker.papers.wanted import Wanted

    with translation.override(settings.LANGUAGE_CODE):
        document = brief_document(Wanted(by=by, as_of=as_of))
        paper = written(document, "docx")
    return document.title, in_words(document), Paper(paper.filename, paper.content)


def written(of: Document | Archive, ending: str) -> Paper:
    """`ending`: docx, pdf, html or xlsx of a document, zip of an archive. Raises Refused."""
    if isinstance(of, Archive):
        from tracker.papers.as_zip import as_zip

        return Paper(filename(of.title, ending=ending), as_zip(of), ending)
    name = filename(of.number, of.file_title or of.title, ending=ending)
    return Paper(name, _writer(ending)(of), ending)


def _writer(ending: str) -> Callable[[Document], bytes]:
    """Not imported above: python-docx and openpyxl are for whoever wants a file."""
    if ending == "xlsx":
        from tracker.papers.as_xlsx import as_xlsx

        return as_xlsx
    if ending == "html":
        from tracker.papers.as_html import as_html

        return as_html
    from tracker.papers.as_docx import as_docx

    if ending == "docx":
        return as_docx
    if ending == "pdf":
        from tracker.papers.as_pdf import as_pdf

        return lambda of: as_pdf(as_docx(of))
    raise Refused(f"不认识“{ending}”这种文件。")


def filename(*parts: str, ending: str = "docx") -> str:
    joined = " ".join(part.strip() for part in parts if part)
    return f"{' '.join(joined.translate(FORBIDDEN_IN_NAMES).split())[:100]}.{ending}"
