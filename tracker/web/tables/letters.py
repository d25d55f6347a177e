"""What goes out, as lists: formal letters, what units are owed to be told, and mails."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.db.models import (
    BooleanField,
    Count,
    ExpressionWrapper,
    Prefetch,
    Q,
    QuerySet,
    Value,
    prefetch_related_objects,
)
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.desk.request import Request
from tracker.domain.counting import COUNTED
from tracker.models import Dispatch, Letter, Notice, Receipt, Unit
from tracker.punctuation import spelt
from tracker.templatetags.duban import addressees, state_tag
from tracker.web.filters_letters import DispatchFilter, LetterFilter, NoticeFilter
from tracker.web.tables.columns import DASH, DATED, Column, by_day, by_month, dated, iso, link, under
from tracker.web.tables.spec import Spec

NEWEST = ("-day", "day")  # by when they were made: the order in which they are numbered


def newest_first(dated_by: str) -> Callable[[Any, str], tuple[str, ...]]:
    """By the keys under which rows were made; under headings by the date that these name."""

    def keys(_chosen: Any, order: str) -> tuple[str, ...]:
        if order == DATED:
            return (f"-{dated_by}", "-pk")
        return ("pk",) if order == "day" else ("-pk",)

    return keys


def in_order(counted: QuerySet, by: str = "unit") -> list[tuple[Unit, dict[str, int]]]:
    """Rows of {unit, numbers} as (unit, its numbers), in the order of the units."""
    found = {row.pop(by): row for row in counted}
    units = Unit.objects.in_bulk(found)
    return sorted(((units[pk], n) for pk, n in found.items()), key=lambda pair: (pair[0].order, pair[0].pk))


def _state() -> Column:
    return Column(
        code="state",
        label=gettext_lazy("状态"),
        html=lambda row, _today: state_tag(row),
        text=lambda row, _today: row.get_state_display(),
        is_labelled=False,
    )


def _kind() -> Column:
    return Column(
        code="kind",
        label=gettext_lazy("种类"),
        html=lambda row, _today: row.get_kind_display(),
        text=lambda row, _today: row.get_kind_display(),
        is_shown=False,
    )


# --- Formal letters -----------------------------------------------------------------------------------
def _letters_of_office(request: Request) -> QuerySet:
    return Dispatch.objects.visible_to(request.actor).select_related("signed_by")


def _with_receipts(rows: Sequence[Dispatch], _today: date, _needs: frozenset[str]) -> Sequence[Dispatch]:
    """How many were addressed, reached, and signed for it; of the rows that are shown only."""
    prefetch_related_objects(rows, Prefetch("receipts", Receipt.objects.select_related("unit")))
    counted = Receipt.objects.filter(dispatch__in=[row.pk for row in rows]).order_by().values("dispatch")
    found = {
        each["dispatch"]: each
        for each in counted.annotate(
            addressed=Count("pk"),
            served=Count("pk", filter=Q(sent_on__isnull=False)),
            received=Count("pk", filter=Q(signed_for_on__isnull=False)),
        )
    }
    for row in rows:
        numbers = found.get(row.pk, {})
        row.addressed, row.served, row.received = (
            numbers.get(n, 0) for n in ("addressed", "served", "received")
        )
    return rows


def _letter(row: Dispatch, _today: date) -> Any:
    more = _("%(day)s 销号") % {"day": iso(row.closed_on)} if row.closed_on else ""
    return format_html(
        '{}<div class="quiet">{}　{}{}</div>',
        link(reverse("dispatch", args=[row.pk]), row),
        row.get_kind_display(),
        spelt("{}：{}", _("受文"), addressees(row)),
        f"　{more}" if more else "",
    )


def _proof(row: Dispatch) -> str:
    if not row.signed_on:
        return ""
    told = {"served": row.served, "received": row.received, "of": row.addressed}
    return _("送达%(served)s，签收%(received)s，共%(of)s个单位") % told


def _proof_cell(row: Dispatch, _today: date) -> Any:
    if not row.signed_on:
        return DASH
    return under(f"{row.served}／{row.received}", _("共%(n)s个单位") % {"n": row.addressed})


def _letters_by_unit(_table: Any, rows: QuerySet) -> list[tuple[Unit, dict[str, int]]]:
    """Each unit with the letters addressed to it; of very many, the newest are counted."""
    some = Dispatch.objects.filter(pk__in=rows.order_by("-pk").values("pk")[:COUNTED])
    counted = Receipt.objects.filter(dispatch__in=some.values("pk")).order_by().values("unit")
    drafts, signed = (
        Q(dispatch__in=rows.values("pk")) for rows in (Dispatch.objects.drafts(), Dispatch.objects.signed())
    )
    return in_order(
        counted.annotate(
            n=Count("pk"),
            draft=Count("pk", filter=drafts),
            unsigned=Count("pk", filter=signed & Q(signed_for_on__isnull=True)),
            running=Count("pk", filter=signed & Q(dispatch__closed_on__isnull=True)),
        )
    )


DISPATCHES = Spec(
    page="dispatches",
    title=gettext_lazy("外发函件"),
    columns=(
        _state(),
        Column(
            code="letter",
            label=gettext_lazy("函件"),
            html=_letter,
            text=lambda row, _today: str(row),
            look="wide-cell",
            width=40,
            is_labelled=False,
        ),
        _kind(),
        Column(
            code="number",
            label=gettext_lazy("发文字号"),
            html=lambda row, _today: row.number or DASH,
            text=lambda row, _today: row.number,
            width=24,
            is_shown=False,
        ),
        Column(
            code="to",
            label=gettext_lazy("受文单位"),
            html=lambda row, _today: addressees(row),
            text=lambda row, _today: addressees(row, few=1000),
            width=30,
            is_shown=False,
        ),
        dated("drafted", gettext_lazy("起草"), lambda row: row.drafted_on, sorts=NEWEST),
        Column(
            code="signed",
            label=gettext_lazy("签发"),
            html=lambda row, _today: under(iso(row.signed_on), row.signed_by) if row.signed_on else DASH,
            text=lambda row, _today: f"{iso(row.signed_on)} {row.signed_by or ''}".strip(),
            look="date",
            width=18,
        ),
        Column(
            code="proof",
            label=gettext_lazy("送达／签收"),
            html=_proof_cell,
            text=lambda row, _today: _proof(row),
            look="date",
            width=26,
        ),
    ),
    filter=DispatchFilter,
    rows=_letters_of_office,
    keys=newest_first("drafted_on"),
    orders=NEWEST,
    groups=(by_month("drafted_on"),),
    by_unit=_letters_by_unit,
    unit_numbers=(
        ("n", gettext_lazy("共")),
        ("draft", gettext_lazy("待签发")),
        ("unsigned", gettext_lazy("未签收")),
        ("running", gettext_lazy("未销号")),
    ),
    prepare=_with_receipts,
    fixed={"tab": "dispatches"},
    empty=gettext_lazy("还没有函件。"),
)


# --- What units are owed to be told -------------------------------------------------------------------
def _notices(request: Request) -> QuerySet:
    related = ("obligation__unit", "obligation__task", "obligation__dispatch", "obligation__task_list")
    offices = request.actor.offices
    inside = Q(obligation__office__in=offices) | Q(office__in=offices)
    rows = Notice.objects.visible_to(request.actor).annotate(
        is_inside=ExpressionWrapper(inside, BooleanField()) if offices else Value(False)
    )
    return rows.select_related(*related, "unit", "office", "rung", "task")


def _told(row: Notice, _today: date) -> Any:
    words = spelt("{}：{}", row.get_kind_display(), Truncator(row.subject).chars(60))
    if row.obligation_id:
        words = link(reverse("obligation", args=[row.obligation_id]), words)
    elif row.task_id:
        words = link(reverse("task", args=[row.task_id]), words)
    return under(words, _why(row))


def _why(row: Notice) -> str:
    """Why a formal letter is due is the office's own business: it may never be signed."""
    if row.is_formal and not row.is_inside:
        return ""
    clause = row.rung.clause if row.rung else ""
    return f"{row.reason}　{clause}".strip()


def _notices_by_unit(_table: Any, rows: QuerySet) -> list[tuple[Unit, dict[str, int]]]:
    """Each unit with what it was to be told; of very many, the newest are counted."""
    some = Notice.objects.filter(pk__in=rows.order_by("-pk").values("pk")[:COUNTED], obligation__isnull=False)
    return in_order(
        some.order_by()
        .values("obligation__unit")
        .annotate(
            n=Count("pk"),
            owed=Count("pk", filter=Q(pk__in=Notice.objects.owed().values("pk"))),
            formal=Count("pk", filter=Q(is_formal=True)),
        ),
        by="obligation__unit",
    )


NOTICES = Spec(
    page="notices",
    title=gettext_lazy("督办提示"),
    columns=(
        _state(),
        Column(
            code="told",
            label=gettext_lazy("提示"),
            html=_told,
            text=lambda row, _today: spelt("{}：{}", row.get_kind_display(), row.subject),
            look="wide-cell",
            width=40,
            is_labelled=False,
        ),
        _kind(),
        Column(
            code="unit",
            label=gettext_lazy("单位"),
            html=lambda row, _today: row.whom,
            text=lambda row, _today: row.whom,
            width=18,
        ),
        dated("owed", gettext_lazy("应发"), lambda row: row.owed_on, sorts=NEWEST),
        dated("sent", gettext_lazy("发出"), lambda row: row.sent_on),
        Column(
            code="why",
            label=gettext_lazy("缘由"),
            html=lambda row, _today: _why(row) or DASH,
            text=lambda row, _today: _why(row),
            width=40,
            is_shown=False,
        ),
    ),
    filter=NoticeFilter,
    rows=_notices,
    keys=newest_first("owed_on"),
    orders=NEWEST,
    groups=(by_day("owed_on"), by_month("owed_on")),
    by_unit=_notices_by_unit,
    unit_numbers=(
        ("n", gettext_lazy("共")),
        ("owed", gettext_lazy("待发出")),
        ("formal", gettext_lazy("须签发")),
    ),
    empty=gettext_lazy("还没有督办提示。清单下达后，按督办规则生成。"),
)


# --- Mails ----------------------------------------------------------------------------------------------
def _mails(request: Request) -> QuerySet:
    rows = Letter.objects.visible_to(request.actor).select_related("person", "dispatch")
    return rows.defer("text", "html")


def _mail(row: Letter, _today: date) -> Any:
    words = link(reverse("letter", args=[row.pk]), row.subject or row.get_kind_display())
    has_trouble = row.state == "failed" or row.attempts > 1
    return under(words, Truncator(row.answer).chars(90) if has_trouble else "")


LETTERS = Spec(
    page="letters",
    title=gettext_lazy("发件箱"),
    columns=(
        _state(),
        Column(
            code="mail",
            label=gettext_lazy("邮件"),
            html=_mail,
            text=lambda row, _today: row.subject or row.get_kind_display(),
            look="wide-cell",
            width=40,
            is_labelled=False,
        ),
        _kind(),
        Column(
            code="person",
            label=gettext_lazy("收件人"),
            html=lambda row, _today: format_html(
                '{}<div class="mail-address">{}</div>', row.person, row.address
            ),
            text=lambda row, _today: f"{row.person} {row.address}".strip(),
            look="person",
            width=28,
        ),
        dated("day", gettext_lazy("日期"), lambda row: row.digest_on, sorts=NEWEST),
        Column(
            code="tries",
            label=gettext_lazy("尝试次数"),
            html=lambda row, _today: row.attempts,
            text=lambda row, _today: str(row.attempts),
            look="num",
            is_shown=False,
        ),
        Column(
            code="answer",
            label=gettext_lazy("服务器答复"),
            html=lambda row, _today: row.answer or DASH,
            text=lambda row, _today: row.answer,
            width=40,
            is_shown=False,
            is_office=True,
        ),
    ),
    filter=LetterFilter,
    rows=_mails,
    keys=newest_first("digest_on"),
    orders=NEWEST,
    groups=(by_day("digest_on"), by_month("digest_on")),
    noun="letter",
    empty=gettext_lazy("还没有发出过邮件。清单下达后，指引和提醒会自动发出。"),
)
