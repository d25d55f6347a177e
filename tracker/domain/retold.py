"""Sentences that the program itself composed in Chinese and keeps in rows, in the reader's language.

Why a letter was sent, where a date comes from and what blocks a letter is written once, as a record. Each such sentence has one of
these shapes; a reader of another language is given the shape's translation, with its parts. What has none of the shapes is
a person's or a document's own text and stays as it is.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache, partial

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, override
from django.utils.translation import gettext_noop as _

from tracker.models import Verb
from tracker.rules.rungs import KINDS

OWED = [_("仍未办结"), _("仍未完成"), _("仍未报送"), _("仍未签收"), _("仍未回复")]
LIMITS = [_("办结时限"), _("节点时限"), _("报送时限"), _("签收时限"), _("回复时限")]
SINCE = [_("签收次日"), _("送达次日"), _("下达次日")]
RULES = [_("按年重复"), _("按半年重复"), _("按季度重复"), _("按月重复"), _("按周重复")]
CYCLES = ["每月", "每季度", "每半年", "每年"]
SENTENCES = [
    _("已经到期，但没有已启用的督办规则适用于此事项，不会自动发函"),
    _("已按规则请其签收，至今未签收，不再发函；请直接联系该单位"),
    _("没有可收信的联络员或负责人，请补充邮箱，或登记已告知"),
    _("邮件仍在排队"),
    _("草稿待办主任签发"),
    _("已签发，尚未送达，请登记送达"),
    _("延期申请待决定"),
    _("答复的完成日期未到"),
    _("由督办机构核定"),
    _("原文写明年份"),
    _("原文没有写明是哪一天，请填写"),
    _("原文没有写年份，也看不出文件年份，请填写"),
    _("看不出日期，请填写"),
    _("没有写明具体日子"),
    _("持续开展的工作，没有单独的到期日"),
    _("督办事项已办结"),
    _("督办事项已暂缓"),
    _("任务已办结销号"),
    _("对方不再等待"),
    _("请求已撤回"),
]
SHAPES = [
    _("事项于%(day)s交办，应发%(kind)s"),
    _("距%(limit)s%(day)s还有%(n)s个工作日，%(then)s"),
    _("距%(limit)s%(day)s已不足1个工作日，%(then)s"),
    _("%(limit)s%(day)s已过%(n)s个工作日%(owed)s，%(then)s"),
    _("上一函件%(day)s发出后已满%(n)s个工作日，%(then)s"),
    _("应发%(kind)s"),
    _("本周再次%(kind)s"),
    _("本月再次%(kind)s"),
    _("%(kind)s%(day)s起待发，至今未发出：%(then)s"),
    _("%(kind)s%(day)s起待发，至今未发出，发出后才能进行下一步"),
    _("%(kind)s%(day)s起待发，至今未发出"),
    _("邮件发送失败（%(words)s）"),
    _("%(then)s，正式函件暂不起草，下次检查在%(day)s"),
    _("今日无需发函，下次检查在%(day)s"),
    _("%(day)s退回补充，自次日起%(n)s个工作日内补正，原时限%(before)s"),
    _("%(day)s退回补充，自次日起%(n)s个工作日内补正"),
    _("原时限%(before)s（%(then)s），后经批准调整为%(day)s"),
    _("%(n)s个工作日，自%(day)s%(since)s起算%(rest)s"),
    _("原文没有写明日期，按清单的报送周期（%(cycle)s）报送%(words)s"),
    _("%(cycle)s报送进展"),
    _("原文只写了年份，按%(n)s年年底推断"),
    _("原文没有写年份，按文件年份%(n)s年计"),
    _("承前文的%(n)s年"),
    _("“%(quoted)s”：%(then)s"),
    _("%(then)s，到期日为%(day)s"),
    _("%(rule)s，每次到期为%(when)s"),
    _("%(rule)s，没有写明具体日子"),
    _("%(n)s月最后一日"),
    _("任务已撤销：%(words)s"),
]
ON_THE_WAY = [
    _("，跳过%(days)s"),
    _("，%(days)s调休上班"),
    _("（%(years)s节假日安排为预计）"),
]
DAY = r"(?:\d{4}年)?\d{1,2}月\d{1,2}日"
HOLES = {
    "day": DAY,
    "before": DAY,
    "n": r"\d+",
    "days": r"[\d年月日、—]+",
    "years": r"[\d年、]+",
    "kind": "|".join(KINDS.values()),
    "limit": "|".join(LIMITS),
    "owed": "|".join(OWED),
    "since": "|".join(SINCE),
    "rule": "|".join(RULES),
    "cycle": "|".join(CYCLES),
    "rest": r"(?:[，（].*)?",
    "words": ".*",
    "when": ".+",
    "quoted": "[^“”]*(?:“[^“”]*”[^“”]*)*",
    "then": ".+",
}


def retold(sentence: str) -> str:
    """In the language of the page."""
    language = get_language() or ""
    return sentence if not sentence or language.startswith("zh") else _retold(sentence, language)


@lru_cache(maxsize=4096)
def _retold(sentence: str, _language: str) -> str:
    said = _translated(sentence.removesuffix("。"))
    if said is None:
        verb, colon, note = sentence.partition("：")
        return f"{gettext(verb)}: {note}" if colon and verb in _verbs() else sentence
    return f"{said[:1].upper()}{said[1:]}{'.' if sentence.endswith('。') else ''}"


def _translated(words: str) -> str | None:
    """Nothing for what has none of the shapes."""
    if words in SENTENCES:
        return gettext(words)
    for shape, pattern in _patterns():
        found = pattern.fullmatch(words)
        if found:
            return _piece(shape, found)
    return None


@lru_cache
def _verbs() -> frozenset[str]:
    """What was done, as the history calls it: a decision's own words follow it."""
    with override("zh-hans"):
        return frozenset(str(verb.label) for verb in Verb)


@lru_cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    return [(shape, _pattern(shape)) for shape in SHAPES]


def _pattern(shape: str) -> re.Pattern[str]:
    pieces = re.split(r"%\((\w+)\)s", shape)
    written = [re.escape(p) if n % 2 == 0 else f"(?P<{p}>{HOLES[p]})" for n, p in enumerate(pieces)]
    return re.compile("".join(written))


def _part(name: str, part: str) -> str:
    if name in ("day", "before"):
        return _day(part)
    if name in ("then", "when"):
        if re.fullmatch(DAY, part):
            return _day(part)
        return _translated(part) or part
    if name == "rest":
        return _on_the_way(part)
    if name == "days":
        return ", ".join(_span(each) for each in part.split("、"))
    if name == "years":
        return part.replace("年", "").replace("、", ", ")
    return part if name in ("n", "words", "quoted") else gettext(part)


def _day(part: str) -> str:
    year, month, day = re.fullmatch(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日", part).groups()  # type: ignore[union-attr]
    # A day of any leap year serves where none is said.
    return date_format(date(int(year or 2024), int(month), int(day)), "F j, Y" if year else "F j")


def _span(part: str) -> str:
    """10月1—8日, 12月31日—1月2日 or a day alone."""
    first, dash, last = part.partition("—")
    if not dash:
        return _day(part)
    if "月" in last:
        return f"{_day(first)} – {_day(last)}"
    return f"{_day(first + '日')}–{last.removesuffix('日')}"


def _on_the_way(rest: str) -> str:
    """Holidays that were skipped, a rest day at the end: the pieces as they follow one another."""
    for shape in ON_THE_WAY:
        rest = _pattern(shape).sub(partial(_piece, shape), rest)
    return rest


def _piece(shape: str, found: re.Match[str]) -> str:
    return gettext(shape) % {name: _part(name, part) for name, part in found.groupdict().items()}
