"""Quantified statements of a report -> indicators: name, value, unit, qualifier, year.

A number counts when a measure word or % follows it. Years, dates, ordinals, article numbers and what stands in
quotation marks or 《》 (“四个一批”, 三年行动计划 as a title) measure nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from .owners.units import ends_like_a_body
from .proposed import ProposedFigure
from .text.characters import fold
from .text.numbering import to_int
from .text.sentences import spans

_MEASURE = [
    "户次",
    "件次",
    "人次",
    "场次",
    "家次",
    "车次",
    "班次",
    "批次",
    "架次",
    "台次",
    "篇次",
    "次数",
    "学时",
    "课时",
    "公里",
    "千米",
    "平方公里",
    "平方米",
    "立方米",
    "万元",
    "亿元",
    "个百分点",
    "百分点",
    "元",
    "件",
    "个",
    "项",
    "条",
    "户",
    "次",
    "场",
    "名",
    "人",
    "家",
    "所",
    "起",
    "份",
    "部",
    "篇",
    "处",
    "套",
    "台",
    "辆",
    "座",
    "亩",
    "吨",
    "卷",
    "公顷",
    "宗",
    "例",
    "期",
    "支",
    "只",
    "册",
    "幅",
    "栋",
    "批",
    "种",
    "类",
    "门",
    "位",
    "组",
    "对",
    "轮",
    "分钟",
    "小时",
    "天",
    "个工作日",
    "工作日",
    "倍",
    "千瓦时",
    "千瓦",
    "分贝",
    "条次",
    "万人",
    "笔",
    "张",
    "村",
    "镇",
    "县",
    "岁",
    "米",
    "度",
    "克",
    "升",
    "箱",
    "间",
    "床",
    "头",
    "株",
    "棵",
    "里",
    "字",
]
_UNITS = "|".join(sorted(_MEASURE, key=len, reverse=True))
_NUMBER = re.compile(
    rf"(?:(?P<q1>近|超过?|逾|不少于|不低于|至少|达到?|不超过|不足|约|突破|多达|高达|仅)\s*)?"
    rf"(?:(?P<num>(?<!\d)\d{{1,15}}(?:,\d{{3}}){{0,4}}(?:\.\d{{1,15}})?)(?P<scale>万亿|亿|万|千|百)?(?P<more1>余|多)?(?P<scale2>万|亿)?"
    rf"|(?P<cn>(?:[二三四五六七八九两]|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九]百(?:[零一二三四五六七八九十]*)|[百千](?=余|多)))(?P<more2>余|多)?)"
    rf"\s*(?P<unit>%|‰|{_UNITS})(?P<times>\(次\)|\(件\))?(?P<more3>余|以上|以内|多)?"
)
_NOT_BEFORE = re.compile(r"(?:第|每|之|前|后|双|这|另|(?<!合)同|百|—|首)$")
_NOT_AFTER = re.compile(r"^(?:以来|前|后|来|内(?!部|容)|间|之|级|届|代|中全会|级联)")
_CN_ONLY = re.compile(r"^(?:个|项|家|件|次|场|人|名|所|条|起|处|户|座|套|份|部|篇|类|种|批|支|组|台|辆)$")
_MONEY = {"万元", "亿元", "元"}
_SENTENCE_MAX = 3_000  # characters; each figure keeps its sentence, and nobody states figures in a longer one
_NAME_MAX = 100
_LAST_YEAR = re.compile(r"[(（]?(?:上年|去年)(?:同期)?$")
_STOP = "，,。；;、：:！？（）()"


def find_figures(
    text: str, *, year: int | None, section: str = "", passage: int | None = None
) -> list[ProposedFigure]:
    """Figures of a paragraph, in order."""
    if not re.search(r"[\d一二三四五六七八九十两]", text):
        return []
    out: list[ProposedFigure] = []
    hidden = _quoted(text)
    for a, b in spans(text):
        if b - a > _SENTENCE_MAX:
            continue
        sentence = text[a:b]
        folded = fold(sentence)
        for match in _NUMBER.finditer(folded):
            position = a + match.start("num" if match.group("num") else "cn")
            if _within(position, hidden) or not _counts(match, folded):
                continue
            figure = _figure(match, sentence, folded, year=year, section=section, passage=passage)
            if out and out[-1].sentence == figure.sentence:
                _name_by_what_stands_before(figure, out, year)
            out.append(figure)
    return out


def _name_by_what_stands_before(figure: ProposedFigure, out: list[ProposedFigure], year: int | None) -> None:
    if not figure.name:
        figure.name = out[-1].name  # 收入分别达到4.2万元、2.1万元
    elif _LAST_YEAR.match(figure.name):  # 办理案件556件（上年473件）
        figure.name, figure.year = out[-1].name, year - 1 if year else None
    else:
        figure.name = _with_object(figure, [f.name for f in out if f.sentence == figure.sentence])


_RATE = re.compile(r"(?:\w{0,4}率|\w{0,2}满意度)$")
_DEED = re.compile(
    r"(?:审|办|查|了|完)结|结案|(?:整|销)[改号]|(?:调|化)解|(?:答|回|批)复|处[理置]|采纳|录用|解决|查处|救助"
)
_ACTED_ON = re.compile(
    r".*(?:受理|办理|审理|化解|调解|提供|开展|查处|组织|接受|收到|处[理置]|接待|[办审了完]结|答复)(?=\w{2})"
)


def _with_object(figure: ProposedFigure, before: list[str]) -> str:
    """受理行政复议案件556件，审结473件: 审结行政复议案件; …，化解率97.9%: 矛盾纠纷化解率; 均 speaks of all that was named."""
    name, of_all = figure.name, bool(re.search(r"[均都]", figure.raw))
    objects = [_ACTED_ON.sub("", n).removeprefix("各类") for n in before]
    objects = [o for o in objects if not _RATE.search(o) and len(o) > 1]
    if not objects:
        return name
    thing = objects[0] + "等" * (len(objects) > 1) if of_all else objects[-1]
    if _RATE.fullmatch(name):
        return thing + name
    return name + objects[-1] if _DEED.fullmatch(name) else name


def _quoted(text: str) -> list[tuple[int, int]]:
    return [m.span() for m in re.finditer(r"《[^《》]*》|“[^“”]*”", text)]


def _within(position: int, hidden: list[tuple[int, int]]) -> bool:
    at = bisect_right(hidden, position, key=lambda span: span[0]) - 1
    return at >= 0 and position < hidden[at][1]


def _counts(match: re.Match, folded: str) -> bool:
    start = match.start("num" if match.group("num") else "cn")
    before, after = folded[max(0, start - 6) : start], folded[match.end() : match.end() + 4]
    if _NOT_BEFORE.search(before) or (before and _joins(before)):
        return False
    unit = match.group("unit")
    if match.group("cn"):
        return bool(_CN_ONLY.match(unit)) and _is_many(match, after)
    return (unit, after[:1]) not in _OTHER_WORDS and not _NOT_AFTER.match(after)


_OTHER_WORDS = {("个", "月"), ("人", "民")}  # 6个月, 3人民 …: no measure word


def _joins(before: str) -> bool:
    """The character before makes the number part of something else: A4, 3.5, -2; but 3-5 is a range."""
    last = before[-1]
    return (
        (last in "-~" and not before[-2:-1].isdigit()) or last in "./" or (last.isascii() and last.isalnum())
    )


def _is_many(match: re.Match, after: str) -> bool:
    """Chinese numerals count things only with a plain measure word and a noun after it, never 三项制度-like sets;
    百余场, 一百二十个 are no such sets."""
    if match.group("more2") or to_int(match.group("cn")) >= 20:
        return True
    return bool(after) and after[0] not in _STOP and not after.startswith(("一", "制度", "体系", "化", "点"))


_SCALE = {"万": 10**4, "亿": 10**8, "千": 10**3, "百": 10**2, "万亿": 10**12}


def _figure(
    match: re.Match, sentence: str, folded: str, *, year: int | None, section: str, passage: int | None
) -> ProposedFigure:
    unit = match.group("unit") + (match.group("times") or "")
    value: float | int
    scale = match.group("scale") or match.group("scale2") or ""
    if match.group("num"):
        digits = match.group("num").replace(",", "")
        value = float(digits) if "." in digits else int(digits)
        if scale and unit == "元":
            unit, scale = scale + "元", ""
        if scale:
            value = round(value * _SCALE[scale], 6)
            value = int(value) if value == int(value) else value
    else:
        value = to_int(match.group("cn"))
    qualifier = _qualifier(match)
    kind = "rate" if unit in ("%", "‰", "个百分点", "百分点") else "amount" if unit in _MONEY else "count"
    if qualifier in (">=", "<="):
        kind = "standard"
    name, raw = _name(sentence, folded, match)
    return ProposedFigure(name, value, unit, qualifier, kind, year, raw, sentence.strip(), section, passage)


def _qualifier(match: re.Match) -> str:
    first = match.group("q1") or ""
    if (
        match.group("more1")
        or match.group("more2")
        or match.group("more3") in ("余", "多")
        or first in ("超", "超过", "逾", "突破")
    ):
        return ">"
    if first in ("不少于", "不低于", "至少") or match.group("more3") == "以上":
        return ">="
    if first in ("不超过",) or match.group("more3") == "以内":
        return "<="
    return "<" if first in ("近", "不足") else "="


_NAME_END = re.compile("[,。;、:()]")
_AND = re.compile(r"(?:和|及|以及|与|并)$")
_FIGURE_AT_END = re.compile(
    r"(?:共计|累计|总计|共|达到?|为|有|约|均|计|等|突破|保持|近|超过?|了|不少于|不低于)+$"
)
# What the things that were counted did or underwent: their name ends before it.
_DID = re.compile(
    r"(?:完成|参加|参与|适用|实现|达到?|进行|开展|落实|接受|取得|获得|通过|纳入|投入|建成|实施|享受)"
)
_SO_FAR = re.compile(r"^(?:全年|累计|共计?|现有|目前|已)(?=[\u4e00-\u9fff“]{4})")
_SAYS = re.compile(r"^(?:明确|对标|对)")


def _name(sentence: str, folded: str, match: re.Match) -> tuple[str, str]:
    """What is counted: the words between the last stop or figure and the number; when there are too few, or they belong
    to the figure before (…501个市场主体和32496人次…), the words after the number."""
    start = match.start()
    earliest = max(0, start - _NAME_MAX)
    begin = max(earliest, max(folded.rfind(c, earliest, start) for c in ",。;、:") + 1)
    begin, follows = _behind_figure(folded, begin, start)
    before = sentence[begin:start].strip()
    latest = min(len(folded), match.end() + _NAME_MAX)
    stop = _NAME_END.search(folded, match.end(), latest)
    end = stop.start() if stop else latest
    after = _counted(sentence[match.end() : end].strip())
    bare = _SAYS.sub("", _FIGURE_AT_END.sub("", re.sub("^(?:以及|和|及|与)", "", before)).strip())
    is_short = (
        len(bare) <= 6 or (follows and _AND.search(before)) or sentence[match.end() : end].startswith("的")
    )
    is_short = is_short or before.endswith(("等", "了"))  # …等2件法规草案, 公开了10035家市场主体
    name = after if after and is_short else _SO_FAR.sub("", bare) or after
    raw = sentence[begin : end if name == after else match.end()].strip()
    return name.strip("“”《》") if name.count("“") != name.count("”") else name, raw


def _behind_figure(folded: str, begin: int, start: int) -> tuple[int, bool]:
    """Where the words start behind another figure, and whether there is one."""
    ends = [found.end() for found in _NUMBER.finditer(folded, begin, start)]
    return (ends[-1], True) if ends else (begin, False)


def _counted(after: str) -> str:
    """The things themselves, without what they did and without the next figure."""
    folded = fold(after)
    following = _NUMBER.search(folded)
    after = _AND.sub("", after[: following.start()] if following else after).removeprefix("的")
    did = _DID.search(after)
    named = after[: did.start()] if did and did.start() >= 2 else after
    if following:  # 54个司法所规范化建设率达100%
        named = next(
            (named[:k] for k in range(2, min(9, len(named) + 1)) if ends_like_a_body(named[:k])), named
        )
    return named.strip()
