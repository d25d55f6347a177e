"""A source as a paper: its paragraphs once, each sentence with the task that came of it, sentences that promise something and
have no task, and figures with what they were a year before. Rows of a table stand together as a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.db.models import F
from django.urls import reverse
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from tracker.models import Figure, Passage, PassageKind, Task
from tracker.reading.text.sentences import spans
from tracker.templatetags.duban import LOOKS, shown_label
from tracker.web.origin import CELL

PROMISING = (
    "arrangements",
    "problems",
)  # sections in which a sentence says what will be done, or must be mended
SHORTEST = 12  # characters; below that it is a heading's remainder, not a promise


@dataclass(frozen=True, slots=True)
class Part:
    """A heading, a paragraph, or rows that stand together."""

    kind: str  # heading, text or table
    passage: Passage
    html: SafeString
    level: int = 0
    tasks: tuple[Task, ...] = ()  # in the margin


@dataclass(frozen=True, slots=True)
class Claim:
    start: int
    end: int
    tasks: tuple[Task, ...]
    passage: Passage
    is_promise: bool = False  # without a task


def parts(passages: Sequence[Passage], figures: Iterable[Figure], *, may_add: bool) -> list[Part]:
    """`passages` with `seen_tasks`, in the order of the document; `figures` with `before`, see `figures_of`."""
    by_parent: dict[int, list[Passage]] = {}
    there = {p.pk for p in passages}
    for passage in passages:
        if passage.kind == PassageKind.SENTENCE and passage.parent_id in there:
            by_parent.setdefault(passage.parent_id, []).append(passage)
    inside = {p.pk for rows in by_parent.values() for p in rows}
    numbers: dict[int, list[Figure]] = {}
    for figure in figures:
        numbers.setdefault(figure.passage_id, []).append(figure)
    shown = [p for p in passages if p.pk not in inside]
    found: list[Part] = []
    for kind, rows in groupby(
        shown, key=lambda p: p.kind if p.kind in (PassageKind.HEADING, PassageKind.ROW) else ""
    ):
        if kind == PassageKind.ROW:
            found.append(_table(list(rows)))
            continue
        for passage in rows:
            children = by_parent.get(passage.pk, [])
            found.append(
                _heading(passage) if kind else _paragraph(passage, children, numbers, may_add=may_add)
            )
    return found


def figures_of(source_id: int) -> list[Figure]:
    """The figures of a source; `before` is what the same indicator was in the year before, in words."""
    found = list(Figure.objects.filter(passage__source=source_id).select_related("indicator"))
    earlier = Figure.objects.filter(indicator__in={f.indicator_id for f in found}).exclude(
        passage__source=source_id
    )
    earlier = earlier.readable_by(())
    known = {
        (f.indicator_id, f.year): f for f in earlier.order_by("pk").annotate(source=F("passage__source"))
    }
    for figure in found:
        last = known.get((figure.indicator_id, figure.year - 1))
        figure.before = last.wording if last else ""
    return found


def promises(found: Iterable[Part]) -> int:
    return sum(part.html.count('class="promise"') for part in found)


def _heading(passage: Passage) -> Part:
    return Part(
        "heading", passage, conditional_escape(shown_label(passage)), passage.level, tuple(passage.seen_tasks)
    )


def _paragraph(
    passage: Passage, children: list[Passage], numbers: Mapping[int, list[Figure]], *, may_add: bool
) -> Part:
    text = passage.text
    claims = sorted(_claims(passage, children), key=lambda c: c.start)
    figures = [f for p in (passage, *children) for f in numbers.get(p.pk, [])]
    out, at = [], 0
    for claim in claims:
        if claim.start < at:
            continue  # two tasks of overlapping words: the first holds them, both stand in the margin
        out.append(_marked(text[at : claim.start], figures))
        out.append(_claimed(claim, text[claim.start : claim.end], figures, may_add=may_add))
        at = claim.end
    out.append(_marked(text[at:], figures))
    tasks = tuple(dict.fromkeys(t for c in claims for t in c.tasks))
    return Part("text", passage, mark_safe("".join(out)), passage.level, tasks)  # noqa: S308 (each piece was escaped)


def _claims(passage: Passage, children: list[Passage]) -> Iterator[Claim]:
    text, held = passage.text, []
    for child in children:
        at = text.find(child.text)
        if at >= 0 and child.seen_tasks:
            held.append(Claim(at, at + len(child.text), tuple(child.seen_tasks), child))
    for task in passage.seen_tasks:  # of one of its sentences, or of all of it
        at = text.find(task.requirement.strip())
        start, end = (at, at + len(task.requirement.strip())) if at >= 0 else (0, len(text))
        held.append(Claim(start, end, (task,), passage))
    yield from held
    if passage.section not in PROMISING:
        return
    for start, end in spans(text):
        if start == 0 and passage.label:
            continue  # (一)深入学习贯彻…: what the paragraph is about
        if end - start >= SHORTEST and not any(c.start < end and start < c.end for c in held):
            yield Claim(start, end, (), passage, is_promise=True)


def _claimed(claim: Claim, words: str, figures: list[Figure], *, may_add: bool) -> SafeString:
    inner = _marked(words, figures)
    if not claim.is_promise:
        task = claim.tasks[0]
        return format_html(
            '<a class="claim claim-{}"{}" href="{}" title="{}">{}</a>',
            LOOKS[task.colour], _anchor(claim), reverse("task", args=[task.pk]), task, inner,
        )  # fmt: skip
    if not may_add:
        return inner
    asked = urlencode({"passage": claim.passage.pk, "words": words[:500]})
    return format_html(
        '<span class="promise">{}</span><a class="add" href="{}?{}">{}</a>',
        inner,
        reverse("task_new"),
        asked,
        _("建任务"),
    )


def _anchor(claim: Claim) -> SafeString:
    """A sentence that is a passage of its own can be pointed at."""
    is_own = claim.passage.kind == PassageKind.SENTENCE
    return format_html('" id="p{}', claim.passage.pk) if is_own else mark_safe("")


def _marked(text: str, figures: list[Figure]) -> SafeString:
    """The words with their figures marked."""
    out, at = [], 0
    for figure in sorted((f for f in figures if f.wording in text), key=lambda f: text.find(f.wording)):
        start = text.find(figure.wording, at)
        if start < 0:
            continue
        said = _("上年：%(before)s") % {"before": figure.before} if figure.before else str(figure.indicator)
        out.append(conditional_escape(text[at:start]))
        out.append(
            format_html(
                '<abbr class="figure{}" title="{}">{}</abbr>',
                " known" if figure.before else "",
                said,
                figure.wording,
            )
        )
        at = start + len(figure.wording)
    out.append(conditional_escape(text[at:]))
    return mark_safe("".join(out))  # noqa: S308 (each piece was escaped)


def _table(rows: list[Passage]) -> Part:
    body = format_html_join(
        "",
        '<tr id="p{}"><td class="made-of">{}</td>{}</tr>',
        (
            (
                row.pk,
                format_html_join("", "{}", ((_mark(task),) for task in row.seen_tasks)),
                format_html_join("", "<td>{}</td>", ((cell,) for cell in row.text.split(CELL))),
            )
            for row in rows
        ),
    )
    return Part("table", rows[0], body)


def _mark(task: Task) -> SafeString:
    """The state of a task, in the margin."""
    look = LOOKS[task.colour]
    label = task.get_state_display() if task.state != "issued" else task.get_urgency_display()
    return format_html(
        '<a class="tag tag-{}" href="{}" title="{}">{}</a>',
        look,
        reverse("task", args=[task.pk]),
        task,
        label,
    )
