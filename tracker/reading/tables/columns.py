"""Header cells of tables: what each column is for, in the many words offices use."""

from __future__ import annotations

import re
from functools import lru_cache

from ..owners.words import CO_KEYS, DATE_KEYS, LEAD_KEYS
from ..text.characters import fold

_PEOPLE = r"(?:(?:责任|分管|牵头|具体|主要|经办|直接|包[保联抓挂案]|挂点|联系|督办|[省市县区]级)?(?:领导|负责人|负责同志|责任人|联系人|人)|人员)"
_JOINT = r"(?:及其|及|和|与|、|/|\()"
_UNIT = r"(?:单位|部门|处室|科室|股室|机构|机关|主体)"
# 责任单位及责任人, 责任领导/责任单位: units and persons in one cell.
_MIXED = re.compile(
    rf"(?P<kind>牵头|主办|责任|配合|承办|实施|落实|整改)?{_UNIT}{_JOINT}{_PEOPLE}\)?$"
    rf"|{_PEOPLE}{_JOINT}(?P<kind2>牵头|主办|责任|配合|承办|实施|落实|整改)?{_UNIT}\)?$"
)
# When something began, was found or was told, not when it is due.
_NO_LIMIT = (
    "开工|开始|起始|启动|发现|交办|交账|收到|收文|来文|填报|填表|制表|报表|下达|印发|发布|公布|发文|成文|提出|受理|立项|检查|巡查|"
    "登记|更新|反馈|已|召开|会议|审议|签收|移交|出生|任职|成立|批准|批复"
)
_RULES = [
    ("owner_basis", r"单位依据|责任依据"),
    ("date_basis", r"时限依据|时间依据"),
    ("list_basis", r"清单依据"),
    ("duty", r"承担方式"),
    ("passage", r"原文条款"),
    ("note", r"(?:计划|拟|预计)?(?:开工|动工)(?:时间|日期|年月)?"),
    ("due", r"(?:计划|拟|预计)?(?:竣工|完工|建成|投产|投用|交付)(?:时间|日期|年月)?"),
    ("note", r".*(?:依据|来源|出处)|实际.*(?:时间|日期|时限|期限)"),
    ("number", r".{0,4}(?:序号|编号)|序|条目|号|№|No\.?|项号"),
    (
        "note",
        r".*(?:提案人|建议人|提出人|领衔|联名|填报人|经办人|报送人|责任人|负责人|联系人|联络员|领导|电话|姓名|职务)",
    ),
    (
        "both",
        r"牵头(?:单位|部门|处室)?(?:及|和|与|、|/|\(|或)(?:配合|责任|协办|参与)?(?:单位|部门|处室)?\)?|责任(?:单位|部门)\(?(?:牵头|排名?第一|列?第一).*|牵头责任(?:单位|部门)?.*|(?:牵头|责任|主办|承办)\((?:责任|牵头|配合|协办)\)(?:单位|部门|处室|科室)",
    ),
    ("lead", LEAD_KEYS),
    (
        "co",
        CO_KEYS
        + r"|责任(?:单位|部门)?[及和与、/](?:配合|协办|落实|参与)?(?:单位|部门)?|单位|部门|主体|责任主体|职能部门|主管部门",
    ),
    (
        "due",
        DATE_KEYS
        + r"|(?:完成|办结|整改|计划|要求|报送|截止|预计)?(?:时限|期限|时间|日期)(?:要求|节点|安排)?|.*(?:完成时限|完成时间|时间节点|时限要求|整改时限|办结时限|办结期限)|频次|周期",
    ),
    (
        "note",
        r".*(?:完成情况|进展|落实情况|备注|说明|得分|分值|分数|权重|评分|考核方式|扣分|自评|是否|状态|资金|投资|形式|佐证|证明材料|审核|标准|成果|成效|目标值|销号|验收|电话|类型|性质|附注|考核办法|评估)(?:.*)",
    ),
    (
        "category",
        r"一级指标|二级指标|三级指标|类别|类型|分类|领域|重点领域|章节|板块|专项|方面|(?:工作|任务|责任|项目|指标|事项|改革|问题|措施)?(?:类别|分类|领域|板块|方面|维度|大类|门类)|一级任务|任务类别|篇章|所属.*",
    ),
    (
        "content",
        r"(?:下一?步|后续|近期|[本下][月季周]|下一?阶段)的?(?:工作|目标|推进)?(?:节点|计划|打算|安排|目标|任务|举措|措施|内容|工作)",
    ),
    ("problem", r".*(?:问题|短板|隐患|不足)(?:表现|描述|内容|清单|事项|情况|及表现)?"),
    (
        "content",
        r".*(?:具体(?:措施|任务|内容|举措|工作|要求|事项|目标)|(?:工作|整改|落实|推进|实施|主要|重点|改革|任务)?(?:措施|举措)|(?:工作|任务|指标|考核|评价|督办|主要|责任|改革)?(?:内容|指标|要求)|评价指标|考核指标|工作要点|实施内容|细化措施|目标要求|任务要求|建设内容|措施清单|工作安排|任务分解|分解任务|三级任务|子任务)(?:及.*|和.*|\(.*)?",
    ),
    (
        "task",
        r"案由|(?:来文|来信|文件|批示件?|信访|议案)?(?:单位)?[及和与、]?(?:标题|题目)|提案题目|建议题目|诉求|.*(?:任务|事项|项目|工作|名称|目标|议题|清单|要点|举措|行动|工程|政策)(?:名称|清单|内容|事项|要点)?(?:\(.*)?",
    ),
]
_RULES += [("note", rf".*(?:被|受|隐患|问题).{{0,4}}(?:{_UNIT}|企业)")]  # of whom the list tells
# Words put before the usual ones (决策承办单位, 答复时限); only asked when nothing else is known.
_RULES += [
    ("lead", rf".{{0,8}}(?:牵头|主办|主责|发起|主导).{{0,4}}{_UNIT}"),
    (
        "co",
        rf".{{0,8}}(?:责任|配合|协办|承办|会办|主管|实施|落实|办理|承担|参与|协同|协作|联合|会同|整改|执行|组织|检查|执法|监管).{{0,2}}{_UNIT}",
    ),
    ("co", rf".{{0,8}}(?:起草|编制|制定|牵头起草){_UNIT}"),
    ("due", r"(?:拟|计划|预计|预期|要求|应).{1,8}(?:时间|日期)"),
    ("note", rf".*(?:{_NO_LIMIT}).{{0,2}}(?:时间|日期)"),
    ("due", r".{1,8}(?:时限|期限|时间|日期)"),
]
_COMPILED = [(role, re.compile(f"(?:{p})$")) for role, p in _RULES]
OWNER_ROLES = {"lead", "co", "both"}
# Who applied or builds; they owe the work where no column says who else does.
LAST_OWNERS = re.compile(rf".{{0,6}}(?:申报|建设|项目){_UNIT}$")


@lru_cache(maxsize=2000)
def column_role(header: str) -> str:
    """Role of a column: number lead co both due task content problem category note … or "" when unknown."""
    words = re.sub(r"\s", "", fold(header)).strip(":*")
    if not words or len(words) > 24:
        return ""
    if re.match(r"^(?:牵头|责任|配合|主办|协办).*(?:单位|部门)\(.*(?:牵头|第一|首位).*\)$", words):
        return "both"
    if mixed := _MIXED.match(words):
        return "lead" if (mixed.group("kind") or mixed.group("kind2")) in ("牵头", "主办") else "co"
    bare = re.sub(r"\([^()]*\)$", "", words)
    for role, pattern in _COMPILED:
        if pattern.match(words) or (bare and pattern.match(bare)):
            return role
    return ""


_SPAN = r"(?:上半年|下半年|全年|年度|年底|第?[一二三四1-4]季度|(?:20\d\d年)?\d{1,2}月|20\d\d年)"
_PERIOD = re.compile(
    rf"{_SPAN}(?:度|底|末)?"
    r"(?:(?:工作|阶段|计划|任务|形象|建设|完成)?(?:目标值?|任务|计划|进度|要求|节点|安排|完成))*$"
)
_MANNER = re.compile("牵头|主办|主责|主要|单办|独办|分办|会办|协办|配合|承办|参与")


def is_period(header: str) -> bool:
    """上半年, 二季度目标, 2025年: what is to be reached by the end of a period."""
    return bool(_PERIOD.match(re.sub(r"\s", "", fold(header))))


def period_end(header: str) -> str:
    """The end of the period that a header names, as a date is written."""
    found = re.findall(_SPAN, fold(header))
    last = found[-1] if found else ""
    if last in ("全年", "年度", "年底"):
        return "年底前"
    return f"{last}底前" if last.endswith(("年", "月", "季度")) and last not in ("上半年", "下半年") else last


# When something is to be held, in a plan; in any other list, when it was.
_HELD = re.compile(
    r"(?:拟?(?:检查|督查|抽查|评查|督察|巡查|培训|活动|宣传|举办|召开|实施|开展|启动|开工|发布|公布|审议|提交|出台)).{0,2}(?:时间|日期|月份|时段)$"
)
# Of whom the list tells, not who owes the work.
NO_OWNER = re.compile(
    "隐患|对象|来源|填报|报送|受检|被|申请|提出|反映|涉及|供货|生产|督办|督导|监督|指导|验收|考核|审批|发证|来文|发文"
)


def is_held(header: str) -> bool:
    return bool(_HELD.match(re.sub(r"\s", "", fold(header))))


def tells_manner(cells: list[str]) -> bool:
    """主办, 会办, 单办: each cell only says what the unit beside it does."""
    return bool(cells) and all(_MANNER.fullmatch(c) for c in cells)


def names_people(header: str) -> bool:
    """Whether the cells below name persons beside units."""
    return bool(_MIXED.match(re.sub(r"\s", "", fold(header)).strip(":*")))


def combined_role(parts: list[str]) -> str:
    """Role of a column whose header stands in several rows: the lowest row that says something counts,
    读 with the one above (责任分工 / 牵头)."""
    for part in reversed(parts):
        if role := column_role(part):
            return role
    return column_role("".join(parts))
