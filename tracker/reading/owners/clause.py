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
from .words import FIELD, FREE_CO, FREE_LEAD, HELP_WORD, KEY, ROLE_MARK, WITH, key_role, key_row

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
    last: bool = False  # of the head of a form: holds where the words name nobody
    bare: bool = False  # names units and no duty
    presumed: bool = False  # its lead is only the first unit of a list, as the document says somewhere
    unread: list[str] = field(default_factory=list)  # words of it that are neither unit, duty nor date
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
    text: str,
    *,
    source: str = "clause",
    first_leads: bool = False,
    alone: bool = False,
    bracketed: bool = False,
) -> Clause | None:
    """The clause in `text` (without its brackets), or None when the words are something else.

    `first_leads`: the document says that the unit named first leads. `alone`: the words stand in a bracket of their own
    after a full stop, where names need not be as telling. `bracketed`: the words stand in a bracket, so that what was not
    understood is still part of the clause."""
    if len(text) > _CLAUSE_MAX:
        return None
    fields = _fields(text)
    keyed = len(fields) > 1
    clause, head = Clause(words=text.strip(), keyed=keyed), fields[0].value
    if keyed:
        head = head.rstrip(" \n（(〔【[")  # 县工信局（配合：县统计局）
    strict = "" if keyed else "names" if alone else "telling names"
    if head.strip(" ，,；;。、\n") and not _free_form(
        clause, head, source, strict=strict, leftovers=bracketed or keyed
    ):
        if not keyed:
            return None
        if re.search(r"[\u4e00-\u9fff]", head):
            clause.notes["其他"] = head.strip(" ，,；;。")
    for field_ in fields[1:]:
        _keyed(clause, field_, source, first_leads=first_leads)
    _main_leads(clause, fields)
    return clause if clause.has_owner or clause.date_words or clause.notes else None


@dataclass(slots=True, frozen=True)
class _Field:
    """A key word and what follows it up to the next one; the words before the first key have none."""

    key: str
    value: str
    role: str = ""
    row: str = ""


def _fields(text: str) -> list[_Field]:
    """Any “X：” opens a field, known or not; unknown ones only beside one that is known."""
    folded = fold(text)
    known = list(KEY.finditer(folded))
    if not known:
        return [_Field("", text)]
    starts = {m.start("key") for m in known}
    spans_ = [(m.start("key"), m.end("key")) for m in known]
    other = [
        m
        for m in FIELD.finditer(folded)
        if m.start("key") not in starts and not any(a <= m.start("key") < b for a, b in spans_)
    ]
    keys = sorted([*known, *other], key=lambda m: m.start("key"))
    fields = [_Field("", text[: keys[0].start()])]
    for key, after in zip(keys, [*keys[1:], None], strict=False):
        value = text[key.end() : after.start() if after else len(text)].strip(" \n，,；;。.、")
        word = key.group("key")
        fields.append(_Field(word, value, key_role(word), key_row(word) or "field"))
    return fields


def _main_leads(clause: Clause, fields: list[_Field]) -> None:
    """责任单位：甲；配合单位：乙 without any 牵头: 甲 leads."""
    support = [f for f in fields if f.role == "co"]
    mains = [f for f in support if not HELP_WORD.search(f.key)]
    if clause.lead or len(mains) != 1 or len(support) < 2 or support[0] is not mains[0]:
        return
    names = set(units.split_units(mains[0].value.strip(" ；;，,。\n")))
    clause.add("lead", [o for o in clause.co if o.name in names])


def parse_owner_cell(text: str, role: str, *, source: str = "cell", first_leads: bool = False) -> Clause:
    """Owners of a table cell whose header gives the role (lead, co or both)."""
    clause = Clause(words=text.strip())
    folded = fold(text)
    if KEY.search(folded):
        return parse_clause(text, source=source, first_leads=first_leads) or clause
    if role == "both":
        role, first_leads = "co", True
    _keyed(clause, _Field("", text, role, "cell"), source, first_leads=first_leads)
    return clause


def _keyed(clause: Clause, field_: _Field, source: str, *, first_leads: bool) -> None:
    role, value = field_.role, re.sub(r"^(?:为|是)\s*", "", field_.value)
    outside = re.sub(r"[（(][^（()）]*[）)]", lambda m: "＿" * len(m.group()), value)
    if remark := re.search(r"[。；;，,][^。；;]*(?:不再|下同|均涉及|均需|均由).*$", outside):
        clause.notes["说明"] = value[remark.start() :].strip(" 。；;，,")
        value = value[: remark.start()]
    if role == "note":
        clause.notes[field_.key] = value
    elif role == "date":
        if value:
            clause.date_words.append(value)
    elif (
        not (role == "lead" and _ONLY_DUTY.search(fold(value)))
        and (FREE_LEAD.search(re.sub(r"\([^()]*\)", "", fold(value))) or _THEN_HELPED.search(fold(value)))
        and _free_form(clause, value, source, default=role)
    ):
        return
    else:
        before = len(clause.lead) + len(clause.co)
        _listed(clause, role, value, source, first_leads=first_leads)
        for owner in [*clause.lead, *clause.co][before:]:
            owner.rules.append(field_.row)


# 责任单位：市住建局，市商务局、市市监局配合
_THEN_HELPED = re.compile("[,;][^,;()]{3,60}(?:配合|协助|参与)$")
# 牵头单位：甲、乙等部门按照职能负责: who stands behind the key word leads, whatever the duty is called.
_ONLY_DUTY = re.compile(r"^[^,;:]*按照?(?:各自)?职[责能](?:分工)?(?:分别|共同)?负责$")


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


_HELPED_BY = re.compile(r"\((?P<who>[^()]{3,40}?)(?:协助|配合|参与|协办)\)$")


def _tokens(clause: Clause, role: str, part: str, source: str) -> None:
    names: list[str] = []
    date_like: list[str] = []
    for name in units.split_units(_without_duty_words(part)):
        if helper := _HELPED_BY.search(fold(name)):  # 市交通运输局（市人社局协助）
            helpers = unit_names(name[helper.start("who") : helper.end("who")]) or []
            clause.add("co", _helping(units.owners(helpers, source=source, basis=STATED)))
            name = name[: helper.start()] if helpers else name
        marked = ROLE_MARK.search(fold(name))
        plain = _without_duty_words(name[: marked.start()].strip() if marked else name)
        if marked:
            named = "lead" if re.search("牵头|主办|主责", marked.group()) else "co"
            owners = units.owners([plain], source=source, basis=STATED)
            clause.add(named, _helping(owners) if named == "co" else owners)
        elif _is_date(name):
            date_like.append(name)
        elif units.fits(plain):
            names += [name] if plain == name else units.split_units(plain)
        elif not units.is_person(name) and len(name) > 1:
            clause.unread.append(name)
    clause.date_words += date_like
    clause.add(role, units.owners(names, source=source, basis=STATED))


def _without_duty_words(part: str) -> str:
    folded = fold(part)
    match = re.search(
        r"(?:等)?(?:,|、)?(?:按照?)?(?:各自)?(?:(?:职责|职能)?分工|(?<=按)职[责能]|(?<=按照)职[责能])(?:分别|共同)?(?:负责|落实|配合)?$|(?:分别|共同|具体)?(?:负责|落实)(?:落实)?$",
        folded,
    )
    return part[: match.start()] if match and match.start() else part


_MAY_BE_DATE = re.compile(r"\d|年|月|季度|持续|长期|常态|全年")


def _is_date(token: str) -> bool:
    folded = fold(token)
    if not _MAY_BE_DATE.search(folded) or units.looks_like_unit(token, strict=True):
        return False
    return any(d.due_on or d.rule not in ("", "once") or d.relative for d in parse_dates(token, year=2000))


# 县司法局牵头　县委宣传部配合
_NEXT = re.compile("(?<=(?:牵头|负责|配合))[ \u3000]+(?=[\u4e00-\u9fff])")


def _free_form(
    clause: Clause, text: str, source: str, *, strict: str = "", default: str = "co", leftovers: bool = False
) -> bool:
    """`A牵头，B、C按职责分工负责，12月底前完成`. What is no unit, date or duty is left over: it goes to the notes where a duty
    was named, else the words are no clause. `strict`: what a list without any word of duty must consist of."""
    text = _NEXT.sub("，", text)
    got = Clause()
    pending: list[str] = []
    left: list[str] = []
    for part in split_outside(text, ",;。\n"):
        if _free_part(got, pending, part, source, default):
            continue
        if not leftovers:
            return False
        if not _with_words(got, pending, part, source):
            left.append(part)
    if left and not _outweighs(got, left):
        return False
    if pending:
        if strict and not got.has_owner and not _bare_list(pending, telling=strict == "telling names"):
            return False
        clause.bare = not got.has_owner
        got.add(default, units.owners(pending, source=source, basis=STATED))
    if not (got.has_owner or got.date_words):
        return False
    _take_over(clause, got, left)
    return True


def _outweighs(got: Clause, left: list[str]) -> bool:
    """Units with a duty were named, beyond doubt, and they are the better part of the clause."""
    owners = [*got.lead, *got.co]
    sure = bool(owners) and all(units.looks_like_unit(o.name, strict=True) for o in owners)
    said = sum(len(o.name) + 2 for o in owners) + sum(map(len, got.date_words))
    return sure and said >= sum(map(len, left))


def _take_over(clause: Clause, got: Clause, left: list[str]) -> None:
    clause.date_words += got.date_words
    clause.duty = got.duty or clause.duty
    clause.notes.update(got.notes)
    clause.unread += [*got.unread, *left]
    clause.add("lead", got.lead)
    clause.add("co", got.co)


_OWN_WORK = re.compile(
    r"(?:做好|落实|保障|提供|加强|组织|负责|抓好|承担|完成|开展|实施|推进|制定|统筹|指导|督促|协调|支持)"
)


def _with_words(got: Clause, pending: list[str], part: str, source: str) -> bool:
    """县财政局做好经费安排: a unit and what it does, which goes to the notes."""
    for match in _OWN_WORK.finditer(part):
        names = unit_names(part[: match.start()]) if match.start() >= 3 else None
        if names and all(units.looks_like_unit(n, strict=True) for n in names):
            role = "co" if got.lead else "lead"
            got.add(role, units.owners([*pending, *names], source=source, basis=STATED))
            pending.clear()
            got.notes["分工"] = "；".join(filter(None, [got.notes.get("分工", ""), part]))
            return True
    return False


_OF_THE_LIST = re.compile(
    r"不再(?:一一)?列出|下同|以下(?:任务|均)|逐条列出|(?:列|排)[^,;]{1,8}为(?:牵头|主办|责任)"
)


def _free_part(got: Clause, pending: list[str], part: str, source: str, default: str) -> bool:
    folded = fold(part)
    if _OF_THE_LIST.search(folded):
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
    words, others = _with_whom(part, match) if role == "lead" else (part[slice(*match.span("units"))], "")
    names = unit_names(words) if words.strip() else []
    support = (
        unit_names(_without_duty_words(re.sub(r"^[，,、]?(?:会同|联合|商|由)", "", others))) if others else []
    )
    if names is None or support is None or not (names or pending):
        return False
    names = _with_pending(got, pending, names, match, role, source)
    if "分别" in match.group("verb") or "各自" in match.group("verb"):
        got.duty = "each"
    if got.lead and "牵头" not in match.group("verb"):
        role = "co"  # 甲牵头，乙、丙负责: the second ones support
    owners = units.owners(names, source=source, basis=STATED)
    got.add(role, _helping(owners) if role == "co" and HELP_WORD.search(match.group("verb")) else owners)
    got.add("co", _helping(units.owners(support, source=source, basis=STATED)))
    return True


def _with_pending(
    got: Clause, pending: list[str], names: list[str], match: re.Match, role: str, source: str
) -> list[str]:
    """The units that stand before these share their role; but in 甲，乙、丙配合 甲 leads."""
    helps = role == "co" and HELP_WORD.search(match.group("verb"))
    before = list(pending)
    pending.clear()
    if not (before and names and helps) or got.lead:
        return [*before, *names]
    got.add("lead", units.owners(before, source=source, basis=STATED))
    return names


def _with_whom(part: str, match: re.Match) -> tuple[str, str]:
    """Who leads, and together with whom."""
    words, others = part[slice(*match.span("units"))], match.group("with") or ""
    others = part[slice(*match.span("with"))] if others else ""
    if joined := WITH.search(fold(words)):
        return words[: joined.start()], words[joined.end() :]
    return words, others


def _helping(owners: list[ProposedOwner]) -> list[ProposedOwner]:
    for owner in owners:
        owner.mark_helping()
    return owners


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
