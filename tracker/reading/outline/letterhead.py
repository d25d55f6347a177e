"""The head and foot of a document: title, number, issuer, addressee, date, and the years they give."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from ..blocks import Paragraph
from ..dates.calendar import numeral, safe_date, year_of
from ..text.characters import fold, squeeze
from .tree import Node

_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,12}\s*[〔\[［(（【]\s*(?:19|20)\d{2}\s*[〕\]］)）】]\s*\d{1,4}\s*号")
# 〔2026〕12号: the number of minutes and bulletins, whose name is the line above.
_BARE_NUMBER = re.compile(
    r"[〔\[［(（【]?\s*(?:19|20)\d{2}\s*[〕\]］)）】]?\s*(?:年\s*)?(?:第\s*)?\d{1,4}\s*[号期次]"
)
_SIGNED_OUT = re.compile(
    r"签\s*发\s*人\s*[：:]"
)  # beside the number of what goes up, or the place left for one
_PRINTED = re.compile(r"20\d{2}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日\s*印发")
_DATE = re.compile(
    r"((?:19|20)\d{2}|一九[〇零○一二三四五六七八九]{2}|二[〇零○Oo0][〇零○一二三四五六七八九]{2})\s*年\s*([\d一二三四五六七八九十]{1,3})\s*月\s*([\d一二三四五六七八九十]{1,3})\s*日"
)
_YEAR = re.compile(r"(?:19|20)\d{2}(?=\s*年)")
_DAY_AFTER = re.compile(r"(?:19|20)\d{2}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日")
_FIRST_LEADS = re.compile(
    r"(?:列|排|名列|排名|标注)(?:在)?(?:第一|首|最前)(?:位|名|个)?(?:的)?[^。；，]{0,8}?(?:为|是|作为)(?:该项)?(?:任务)?牵头|第一(?:个|家)?(?:责任)?(?:单位|部门)(?:为|是)牵头"
)


@dataclass(slots=True)
class Head:
    title: str = ""
    number: str = ""
    issuer: str = ""
    addressee: str = ""
    dated_on: date | None = None
    year: int | None = None
    report_year: int | None = None
    roles: dict[int, str] = field(default_factory=dict)  # paragraph number -> addressee, preamble, title …


def read_head(root: Node, *, filename: str = "", year: int | None = None) -> Head:
    """`year` given by the caller wins over anything the text says."""
    head = Head()
    _front(root, head)
    for node in root.children:
        if node.tail == "date":
            head.dated_on = parse_day(node.title) or head.dated_on
        elif node.tail == "signature":
            head.issuer = (head.issuer + " " + node.title).strip()
        elif node.tail == "closing" and not head.dated_on and (printed := _PRINTED.search(fold(node.title))):
            head.dated_on = parse_day(printed.group())
    head.title = head.title or _caption(root) or _stem(filename)
    _years(root, head, filename, year)
    return head


def _caption(root: Node) -> str:
    """A spreadsheet has its title in one of the first rows."""
    for row in root.tables[0][2].rows[:3] if root.tables else ():
        words = [c.strip() for c in row if c.strip()]
        if len(words) == 1 and 6 <= len(words[0]) <= 80 and not re.match("注|附件|单位", words[0]):
            return re.sub(r"\s+", "", words[0])
    return ""


def _stem(filename: str) -> str:
    """The name of the file, where the text has no title and the name says something."""
    stem = re.sub(r"\.[A-Za-z]{2,5}$", "", filename.replace("\\", "/").rsplit("/", 1)[-1])
    return stem if re.search(r"[\u4e00-\u9fff]{4}", stem) else ""


def parse_day(text: str) -> date | None:
    match = _DATE.search(fold(text))
    if not match:
        return None
    y, m, d = year_of(match.group(1)), numeral(match.group(2)), numeral(match.group(3))
    return safe_date(y, m, d) if y and m and d else None


def first_unit_leads(text: str) -> bool:
    """The document says somewhere that the unit named first is the lead unit."""
    return bool(_FIRST_LEADS.search(text))


def _front(root: Node, head: Head) -> None:
    title: list[str] = []
    banner, done = 0, False
    first = root.children[0].line if root.children else 10**9
    for paragraph in root.body:
        role = "preamble" if paragraph.number < first else "paragraph"
        if paragraph.number > first and title:
            head.roles[paragraph.number] = role
            continue
        role = _front_role(paragraph, head, title, done=done) or role
        if role == "number" and _is_banner(title):
            banner = len(title)
        done = done or role == "addressee" or (role in ("preamble", "paragraph") and len(paragraph.text) > 60)
        head.roles[paragraph.number] = role
    title = _below_banner(title, banner)
    head.title = re.sub(r"\s+", "", "".join(title)) if title else ""


# 某某市人民政府办公室文件, 专题会议纪要: the head of the paper, above its number; the title follows below.
_BANNER = re.compile(r"(?:文件|纪要|通报|简报|公报|专报|(?:政府|委员会|办公室|办公厅|[局委办厅]))$")
_NAMES_A_PAPER = re.compile(
    r"关于|(?:通知|纪要|意见|方案|要点|清单|办法|计划|报告|分工|措施|表)(?:[(（][^()（）]{1,12}[)）])?$"
)


def _below_banner(title: list[str], banner: int) -> list[str]:
    """`banner`: how many lines stand above the number; 某某人民政府文件 is the paper's head without a number too."""
    banner = banner or int(bool(title) and title[0].strip().endswith("文件"))
    return title[banner:] if any(_NAMES_A_PAPER.search(line) for line in title[banner:]) else title


def _is_banner(title: list[str]) -> bool:
    return bool(title) and all(_BANNER.search(line) for line in title)


def _front_role(paragraph: Paragraph, head: Head, title: list[str], *, done: bool) -> str:
    """What a line above the first number is, told to the head: number, addressee, title, date or ""."""
    text = paragraph.text
    short = len(squeeze(text)) < 40
    match = short and (_NUMBER.search(text) or _BARE_NUMBER.fullmatch(text.strip(" ()（）")))
    if match and not head.number:
        head.number = re.sub(r"\s", "", match.group())
        return "number"
    if short and _SIGNED_OUT.search(text):
        return "number"
    if _is_addressee(text):
        head.addressee = head.addressee or text.strip().rstrip("：:")
        return "addressee"
    if not done and _is_title_line(paragraph, title):
        title.append(text.strip())
        return "title"
    if re.match(r"^[(（]?\s*\d{4}年\d+月\d+日[^。]{0,30}[)）]?$", text) and not head.dated_on:
        head.dated_on = parse_day(text)
        return "date"
    return ""


# 内容：, 办理要求：: the name of a field, before what it holds.
_OPENS_FIELD = re.compile(r"(?:内容|要求|事项|意见|情况|问题|任务|时间|批示|说明|议定|决定|安排)\s*[：:]$")


def _is_addressee(text: str) -> bool:
    text = text.strip()
    return (
        text[-1:] in "：:"
        and len(text) < 120
        and not re.search(r"[。；]|如下|通知|责任|措施|以下", text)
        and not _OPENS_FIELD.search(text)
        and bool(re.search(r"[\u4e00-\u9fff]{2}", text))
    )


def _is_title_line(paragraph: Paragraph, so_far: list[str]) -> bool:
    text = paragraph.text.strip()
    if paragraph.level == 9:
        return True
    return (
        len(so_far) < 4
        and len(text) <= 45
        and not re.search(r"[。；;：:！，,]", text)
        and not re.match(r"\d{1,2}(?![\d年月个])", text)  # 1 总则: the first heading
        and bool(re.search(r"[\u4e00-\u9fff]{2}", text))
    )


def _years(root: Node, head: Head, filename: str, year: int | None) -> None:
    # ——2025年1月8日在…会议上: the day of the speech is not the year that the title is about.
    found = _YEAR.search(_DAY_AFTER.sub("", fold(head.title)))
    title = int(found.group()) if found else None
    is_report = bool(_TELLS.search(head.title)) and not _ASKS.search(head.title)
    headings = fold("".join(n.title + "。" for n in root.children))
    head.report_year = _report_year(head, headings, title, is_report=is_report)
    told = (
        year,
        None if is_report else title,
        head.dated_on.year if head.dated_on else None,
        _number(_AHEAD.search(headings)),
        _number(re.search(r"((?:19|20)\d{2})", fold(head.number))),
        head.report_year + 1 if head.report_year and is_report else None,
        title,
        _number(re.search(r"(20[0-4]\d)", filename)),
    )
    head.year = next(filter(None, told), None) or _most_named(root)
    if is_report and head.report_year is None and head.year:
        head.report_year = head.year - 1


def _report_year(head: Head, headings: str, title: int | None, *, is_report: bool) -> int | None:
    """The year that is told of: that of the title or of the heading above the results; a report of spring tells of the
    year before."""
    said = (title if is_report else None) or _number(_RESULTS.search(headings))
    if said or not (is_report and head.dated_on):
        return said
    return head.dated_on.year - (head.dated_on.month <= 6)


_TELLS, _ASKS = re.compile("报告|总结|述职"), re.compile("方案|要点|计划|清单|分工|分解|任务")
_AHEAD = re.compile(r"(20\d\d)年(?:度)?[^。]{0,16}(?:安排|打算|计划|思路)")
_RESULTS = re.compile(r"((?:20)\d{2})年[^。]{0,24}(?:情况|成效|总结|回顾|主要工作)")


def _number(match: re.Match | None) -> int | None:
    return int(match.group(1)) if match else None


# 2023年以来, 2024年度完成: what was, and no year of the document.
_LOOKS_BACK = re.compile(
    r"\s*年(?:\d{1,2}月(?:\d{1,2}日)?)?(?:度)?(?:以来|起|期间|完成|底前建成的|印发|移送|之前|以前|已(?:经)?(?:完成|建成|实现|出台|印发|开展))"
)


_DAY_IN_FIGURES = re.compile(
    r"(?<![\d./-])(20\d\d)([-/.])\d{1,2}\2\d{1,2}(?![\d./-])"
)  # 2025-8-20, 2025.9.30


def _most_named(root: Node) -> int | None:
    nodes = [root, *root.walk()]
    whole = "".join([*(n.own_text for n in nodes), *(p.text for n in nodes for p in n.body)])
    whole += "。".join(
        cell for _, _, table in root.tables for row in table.rows for cell in row if "20" in cell
    )
    whole = fold(whole)
    named = Counter(int(m.group()) for m in _YEAR.finditer(whole) if not _LOOKS_BACK.match(whole, m.end()))
    named += Counter(int(m.group(1)) for m in _DAY_IN_FIGURES.finditer(whole))
    if not named:
        return None
    year, times = named.most_common(1)[0]
    return None if year - 1 in named and times < 2 * named[year - 1] + 2 else year
