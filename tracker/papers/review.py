"""述法情况: the roll with who has reported, and the findings with what became of each."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from tracker.domain.refusal import Refused
from tracker.models import Account, Review, ReviewKind
from tracker.papers.model import Block, Column, Document, Heading, Table, Text
from tracker.papers.wanted import Wanted
from tracker.reporting.reviews import ReviewCounts, review_counts
from tracker.rules.wording import day

ROLL = (Column("单位", 44.0), Column("主要负责人", 42.0), Column("述法报告", 35.0), Column("现场述法", 35.0))
FINDINGS = (Column("序号", 14.0), Column("单位", 36.0), Column("点评问题", 70.0), Column("整改情况", 36.0))


def built(wanted: Wanted) -> Document:
    """Of the review with this id, or the only one of the year. Four queries. Raises Refused: none, or more than one."""
    review = _chosen(wanted)
    accounts = list(review.accounts.select_related("unit").order_by("unit__order", "pk"))
    findings = list(review.findings.select_related("unit", "task").order_by("order"))
    for finding in findings:
        finding.review = review
    counts = review_counts(review, accounts, findings)
    blocks: list[Block] = [
        Text(_summary(review, counts)),
        Heading("一、述法名单"),
        _roll(review, accounts),
    ]
    if findings:
        rows_of = [
            [n, f.unit.name if f.unit else "共性问题", f.text, "已销号" if f.is_closed else "未销号"]
            for n, f in enumerate(findings, start=1)
        ]
        blocks += [Heading("二、点评问题"), Table(FINDINGS, rows_of)]
    return Document(
        title=f"{review.title}情况",
        made_on=wanted.as_of,
        lines=[f"{review.office.signs_as}　{day(wanted.as_of)}"],
        blocks=blocks,
    )


def _roll(review: Review, accounts: Sequence[Account]) -> Table:
    """Nobody speaks at a written review."""
    rows = [
        [a.unit.name, a.known_head or "—", str(a.handed_in_on or "未报送"), str(a.spoke_on or "—")]
        for a in accounts
    ]
    shown = len(ROLL) if review.kind == ReviewKind.MEETING else len(ROLL) - 1
    return Table(ROLL[:shown], [row[:shown] for row in rows])


def _chosen(wanted: Wanted) -> Review:
    rows = Review.objects.visible_to(wanted.by).select_related("office", "circular")
    found = list(
        (rows.filter(pk=wanted.pk) if wanted.pk else rows.filter(year=wanted.of_year)).order_by("pk")
    )
    if not found:
        raise Refused(_("%(year)s年没有组织过述法，或者它不归本机构。") % {"year": wanted.of_year})
    if len(found) > 1:
        raise Refused(
            _("%(year)s年有%(n)s次述法，请在述法页面打开其中一次，或者用 --id 指定：%(which)s。")
            % {
                "year": wanted.of_year,
                "n": len(found),
                "which": "；".join(f"{review.pk} {review.title}" for review in found),
            }
        )
    return found[0]


def _summary(review: Review, counts: ReviewCounts) -> str:
    groups = "；".join(f"{c.name}应述{c.roll}个，已述{c.done}个，覆盖率{c.percent}%" for c in counts.coverage)
    return (
        f"{review.get_kind_display()}。{groups}。点评指出问题{counts.findings}个，已销号{counts.closed}个。"
    )
