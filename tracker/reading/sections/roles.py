"""What each part of a document is for: results are never tasks, problems ask for rectification, arrangements are
tasks, general words (指导思想, 保障措施) are tasks only where they name an owner or a date."""

from __future__ import annotations

import re

from ..outline.tree import Node
from ..owners.finding import find_clauses
from ..text.characters import fold
from ..text.sentences import split
from . import scoring

_PROBLEMS = re.compile(
    r"(?:存在|主要|面临|当前|突出|仍有).{0,10}(?:问题|不足|短板|困难|差距|薄弱)|不足之处|(?:问题|不足|短板|困难|差距)(?:和|与|及|、)(?:.{0,6})(?:不足|短板|原因|困难|差距|薄弱|挑战)|(?:存在|发现)的?(?:主要|重大|突出)?(?:安全|事故)?隐患$|^(?:主要)?(?:问题|不足|短板)$|短板弱项|薄弱环节$"
)
_NEXT = re.compile(
    r"下一?步|下阶段|今后|明年|来年|下年度|努力方向|(?:安排|打算|计划|思路|谋划|部署)$|(?:工作|主要|重点)(?:安排|打算|计划|思路)|改进(?:措施|方向)"
)
_AHEAD = re.compile(
    r"(?:工作|重点|主要)(?:任务|举措|措施)|20\d\d年(?:度)?.{0,16}(?:重点|任务|举措|目标)|重点工作"
)
_DONE = re.compile(r"成效|成果|取得|回顾|总结|亮点|(?:情况|进展)(?!.*(?:安排|打算|计划|思路))")
_DUTY = re.compile(
    r"(?:负责(?:人|同志)|第一责任人).{0,24}(?:履|职|责)|履职情况|履行.{0,20}(?:第一责任人|职责)|述法"
)
_RESULTS = re.compile(
    r"成效|取得|(?:工作|任务|落实|开展|推进|完成|进展|基本|总体|履行|建设)(?:.{0,8})情况|做法|亮点|回顾|总结|主要工作|主要举措|经验|已(?:经)?(?:开展|完成|采取|做)的?(?:主要)?(?:工作|措施)"
)
_GENERAL = re.compile(
    r"总体要求|指导思想|总体(?:思路|目标)|(?:工作|主要|发展|行动|建设|改革|年度)目标|目标要求|基本原则|工作原则|工作思路|(?:实施|适用|整治|工作|评查|检查|评估|督察|清理)范围|总则|附则|编制依据|组织领导|(?:组织|工作|服务|综合)?保障(?:措施|机制)?$|组织(?:保障|实施|机构)|(?:工作|有关|相关|几点|具体|保障)要求|保障措施|(?:工作|实施|方法|推进)步骤|(?:时间|进度|工作)安排$|领导小组|重要意义|背景|报送(?:方式|内容|要求|材料)|(?:检查|督查|评查|考核)内容$|(?:活动|宣传|整治|检查)?(?:主题|时间|地点|对象)$|监督检查|考核(?:评价|问责)$"
)
_REPORT = re.compile(r"报告|总结|述职|述法|工作情况|汇报")
_PLAN = re.compile(r"要点|方案|计划|意见|措施|分工|安排|行动|举措|规划|通知|办法|规定")
_SCHEME = re.compile(
    r"(?:工作|行动|实施|推进|攻坚|整治|分工)方案|工作要点|任务分[工解]|责任分[工解]|工作计划"
)
# Sections of a plan that tell why, not what.
_CONTEXT = re.compile(
    r"^(?:基本|总体|有关|工作|完成|进展)(?:工作)?(?:情况|进展)$|^(?:工作)?(?:背景|基础|成效|现状)|存在(?:的)?(?:主要)?(?:问题|不足)"
)
_LIST = re.compile(r"清单|台账|台帐|任务书|分解表|分工表|一览表|汇总表|责任表|细则")


def assign(root: Node, title: str) -> str:
    """Sets `role` on every node; returns the kind of the document: report plan list rectification other."""
    tops = [n for n in root.children if not n.tail]
    found = [_role(n) for n in tops]
    kind = _kind(title, found, tops)
    for node, role in zip(tops, found, strict=True):
        if kind == "report":
            _spread(node, role or _by_sentences(node), report=True)
        else:
            _spread(
                node, "general" if _is_general(node) else role if role == "problems" else "list", report=False
            )
    if kind != "report":
        _cover_letter(root)
    return kind


def _by_sentences(node: Node) -> str:
    """What a section of a report does whose title says nothing known: most of its sentences promise, or tell."""
    texts = [node.own_text, *(p.text for p in node.body), *(n.own_text for n in node.walk())]
    texts += [p.text for n in node.walk() for p in n.body]
    found = [scoring.score(s) for text in dict.fromkeys(texts) for s in split(text)][:_ENOUGH]
    ahead = sum(s.leads_by("task") >= 1.5 for s in found)
    behind = sum(s.leads_by("result") >= 0.5 for s in found)
    title = scoring.words_of(node.title, "lean")
    leans = title.weights.get("task", 0.0) - title.weights.get("result", 0.0)
    return "arrangements" if (ahead - behind) / max(1, len(found)) + leans / 4 > 0.1 else "results"


_ENOUGH = 200  # sentences tell what a section is


def _cover_letter(root: Node) -> None:
    """Numbered words of a notice (1.提高认识… 2.按时报送…) that stand before its date are no tasks when the plan that
    it sends round follows."""
    dates = [i for i, n in enumerate(root.children) if n.tail == "date"]
    if not dates:
        return
    before = [n for n in root.children[: dates[0]] if not n.tail]
    after = [n for n in root.children[dates[0] :] if not n.tail]
    if before and _names_owners(after) and not _names_owners(before):
        for node in before:
            _spread(node, "general", report=False)


def _names_owners(nodes: list[Node]) -> bool:
    return any(
        c.has_owner
        for top in nodes
        for n in [top, *top.walk()]
        for t in [n.own_text, *(p.text for p in n.body)]
        for c in find_clauses(t)
    )


_RULES_TITLE = re.compile(
    r"(?:办法|规定|条例|细则|规则|章程|制度|准则)(?:\((?:试行|暂行|修订|草案|征求意见稿)\))?(?:的通知)?$"
)


# What is to be done whenever something happens, and how one applies for something: nobody promises it for a year.
_STANDING_TITLE = re.compile(
    r"(?:应急预案|预案|须知|指南|操作规程|工作流程|填报说明|说明书)(?:\([^()]{1,8}\))?(?:的通知)?$"
)


def _is_agreed(root_or_tops: list[Node]) -> bool:
    """甲方于5月底前拨付…; 乙方负责…: articles that bind two parties are no rules for all times."""
    texts = [
        t for top in root_or_tops for n in (top, *top.walk()) for t in (n.own_text, *(p.text for p in n.body))
    ]
    return all(any(party in text for text in texts) for party in ("甲方", "乙方"))


def _is_regulation(title: str, tops: list[Node]) -> bool:
    """第一条 为了…: rules for all times, and nobody is named in a bracket."""
    if _is_agreed(tops):
        return False
    nodes = [n for top in tops for n in (top, *top.walk())]
    articles = sum(1 for n in nodes if n.rank == "article")
    named = articles >= 3 and 2 * articles > len([n for n in nodes if n.rank in ("article", "cn")])
    titled = bool(_RULES_TITLE.search(title)) and articles > 0
    return (named or titled) and not _names_owners(tops)


def _kind(title: str, found: list[str], tops: list[Node]) -> str:
    if _is_regulation(title, tops) or (_STANDING_TITLE.search(fold(title)) and not _names_owners(tops)):
        return "regulation"
    if re.search(r"整改(?!情况)|整治(?:清单|台账)", title):
        return "rectification"
    if _SCHEME.search(title) and not _REPORT.search(title):
        return "list" if _LIST.search(title) else "plan"
    if _reports(title, found, tops):
        return "report"
    if _LIST.search(title):
        return "list"
    return "plan" if _PLAN.search(title) or len(found) > 1 else "other"


def _reports(title: str, found: list[str], tops: list[Node]) -> bool:
    """By its title, by what its sections tell, or because it is the last section of a report, cut out."""
    if _REPORT.search(title) and not re.search(r"方案|要点|计划|清单|分工|分解|任务|审议意见", title):
        return True
    kinds = set(found)
    if "results" in kinds and kinds & {"problems", "arrangements"}:
        return True
    if {"problems", "arrangements"} <= kinds or "problems+next" in kinds:
        return True
    return kinds == {"arrangements"} and any(_NEXT.search(n.title) for n in tops)


def _role(node: Node) -> str:
    words = node.title or ""
    if not words or len(words) > 48:
        return ""
    if _PROBLEMS.search(words) and not re.search(r"(?:整治|整改|解决|攻坚|化解)", words):
        return "problems" if not _NEXT.search(words) else "problems+next"
    if _NEXT.search(words) or (_AHEAD.search(words) and not _DONE.search(words)):
        return "arrangements"
    if _DUTY.search(words):
        return "duty"
    return "results" if _RESULTS.search(words) else ""


def _is_general(node: Node) -> bool:
    words = node.title or _glued(node)
    aims = not node.children and re.search("目标任务$", words)
    return bool(words) and len(words) <= 24 and bool(_GENERAL.search(words) or _CONTEXT.search(words) or aims)


_AIMS = re.compile(
    r"(?:总体要求|指导思想|基本原则|(?:工作|总体|主要)目标|工作思路|总体思路)(?=[\u4e00-\u9fff])"
)


def _glued(node: Node) -> str:
    """一、总体要求坚持以…: a title of aims whose line break was lost."""
    found = _AIMS.match(node.own_text)
    return found.group() if found else ""


def _spread(node: Node, role: str, *, report: bool) -> None:
    """A heading below may change the role (（三）存在的问题 within a section of results)."""
    node.role = "problems" if role == "problems+next" else role
    for child in node.children:
        below = role
        if report and child.depth <= 3 and len(child.title) <= 20:
            own = _role(child)
            strong = own == "problems" or (
                own == "arrangements" and re.search(r"下一?步|打算|安排|计划|思路", child.title)
            )
            if strong and (role in ("results", "problems", "problems+next")):
                below = own
        elif not report and role == "list" and child.depth <= 2 and _is_general(child) and not child.clauses:
            below = "general"
        _spread(child, below, report=report)


def next_step(text: str) -> bool:
    """A paragraph that begins the arrangements within a section that also tells problems."""
    return bool(
        re.match(
            r"(?:针对(?:上述|以上|存在)[^。]{0,12}[，,])?(?:下一步|下一阶段|今后|20\d\d年[，,][^。；]{0,24}将|新的一年|接下来)",
            text,
        )
    )
