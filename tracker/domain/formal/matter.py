"""One thing owed, as a formal letter tells it: where it comes from, by when, what was said on both sides."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from tracker.domain.composed import composed
from tracker.models import (
    Basis,
    ContributionRequest,
    Extension,
    ListKind,
    Notice,
    Obligation,
    ObligationKind,
    PassageKind,
    Progress,
    ProgressState,
    Task,
    Waiting,
)
from tracker.rules import wording
from tracker.rules.ladder import KINDS
from tracker.rules.wording import LIMIT, OWED
from tracker.rules.workdays import Calendar

MOST_NAMED = 5  # letters that went before, each with its day; of more only the first and the last
OF_WHAT: dict[str, str] = {ObligationKind.REPORT: "进展情况"}  # a task is not handed in
INNER_QUOTES = str.maketrans("“”", "‘’")
ROWS = ("unit", "office", "task__task_list", "task__passage__source", "deadline", "dispatch", "task_list")


@dataclass(frozen=True, slots=True)
class Matter:
    """An Obligation with what its unit was told before (`letters`), and what it has said itself."""

    obligation: Obligation
    today: date
    calendar: Calendar
    letters: Sequence[Notice] = ()
    reports: Sequence[Progress] = ()
    extensions: Sequence[Extension] = ()
    awaited: str = ""  # who waits for it, and for what

    @property
    def subject(self) -> str:
        owed = self.obligation
        if owed.dispatch:
            return owed.dispatch.number or owed.dispatch.title
        return owed.task.title if owed.task else str(owed.task_list)

    @property
    def is_shortcoming(self) -> bool:
        """A shortcoming is put right, not brought to its end: its title says what is wrong."""
        task = self.obligation.task
        is_finish = self.obligation.kind == ObligationKind.FINISH
        return is_finish and task is not None and task.task_list.kind == ListKind.RECTIFICATION

    @property
    def verb(self) -> str:
        return "整改" if self.is_shortcoming else OWED[self.obligation.kind]

    @property
    def duty(self) -> str:
        """办结“X”, 报送“X”进展情况, 签收《X》, 整改“X”问题."""
        named = _quoted(self.subject, book=self.obligation.task is None)
        return f"{self.verb}{named}{'问题' if self.is_shortcoming else OF_WHAT.get(self.obligation.kind, '')}"

    @property
    def limit_name(self) -> str:
        return "整改时限" if self.is_shortcoming else LIMIT[self.obligation.kind]

    @property
    def limit(self) -> str:
        """办结时限为2025年12月31日（原文：12月底前），至2026年1月8日已逾期5个工作日，仍未办结."""
        owed = self.obligation
        days = self.calendar.count(owed.due_on, self.today)
        late = f"已逾期{days}个工作日" if days > 0 else "已逾期"
        unmet = "整改到位" if self.is_shortcoming else OWED[owed.kind]
        return (
            f"{self.limit_name}为{wording.day(owed.due_on)}{self._basis()}，"
            f"至{wording.day(self.today)}{late}，仍未{unmet}"
        )

    def _basis(self) -> str:
        owed = self.obligation
        if owed.returned_on:
            before = f"原为{wording.day(owed.first_due_on)}，" if owed.first_due_on else ""
            return f"（{before}{wording.day(owed.returned_on)}退回后限期补正）"
        if owed.deadline is None:
            return ""
        if owed.deadline.due_on != owed.due_on:
            return f"（原为{wording.day(owed.deadline.due_on)}，经督办机构同意调整）"
        if owed.deadline.basis == Basis.STATED:
            return f"（原文：{owed.deadline.wording}）"
        return "（由督办机构核定）"

    def history(self) -> str:
        """Which letters went before, and when; of many the first and the last, and how many of each kind."""
        if not self.letters:
            return "此前未发出过提醒或催办。"
        if len(self.letters) > MOST_NAMED:
            counts = Counter(KINDS[n.kind] for n in self.letters)
            first, last = self.letters[0], self.letters[-1]
            return (
                f"此前已督促{len(self.letters)}次（{'、'.join(f'{kind}{n}次' for kind, n in counts.items())}），"
                f"首次为{_day(first.sent_on)}发出的{KINDS[first.kind]}，最近一次为{_day(last.sent_on)}发出的{KINDS[last.kind]}。"
            )
        gone = "，".join(f"{_day(n.sent_on)}发出{KINDS[n.kind]}" for n in self.letters)
        return f"此前已督促{len(self.letters)}次：{gone}。"

    def said(self) -> list[str]:
        """What speaks for the unit: reported, returned, asked for. One sentence, or none."""
        told = [_reported(row, self.obligation) for row in self.reports]
        told += [
            f"{wording.day(row.asked_on)}申请延期至{wording.day(row.expected_on)}{_answered(row)}"
            for row in self.extensions
        ]
        return [f"其间，承担单位{'；'.join(told)}。"] if told else []

    def origin(self) -> list[str]:
        """Where the task comes from, in the document's own words."""
        owed = self.obligation
        if owed.dispatch:
            return [f"《{owed.dispatch.title}》（{owed.dispatch.number}）要求你单位限期书面回复。"]
        if owed.task is None:
            return [f"《{owed.task_list}》已下达你单位，请予签收。"]
        task = owed.task
        number = f"第{task.number}项" if task.number else ""
        lines = [f"你单位承担《{task.task_list.name}》{number}{_quoted(task.title, book=False)}。"]
        where = _where(task)
        # A row of a table is no sentence: its cells side by side cannot be quoted in an official letter.
        quoted = task.passage if task.passage and task.passage.kind != PassageKind.ROW else None
        if quoted:
            lines.append(f"原文{where}：{_quoted(quoted.text, book=False)}{_stop(quoted.text)}")
        elif task.origin_note:
            lines.append(f"任务来源：{task.origin_note}。")
        if quoted is None or quoted.text != task.requirement:
            where = "" if quoted else where
            lines.append(f"任务要求{where}：{task.requirement}{_stop(task.requirement)}")
        return [*lines, self.awaited] if self.awaited else lines


def matters_of(obligations: Iterable[int], *, today: date, calendar: Calendar) -> dict[int, Matter]:
    """Obligations with all that a formal letter says of them, in five queries whatever their number."""
    ids = list(obligations)
    gone, said, wanted = (_by_obligation(rows(ids)) for rows in (_letters, _reports, _extensions))
    awaited = awaited_words(ids)
    return {
        pk: Matter(row, today, calendar, gone[pk], said[pk], wanted[pk], awaited.get(pk, ""))
        for row in _owed(ids)
        for pk in [row.pk]
    }


@composed
def _owed(ids: list[int]) -> QuerySet[Obligation]:
    return Obligation.objects.filter(pk__in=ids).select_related(*ROWS)


@composed
def _letters(ids: list[int]) -> QuerySet[Notice]:
    return Notice.objects.sent().filter(obligation__in=ids).order_by("sent_on", "pk")


@composed
def _reports(ids: list[int]) -> QuerySet[Progress]:
    return Progress.objects.handed_in().filter(obligation__in=ids).order_by("released_on", "pk")


@composed
def _extensions(ids: list[int]) -> QuerySet[Extension]:
    return Extension.objects.filter(obligation__in=ids).order_by("asked_on", "pk")


def awaited_words(obligations: Iterable[int | None]) -> dict[int, str]:
    """What another unit waits for or asks for, in its own words, by id of what is owed."""
    ids = sorted({pk for pk in obligations if pk})
    said = {
        pk: f"{unit}牵头办理此项工作，请你单位于{wording.day(due_on)}前提供：{what.rstrip('。')}。"
        for pk, unit, what, due_on in _asked_for(ids)
    }
    return said | {
        pk: f"{unit}办理此项工作（时限{wording.day(due_on)}），正等待你单位：{reason.rstrip('。')}。"
        for pk, unit, reason, due_on in _waited_for(ids)
    }


@composed
def _waited_for(obligations: list[int]) -> QuerySet[Waiting, tuple]:
    rows = Waiting.objects.in_force().filter(on_obligation__in=obligations).order_by("pk")
    return rows.values_list("on_obligation_id", "obligation__unit__name", "reason", "obligation__due_on")


@composed
def _asked_for(obligations: list[int]) -> QuerySet[ContributionRequest, tuple]:
    rows = ContributionRequest.objects.open().filter(obligation__in=obligations)
    return rows.values_list("obligation_id", "by_unit__name", "what", "obligation__due_on")


def _by_obligation(rows: Iterable) -> dict[int, list]:
    found: dict[int, list] = defaultdict(list)
    for row in rows:
        found[row.obligation_id].append(row)
    return found


def _day(on: date | None) -> str:
    """Of what has gone, was handed in or was decided: the day is known."""
    return wording.day(on) if on else ""


def _reported(row: Progress, owed: Obligation) -> str:
    in_time = "按期" if row.released_on == owed.first_handed_in_on and owed.was_in_time else ""
    told = f"{_day(row.released_on)}{in_time}报送办理情况"
    if row.state == ProgressState.RETURNED:
        return f"{told}，{_day(row.decided_on)}退回补充（{row.return_reason.rstrip('。')}）"
    if row.state == ProgressState.ACCEPTED:
        return f"{told}，{_day(row.decided_on)}认可进展{row.share}%"
    return told


def _answered(row: Extension) -> str:
    if not row.decision:
        return "，尚待决定"
    return f"，{_day(row.decided_on)}{row.get_decision_display()}"


def _where(task: Task) -> str:
    """The document and the place in it, unless the sentence before has named both: an item of the list it came in with."""
    if task.passage is None:
        return ""
    place = wording.place(task.passage.address, task.number)
    title = task.passage.source.title
    is_said = title == task.task_list.name and place == f"第{task.number}项"
    return "" if is_said else f"（《{title}》{place}）"


def _quoted(words: str, *, book: bool) -> str:
    """Quotation marks within quotation marks are single (GB/T 15834-2011, 引号)."""
    return f"《{words}》" if book else f"“{words.translate(INNER_QUOTES)}”"


def _stop(words: str) -> str:
    return "" if words.endswith(("。", "！", "？")) else "。"
