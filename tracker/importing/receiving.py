"""A document becomes a Source with its passages, and a report's numbers become figures."""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import sha256

from tracker.domain.actor import Actor
from tracker.domain.events import chronicle, tell
from tracker.domain.files import store
from tracker.models import Figure, Indicator, Passage, Qualifier, Source, SourceKind, Unit, Verb
from tracker.reading.proposed import Proposal, ProposedPassage
from tracker.reading.text.characters import squeeze

BATCH = 1000
QUALIFIERS = {
    "=": Qualifier.EXACT,
    ">": Qualifier.OVER,
    "<": Qualifier.NEARLY,
    ">=": Qualifier.AT_LEAST,
    "<=": Qualifier.AT_MOST,
}


@chronicle()
def receive(*, content: bytes, filename: str, proposal: Proposal, by: Actor, title: str = "") -> Source:
    """Keep the document and its passages. The same bytes again are the same Source."""
    kept = store("sources", filename, content)
    source, created = Source.objects.get_or_create(
        sha256=kept.sha256,
        defaults={
            "file": kept.name,
            "filename": kept.filename,
            "size": kept.size,
            "uploaded_by": by.person,
            "kind": proposal.kind if proposal.kind in SourceKind.values else SourceKind.OTHER.value,
            "title": (title or proposal.title or kept.filename)[:255],
            "issuer": proposal.issuer[:255],
            "number": proposal.number[:64],
            "dated_on": proposal.dated_on,
            "year": proposal.year,
            "text_sha256": text_digest(proposal.passages),
        },
    )
    if created:
        _write_passages(source, proposal.passages)
        tell(Verb.SOURCE_RECEIVED, by=by, note=source.title, source=source.pk, sha256=source.sha256)
    return source


def text_digest(passages: Iterable[ProposedPassage]) -> str:
    """Of all words in order, whatever file they came in; "" of a document without any."""
    words = "".join(re.sub(r"[\W_]", "", squeeze(p.text)) for p in passages if p.kind != "sentence")
    return sha256(words.encode()).hexdigest() if words else ""


def _write_passages(source: Source, passages: list[ProposedPassage]) -> None:
    rows = {
        p.order: Passage(
            source=source,
            order=p.order,
            kind=p.kind,
            level=p.level,
            label=p.label[:32],
            address=p.address[:255],
            text=p.text,
            section=p.role[:16],
        )
        for p in passages
    }
    Passage.objects.bulk_create(rows.values(), batch_size=BATCH)
    children = []
    for p in passages:
        if p.parent in rows:
            rows[p.order].parent = rows[p.parent]
            children.append(rows[p.order])
    Passage.objects.bulk_update(children, ["parent"], batch_size=200)


def passages_of(source: Source, proposal: Proposal) -> dict[int, Passage]:
    """Order in the proposal -> the stored passage. A document received before, by an earlier reader, may have been
    cut differently: then a passage is the same one if it has the same address and words, or the same words."""
    rows = list(source.passages.all())
    by_place = {(p.address, p.text): p for p in rows}
    by_text = {p.text: p for p in reversed(rows)}
    found = {
        p.order: by_place.get((p.address[:255], p.text)) or by_text.get(p.text) for p in proposal.passages
    }
    return {order: passage for order, passage in found.items() if passage is not None}


@chronicle()
def write_figures(*, source: Source, proposal: Proposal, office: Unit | None = None) -> int:
    """Every quantified statement as Figure of an Indicator of the office; repeating it changes nothing. Returns how many are
    new."""
    passages = passages_of(source, proposal)
    made = 0
    for figure in (f for f in proposal.figures if f.ticked):
        passage = None if figure.passage is None else passages.get(figure.passage)
        year = figure.year or proposal.report_year or proposal.year
        if passage is None or year is None:
            continue
        indicator, _new = Indicator.objects.get_or_create(
            office=office, name=figure.name[:200], measure=figure.unit[:32]
        )
        _row, created = Figure.objects.get_or_create(
            indicator=indicator,
            year=year,
            passage=passage,
            defaults={
                "value": str(figure.value),
                "wording": figure.raw[:200],
                "qualifier": QUALIFIERS.get(figure.qualifier, Qualifier.EXACT),
            },
        )
        made += created
    return made
