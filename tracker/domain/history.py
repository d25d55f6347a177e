"""The history read: what each person is told of it; and verified: against itself and its key, against the anchors that
have left the house, and against the reports, evidence and letters that it holds digests of."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.db.models import Exists, OuterRef, Q, QuerySet

from tracker.domain.actor import Actor
from tracker.domain.digests import Compared, compare
from tracker.models import Dispatch, Event, EventHead, Task, Verb
from tracker.models.events import GENESIS
from tracker.models.guards import missing_guards

INSIDE_THE_UNIT = (Verb.PROGRESS_DRAFTED, Verb.EVIDENCE_ATTACHED)
INSIDE_THE_OFFICE = (
    Verb.DISPATCH_DRAFTED,
    Verb.DISPATCH_CHANGED,
    Verb.DISPATCH_REFUSED,
    Verb.MUTED,
    Verb.UNMUTED,
    Verb.REMARKED,
    Verb.TASK_WITHHELD,
    Verb.TASK_SHOWN,
)


OF_LETTERS_THAT_LEFT = (Verb.DISPATCH_SIGNED, Verb.DISPATCH_VOIDED, Verb.DISPATCH_CLOSED)


def said_outside() -> Q:
    """Of a letter whose signing can still be taken back, was taken back, or was void before it reached anybody, nothing is
    told outside of its office: it is as if it had not been signed."""
    out = Exists(Dispatch.objects.out().filter(pk=OuterRef("dispatch")))
    later = Event.objects.filter(dispatch=OuterRef("dispatch"), verb=Verb.DISPATCH_UNSIGNED)
    stands = out & ~Exists(later.filter(seq__gt=OuterRef("seq")))
    return ~Q(verb=Verb.DISPATCH_UNSIGNED) & (~Q(verb__in=OF_LETTERS_THAT_LEFT) | stands)


def letter_history(dispatch: Dispatch, *, by: Actor) -> QuerySet[Event]:
    """For the office all of it; a leader reads what became of the letter, and nothing that the house keeps to itself."""
    return _readable(Event.objects.filter(dispatch=dispatch), dispatch.office_id, by)


def task_history(task: Task, *, by: Actor) -> QuerySet[Event]:
    """The newest first. What a letter or a report was before it left the house, and what the house keeps to
    itself, is told to nobody outside of it: who works for another office as little as a unit."""
    return history_of(task.pk, task.office_id, by=by)


def history_of(task: int, office: int, *, by: Actor) -> QuerySet[Event]:
    """The same by the task's number and its office's."""
    return _readable(Event.objects.filter(task=task), office, by)


def _readable(events: QuerySet[Event], office: int, by: Actor) -> QuerySet[Event]:
    if office not in by.offices:
        events = events.exclude(verb__in=INSIDE_THE_OFFICE).filter(said_outside())
    return events.select_related("unit").exclude(Q(verb__in=INSIDE_THE_UNIT) & ~Q(unit__in=by.served))


def office_history(by: Actor) -> QuerySet[Event]:
    """What happened in the matters of the offices that one works for, the newest first; not what a unit keeps to itself."""
    offices = by.offices
    ours = Q(task__office__in=offices) | Q(task_list__office__in=offices) | Q(dispatch__office__in=offices)
    events = Event.objects.filter(ours).exclude(Q(verb__in=INSIDE_THE_UNIT) & ~Q(unit__in=by.served))
    return events.order_by("-seq")


@dataclass(frozen=True, slots=True)
class ChainReport:
    """`complaint`: the first break of the chain. `findings`: what else does not agree, in sentences."""

    count: int
    head: str
    broken_at: int | None = None
    complaint: str = ""
    keyed_from: int | None = None  # the first event chained by a key
    findings: list[str] = field(default_factory=list)
    compared: Compared = field(default_factory=Compared)

    @property
    def is_sound(self) -> bool:
        return not (self.complaint or self.findings)


def verify_history(*, anchors: dict[int, str] | None = None, most_bytes: int | None = None) -> ChainReport:
    """The stored chain against itself, its key, its own last link and the anchors (seq -> hash) that have left; the
    triggers that guard it; and the rows and files of which it holds digests. `most_bytes`: of evidence to
    read, for a page; None: all."""
    head = EventHead.objects.filter(pk=1).first()  # before the events: more may be chained meanwhile
    report = verify_chain(Event.objects.order_by("seq").iterator(chunk_size=2000), anchors=anchors)
    if not report.complaint and head is None:
        complaint = "链尾的登记不在：末尾可能被删除，此后也不能再写入履历"
        report = replace(report, broken_at=report.count, complaint=complaint)
    elif not report.complaint and head and head.seq:
        last = Event.objects.filter(seq=head.seq, hash=head.hash).first()
        if last is None:
            complaint = f"链尾记着第 {head.seq} 条，履历中没有与之相符的一条：末尾被删除或改写"
            report = replace(report, broken_at=head.seq, complaint=complaint)
        elif not last.key_mark:
            complaint = (
                "最后一条履历没有用密钥校验：整条链可能被重新串接（刚升级的请先运行 manage.py migrate）"
            )
            report = replace(report, broken_at=head.seq, complaint=complaint)
    gone = [f"数据库的保护触发器“{name}”缺失、被停用或被掏空" for name in missing_guards()]
    compared = compare(most_bytes=most_bytes)
    return replace(report, findings=[*gone, *compared.findings], compared=compared)


def verify_chain(events: Iterable[Event], *, anchors: dict[int, str] | None = None) -> ChainReport:
    """Walk the chain from the first event. `anchors`: seq -> hash as they left the house."""
    previous, count = GENESIS, 0
    keyed_from: int | None = None
    anchors = dict(anchors or {})
    rows = iter(events)
    while True:
        try:
            event = next(rows, None)
        except (
            ValueError,
            TypeError,
            OverflowError,
        ) as error:  # a column that holds what none of its kind does
            complaint = f"第 {count + 1} 条起有读不出的履历（{type(error).__name__}），被改动"
            return ChainReport(count, previous, count + 1, complaint, keyed_from)
        if event is None:
            break
        count += 1
        complaint = _complaint(event, count, previous, anchors.pop(event.seq, None))
        if not complaint and keyed_from is not None and not event.key_mark:
            complaint = f"第 {event.seq} 条履历没有用密钥校验，而它之前的已经用了"
        if complaint:
            return ChainReport(count, event.hash, event.seq, complaint, keyed_from)
        if event.key_mark and keyed_from is None:
            keyed_from = event.seq
        previous = event.hash
    if anchors:
        seq = min(anchors)
        complaint = f"校验值指向第 {seq} 条履历，但履历只有 {count} 条：末尾被删除"
        return ChainReport(count, previous, seq, complaint, keyed_from)
    return ChainReport(count, previous, keyed_from=keyed_from)


def _complaint(event: Event, expected_seq: int, previous: str, anchor: str | None) -> str:
    if event.seq != expected_seq:
        return f"缺少第 {expected_seq} 条履历"
    if event.previous != previous:
        return f"第 {event.seq} 条履历与前一条不相接"
    if not event.hash_agrees():
        return f"第 {event.seq} 条履历的内容被改动，或不是用本系统的密钥校验的"
    if not event.columns_agree():
        return f"第 {event.seq} 条履历的显示内容与记录不一致"
    if anchor is not None and anchor != event.hash:
        return f"第 {event.seq} 条履历与审计员收到的校验值不符"
    return ""


def parse_anchor(text: str) -> tuple[int, str] | None:
    """`120:ab12…` as (120, "ab12…"); None where it is none."""
    seq, separator, value = text.strip().partition(":")
    if not (separator and seq.isascii() and seq.isdigit() and re.fullmatch(r"[0-9a-fA-F]{64}", value)):
        return None
    return int(seq[:18]), value.lower()


def what_is_proved(report: ChainReport, anchors: Iterable[int]) -> list[str]:
    """In sentences: what a sound report says, and what it does not."""
    told = []
    newest = max(anchors, default=0)
    if newest:
        told.append(f"第{newest}条及以前：自这个校验值发出以来没有被改动、删除或插入。")
    if report.keyed_from:
        first = max(newest, report.keyed_from - 1) + 1
        if first <= report.count:
            told.append(
                f"第{first}条至第{report.count}条：由数据库以外的密钥串接，只有同时掌握密钥和数据库的人才能改写；"
                "要排除这种可能，请用更晚的校验值核对。"
            )
        if not newest and report.keyed_from > 1:
            told.append(f"第{report.keyed_from - 1}条及以前：写于启用密钥之前，自启用之日起由密钥保护。")
    told.append(
        f"已报送的进展、已签发的函件和{report.compared.files}个佐证、协办材料和函件附件文件：与报送、签发、上传时登记的摘要一致。"
    )
    if report.compared.unread:
        told.append(
            f"还有{report.compared.unread}个文件没有读取（本页有字节数上限），请在服务器上运行 verify_events 全部核对。"
        )
    told.append(
        "不能证明：履历中没有记下的事；启用摘要以前的报送和函件；时限、任务文字等其他业务数据是否被直接改动；"
        "截取的校验值本身的真伪（请用自己邮箱、系统日志或文件中留存的）。"
    )
    return told
