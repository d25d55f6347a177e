"""Small words on pages: how late, how sure. Colours always come with a word."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from tracker.domain.retold import retold
from tracker.entry import writers
from tracker.models import (
    SETTLED,
    Basis,
    Colour,
    ImportRun,
    Obligation,
    ObligationState,
    PassageKind,
    Task,
    TaskState,
)
from tracker.papers.as_html import rows_of
from tracker.punctuation import listed
from tracker.reading.owners.posts import split_post
from tracker.rules.wording import numbering, place

register = template.Library()
register.filter("listed", listed)
register.filter("retold", retold)
register.filter("numbering", numbering)
ISO_DATE = re.compile(r"(\d{4}-\d\d-\d\d)")

LOOKS = {
    Colour.RED: "red",
    Colour.YELLOW: "yellow",
    Colour.BLUE: "blue",
    Colour.GREEN: "green",
    Colour.GREY: "grey",
}
STATE_LOOKS = {"draft": "yellow", "signed": "green", "refused": "grey", "void": "grey"}
LETTER_LOOKS = {"queued": "blue", "sending": "blue", "sent": "green", "failed": "bad", "dropped": "grey"}
NOTICE_LOOKS = {"owed": "blue", "sent": "green", "dropped": "grey"}
PROGRESS_LOOKS = {"draft": "grey", "released": "blue", "accepted": "green", "returned": "yellow"}
IMPORT_LOOKS = {
    "reading": "blue",
    "proposed": "yellow",
    "applying": "blue",
    "applied": "green",
    "failed": "bad",
    "undone": "grey",
}
OUTCOME_LOOKS = {"new": "green", "changed": "blue", "unchanged": "grey", "gone": "yellow", "left_out": "grey"}
ANNUAL_LOOKS = {"draft": "yellow", "submitted": "blue", "agreed": "blue", "approved": "green"}
LIST_LOOKS = {"draft": "yellow", "issued": "green", "closed": "grey"}


@register.simple_tag(takes_context=True)
def writer(context: Context) -> SafeString:
    """For whom this form is shown: what comes after the session has ended is kept for them."""
    request = context["request"]
    if not hasattr(request, "writer_token"):
        person = request.user
        request.writer_token = writers.token(person) if person.is_authenticated else ""
    if not request.writer_token:
        return SafeString("")
    return format_html('<input type="hidden" name="{}" value="{}">', writers.WRITER, request.writer_token)


def tag(look: str, words) -> SafeString:
    return format_html('<span class="tag tag-{}">{}</span>', look, words)


BOUNDS = {
    ">": gettext_lazy("超过"),
    "<": gettext_lazy("近"),
    ">=": gettext_lazy("不少于"),
    "<=": gettext_lazy("不超过"),
}


@register.filter
def figure_bound(qualifier: str) -> str:
    """What stands before the value of a proposed figure that is only a bound."""
    return BOUNDS.get(qualifier, "")


@register.simple_tag(name="tag")
def plain_tag(look: str, words: str) -> SafeString:
    return tag(look, words)


@register.simple_tag
def obligation_tag(obligation: Obligation, today: date) -> SafeString:
    """逾期3天, 临近, 退回, 正常, 待审核 … for one thing owed. Needs the column `colour`."""
    waits_for_us = obligation.state == ObligationState.SUBMITTED and obligation.colour == Colour.GREEN
    look = LOOKS[Colour.BLUE if waits_for_us else Colour(obligation.colour)]
    return tag(look, obligation_words(obligation, today))


@register.simple_tag
def obligation_line(obligation: Obligation, today: date) -> SafeString:
    """The same with what is owed and by when, as one line of many: written here, it costs a third."""
    return format_html(
        '<li><a href="{}">{}</a> <span class="side">{} {}　{}</span></li>',
        reverse("obligation", args=[obligation.pk]),
        obligation.subject,
        obligation_tag(obligation, today),
        obligation.get_kind_display(),
        obligation.due_on.isoformat(),
    )


def obligation_words(obligation: Obligation, today: date) -> str:
    days = (obligation.due_on - today).days
    if obligation.state in SETTLED:
        return obligation.get_state_display()
    if not obligation.is_chased and days < 0:
        return _("已过期未启动")
    if obligation.task_id and obligation.task.state == TaskState.SUSPENDED:
        return _("暂缓")
    if obligation.state == ObligationState.SUBMITTED:
        return _("待审核")
    if days < 0:
        return _("逾期%(n)s天") % {"n": -days}
    if obligation.colour == Colour.YELLOW:
        return _("退回，还有%(n)s天") % {"n": days}
    if obligation.colour == Colour.BLUE:
        return _("今天到期") if days == 0 else _("临近，还有%(n)s天") % {"n": days}
    return _("正常")


@register.simple_tag
def task_tag(task: Task) -> SafeString:
    """A task shows the worst of what is owed under it. Needs the column `colour`."""
    if task.state != TaskState.ISSUED:
        look = "yellow" if task.state in (TaskState.DRAFT, TaskState.SUSPENDED) else "grey"
        return tag(look, task.get_state_display())
    return _tag_of(task.colour, get_language())


@lru_cache
def _tag_of(colour: int, _language: str) -> SafeString:
    """For a list shows it in every row."""
    words = {
        Colour.RED: _("逾期"),
        Colour.YELLOW: _("退回"),
        Colour.BLUE: _("临近"),
        Colour.GREEN: _("正常"),
        Colour.GREY: _("未启动"),
    }
    return tag(LOOKS[Colour(colour)], words[Colour(colour)])


@register.simple_tag
def basis_tag(basis: str) -> SafeString:
    """原文, 推断 or 核定: how sure an owner or a date is. Shown wherever one is shown."""
    return format_html(
        '<span class="basis basis-{}" title="{}">{}</span>', basis, _("依据"), Basis(basis).label
    )


@register.simple_tag
def state_tag(thing) -> SafeString:
    """The state of a dispatch, letter, notice, report or list, in its own words."""
    looks = {
        "dispatch": STATE_LOOKS,
        "letter": LETTER_LOOKS,
        "notice": NOTICE_LOOKS,
        "progress": PROGRESS_LOOKS,
        "tasklist": LIST_LOOKS,
        "annualreport": ANNUAL_LOOKS,
    }[thing._meta.model_name]
    return tag(looks[thing.state], thing.get_state_display())


@register.simple_tag
def import_tag(run: ImportRun) -> SafeString:
    return tag(IMPORT_LOOKS[run.state], run.get_state_display())


@register.simple_tag
def outcome_tag(outcome: str) -> SafeString:
    """What became, or would become, of one row of an import."""
    from tracker.importing import OUTCOMES  # not above: its many patterns slow every start down

    return tag(OUTCOME_LOOKS[outcome], OUTCOMES.get(outcome) or _("未导入"))


@register.filter
def owners(task: Task, role: str) -> str:
    """The owners as written, without the members that a group was frozen into."""
    rows = [a for a in task.assignments.all() if a.role == role and not a.via_group]
    return listed(f"{a.unit}{split_post(a.written)[1]}" if a.unit_id else a.written for a in rows)


@register.filter
def shown_label(passage) -> str:
    """A heading with its own number, which the text may or may not repeat."""
    return passage.text if passage.text.startswith(passage.label) else f"{passage.label}{passage.text}"


@register.filter
def words(passage) -> str:
    """The text of a passage; the cells of a table's row stand apart."""
    return passage.text.replace("　", " ｜ ") if passage.kind == PassageKind.ROW else passage.text


@register.filter
def addressees(dispatch, few: int = 3) -> str:
    """市政务局、市财政局, or the first few and how many there are. Needs `receipts__unit`."""
    names = [str(receipt.unit) for receipt in dispatch.receipts.all()]
    if len(names) <= few:
        return listed(names)
    return _("%(names)s等%(n)s个单位") % {"names": listed(names[:few]), "n": len(names)}


@register.filter
def paragraphs(text: str) -> SafeString:
    """Each line a paragraph of its own, as official documents are set."""
    return format_html_join("", "<p>{}</p>", ((line.strip(),) for line in text.splitlines() if line.strip()))


register.filter("place", place)


@register.filter
def megabytes(size: int) -> str:
    return f"{size / 1048576:.1f} MB" if size >= 1048576 else f"{max(1, round(size / 1024))} KB"


@register.filter
def paper_rows(table):
    """Rows of a table of a paper, without the cells that belong to the one above."""
    return rows_of(table)


@register.filter
def whole_dates(cell) -> SafeString:
    """What a cell says, its ISO dates unbroken: a browser would part them at the strokes."""
    parts = ISO_DATE.split(str(cell))
    return format_html_join(
        "",
        "{}",
        ((format_html('<span class="date">{}</span>', p) if n % 2 else p,) for n, p in enumerate(parts)),
    )


@register.filter
def kind_of_row(row) -> str:
    """The name of its model, for lists that hold several."""
    return str(row._meta.model_name)
