"""Part three: how the heads reported on law, and what became of what was found wanting."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.domain.annual import Drafted, Proof
from tracker.models import Finding, ListKind, Part, Review, ReviewKind
from tracker.reporting.duties import heads_of
from tracker.reporting.reviews import ReviewCounts, review_counts

from .gathering import Year

CHAPTER, DUTIES = "党政主要负责人述法", "履行第一责任人职责"


def duties(year: Year) -> Iterator[Drafted]:
    """The lists of what heads answer for, each in one sentence."""
    for task_list in year.lists.values():
        if task_list.kind != ListKind.HEAD_DUTIES:
            continue
        tasks = list(task_list.tasks.issued_once().order_by("order", "pk").values_list("pk", flat=True))
        heads, reported = heads_of(task_list)
        if tasks and heads:
            name = task_list.name.strip("《》")
            text = (
                f"对照《{name}》{len(tasks)}项职责，{heads}个单位的主要负责人逐项履职，已报告{reported}个。"
            )
            proof = Proof("task", f"{task_list.name}　{len(tasks)}项", tasks[0])
            yield Drafted(f"duties:{task_list.pk}", Part.DUTY, text, DUTIES, None, [proof])


def reviews(year: Year) -> Iterator[Drafted]:
    rows = Review.objects.filter(office=year.office, year=year.year).order_by("pk")
    rows = rows.select_related("circular").prefetch_related("accounts__unit", "findings__task")
    for review in rows:
        findings = [_of(review, finding) for finding in review.findings.all()]
        counts = review_counts(review, review.accounts.all(), findings)
        evidence = [Proof("review", f"{review.title}：名单{counts.whole.roll}个单位", review.pk)]
        if review.circular and review.circular.number:
            evidence.append(Proof("dispatch", review.circular.number, review.circular.pk))
        yield Drafted(f"review:{review.pk}", Part.DUTY, _in_words(review, counts), CHAPTER, None, evidence)


def _of(review: Review, finding: Finding) -> Finding:
    finding.review = review  # with its circular, read already
    return finding


def _in_words(review: Review, counts: ReviewCounts) -> str:
    how = "召开" if review.kind == ReviewKind.MEETING else "组织开展"
    text = f"{how}{review.title}，应述{counts.whole.roll}个单位，已述{counts.whole.done}个，覆盖率{counts.whole.percent}%"
    if counts.findings:
        text += f"；点评指出问题{counts.findings}个，已整改销号{counts.closed}个"
    return f"{text}。"
