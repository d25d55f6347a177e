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
_DATE = re.compile(
    r"((?:19|20)\d{2}|二[〇零○Oo0][〇零○一二三四五六七八九]{2})\s*年\s*([\d一二三四五六七八九十]{1,3})\s*月\s*([\d一二三四五六七八九十]{1,3})\s*日"
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
    if not head.title:
        stem = re.sub(r"\.[A-Za-z]{2,5}$", "", filename.replace("\\", "/").rsplit("/", 1)[-1])
        head.title = stem if re.search(r"[\u4e00-\u9fff]{4}", stem) else ""
    _years(root, head, filename, year)
    return head


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
    done = False
    for paragraph in root.body:
        text, flat = paragraph.text, squeeze(paragraph.text)
        first = root.children[0].line if root.children else 10**9
        role = "preamble" if paragraph.number < first else "paragraph"
        if paragraph.number > first and title:
            head.roles[paragraph.number] = role
            continue
        if not head.number and (match := _NUMBER.search(text)) and len(flat) < 40:
            head.number, role = re.sub(r"\s", "", match.group()), "number"
        elif _is_addressee(text):
            head.addressee, role, done = head.addressee or text.strip().rstrip("：:"), "addressee", True
        elif not done and _is_title_line(paragraph, title):
            title.append(text.strip())
            role = "title"
        elif re.match(r"^[(（]?\s*\d{4}年\d+月\d+日[^。]{0,30}[)）]?$", text) and not head.dated_on:
            head.dated_on, role = parse_day(text), "date"
        else:
            done = done or len(text) > 60
        head.roles[paragraph.number] = role
    head.title = re.sub(r"\s+", "", "".join(title)) if title else ""


def _is_addressee(text: str) -> bool:
    text = text.strip()
    return (
        text[-1:] in "：:"
        and len(text) < 120
        and not re.search(r"[。；]|如下|通知|责任|措施|以下", text)
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
        and bool(re.search(r"[\u4e00-\u9fff]{2}", text))
    )


def _years(root: Node, head: Head, filename: str, year: int | None) -> None:
    # ——2025年1月8日在…会议上: the day of the speech is not the year that the title is about.
    in_title = [int(y) for y in _YEAR.findall(_DAY_AFTER.sub("", fold(head.title)))]
    is_report = bool(re.search(r"报告|总结|述职", head.title)) and not re.search(
        r"方案|要点|计划|清单|分工|分解|任务", head.title
    )
    numbered = re.search(r"(?:19|20)\d{2}", fold(head.number))
    whole = "".join([*(p.text for p in root.body), *(n.own_text for n in root.walk())])
    named = Counter(int(y) for y in _YEAR.findall(fold(whole)))
    results = re.search(
        r"((?:20)\d{2})年[^。]{0,24}(?:情况|成效|总结|回顾|主要工作)",
        fold("".join(n.title + "。" for n in root.children)),
    )
    if is_report and in_title:
        head.report_year = in_title[0]
    elif results:
        head.report_year = int(results.group(1))
    ahead = re.search(
        r"(20\d\d)年(?:度)?[^。]{0,16}(?:安排|打算|计划|思路)",
        fold("".join(n.title + "。" for n in root.children)),
    )
    if head.dated_on and head.report_year is None and is_report:
        head.report_year = head.dated_on.year - (head.dated_on.month <= 6)
    head.year = (
        year
        or (in_title[0] if in_title and not is_report else None)
        or (head.dated_on.year if head.dated_on else None)
        or (int(ahead.group(1)) if ahead else None)
        or (int(numbered.group()) if numbered else None)
        or (head.report_year + 1 if head.report_year and is_report else None)
        or (in_title[0] if in_title else None)
        or (int(m.group()) if (m := re.search(r"20[0-4]\d", filename)) else None)
        or (named.most_common(1)[0][0] if named else None)
    )
    if is_report and head.report_year is None and head.year:
        head.report_year = head.year - 1
