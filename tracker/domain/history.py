"""The history read: what each person is told of it; and verified, against itself and against the anchors mailed to
the auditor."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Q, QuerySet

from tracker.domain.actor import Actor
from tracker.models import Event, EventHead, Task, Verb
from tracker.models.events import GENESIS, chained

INSIDE_THE_OFFICE = (
    Verb.DISPATCH_DRAFTED,
    Verb.DISPATCH_CHANGED,
    Verb.DISPATCH_REFUSED,
    Verb.MUTED,
    Verb.UNMUTED,
    Verb.REMARKED,
)


def task_history(task: Task, *, by: Actor) -> QuerySet[Event]:
    """The newest first. What a letter or a report was before it left the house, and what the house keeps to
    itself, is told to nobody outside of it."""
    events = Event.objects.filter(task=task).select_related("unit")
    if not by.is_office:
        events = events.exclude(verb__in=INSIDE_THE_OFFICE)
    return events.exclude(Q(verb=Verb.PROGRESS_DRAFTED) & ~Q(unit__in=by.served))


@dataclass(frozen=True, slots=True)
class ChainReport:
    count: int
    head: str
    broken_at: int | None = None
    complaint: str = ""


def verify_history(*, anchors: dict[int, str] | None = None) -> ChainReport:
    """The stored chain against itself, its own last link, and the anchors (seq -> hash) mailed to the auditor."""
    head = EventHead.objects.get(pk=1)  # before the events: more may be chained meanwhile
    report = verify_chain(Event.objects.order_by("seq").iterator(chunk_size=2000), anchors=anchors)
    if report.complaint or not head.seq or Event.objects.filter(seq=head.seq, hash=head.hash).exists():
        return report
    complaint = f"链尾记着第 {head.seq} 条，履历中没有与之相符的一条：末尾被删除或改写"
    return replace(report, broken_at=head.seq, complaint=complaint)


def verify_chain(events: Iterable[Event], *, anchors: dict[int, str] | None = None) -> ChainReport:
    """Walk the chain from the first event. `anchors`: seq -> hash as mailed to the auditor."""
    previous, count = GENESIS, 0
    anchors = dict(anchors or {})
    for event in events:
        count += 1
        complaint = _complaint(event, count, previous, anchors.pop(event.seq, None))
        if complaint:
            return ChainReport(count, event.hash, event.seq, complaint)
        previous = event.hash
    if anchors:
        seq = min(anchors)
        return ChainReport(
            count, previous, seq, f"校验值指向第 {seq} 条履历，但履历只有 {count} 条：末尾被删除"
        )
    return ChainReport(count, previous)


def _complaint(event: Event, expected_seq: int, previous: str, anchor: str | None) -> str:
    if event.seq != expected_seq:
        return f"缺少第 {expected_seq} 条履历"
    if event.previous != previous:
        return f"第 {event.seq} 条履历与前一条不相接"
    if chained(previous, event.record) != event.hash:
        return f"第 {event.seq} 条履历的内容被改动"
    if not event.columns_agree():
        return f"第 {event.seq} 条履历的显示内容与记录不一致"
    if anchor is not None and anchor != event.hash:
        return f"第 {event.seq} 条履历与审计员收到的校验值不符"
    return ""
