"""Whom a running sentence burdens: 由市发改委牵头，市工信局配合 …; 市财政局要于6月底前 …; 各地各部门每月 …"""

from __future__ import annotations

import re
from functools import partial
from itertools import islice

from ..dates.engine import has_date
from ..proposed import STATED, ProposedOwner
from ..text.characters import fold
from ..text.sentences import spans, split
from . import units
from .actors import others
from .clause import Clause, unit_names
from .colons import named_before_colon
from .leaders import leaders
from .led import let_lead, without_lead
from .offices import OFFICE, also_by, by_whom, funded, is_office, is_plain, offices_at, sure_names
from .trades import is_trade, trade_list
from .words import (
    ACTS,
    ASKED,
    DONE_BY,
    HELPED,
    JOINED,
    LEADS,
    ONLY_DATE,
    PLAIN_UNIT,
    ROLE_MARK,
    RUNNING,
    STATED_ROLE,
    SUBJECT,
    key_role,
)

# 承办单位收到建议后，要逐件登记: who stands before what has come in.
_ABOUT_RECEIPT = re.compile(
    "(?P<who>(?:^|(?<=[。；;]))[\u4e00-\u9fff]{2,12})(?:在)?(?:收到|接到)[^,，。；;]{1,20}后[,，]?(?=要|应|须|必须|于|\\d|对[^。；;]{2,30}[,，]\\d)"
)


_CHARACTERS = re.compile("[\u4e00-\u9fff]{2}")  # fewer name nobody


def owners_in_text(sentence: str, *, dated: bool = False) -> Clause | None:
    """Owners that a running sentence names: 由市发改委牵头，市工信局配合 …; 各地各部门要…
    `dated`: the item has a date of its own, so whoever acts in it is bound by that."""
    if not _CHARACTERS.search(sentence):
        return None
    sentence, who_leads = without_lead(_ABOUT_RECEIPT.sub(lambda m: m.group("who"), sentence))
    clause = Clause()
    finders = (
        _stated,
        _running,
        partial(_subjects, dated=dated),
        _done_by,
        _named_before_colon,
    )
    for find in finders:
        find(clause, sentence)
        if clause.has_owner:
            break
    known = [o.name for o in (*clause.lead, *clause.co)]
    clause.add("co", units.owners(others(sentence, known), source="subject", basis=STATED))
    if not clause.lead:
        clause.add("co", leaders(sentence, charged=clause.has_owner))
    let_lead(clause, who_leads)
    return clause if clause.has_owner else None


def _stated(clause: Clause, sentence: str) -> None:
    """该项工作牵头单位为市住建局，配合单位为市统计局"""
    found: dict[str, list[ProposedOwner]] = {"lead": [], "co": []}
    for match in STATED_ROLE.finditer(fold(sentence)):
        if names := sure_names(sentence, match):
            found[key_role(match.group("key"))] += units.owners(names, source="text", basis=STATED)
    clause.add("lead", found["lead"])
    clause.add("co", found["co"])


def _running(clause: Clause, sentence: str) -> None:
    """…由市发改委牵头，会同市财政局…，市工信局配合; …由市城管局（牵头）、市公安局负责"""
    first = None
    for match in RUNNING.finditer(fold(sentence)):
        names = sure_names(sentence, match)
        marked = [n for n in names if ROLE_MARK.search(fold(n))]
        for name in marked:
            names.remove(name)
            _add_marked(clause, name)
        role = "co" if clause.lead and marked else "lead"
        clause.add(role, units.owners(names, source="text", basis=STATED))
        if names and first is None:
            first = match.start("verb")
    if first is not None:
        _helpers(clause, sentence, first, source="text")
        _further(clause, sentence, first)
        funded(clause, sentence)
        _asked_later(clause, sentence)


def _asked_later(clause: Clause, sentence: str) -> None:
    """由县委编办负责核定编制。请县教育局于8月20日前完成招聘。: a further sentence that gives somebody a date."""
    for part in _later_parts(sentence):
        match, names, _ = _later_burden(part) if _dated(part) else (None, [], "")
        if match is not None and _is_order(match) and all(map(is_office, names)):
            clause.add("co", units.owners(names, source="subject", basis=STATED))


def _add_marked(clause: Clause, name: str) -> None:
    mark = ROLE_MARK.search(fold(name))
    if mark is None:
        return
    plain = name[: mark.start()].strip()
    clause.add(
        "lead" if LEADS.search(mark.group()) else "co", units.owners([plain], source="text", basis=STATED)
    )


def _done_by(clause: Clause, sentence: str) -> None:
    """…由市住建局制定方案"""
    found = []
    for match in DONE_BY.finditer(fold(sentence)):
        names = sure_names(sentence, match)
        general = match.group("verb") in ("根据", "按照") and any(map(units.is_group, names))
        if all(map(is_plain, names)) and not general:
            found += units.owners(names, source="text", basis=STATED)
    clause.add("lead", found or units.owners(by_whom(sentence), source="text", basis=STATED))
    if clause.has_owner:
        clause.add("co", also_by(sentence))


def plain_subjects(text: str) -> list[ProposedOwner]:
    """县教育局视情下达停课指令；县文旅局关闭景区: offices that begin a sentence, whatever they do there."""
    parts = [p.strip() for a, b in spans(text) for p in re.split("[;；\n]", text[a:b])]
    names = [
        n
        for p in parts
        if not watches(p)
        for n in offices_at(p, _opening(p))
        if PLAIN_UNIT.search(n) and OFFICE.search(n)
    ]
    return units.owners(list(dict.fromkeys(names)), source="subject", basis=STATED)


def _subjects(clause: Clause, text: str, *, dated: bool) -> None:
    """Whom the first sentence burdens, and whom the later ones do."""
    _subject(clause, text)
    _later_subjects(clause, text, dated=dated)


def _subject(clause: Clause, sentence: str) -> None:
    """市司法局会同市财政局于6月底前…; 每月底前，各单位要…; 组织排查：各区政府4月底前…; 根据安排，各单位要…"""
    dated = _dated("".join(split(sentence)[:1]))
    titled = _behind_title(sentence)
    behind = [*titled, *(words for rest in titled for words in _behind_commas(rest))]
    for words in (sentence[_opening(sentence) :], *_behind_commas(sentence), *behind):
        match, names = _burdened(words, dated=True)
        if match is None or not (_is_order(match) or all(map(is_office, names))):
            continue
        if (
            not dated
            and not _is_order(match)
            and not all(_ALL_OF.match(n) or OFFICE.search(n) or is_trade(n) for n in names)
        ):
            continue
        leads = LEADS.search(match.group("verb"))
        clause.add("lead" if leads else "co", units.owners(names, source="subject", basis=STATED))
        _helpers(clause, words, match.start("verb"), source="subject")
        _further(clause, words, match.end("verb"))
        clause.add("co", also_by(sentence))
        return


def _further(clause: Clause, words: str, start: int) -> None:
    """市住建局于6月底前完成排查，市财政局做好资金保障: whoever else acts in the same sentence, behind a comma."""
    end = next((b for _, b in spans(words) if b > start), len(words))
    for comma in islice(_COMMA.finditer(words, start, end), _ACTORS):
        part = words[comma.end() : min(end, comma.end() + _REACH)]
        match, names = _burdened(part, dated=True)
        if match is None and PLAIN_UNIT.search("".join(offices_at(part, 0)[:1])):
            clause.add("co", units.owners(offices_at(part, 0), source="subject", basis=STATED))
        if match is None or _WATCHES.match(match.group("verb")):
            continue
        if all(is_office(n) and not _SOME.search(n) for n in names):
            clause.add("co", units.owners(names, source="subject", basis=STATED))


_ACTORS, _REACH = 8, 80  # commas, and characters behind each, that are looked at for further actors
_WATCHES = re.compile("将|适时|督查|检查|巡查|抽查|通报|监督|约谈")  # who looks on owes nothing here
_PUNISHES = re.compile("[^，,；;。]{0,8}(?:追责|问责|追究|约谈|扣分)")  # 县纪委要追责
_SOME = re.compile("有关|相关|其他|下级|上级")  # nobody new


def watches(sentence: str) -> bool:
    """县安委办将适时组织“回头看”: whoever only looks on."""
    match, _names = _burdened(sentence, dated=True)
    return match is not None and bool(
        _WATCHES.match(match.group("verb")) or _PUNISHES.match(sentence, match.end())
    )


_ALL_OF = re.compile(
    "(?:全[市县区省镇]|各)[级地部单乡镇县区市责成村社校学]"
)  # 各单位开展…: nobody else could be meant


_COMMA, _TITLE_STOP = re.compile("[，,]"), re.compile("[；;：:要应须]")


def _behind_commas(sentence: str) -> list[str]:
    """根据工作安排，各单位要…: what follows the first commas of the sentence, where an order is given there."""
    first = "".join(split(sentence)[:1])
    starts = [m.end() for m in islice(_COMMA.finditer(first), 3)]
    acting = (SUBJECT, ASKED, ACTS) if _dated(first) else (SUBJECT, ASKED)
    return [sentence[s:] for s in starts if any(p.match(fold(sentence[s : s + 60])) for p in acting)]


_TITLE, _SLOGAN = 24, 9  # characters; 深入开展政策评价。 or 明确任务，压实责任。 before the words themselves


def _behind_title(text: str) -> list[str]:
    """深入开展政策评价。各市要建立…: the first words behind a short sentence that only says what it is about."""
    first, *more = spans(text)[:2] or [(0, 0)]
    title = text[first[0] : first[1]].strip()
    counted = _COUNTED.match(title)  # 二要配齐药品。
    title = title[counted.end() :] if counted else title
    slogans = _COMMA.split(title)
    is_long = len(title) > _TITLE or (len(slogans) > 1 and max(map(len, slogans)) > _SLOGAN)
    if not more or is_long or _TITLE_STOP.search(title) or _dated(title):
        return []
    words = text[more[0][0] :].lstrip()
    return [words[_opening(words) :]]


def first_told(text: str) -> list[ProposedOwner]:
    """The offices that the first words tell by name what to do."""
    match, names = _burdened(text, dated=True)
    known = match is not None and all(
        PLAIN_UNIT.search(n) or (_is_order(match) and is_office(n)) for n in names
    )
    return (
        units.owners(names, source="subject", basis=STATED) if known and match and not watches(text) else []
    )


def _is_order(match: re.Match) -> bool:
    """市财政局要…, not 县医院8月底前投入使用 or 市公安局完成…: those need a name that is an office beyond doubt."""
    return bool(match.group("verb")) and match.re is not ACTS


def _dated(sentence: str) -> bool:
    return has_date(sentence)


def _burdened(sentence: str, *, dated: bool) -> tuple[re.Match | None, list[str]]:
    """The verb that burdens the units which a sentence begins with, and these; who merely acts is burdened by a date."""
    folded = fold(sentence)
    for pattern in (SUBJECT, ASKED, *([ACTS] if dated else [])):
        match = pattern.match(folded)
        names = sure_names(sentence, match) if match else []
        if (
            match
            and names
            and not _DEED_WITHIN.search(names[-1])
            and not _cut_short(sentence, names[-1], match)
        ):
            return match, names
    return None, []


# 市住建局督促物业企业8月底前…: who acts stands before the deed.
_DEED_WITHIN = re.compile(
    "(?:局|厅|政府|办公室|管委会|[支总大]队)(?:督促|指导|组织(?!部)|监督(?!管理)|引导|通知|会同|配合)"
)
_NAME_GOES_ON = re.compile("[^,;。、和与对要应须将把于由]{1,6}")


_WHOLE = re.compile(
    "(?:局|厅|政府|办公室|管委会|公司|编办|街道|[大支总]队|[甲乙丙双]方)$"
)  # few names go on behind such an ending


def _cut_short(sentence: str, name: str, match: re.Match) -> bool:
    """市委|督查室定期督查: the verb that was found is part of a longer name."""
    if match.re is not ACTS or (match.group("verb") == "组织" and sentence[match.end("verb")] != "部"):
        return False
    found = _NAME_GOES_ON.match(sentence, match.end("units"))
    more = found.group() if found else ""
    if _WHOLE.search(name):
        more = more[: len(match.group("verb")) + 3]  # 市住建局|督促物业服务企业
    return any(units.ends_like_a_body(name + more[:k]) for k in range(1, len(more) + 1))


def _helpers(clause: Clause, sentence: str, position: int, *, source: str) -> None:
    found = []
    for pattern in (JOINED, HELPED):
        for match in pattern.finditer(fold(sentence), position):
            if names := sure_names(sentence, match) or trade_list(match.group("units")):
                found += units.owners(names, source=source, basis=STATED)
    clause.add("co", found)


def joined(text: str) -> list[ProposedOwner]:
    """会同市应急管理局建立抢修队伍: with whom somebody is to do it."""
    clause = Clause()
    _helpers(clause, text, 0, source="text")
    return clause.co


_OF_PLACES = re.compile("各(?:乡|镇|街|村|社区|县|区|市)")  # 各乡镇要落实巡查责任人


def _named_before_colon(clause: Clause, text: str) -> None:
    told = named_before_colon(text) or next(filter(None, map(named_before_colon, _behind_title(text))), [])
    names = units.owners(told, source="subject", basis=STATED)
    leads = bool(names) and _CHARGED_TO_LEAD.match(fold(text[:60])) is not None
    clause.add("lead" if leads else "co", names)


_CHARGED_TO_LEAD = re.compile("[^:。]*[:。]牵头(?!人|单位|部门)")


_SAID = re.compile(r"会议(?:要求|指出|强调|决定|议定|明确|确定|同意)[,:]")
_COUNTED = re.compile(
    r"\s*(?:——?|[①-⑳](?![①-⑳])|[一二三四五六七八九十]{1,2}[是要](?=[^否非不])|第[一二三四五六七八九十]{1,2}[，,、]|\d{1,2}[.．、](?!\d))\s*"
)


def _opening(sentence: str) -> int:
    """Where the words start after a short title (组织排查：, 会议要求，) and a date (每年1月底前，) that open a sentence."""
    counted = _COUNTED.match(sentence)
    if counted:
        return counted.end() + _opening(sentence[counted.end() :])
    folded = fold(sentence)
    title = _SAID.match(folded) or re.match(
        r"[^,;。:、]{2,12}:|(?:关于)?《[^》]{4,40}》[^,;。:、]{0,12}:", folded
    )
    start = title.end() if title and not unit_names(title.group()[:-1]) else 0
    comma = folded.find(",", start, start + 24)
    if comma > start and ONLY_DATE.fullmatch(folded[start:comma].strip()):
        return comma + 1
    return start


_ABOUT = re.compile("针?对")  # 对排查发现的问题，各乡镇要于…


def _later_burden(sentence: str) -> tuple[re.Match | None, list[str], str]:
    """The verb that burdens units, these, and the words from them on; behind 对…， only an
    order with a date does."""
    behind = _behind_commas(sentence) if _ABOUT.match(sentence) and _dated(sentence) else []
    for words in (sentence[_opening(sentence) :], *behind):
        match, names = _burdened(words, dated=True)
        if match and names and (_is_order(match) or all(map(is_office, names))):
            return match, names, words
    return None, [], ""


def _later_parts(text: str) -> list[str]:
    """What follows the first sentence, cut at 。 and ； and where a line ends."""
    parts = [p.strip() for a, b in spans(text) for p in re.split("[;；\n]", text[a:b])]
    return parts[1:]


def _owes_nothing(
    clause: Clause, sentence: str, match: re.Match, names: list[str], dates: list[bool]
) -> bool:
    """Whoever a later sentence without a date names: nobody new, a group that the date of another sentence does not
    bind, or one that only looks on."""
    if clause.has_owner and _nobody_new(sentence, match, names):
        return True
    bound = any(dates) and all(map(units.is_group, names))
    return bound or _WATCHES.match(match.group("verb")) is not None


def _nobody_new(sentence: str, match: re.Match, names: list[str]) -> bool:
    """各有关部门要提高站位; not 各乡镇要落实巡查责任人."""
    if not any(map(units.is_group, names)):
        return False
    places = _is_order(match) and all(map(_OF_PLACES.match, names))
    return not places or "高度重视" in sentence


def _later_subjects(clause: Clause, text: str, *, dated: bool) -> None:
    """加强监督。市司法局负责制定计划。市财政局要于6月底前…: units that a later sentence burdens by name and verb, or
    by a date."""
    parts = _later_parts(text)
    dates = [_dated(sentence) for sentence in parts]
    for sentence, own in zip(parts, dates, strict=True):
        match, names, words = _later_burden(sentence)
        if match is None:
            continue
        if not own and _owes_nothing(clause, sentence, match, names, dates):
            continue
        leads = match.group("verb") in ("牵头", "负责")
        if dated or own or _is_order(match) or not any(map(units.is_group, names)):
            clause.add("lead" if leads else "co", units.owners(names, source="subject", basis=STATED))
            _helpers(clause, words, match.start("verb"), source="subject")
            _further(clause, words, match.end("verb"))
