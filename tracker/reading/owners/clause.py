"""Owner clauses: 〔牵头单位：…；配合单位：…；完成时限：…〕, （市司法局牵头，市直有关单位配合，12月底前完成）, 责任单位：…

`parse_clause` reads the words of one clause; `clauses.find_clauses` finds the clauses in a paragraph.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ..dates.engine import parse_dates
from ..proposed import STATED, ProposedOwner
from ..text.characters import fold, split_outside
from . import units
from .words import FREE_CO, FREE_LEAD, KEY, ROLE_MARK, WITH, key_role

_CLAUSE_MAX = 5_000  # characters; no office writes that many owners of one task


@dataclass(slots=True)
class Clause:
    """What one clause says; `start` and `end` are its span in the paragraph."""

    lead: list[ProposedOwner] = field(default_factory=list)
    co: list[ProposedOwner] = field(default_factory=list)
    date_words: list[str] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)
    duty: str = ""
    words: str = ""
    start: int = 0
    end: int = 0
    keyed: bool = False
    aside: bool = False  # stands within the sentence rather than after it
    presumed: bool = False  # its lead is only the first unit of a list, as the document says somewhere
    plain: bool = False  # a closing sentence without brackets or key words (市司法局牵头，6月底前完成。)

    @property
    def has_owner(self) -> bool:
        return bool(self.lead or self.co)

    def add(self, role: str, owners: list[ProposedOwner]) -> None:
        """Once each; who leads does not also support."""
        known = {o.name for o in (self.lead if role == "lead" else [*self.lead, *self.co])}
        new: dict[str, ProposedOwner] = {}
        for owner in owners:
            if owner.name not in known:
                new.setdefault(owner.name, owner)
        if role == "lead":
            self.co = [o for o in self.co if o.name not in new]
        (self.lead if role == "lead" else self.co).extend(new.values())


def parse_clause(
    text: str, *, source: str = "clause", first_leads: bool = False, alone: bool = False
) -> Clause | None:
    """The clause in `text` (without its brackets), or None when the words are something else.

    `first_leads`: the document says that the unit named first leads. `alone`: the words stand in a bracket of their own
    after a full stop, where names need not be as telling."""
    if len(text) > _CLAUSE_MAX:
        return None
    folded = fold(text)
    keys = list(KEY.finditer(folded))
    clause = Clause(words=text.strip(), keyed=bool(keys))
    head = text[: keys[0].start()] if keys else text
    strict = "" if keys else "names" if alone else "telling names"
    if head.strip(" ，,；;。、\n") and not _free_form(clause, head, source, strict=strict):
        if not keys:
            return None
        if re.search(r"[\u4e00-\u9fff]", head):
            clause.notes["其他"] = head.strip(" ，,；;。")
    for key, after in zip(keys, [*keys[1:], None], strict=False):
        value = text[key.end() : after.start() if after else len(text)].strip(" \n，,；;。.、")
        _keyed(clause, key_role(key.group("key")), key.group("key"), value, source, first_leads=first_leads)
    _main_leads(clause, [(k.group("key"), k.start("key")) for k in keys], text)
    return clause if clause.has_owner or clause.date_words or clause.notes else None


def _main_leads(clause: Clause, keys: list[tuple[str, int]], text: str) -> None:
    """责任单位：甲；配合单位：乙 without any 牵头: 甲 leads."""
    roles = [(key, at) for key, at in keys if key_role(key) == "co"]
    helps = [at for key, at in roles if re.search("配合|协办|协助|参与|参加|参办|会办", key)]
    mains = [at for key, at in roles if at not in helps]
    if clause.lead or not helps or len(mains) != 1 or mains[0] > helps[0]:
        return
    value = text[fold(text).index(":", mains[0]) + 1 : helps[0]]
    names = set(units.split_units(value.strip(" ；;，,。\n")))
    leads = [o for o in clause.co if o.name in names]
    clause.add("lead", leads)


def parse_owner_cell(text: str, role: str, *, source: str = "cell", first_leads: bool = False) -> Clause:
    """Owners of a table cell whose header gives the role (lead, co or both)."""
    clause = Clause(words=text.strip())
    folded = fold(text)
    if KEY.search(folded):
        return parse_clause(text, source=source, first_leads=first_leads) or clause
    if role == "both":
        role, first_leads = "co", True
    _keyed(clause, role, "", text, source, first_leads=first_leads)
    return clause


def _keyed(clause: Clause, role: str, key: str, value: str, source: str, *, first_leads: bool) -> None:
    value = re.sub(r"^(?:为|是)\s*", "", value)
    outside = re.sub(r"[（(][^（()）]*[）)]", lambda m: "＿" * len(m.group()), value)
    if remark := re.search(r"[。；;，,][^。；;]*(?:不再|下同|均涉及|均需|均由).*$", outside):
        clause.notes["说明"] = value[remark.start() :].strip(" 。；;，,")
        value = value[: remark.start()]
    if role == "note":
        clause.notes[key] = value
    elif role == "date":
        if value:
            clause.date_words.append(value)
    elif FREE_LEAD.search(re.sub(r"\([^()]*\)", "", fold(value))) and _free_form(
        clause, value, source, default=role
    ):
        return
    else:
        _listed(clause, role, value, source, first_leads=first_leads)


def _listed(clause: Clause, role: str, value: str, source: str, *, first_leads: bool) -> None:
    """A plain list after a key or in a cell. Separated by ；, a shared-suffix pair stays one group."""
    parts = split_outside(value, ";\n") if re.search("[;；]", value) else [value]
    for part in parts:
        members = units.shared_suffix_group(part) if len(parts) > 1 else []
        if members:
            clause.add(role, [ProposedOwner(part, part, STATED, source, is_group=True, members=members)])
            continue
        _tokens(clause, role, part, source)
    if first_leads and role == "co" and not clause.lead and clause.co:
        clause.lead.append(clause.co.pop(0))
        clause.presumed = True


def _tokens(clause: Clause, role: str, part: str, source: str) -> None:
    names, date_like = [], []
    for name in units.split_units(_without_duty_words(part)):
        marked = ROLE_MARK.search(fold(name))
        if marked:
            plain = name[: marked.start()].strip()
            named = "lead" if re.search("牵头|主办|主责", marked.group()) else "co"
            clause.add(named, units.owners([plain], source=source, basis=STATED))
        elif _is_date(name):
            date_like.append(name)
        elif not units.is_person(name) and len(name) > 1:
            names.append(name)
    clause.date_words += date_like
    clause.add(role, units.owners(names, source=source, basis=STATED))


def _without_duty_words(part: str) -> str:
    folded = fold(part)
    match = re.search(
        r"(?:等)?(?:,|、)?(?:按照?)?(?:各自)?(?:职责|职能)?(?:分工)(?:分别|共同)?(?:负责|落实|配合)?$|(?:分别|共同|具体)?(?:负责|落实)(?:落实)?$",
        folded,
    )
    return part[: match.start()] if match and match.start() else part


def _is_date(token: str) -> bool:
    folded = fold(token)
    if not re.search(r"\d|年|月|季度|持续|长期|常态|全年", folded) or units.looks_like_unit(
        token, strict=True
    ):
        return False
    return any(d.due_on or d.rule not in ("", "once") or d.relative for d in parse_dates(token, year=2000))


def _free_form(clause: Clause, text: str, source: str, *, strict: str = "", default: str = "co") -> bool:
    """`A牵头，B、C按职责分工负责，12月底前完成`. False, and nothing kept, when a part is no unit, date or duty. `strict`:
    what a list without any word of duty must consist of."""
    got, pending = Clause(), []
    for part in split_outside(text, ",;。\n"):
        if not _free_part(got, pending, part, source, default):
            return False
    if pending:
        if strict and not got.has_owner and not _bare_list(pending, telling=strict == "telling names"):
            return False
        got.add(default, units.owners(pending, source=source, basis=STATED))
    if not (got.has_owner or got.date_words):
        return False
    clause.date_words += got.date_words
    clause.duty = got.duty or clause.duty
    clause.notes.update(got.notes)
    clause.add("lead", got.lead)
    clause.add("co", got.co)
    return True


def _free_part(got: Clause, pending: list[str], part: str, source: str, default: str) -> bool:
    folded = fold(part)
    if re.search(
        r"不再(?:一一)?列出|下同|以下(?:任务|均)|逐条列出|(?:列|排)[^,;]{1,8}为(?:牵头|主办|责任)", folded
    ):
        got.notes["说明"] = part
        return True
    leads, supports = ("lead", FREE_LEAD), ("co", FREE_CO)
    for role, pattern in (leads, supports) if "牵头" in part else (supports, leads):
        match = pattern.match(folded)
        if match and _take(got, pending, part, match, role, source):
            return True
    if _is_date(part):
        got.date_words.append(part)
        return True
    names = unit_names(part)
    if names is None:
        return False
    pending.extend(names)
    return True


def _take(got: Clause, pending: list[str], part: str, match: re.Match, role: str, source: str) -> bool:
    """The units of one `… 牵头`, `… 配合` or `… 按职责分工负责`; False when they are none."""
    words, others = part[match.start("units") : match.end("units")], ""
    if role == "lead":
        others = part[match.start("with") : match.end("with")] if match.group("with") else ""
        if joined := WITH.search(fold(words)):
            words, others = words[: joined.start()], words[joined.end() :]
    names = unit_names(words) if words.strip() else []
    support = (
        unit_names(_without_duty_words(re.sub(r"^[，,、]?(?:会同|联合|商|由)", "", others))) if others else []
    )
    if names is None or support is None or not (names or pending):
        return False
    names = [*pending, *names]
    pending.clear()
    if "分别" in match.group("verb") or "各自" in match.group("verb"):
        got.duty = "each"
    if got.lead and "牵头" not in match.group("verb"):
        role = "co"  # 甲牵头，乙、丙负责: the second ones support
    got.add(role, units.owners(names, source=source, basis=STATED))
    got.add("co", units.owners(support, source=source, basis=STATED))
    return True


def unit_names(words: str) -> list[str] | None:
    """Unit names of a list, or None when some part of it is no unit."""
    names = units.split_units(words)
    if not names or not all(units.looks_like_unit(n) or units.is_group(n) for n in names):
        return None
    return list(names)


def _bare_list(names: list[str], *, telling: bool) -> bool:
    """A bracket that holds nothing but names: they must look like units beyond doubt, most of them at least where the
    bracket stands alone (。（政治部、机关党委）)."""
    sure = [n for n in names if units.looks_like_unit(n, strict=True)]
    if not telling:
        return 2 * len(sure) >= len(names)
    known = [n for n in names if _TELLING.search(n)]
    return sure == names and 2 * len(known) > len(names)


_TELLING = re.compile(r"^(?:省|市|县|区|州|盟|旗|各|驻|国家|中国|厅|局)|(?:局|委|办|厅|政府|管委会)$")
