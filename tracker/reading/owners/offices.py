"""Names that stand in running words: which of them are offices beyond doubt, and who acts behind 由."""

from __future__ import annotations

import re
from itertools import pairwise

from ..proposed import STATED, ProposedOwner
from ..text.characters import fold
from . import units
from .clause import Clause, unit_names
from .trades import is_trade, trade_names
from .words import PLACED_UNIT, PLAIN_UNIT

_BY = re.compile(
    "(?<![自经事原理因])(?<!(?<!方)案)由(?!于|来|此|上|[^,;。]{0,16}(?:组成|构成|引起|造成|担任|转为|变为))"
)

_ENDS = re.compile("[局委办厅院站所]|督查室|研究室|政府|公司|中心|[支大总]队|专班|小组|指挥部|集团")

_DOES = re.compile(
    r"(?![的、和与及等部室处科组]|为主|管辖|主管|所属|监管|解释|主要|分管|有关|相关|领导|负责|同志|共[同建])(?:[\u4e00-\u9fff]{2}|[于在]\d)"
)

_GOES_ON = re.compile(
    "(?:局|厅|政府|机构|机关|办公室|中心|公司)(?:协调|督促|指导|审核|[报对向为给商将]|提请|提交|移送|转|审)"
)

# 市委|督查室, 县公安局|交警大队: the name goes on.
_LONGER = re.compile(
    "编办|公[室厅]|办公[室厅]|会(?!同|商|[前后上])|(?:各|有关|相关)?(?:部门|单位)|[\u4e00-\u9fff]{1,4}室|[\u4e00-\u9fff]{1,3}(?:[大支总中]队|分局|中心|委员会|[科处](?![理置研])|小组|专班|服务站)"
)

_NAMES_REACH = 40


def also_by(sentence: str) -> list[ProposedOwner]:
    """…，待系统开放后，由市政府督查室统一组织上传: who does a further part of the work."""
    names = [n for by in _BY.finditer(fold(sentence)) for n in offices_at(sentence, by.end())]
    return units.owners(list(dict.fromkeys(names)), source="text", basis=STATED)


def by_whom(sentence: str) -> list[str]:
    """环评由生态环境分局和发改局分别盯办: whatever is done by offices beyond doubt, in a word that no list knows."""
    found = (offices_at(sentence, by.end()) for by in _BY.finditer(fold(sentence)))
    return next(filter(None, found), [])


def offices_at(sentence: str, start: int) -> list[str]:
    """The offices that stand here and do something: the names beyond doubt up to the first word behind them."""
    folded = fold(sentence)
    stop = re.search("[,;。:]", folded[start:])
    reach = folded[start : start + min(_NAMES_REACH, stop.start() if stop else _NAMES_REACH)]
    for end in [m.end() for m in _ENDS.finditer(reach)]:
        names = unit_names(sentence[start : start + end]) or []
        sure = (
            not _GOES_ON.search(reach[:end])
            and names
            and all(is_plain(n) and units.looks_like_unit(n, strict=True) for n in names)
        )
        if (
            sure
            and not _LONGER.match(reach, end)
            and _DOES.match(folded, start + end)
            and not any(map(units.is_group, names))
        ):
            return names
    return []


_SHORT_DEPARTMENT = re.compile(
    "(?:财务|法务|人事|审计|工程|市场|运营|党建|党群|综合|安全|采购|生产|技术|投资|战略|资产|信息|后勤|行政)部$"
)

_BODY = re.compile(
    "[\u4e00-\u9fff]{3,}(?:中心|办公室|专班|领导小组|指挥部|督查室|研究室)$|^[\u4e00-\u9fff]{2,6}(?:局|办)$"
)


def is_plain(name: str) -> bool:
    return any(
        pattern.search(name) for pattern in (PLAIN_UNIT, PLACED_UNIT, _BODY, _DEPARTMENT, _SHORT_DEPARTMENT)
    )


OFFICE = re.compile(
    "(?:[甲乙丙]方|局|委|办|办公室|督查室|研究室|专班|领导小组|工作组|指挥部|政府|厅|委员会|管委会|政法委|纪委|监委|法院|检察院|支队|总队|办事处|机关|机构)$"
)


def is_office(name: str) -> bool:
    bare = _OF_PARTY.sub("", name)  # 甲方区委组织部
    return bool(PLAIN_UNIT.search(bare) or OFFICE.search(name)) or units.is_group(name) or is_trade(name)


_OF_PARTY = re.compile("^[甲乙丙]方(?=[\u4e00-\u9fff])")


def sure_names(sentence: str, match: re.Match) -> list[str]:
    """The units of a match, or none when one of them may be something else."""
    words = _ON_BEHALF.sub("", sentence[match.start("units") : match.end("units")])
    words = _OF_WHOM.sub("", words)
    names = unit_names(words) or []
    if not names:
        return trade_names(words)
    sure = [
        n
        for n in names
        if units.looks_like_unit(n, strict=True)
        or _TOWN.search(n)
        or _DEPARTMENT.search(n)
        or _SHORT_DEPARTMENT.fullmatch(n)
    ]
    for before, n in pairwise(["", *names]):
        beside = (n in ("部门", "单位") and units.is_group(before)) or (
            sure and (_PLACE.search(n) or BRANCH.fullmatch(n))
        )
        if n not in sure and not beside:  # 各部门、单位; 县教育局、城关镇
            return []
    return names


# 各乡镇工作落实情况于26日前报…: of whom the report tells, owes it.
_OF_WHOM = re.compile(
    r"(?<=[\u4e00-\u9fff]{2})(?:的)?(?:年度|工作|任务|办理|贯彻|整改|落实|进展|推进|完成|自查|执行){1,3}(?:情况|结果|总结|报告|台账|方案)$|"
    r"(?<=[\u4e00-\u9fff]{2})(?:总结|自查报告)$"
)

_ON_BEHALF = re.compile("^[\u4e00-\u9fff]{2,8}(?:授权|委托|责成)")  # 县政府授权县安委办于…

# 金山镇要…, though no 小镇 or 城镇; a village only beside a unit.
_TOWN = re.compile(r"^(?!.*(?:小|集|城|乡|点|心|色|古|强|各|全|该|本|村)镇$)[\u4e00-\u9fff]{2,4}[镇乡]$")

# 投资发展部负责…, a department of a firm; not 党员干部.
_DEPARTMENT = re.compile("^(?!.*(?:干部|乐部|[东西南北中内外全上下本各]部)$)[\u4e00-\u9fff]{3,8}部$")

# 公安机关, 消防救援机构: all bodies of one branch.
BRANCH = re.compile(
    "(?!.*(?:各|有关|相关|党政|国家|级|领导|第三方|服务|行政|执法|主管|监管机|审批|决策))[\u4e00-\u9fff]{2,6}(?:机关|机构)"
)

_PLACE = re.compile(
    r"^[\u4e00-\u9fff]{2,5}(?:镇|乡|村)$|^(?!.*(?:[城辖社园片地小景库灾牧林矿县]区|[城全各本该我]市|[各全本该]县)$)[\u4e00-\u9fff]{2,3}[市县区旗]$"
)


_FIRM = re.compile("(?:公司|支行|分行|集团)$")
_LISTED = re.compile("(?:银行|医院|学院|学校|电视台|中心|协会|供销社|企业)$")


def are_firms(names: list[str], *, listed: bool) -> bool:
    """Firms, or in a list by units hospitals and the like."""
    return all(map(_FIRM.search, names)) or (listed and all(map(_LISTED.search, names)))


_SHARE = re.compile(
    r"由(?P<units>[^,;。:“”由]{2,20}?)(?:在|从|按照?|依据?|根据|负责|列入)[^,;。]{0,24}?(?:统筹|安排|解决|保障|列支|承担|拨付|落实|预算)"
)


def funded(clause: Clause, sentence: str) -> None:
    """…，所需资金由市财政局在部门预算中统筹解决: a share of the work of whoever is named before."""
    for match in _SHARE.finditer(fold(sentence)):
        names = sure_names(sentence, match)
        if names and all(map(is_plain, names)):
            clause.add("co", units.owners(names, source="text", basis=STATED))
