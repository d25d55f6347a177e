"""三、整治重点 （一）文件超期服役。…: what is to be mended, numbered below a heading that announces it, in a document whose
other sections say who mends it. Told by its sentences: none of them asks anybody for anything."""

from __future__ import annotations

import re
from itertools import takewhile

from ..sections import scoring
from ..text import sentences
from .tree import Node

_ANNOUNCES = re.compile(
    r"(?:整治|治理|整改|纠治|查处|排查|检查|清理|监督)的?(?:工作)?(?:重点|内容|对象|范围|问题|领域|方面|情形|事项)|重点(?:整治|治理|问题|领域)|问题|乱象|隐患|短板|不足"
)
_ASKS = re.compile("任务|措施|举措|项目|行动|目标|要求|步骤|安排|分工")


# 发现以下重大事故隐患：, 检查发现主要问题如下：: in a letter, before what is numbered first.
_FOUND = re.compile(
    r"(?:(?:发现|存在|查出|查明|梳理出|反馈)[^。；]{0,20}(?:问题|隐患|不足|短板|情形)|(?:问题|隐患)[^。；]{0,6}如下)[^。；]{0,6}[:：]\s*$"
)


def are_found(root: Node, rank: str) -> bool:
    """Whether what is numbered first in a letter, below a line that announces it, only says what is wrong."""
    run = list(takewhile(lambda n: n.rank == rank, (n for n in root.children if not n.tail)))
    before = [p.text for p in root.body if p.number < run[0].line] if run else []
    if not before or not _FOUND.search(before[-1]):
        return False
    return not any(map(_wants, run))


def _wants(node: Node) -> bool:
    texts = [node.own_text, *(below.own_text for below in node.walk())]
    return any(scoring.score(s).leads_by("task") > 0 for t in texts for s in sentences.split(t))


def are_faults(above: Node, rank: str = "") -> bool:
    """Whether what is numbered below a heading only says what is wrong."""
    if not above.parent:
        return are_found(above, rank)
    title = above.title or above.own_text
    if not _ANNOUNCES.search(title) or _ASKS.search(title):
        return False
    beside = [n for n in above.children if not n.tail]
    return len(beside) > 1 and not any(_asks(n) for n in beside)


def _asks(node: Node) -> bool:
    texts = [node.own_text, *(p.text for p in node.body), *(n.own_text for n in node.walk())]
    return any(scoring.score(s).leads_by("task") > 0 for t in texts for s in sentences.split(t))
