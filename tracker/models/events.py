"""The history: append-only, chained by a key that the database does not hold, refused for UPDATE and DELETE by triggers
(see the migrations). What was written before there was a key is chained by plain hashes; the first event under a key
covers all of it."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from tracker.models.history_key import keys

GENESIS = "0" * 64
TOLD = (
    "seq",
    "at",
    "on",
    "verb",
    "note",
    "actor",
    "task",
    "task_list",
    "unit",
    "dispatch",
)  # by columns of their own


class Verb(models.TextChoices):
    """What can happen. Labels are what the history shows."""

    TASK_CREATED = "task.created", _("建立任务")
    TASK_IMPORTED = "task.imported", _("导入任务")
    TASK_CHANGED = "task.changed", _("修改任务")
    TASK_OWNER_DECIDED = "task.owner_decided", _("核定责任单位")
    TASK_DATE_DECIDED = "task.date_decided", _("核定时限")
    TASK_ISSUED = "task.issued", _("下达任务")
    TASK_ADDED = "task.added", _("清单新增任务")
    TASK_REOPENED = "task.reopened", _("重新办理")
    SUPPORT_NAMED = "support.named", _("列为配合单位")
    TASK_BROKEN_DOWN = "task.broken_down", _("拆解任务")
    TASK_SUSPENDED = "task.suspended", _("暂缓")
    TASK_RESUMED = "task.resumed", _("恢复办理")
    TASK_CANCELLED = "task.cancelled", _("撤销")
    TASK_RESTORED = "task.restored", _("恢复已撤销的任务")
    TASK_PREPARED_AGAIN = "task.prepared_again", _("恢复为拟办")
    TASK_REASSIGNED = "task.reassigned", _("改派")
    TASK_DONE = "task.done", _("办结销号")
    TASK_CARRIED_OVER = "task.carried_over", _("转下年")
    LIST_CREATED = "list.created", _("建立清单")
    LIST_ISSUED = "list.issued", _("下达清单")
    LIST_CHANGED = "list.changed", _("修改清单")
    LIST_CLOSED = "list.closed", _("清单归档")
    LIST_PUBLISHED = "list.published", _("清单对外公开")
    LIST_UNPUBLISHED = "list.unpublished", _("清单停止公开")
    TASK_WITHHELD = "task.withheld", _("任务不公开")
    TASK_SHOWN = "task.shown", _("任务恢复公开")
    SOURCE_RECEIVED = "source.received", _("收到来源文件")
    IMPORT_APPLIED = "import.applied", _("确认导入")
    IMPORT_UNDONE = "import.undone", _("撤回导入")
    OBLIGATION_OPENED = "obligation.opened", _("开始新一期")
    OBLIGATION_SIGNED_FOR = "obligation.signed_for", _("签收")
    OBLIGATION_CHASED = "obligation.chased", _("启动催办")
    OBLIGATION_DONE_BEFORE = "obligation.done_before", _("下达前已办结")
    OBLIGATION_URGED = "obligation.urged", _("人工催办")
    OBLIGATION_WAIVED = "obligation.waived", _("免除")
    OBLIGATION_UNWAIVED = "obligation.unwaived", _("撤销免除")
    PROGRESS_DRAFTED = "progress.drafted", _("填报进展")
    EVIDENCE_ATTACHED = "evidence.attached", _("上传佐证材料")
    PROGRESS_RELEASED = "progress.released", _("报送进展")
    PROGRESS_WITHDRAWN = "progress.withdrawn", _("撤回报送")
    PROGRESS_RECORDED = "progress.recorded", _("代录进展")
    PROGRESS_ACCEPTED = "progress.accepted", _("认可")
    PROGRESS_UNACCEPTED = "progress.unaccepted", _("撤销认可")
    PROGRESS_RETURNED = "progress.returned", _("退回")
    PROGRESS_UNRETURNED = "progress.unreturned", _("撤销退回")
    PROMISED = "progress.promised", _("答复的完成日期")
    EXTENSION_ASKED = "extension.asked", _("申请延期")
    EXTENSION_WITHDRAWN = "extension.withdrawn", _("撤回延期申请")
    EXTENSION_DECIDED = "extension.decided", _("决定延期")
    EXTENSION_UNDECIDED = "extension.undecided", _("撤销延期决定")
    OBJECTION_RAISED = "objection.raised", _("提出异议")
    OBJECTION_WITHDRAWN = "objection.withdrawn", _("撤回异议")
    OBJECTION_DECIDED = "objection.decided", _("决定异议")
    CONTRIBUTED = "contribution.filed", _("填报协办情况")
    CONTRIBUTION_ASKED = "contribution.asked", _("请求协办")
    CONTRIBUTION_UNASKED = "contribution.unasked", _("撤回请求协办")
    WAITING_STARTED = "waiting.started", _("等待其他单位")
    WAITING_ENDED = "waiting.ended", _("结束等待")
    MUTED = "obligation.muted", _("暂停提醒")
    UNMUTED = "obligation.unmuted", _("恢复提醒")
    INSTRUCTION_GIVEN = "instruction.given", _("领导批示")
    INSTRUCTION_WITHDRAWN = "instruction.withdrawn", _("撤回批示")
    INSTRUCTION_JOINED = "instruction.joined", _("领导批示并入任务")
    INSTRUCTION_REPORTED = "instruction.reported", _("反馈批示办理结果")
    REMARKED = "remark.made", _("备注")
    REGISTER_NOTED = "register.noted", _("填写台账备注")
    REGISTER_FROZEN = "register.frozen", _("封存台账")
    NOTICE_TOLD = "notice.told", _("登记已告知")
    DISPATCH_DRAFTED = "dispatch.drafted", _("起草函件")
    DISPATCH_CHANGED = "dispatch.changed", _("修改函件")
    DISPATCH_SIGNED = "dispatch.signed", _("签发")
    DISPATCH_REFUSED = "dispatch.refused", _("不予签发")
    DISPATCH_VOIDED = "dispatch.voided", _("作废")
    DISPATCH_UNSIGNED = "dispatch.unsigned", _("撤回签发")
    DISPATCH_SERVED = "dispatch.served", _("送达")
    DISPATCH_SIGNED_FOR = "dispatch.signed_for", _("签收函件")
    DISPATCH_CLOSED = "dispatch.closed", _("函件销号")
    ANNUAL_STARTED = "annual.started", _("起草年度报告")
    ANNUAL_ASSEMBLED = "annual.assembled", _("汇编年度报告")
    ANNUAL_CHANGED = "annual.changed", _("修改年度报告")
    ANNUAL_COMMENTED = "annual.commented", _("批注年度报告")
    ANNUAL_SUBMITTED = "annual.submitted", _("年度报告送审")
    ANNUAL_AGREED = "annual.agreed", _("年度报告审核")
    ANNUAL_APPROVED = "annual.approved", _("年度报告审定")
    ANNUAL_RETURNED = "annual.returned", _("年度报告退回")
    ANNUAL_UNAPPROVED = "annual.unapproved", _("年度报告撤回审定")
    HISTORY_SEALED = "history.sealed", _("履历改用密钥校验")
    INDICATOR_DEFINED = "indicator.defined", _("定义指标")
    FIGURE_GIVEN = "figure.given", _("填报数值")
    PROBLEM_DESCRIBED = "problem.described", _("登记整改情况")
    REVIEW_CREATED = "review.created", _("组织述法")
    REVIEW_CHANGED = "review.changed", _("记录述法情况")
    REVIEW_CLOSED = "review.closed", _("结束述法")
    ACCOUNT_HANDED_IN = "account.handed_in", _("报送述法报告")
    SWEPT = "clock.swept", _("例行检查")
    CLOCK_MOVED = "clock.moved", _("调整演示日期")
    LETTER_FAILED = "letter.failed", _("邮件退回")
    LETTER_RETRIED = "letter.retried", _("重新发送")
    PERSON_CHANGED = "person.changed", _("修改人员")
    CHANGE_ASKED = "change.asked", _("提请变更")
    CHANGE_CONFIRMED = "change.confirmed", _("确认变更")
    CHANGE_REFUSED = "change.refused", _("未同意变更")
    CHANGE_WITHDRAWN = "change.withdrawn", _("撤回提请")
    ROLE_CHANGED = "role.changed", _("修改任职")
    UNIT_CHANGED = "unit.changed", _("修改单位")
    UNIT_MERGED = "unit.merged", _("单位合并")
    RUNG_CHANGED = "rung.changed", _("修改督办规则")
    CALENDAR_CHANGED = "calendar.changed", _("修改工作日历")
    ABSENCE_RECORDED = "absence.recorded", _("登记代办")
    SETTINGS_CHANGED = "settings.changed", _("修改设置")


class EventHead(models.Model):
    """The chain's last link: one row, locked last, so that batches follow one another."""

    seq = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=GENESIS)

    class Meta:
        verbose_name = _("履历链尾")
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="event_head_single")]

    def __str__(self) -> str:
        return f"{self.seq} {self.hash}"


class EventManager(models.Manager["Event"]):
    def append(self, batch: list[Event]) -> None:
        """Chain a transaction's events and store them. Must be the transaction's last write."""
        if not batch:
            return
        head = EventHead.objects.select_for_update().get(pk=1)
        for event in batch:
            head.seq += 1
            event.link(seq=head.seq, previous=head.hash)
            head.hash = event.hash
        self.bulk_create(batch, batch_size=500)
        head.save(update_fields=["seq", "hash"])


def _loose(to: str, **options: Any) -> models.ForeignKey[Any, Any]:
    """A pointer that never blocks a deletion and never rewrites the log."""
    return models.ForeignKey(
        to, models.DO_NOTHING, null=True, db_constraint=False, related_name="events", **options
    )


class Event(models.Model):
    seq = models.PositiveBigIntegerField(_("序号"), unique=True)
    happened_at = models.DateTimeField(_("时间"))
    happened_on = models.DateField(_("业务日期"))
    verb = models.CharField(_("事项"), max_length=32)
    actor = _loose("tracker.User", verbose_name=_("经办人"))
    task = _loose("tracker.Task", verbose_name=_("任务"))
    task_list = _loose("tracker.TaskList", verbose_name=_("清单"))
    unit = _loose("tracker.Unit", verbose_name=_("单位"))
    dispatch = _loose("tracker.Dispatch", verbose_name=_("函件"))
    note = models.TextField(_("说明"), blank=True)
    record = models.TextField(_("记录"))  # canonical JSON, kept as text: what the hash is taken over
    previous = models.CharField(_("前一哈希"), max_length=64)
    hash = models.CharField(_("哈希"), max_length=64)

    objects = EventManager()

    class Meta:
        verbose_name = _("履历")
        verbose_name_plural = _("履历")
        ordering = ["-seq"]
        indexes = [
            models.Index(fields=["task", "-seq"], name="event_of_task"),
            models.Index(fields=["dispatch", "-seq"], name="event_of_dispatch"),
        ]

    def __str__(self) -> str:
        return f"{self.happened_on} {self.actor_name} {self.label}"

    @property
    def label(self) -> str:
        return str(Verb(self.verb).label) if self.verb in Verb.values else self.verb

    @property
    def body(self) -> dict[str, Any]:
        return body_of(self.record)

    @property
    def facts(self) -> dict[str, Any]:
        return facts_of(self.record)

    @property
    def key_mark(self) -> str:
        """Fingerprint of the key that chains it; empty: it is older than the keys."""
        return str(self.body.get("key", ""))

    @property
    def actor_name(self) -> str:
        return str(self.body.get("actor_name") or _("系统"))

    def link(self, *, seq: int, previous: str) -> None:
        self.seq, self.previous = seq, previous
        mark, key = next(iter(keys().items()))
        body = self.body | {"seq": seq, "key": mark}
        self.record = canonical(body)
        self.hash = chained(previous, self.record, key)

    def hash_agrees(self) -> bool:
        """Whether the hash is that of the record, by the key that it names."""
        mark = self.key_mark
        key = keys().get(mark) if mark else None
        return bool(key or not mark) and hmac.compare_digest(
            chained(self.previous, self.record, key).encode(), self.hash.encode()
        )

    def columns_agree(self) -> bool:
        """The readable columns say what the hashed record says."""
        body = self.body
        told = tuple(body.get(name) for name in TOLD)
        return told == (
            self.seq,
            self.happened_at and self.happened_at.isoformat(),
            self.happened_on and self.happened_on.isoformat(),
            self.verb,
            self.note,
            self.actor_id,
            self.task_id,
            self.task_list_id,
            self.unit_id,
            self.dispatch_id,
        )


def body_of(record: str) -> dict[str, Any]:
    """What a record says; nothing where it is none, as only somebody who writes past this program leaves it: whoever
    verifies is to read which one, and not an error."""
    try:
        body = json.loads(record)
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}


def facts_of(record: str) -> dict[str, Any]:
    facts = body_of(record).get("facts")
    return facts if isinstance(facts, dict) else {}


def canonical(body: dict) -> str:
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def chained(previous: str, record: str, key: bytes | None = None) -> str:
    """64 hexadecimal digits; without a key as it was chained before there were any."""
    words = f"{previous}\n{record}".encode()
    return hmac.new(key, words, hashlib.sha256).hexdigest() if key else hashlib.sha256(words).hexdigest()
