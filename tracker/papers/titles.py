"""Where a title breaks: 回行时词意完整、排列对称、长短适宜 (GB/T 9704-2012, 7.3.1)."""

from __future__ import annotations

from itertools import accumulate
from math import ceil, inf

ROOM = 19.0  # characters of 2号 on a line of 156 mm, which would hold 20
CLOSING = "，。、；：？！”’）》〕…%"
OPENING = "“‘（《〔"
# A line should not begin with these; nor should a break part a word that titles of this kind are made of.
DEPENDENT = "的了着年月日号项个等及"
WORDS = frozenset((
    "法治", "政府", "建设", "工作", "任务", "清单", "责任", "情况", "逾期", "通报", "督办", "约谈",
    "通知", "指引", "限期", "办结", "完成", "报送", "签收", "回复", "关于", "落实", "推进", "开展",
    "加强", "提升", "规范", "健全", "完善", "深化", "优化", "全面", "行政", "执法", "监管", "监督",
    "服务", "政务", "审批", "审查", "审核", "复议", "诉讼", "应诉", "立法", "普法", "文件", "制度",
    "机制", "体系", "标准", "事项", "问题", "整改", "反馈", "报告", "年度", "季度", "重点", "专项",
    "党政", "行动", "计划", "方案", "会议", "领导", "干部", "主要", "负责", "单位", "部门", "企业", "市场",
    "主体", "基层", "乡镇", "社区", "群众", "人民", "调解", "信访", "治理", "风险", "安全", "应急",
    "环境", "生态", "教育", "医疗", "保障", "数字", "平台", "系统", "数据", "信息", "公开", "公示",
    "公平", "公正", "竞争", "评估", "考核", "考评", "督察", "检查", "培训", "学习", "宣传", "贯彻",
    "实施", "组织", "协调", "运行", "管理", "改革", "试点", "进展", "部署", "国家", "省级",
))  # fmt: skip


def width(text: str) -> float:
    """In Chinese characters; digits and Latin letters take half of one."""
    return sum(0.5 if character.isascii() else 1 for character in text)


def title_lines(text: str, room: float = ROOM) -> list[str]:
    """As few lines as hold the title, of like length, none breaking a word, number or quotation it can spare."""
    count = ceil(width(text) / room)
    if count <= 1:
        return [text]
    return _split(text, count, room) or _split(text, count + 1, room) or [text]


def _split(text: str, count: int, room: float) -> list[str]:
    """The cheapest way to cut `text` into `count` lines that fit; empty when there is none."""
    aim = width(text) / count
    upto = [0.0, *accumulate(map(width, text))]
    best: list[dict[int, tuple[float, int]]] = [{0: (0.0, 0)}]  # by line: end -> cost and where it began
    for line in range(count):
        ends: dict[int, tuple[float, int]] = {}
        for start, (cost, _) in best[-1].items():
            for end in range(start + 1, len(text) + 1):
                wide = upto[end] - upto[start]
                if wide > room:
                    break
                is_last = line == count - 1
                if is_last != (end == len(text)):
                    continue
                price = cost + (wide - aim) ** 2 + (0 if is_last else _price_of_break(text, end))
                if price < ends.get(end, (inf, 0))[0]:
                    ends[end] = (price, start)
        best.append(ends)
    if len(text) not in best[-1]:
        return []
    lines: list[str] = []
    end = len(text)
    for ends in reversed(best[1:]):
        start = ends[end][1]
        lines.insert(0, text[start:end])
        end = start
    return lines


def _price_of_break(text: str, at: int) -> float:
    """How much a break before `text[at]` hurts, in squares of characters off the even length."""
    before, after = text[at - 1], text[at]
    if after in CLOSING or before in OPENING or (before.isascii() and after.isascii()):
        return 1000.0
    price = 60.0 if before + after in WORDS or after in DEPENDENT else 0.0
    if before.isdigit() or after.isdigit():
        price += 15.0
    opened = sum(text[:at].count(mark) for mark in "《“‘") - sum(text[:at].count(mark) for mark in "》”’")
    return price + 12.0 * max(opened, 0)
