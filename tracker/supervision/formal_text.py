"""The words of formal letters, as drafted for the officer to edit and the head of office to sign.

An owner or a date that is only inferred is confirmed before a letter may be signed, so the text says 核定 for
both: whenever it leaves, that is true.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from tracker.models import Basis, Notice, Obligation, PassageKind, RungKind
from tracker.rules import wording
from tracker.rules.ladder import KINDS
from tracker.rules.wording import LIMIT, OWED
from tracker.rules.workdays import Calendar

TITLE_LENGTH = 200
INNER_QUOTES = str.maketrans("“”", "‘’")
NUMERALS = ("", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十")
MEETING = "约谈时间：　　年　　月　　日　　时；约谈地点：　　　　（由督办机构在签发前填写）。"
RIGHT_OF_REPLY = "如认为事项不属本单位职责、时限有误或者已经办结，请在回复期限内书面提出异议并说明理由。"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing owed, with what its unit was told before."""

    obligation: Obligation
    today: date
    calendar: Calendar
    letters: Sequence[Notice] = field(default=())

    @property
    def subject(self) -> str:
        owed = self.obligation
        if owed.dispatch:
            return owed.dispatch.number or owed.dispatch.title
        return owed.task.title if owed.task else self._list_name

    @property
    def _list_name(self) -> str:
        """Of the list that is to be signed for."""
        return str(self.obligation.task_list)

    @property
    def duty(self) -> str:
        """办结“X”, 签收《X》."""
        verb = OWED[self.obligation.kind]
        return f"{verb}{_quoted(self.subject, book=self.obligation.task is None)}"

    @property
    def limit(self) -> str:
        """办结时限为2025年12月31日（原文：12月底前），至2026年1月8日已逾期5个工作日，仍未办结."""
        owed = self.obligation
        days = self.calendar.count(owed.due_on, self.today)
        late = f"已逾期{days}个工作日" if days > 0 else "已逾期"
        return (
            f"{LIMIT[owed.kind]}为{wording.day(owed.due_on)}{self._basis()}，"
            f"至{wording.day(self.today)}{late}，仍未{OWED[owed.kind]}"
        )

    def _basis(self) -> str:
        owed = self.obligation
        if owed.deadline is None:
            return ""
        if owed.deadline.due_on != owed.due_on:
            return f"（原为{wording.day(owed.deadline.due_on)}，经督办机构同意调整）"
        if owed.deadline.basis == Basis.STATED:
            return f"（原文：{owed.deadline.wording}）"
        return "（由督办机构核定）"

    def history(self) -> str:
        """Which letters went before, and when."""
        if not self.letters:
            return "此前未发出过提醒或催办。"
        gone = "，".join(f"{wording.day(n.sent_on)}发出{KINDS[n.kind]}" for n in self.letters if n.sent_on)
        return f"此前已督促{len(self.letters)}次：{gone}。"

    def origin(self) -> list[str]:
        """Where the task comes from, in the document's own words."""
        owed = self.obligation
        if owed.dispatch:
            return [f"《{owed.dispatch.title}》（{owed.dispatch.number}）要求你单位限期书面回复。"]
        if owed.task is None:
            return [f"《{self._list_name}》已下达你单位，请予签收。"]
        task = owed.task
        number = f"第{task.number}项" if task.number else ""
        lines = [f"你单位承担《{task.task_list.name}》{number}{_quoted(task.title, book=False)}。"]
        where = (
            f"（《{task.passage.source.title}》{wording.place(task.passage.address)}）"
            if task.passage
            else ""
        )
        # A row of a table is no sentence: its cells side by side cannot be quoted in an official letter.
        quoted = task.passage.text if task.passage and task.passage.kind != PassageKind.ROW else ""
        if quoted:
            lines.append(f"原文{where}：{_quoted(quoted, book=False)}{_stop(quoted)}")
        elif task.origin_note:
            lines.append(f"任务来源：{task.origin_note}。")
        if quoted != task.requirement:
            lines.append(f"任务要求{'' if quoted else where}：{task.requirement}{_stop(task.requirement)}")
        return lines


def _stop(sentence: str) -> str:
    return "" if sentence.endswith(("。", "！", "？")) else "。"


def _quoted(words: str, *, book: bool) -> str:
    """Quotation marks within quotation marks are single (GB/T 15834-2011, 引号)."""
    return f"《{words}》" if book else f"“{words.translate(INNER_QUOTES)}”"


def order_title(item: Item) -> str:
    return _fitted("关于限期", item.duty, "的督办单")


def order_matter(item: Item) -> str:
    return "\n".join([*item.origin(), f"{item.limit}。", item.history()])


def order_demand(item: Item, reply_within: int) -> str:
    return "\n".join(
        [
            f"一、请立即明确责任领导和承办人员，抓紧{item.duty}。",
            f"二、{_reply('督办单', reply_within)}，写明已采取的措施、目前进展、存在问题和预计完成时间，并附佐证材料。",
            f"三、{RIGHT_OF_REPLY}",
        ]
    )


def guidance_title(item: Item) -> str:
    return _fitted("关于", item.duty, "的工作指引函")


def guidance_matter(item: Item) -> str:
    limit = f"{LIMIT[item.obligation.kind]}为{wording.day(item.obligation.due_on)}。"
    task_list = item.obligation.task.task_list if item.obligation.task else item.obligation.task_list
    return "\n".join(
        [*item.origin(), limit, *([task_list.guidance] if task_list and task_list.guidance else [])]
    )


def guidance_demand(item: Item, reply_within: int) -> str:
    return "请对照任务要求和时限，明确责任领导和承办人员，按期办理。"


def circular_title(period: str, issue: int) -> str:
    """`period` is 2026-02; from the second circular of a month on, the title says which."""
    year, month = period.split("-")
    again = f"（{_numeral(issue)}）" if issue > 1 else ""
    return f"关于{year}年{int(month)}月逾期未完成事项的通报{again}"


def circular_opening(today: date) -> str:
    return f"截至{wording.day(today)}，下列事项经提醒、催办后仍未完成，现予通报："


def circular_line(item: Item, number: int) -> str:
    """One entry; kept whole, so that it can be taken out again when the matter is settled before signing."""
    return f"{number}．{item.obligation.unit.name}：{item.duty}。{item.limit}。{item.history()}"


def circular_demand(reply_within: int) -> str:
    return "\n".join(
        [
            "一、被通报单位主要负责人要亲自研究，查明原因，限期完成。",
            f"二、{_reply('通报', reply_within)}，报送整改措施和完成时限。",
            f"三、{RIGHT_OF_REPLY}",
        ]
    )


def talk_title(item: Item) -> str:
    return _fitted("关于约谈", item.obligation.unit.name, "主要负责人的通知")


def talk_opening(today: date) -> str:
    return f"截至{wording.day(today)}，你单位下列事项经多次督促仍未完成，决定约谈你单位主要负责人："


def talk_line(item: Item, number: int) -> str:
    return f"{number}．{item.duty}。{item.limit}。{item.history()}"


def talk_demand(reply_within: int) -> str:
    return "\n".join(
        [
            f"一、{MEETING}",
            f"二、请主要负责人到场说明情况。{_reply('通知', reply_within)}，写明未完成的原因、整改措施和完成时限。",
            f"三、{RIGHT_OF_REPLY}",
        ]
    )


def _reply(what: str, reply_within: int) -> str:
    return f"请自本{what}送达次日起{reply_within}个工作日内书面回复"


def _fitted(before: str, words: str, after: str) -> str:
    """A title keeps its end, which says what kind of letter it is; a long name gives way."""
    room = TITLE_LENGTH - len(before) - len(after)
    if len(words) > room:
        closing = words[-1]
        words = f"{words[: room - 2]}…{closing}"
    return f"{before}{words}{after}"


def _numeral(n: int) -> str:
    return NUMERALS[n] if n < len(NUMERALS) else str(n)


ALONE = {
    RungKind.ORDER: (order_title, order_matter, order_demand),
    RungKind.GUIDANCE: (guidance_title, guidance_matter, guidance_demand),
}
