"""Drafts of running text -> items: whose, by when, how sure."""

from __future__ import annotations

import re
from datetime import date

from ..dates.engine import has_date, parse_dates
from ..dates.makers import heading_date
from ..owners.clause import Clause
from ..owners.leaders import POST
from ..owners.subjects import first_told, joined, owners_in_text, plain_subjects
from ..owners.units import owners
from ..proposed import (
    FROM_TEXT,
    INFERRED,
    LONG,
    NO_OWNER,
    ONLY_HELP,
    ProposedDate,
    ProposedItem,
    ProposedOwner,
)
from ..sections import scoring
from ..text import sentences
from ..text.characters import fold
from .drafts import Draft

_LONG = 300  # characters of one task; a longer one is asked about


def item_of(draft: Draft, *, year: int | None, spoken_to: str = "") -> ProposedItem:
    """`spoken_to`: the unit that a letter calls 你局."""
    item = ProposedItem(
        draft.text,
        draft.label,
        draft.label,
        draft.title,
        draft.path,
        address=draft.address,
        place=draft.place,
        kind=draft.kind,
        ticked=draft.ticked,
    )
    own = draft.own[0] if draft.own else Clause()
    item.clause = own.words
    item.duty = own.duty
    item.notes.update(own.notes)
    _owners(item, own, draft, spoken_to)
    item.dates = _dates(item, own, draft, _year_of(draft, year))
    item.tell_due()
    _doubts(item)
    if len(item.text) > _LONG:
        item.doubts.append(f"这一项有{len(item.text)}字，{LONG}成几项。")
    for words in own.unread:
        item.doubts.append(f"责任分工里的“{words[:40]}”没有看懂，请核对。")
        item.confidence = min(item.confidence, 0.7)
    return item


def without_appeals(text: str) -> str:
    """Without the sentences before the first date that only appeal to everybody (各部门要高度重视。), where others remain."""
    kept = [s for s in sentences.split(text) if "appeal" not in scoring.words_of(s).rules or has_date(s)]
    return "".join(kept) if kept and any(map(has_date, kept)) else text


YOU = re.compile("[你贵](?:单位|部门|公司|中心|街道|集团|[局委办厅县区市镇乡校院处])(?:党组|党委|党工委)?")


def _owners(item: ProposedItem, own: Clause, draft: Draft, spoken_to: str) -> None:
    """Each role from the clause of the item, else from the nearest heading that states it; who leads does not also
    support."""
    item.lead, item.co = _copies(own.lead), _copies(own.co)
    if not own.lead:
        _from_headings(item, own, draft)
        _by_subject(item, own, draft)
    if item.lead or item.co:
        return
    _by_words(item, own, draft, spoken_to)
    if not (item.lead or item.co) and (form := [c for c in draft.inherited if c.last]):
        item.lead, item.co = _copies(form[0].lead, "heading"), _copies(form[0].co, "heading")


def _by_words(item: ProposedItem, own: Clause, draft: Draft, spoken_to: str) -> None:
    """Whom the running words name."""
    text = YOU.sub(spoken_to, draft.text) if spoken_to else draft.text
    if running := owners_in_text(without_appeals(text), dated=bool(own.date_words)):
        item.lead, item.co = running.lead, running.co
    elif not spoken_to and draft.ticked and (named := plain_subjects(text)):
        item.co = named
    elif spoken_to and item.ticked:
        item.co = owners([spoken_to], source="heading", basis=INFERRED)
        item.co += [o for o in joined(text) if o.name != spoken_to]


def _nearest_above(inherited: list[Clause], *, supports: bool) -> Clause | None:
    """Who leads by the headings, or, where that is asked too, who only supports."""
    return next((c for c in inherited if not c.last and (c.lead or (c.co and supports))), None)


def _from_headings(item: ProposedItem, own: Clause, draft: Draft) -> None:
    stated = _nearest_above(draft.inherited, supports=not own.co)
    if stated is None:
        return
    only = {o.name for o in own.co}
    item.lead = _copies([o for o in stated.lead if {o.name} != only], "heading")
    leading = {o.name for o in item.lead}
    support = item.co if own.co else _copies(stated.co, "heading")
    item.co = [o for o in support if o.name not in leading]
    item.duty = item.duty or stated.duty
    item.clause = item.clause or stated.words


def _by_subject(item: ProposedItem, own: Clause, draft: Draft) -> None:
    """市市场监管局对酒店开展检查, below （医疗组：市卫健委、市中心医院）: who is told by name, where nobody leads all."""
    if own.has_owner or item.lead or not item.co:
        return
    told = first_told(draft.text)
    if told and not {o.name for o in told} & {o.name for o in item.co}:
        item.co = told


def _copies(named: list[ProposedOwner], source: str = "") -> list[ProposedOwner]:
    return [
        ProposedOwner(
            o.name, o.full_name, o.basis, source or o.source, o.is_group, list(o.members), list(o.rules)
        )
        for o in named
    ]


def ask_for_past(items: list[ProposedItem], day: date) -> None:
    """上半年, in a report of December that looks ahead: a year that is not told and would be past is asked."""
    for item in items:
        past = [d for d in item.dates if d.due_on and d.basis == INFERRED and d.due_on < day]
        for one in past:
            one.explanation = f"“{one.wording}”：按文件年份计早于文件日期，请填写。"
            one.due_on, one.rule = None, ""
        if past:
            item.tell_due()
            item.doubts += [one.explanation for one in past]
            item.confidence = min(item.confidence, 0.7)


_OF_YEAR = re.compile(r"(?:20\d\d年(?:度)?)")


def _year_of(draft: Draft, year: int | None) -> int | None:
    """（二）2026年, 三、2026年重点任务: the nearest heading that names one year gives it to the dates below."""
    for heading in reversed(draft.path):
        named = {words[:4] for words in _OF_YEAR.findall(fold(heading))}
        if named:
            told = int(next(iter(named))) if len(named) == 1 else None
            return (
                told if told and (year is None or told >= year) and _YEAR_FIRST.match(fold(heading)) else year
            )
    return year


_YEAR_FIRST = re.compile(r"(?:[(一二三四五六七八九十\d]{1,4}[)、.]+)?20\d\d年(?![前底末内以至到—-])")


def _dates(item: ProposedItem, own: Clause, draft: Draft, year: int | None) -> list[ProposedDate]:
    dates = [d for words in own.date_words for d in parse_dates(words, year=year)]
    text = parse_dates(draft.text, year=year, source="text", loose=False)
    if dates:
        return _with_text(dates, text, spans=not own.has_owner)
    if any(d.due_on or d.relative for d in text):
        return text
    found = _above(draft, year)
    if any(d.due_on for d in found):
        return [*text, *found]
    return text or found or ([heading_date(*draft.heading_year)] if draft.heading_year else [])


def _above(draft: Draft, year: int | None) -> list[ProposedDate]:
    """The dates of the nearest heading that states one."""
    words = next((c.date_words for c in draft.inherited if c.date_words), [])
    return [d for each in words for d in parse_dates(each, year=year, source="heading")]


def _with_text(dates: list[ProposedDate], text: list[ProposedDate], *, spans: bool) -> list[ProposedDate]:
    """The dates of the clause, and those of the words that it does not say. `spans`: the clause may be the span of a stage,
    beside which a day holds: 总结阶段（10月至11月）：11月20日前报送."""
    if spans and all("span" in d.rules for d in dates) and any(d.due_on for d in text):
        return text
    known = {(d.due_on, d.rule) for d in dates}
    return dates + [d for d in text if (d.due_on, d.rule) not in known and d.due_on]


def _is_asked(day: ProposedDate, item: ProposedItem) -> bool:
    if item.due and "at-once" in day.rules:
        return False  # 立行立改，5月底前取得明显成效
    return day.relative or day.rule == "" or (day.rule == "once" and day.due_on is None)


_GENERAL = "这一段像是一般要求，没有勾选；确是任务的，请勾选。"
_FAULT = "这一段写的是要整治的问题，没有勾选；要列为任务的，请勾选。"


def _doubts(item: ProposedItem) -> None:
    if not item.ticked:
        item.doubts.append(_FAULT if item.kind == "problem" else _GENERAL)
        item.confidence = 0.5
    if not item.lead and not item.co:
        item.doubts.append(NO_OWNER)
        item.confidence = min(item.confidence, 0.6)
    if item.lacks_lead:
        item.doubts.append(ONLY_HELP)
        item.confidence = min(item.confidence, 0.7)
    asked = [day.explanation for day in item.dates if _is_asked(day, item)]
    item.doubts += asked
    item.confidence = min(item.confidence, 0.7 if asked else 1.0)
    posts = [o.name for o in (*item.lead, *item.co) if POST in o.rules]
    item.doubts += [f"“{name}”是职务，不是单位，请指定由谁承办。" for name in posts]
    if any(o.source in ("text", "subject") for o in (*item.lead, *item.co)):
        item.doubts.append(FROM_TEXT)
        item.confidence = min(item.confidence, 0.8)
