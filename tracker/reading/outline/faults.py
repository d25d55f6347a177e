"""三、整治重点 （一）文件超期服役。…: what is to be mended, numbered below a heading that announces it, in a document whose
other sections say who mends it. Told by its sentences: none of them asks anybody for anything."""

from __future__ import annotations

import re

from ..sections import scoring
from ..text import sentences
from .tree import Node

_ANNOUNCES = re.compile(
    r"(?:整治|治理|整改|纠治|查处|排查|检查|清理|监督)的?(?:工作)?(?:重点|内容|对象|范围|问题|领域|方面|情形|事项)|重点(?:整治|治理|问题|领域)|问题|乱象|隐患|短板|不足"
)
_ASKS = re.compile("任务|措施|举措|项目|行动|目标|要求|步骤|安排|分工")


def are_faults(above: Node) -> bool:
    """Whether what is numbered below a heading only says what is wrong."""
    title = above.title or above.own_text
    if not above.parent or not _ANNOUNCES.search(title) or _ASKS.search(title):
        return False
    beside = [n for n in above.children if not n.tail]
    return len(beside) > 1 and not any(_asks(n) for n in beside)


def _asks(node: Node) -> bool:
    texts = [node.own_text, *(p.text for p in node.body), *(n.own_text for n in node.walk())]
    return any(scoring.score(s).leads_by("task") > 0 for t in texts for s in sentences.split(t))
