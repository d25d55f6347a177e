"""The words of formal letters, as drafted for the officer to edit and the head of office to sign.

An owner or a date that is only inferred is confirmed before a letter may be signed, so the text says 核定 for
both: whenever it leaves, that is true.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tracker.domain.formal.matter import Matter
from tracker.models import DispatchKind
from tracker.rules import wording

TITLE_LENGTH = 200
MEETING = "约谈时间：　　年　　月　　日　　时；约谈地点：　　　　（由督办机构在签发前填写）。"
RIGHT_OF_REPLY = "如认为事项不属%s职责、时限有误或者已经办结，请在回复期限内书面提出异议并说明理由。"
TO_ONE, TO_MANY = "你单位", "本单位"


@dataclass(frozen=True, slots=True)
class Form:
    """How one kind of letter speaks: of each matter, and of all of them together."""

    entry: Callable[[Matter], str]
    title: Callable[[Sequence[Matter]], str]
    opening: Callable[[Sequence[Matter]], str]
    demand: Callable[[Sequence[Matter], int], str]
    is_numbered: bool = False  # even where there is one matter only


# --- 督办单 -----------------------------------------------------------------------------------------
def _order_title(matters: Sequence[Matter]) -> str:
    return _fitted("关于限期", matters[0].duty, f"{_and_others(matters)}的督办单")


def _order_opening(matters: Sequence[Matter]) -> str:
    if len(matters) == 1:
        return ""
    return f"截至{wording.day(matters[0].today)}，你单位下列{len(matters)}项工作经提醒、催办后仍未完成："


def _order_demand(matters: Sequence[Matter], reply_within: int) -> str:
    each = "" if len(matters) == 1 else "逐项"
    what = matters[0].duty if len(matters) == 1 else f"办理上列{len(matters)}项工作"
    return "\n".join(
        [
            f"一、请立即明确责任领导和承办人员，抓紧{what}。",
            f"二、{_reply('督办单', reply_within)}，{each}写明已采取的措施、目前进展、存在问题和预计完成时间，并附佐证材料。",
            f"三、{RIGHT_OF_REPLY % TO_ONE}",
        ]
    )


def _full_entry(matter: Matter) -> str:
    return "\n".join([*matter.origin(), f"{matter.limit}。", *matter.said(), matter.history()])


# --- 指引函 -----------------------------------------------------------------------------------------
def _guidance_title(matters: Sequence[Matter]) -> str:
    return _fitted("关于", matters[0].duty, f"{_and_others(matters)}的工作指引函")


def _guidance_entry(matter: Matter) -> str:
    return "\n".join([*matter.origin(), f"{matter.limit_name}为{wording.day(matter.obligation.due_on)}。"])


def _guidance_demand(matters: Sequence[Matter], reply_within: int) -> str:
    """What the lists say of how to go about it stands once, however many of their tasks the letter names."""
    owed = [matter.obligation for matter in matters]
    lists = [one.task.task_list if one.task else one.task_list for one in owed]
    guidance = dict.fromkeys(each.guidance for each in lists if each and each.guidance)
    return "\n".join([*guidance, "请对照任务要求和时限，明确责任领导和承办人员，按期办理。"])


# --- 通报 -------------------------------------------------------------------------------------------
def _circular_title(matters: Sequence[Matter]) -> str:
    today = matters[0].today
    return f"关于{today.year}年{today.month}月逾期未完成事项的通报"


def _circular_opening(matters: Sequence[Matter]) -> str:
    return f"截至{wording.day(matters[0].today)}，下列事项经提醒、催办后仍未完成，现予通报："


def _circular_demand(matters: Sequence[Matter], reply_within: int) -> str:
    return "\n".join(
        [
            "一、被通报单位主要负责人要亲自研究，查明原因，限期完成。",
            f"二、{_reply('通报', reply_within)}，报送整改措施和完成时限；同一事项已收到督办单、尚未回复的，按督办单的要求一并回复。",
            f"三、{RIGHT_OF_REPLY % TO_MANY}",
        ]
    )


def _circular_entry(matter: Matter) -> str:
    return f"{matter.obligation.unit.name}：{_short_entry(matter)}"


def _short_entry(matter: Matter) -> str:
    return f"{matter.duty}。{matter.limit}。{''.join(matter.said())}{matter.history()}"


# --- 约谈通知 ---------------------------------------------------------------------------------------
def _talk_title(matters: Sequence[Matter]) -> str:
    return _fitted("关于约谈", matters[0].obligation.unit.name, "主要负责人的通知")


def _talk_opening(matters: Sequence[Matter]) -> str:
    today = wording.day(matters[0].today)
    return f"截至{today}，你单位下列事项经多次督促仍未完成，决定约谈你单位主要负责人："


def _talk_demand(matters: Sequence[Matter], reply_within: int) -> str:
    return "\n".join(
        [
            f"一、{MEETING}",
            f"二、请主要负责人到场说明情况。{_reply('通知', reply_within)}，写明未完成的原因、整改措施和完成时限。",
            f"三、{RIGHT_OF_REPLY % TO_ONE}",
        ]
    )


FORMS: dict[str, Form] = {
    DispatchKind.ORDER: Form(_full_entry, _order_title, _order_opening, _order_demand),
    DispatchKind.GUIDANCE: Form(_guidance_entry, _guidance_title, lambda matters: "", _guidance_demand),
    DispatchKind.CIRCULAR: Form(
        _circular_entry, _circular_title, _circular_opening, _circular_demand, is_numbered=True
    ),
    DispatchKind.TALK: Form(_short_entry, _talk_title, _talk_opening, _talk_demand, is_numbered=True),
}


def _and_others(matters: Sequence[Matter]) -> str:
    return f"等{len(matters)}项工作" if len(matters) > 1 else ""


def _reply(what: str, reply_within: int) -> str:
    return f"请自本{what}送达次日起{reply_within}个工作日内书面回复"


def _fitted(before: str, words: str, after: str) -> str:
    """A title keeps its end, which says what kind of letter it is; a long name gives way."""
    room = TITLE_LENGTH - len(before) - len(after)
    if len(words) > room:
        closing = words[max(words.rfind("”"), words.rfind("》")) :]  # without either the last character
        words = f"{words[: room - 1 - len(closing)]}…{closing}"
    return f"{before}{words}{after}"
