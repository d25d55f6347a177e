"""The words of Chinese deadlines as patterns. All of them match folded (half-width) text."""

from __future__ import annotations

import re

_CN = "〇零○一二三四五六七八九十"
_Y = rf"(?:(?:19|20)\d{{2}}|二[〇零○Oo0][{_CN}]{{2}}|今|本|当|明|次|翌|来)"
_M = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_D = r"(?:3[01]|[12]\d|0?[1-9]|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_N = rf"(?:\d{{1,3}}|[{_CN}两]{{1,4}})"
_PART = r"底|末|上旬|中旬|下旬|初|中(?=前|完成)"
_TO = r"\s*(?:-{1,2}|至|到|~)\s*"
RULES = {"年": "yearly", "年度": "yearly", "季度": "quarterly", "季": "quarterly", "月": "monthly", "周": "weekly",
         "星期": "weekly", "日": "daily", "天": "daily", "半年": "half-yearly", "学期": "half-yearly",
         "月度": "monthly", "个月": "monthly", "个季度": "quarterly"}  # fmt: skip
RULE_NAMES = {
    "yearly": "年",
    "quarterly": "季度",
    "monthly": "月",
    "weekly": "周",
    "daily": "日",
    "half-yearly": "半年",
}

_PATTERNS = {
    "relative": rf"(?:(?:自|从|在|于)?[^,;。、\d]{{0,14}}(?:之日起|之日后|(?:收到|接到|印发|下发|发布|公布|受理|通知|交办|反馈|立项|部署|签收)[^,;。\d]{{0,10}}?(?:后|起)))\s*的?(?P<n>{_N})\s*(?P<span>个工作日|工作日|个月|日|天|周|月)(?:之内|以内|内)?",
    "every": rf"(?:每|按|逐|分)(?:个)?(?P<unit>半年|年度|年|季度|季|月度|月|周|星期|学期|日|天)(?!龄)(?:(?<=[周期])[一二三四五六])?\s*(?:(?:的)?(?:次年|第\d月|首月|末月)?\s*(?:(?P<m>{_M})月(?:份)?)?\s*(?:(?P<d>{_D})(?:日|号)|(?P<part>{_PART}))?)",
    "halves": rf"(?:{_Y}年\s*)?上半年\s*[、,和及与]?\s*下半年\s*(?:各|分别)(?:[^,;。、]{{0,8}}?[\d一二两三](?:次|场|期|轮))?",
    "range": rf"(?:(?P<y>{_Y})年\s*)?(?P<m>{_M})\s*月?\s*(?:份)?(?:(?P<d>{_D})(?:日|号))?\s*(?:底|初|末)?{_TO}(?:(?P<y2>{_Y})年\s*(?:底)?)?(?:(?P<m2>{_M})月(?:份)?)(?:(?P<d2>{_D})(?:日|号))?(?P<part2>底|末|上旬|中旬|下旬)?|(?:(?P<y3>{_Y})年)?(?P<m3>{_M})月(?P<d3>{_D})(?:日|号)?{_TO}(?P<d22>{_D})(?:日|号)",
    "years": rf"(?:(?:19|20)\d{{2}})年?{_TO}(?P<y2>20\d{{2}})年(?!\d|\s*{_M}月)",
    "full": rf"(?P<y>{_Y})年\s*(?P<m>{_M})月\s*(?P<d>{_D})(?:日|号)|(?<!\d)(?P<y4>20\d{{2}})\s*[./-]\s*(?P<m4>1[0-2]|0?[1-9])\s*[./-]\s*(?P<d4>3[01]|[12]\d|0?[1-9])(?!\d)(?:\s+\d\d:\d\d(?::\d\d)?)?|(?<!\d)(?P<y5>20[0-4]\d)(?P<m5>0[1-9]|1[0-2])(?P<d5>0[1-9]|[12]\d|3[01])(?!\d)",
    "quarter": rf"(?:(?P<y>{_Y})年)?\s*第?(?P<q>[一二三四1-4])季度(?:末|底)?|(?<!\d)(?P<y4>20\d{{2}})年?\s*Q(?P<q4>[1-4])(?![A-Za-z\d])(?:末|底)?|(?<![A-Za-z\d-])Q(?P<q5>[1-4])(?![A-Za-z\d])(?:末|底)?",
    "half": rf"(?:(?P<y>{_Y})年)?\s*(?P<half>上|下)半年",
    "month": rf"(?P<y>{_Y}|(?<!\d)2\d)年\s*(?P<m>{_M})月(?:份)?(?P<part>{_PART})?|(?<!\d)(?P<y4>20\d{{2}})\s*[./-]\s*(?P<m4>1[0-2]|0?[1-9])(?![\d.])(?:月)?(?P<part4>底)?|(?<![\d第个])(?P<m6>{_M})月(?:份)?(?!\d)(?P<part6>{_PART})?",
    "day": rf"(?<![\d第])(?P<m>{_M})月\s*(?P<d>{_D})(?:日|号)|(?<![\d.])(?P<m4>1[0-2]|0?[1-9])\.(?P<d4>3[01]|[12]\d|0?[1-9])(?=前|之前|日|$|底)",
    "festival": rf"(?:(?P<y>{_Y})年\s*)?[“\"]?(?P<festival>元旦|春节|清明|五一|端午|七一|八一|中秋|国庆|十一(?=[”\"节前]))[”\"]?(?:劳动节|建党节|建军节|节|假期)?(?=\s*(?:之|以)?前)",
    "plan": r"[“\"]?(?P<plan>十[三四五六]五)[”\"]?(?:规划)?(?:期|时期|期间)?(?:末|期间|时期|内)",
    "whole": rf"(?:(?P<y>{_Y})年\s*)?全年(?:度)?",
    "year": rf"(?P<y>{_Y})年(?:度)?(?:年?(?:底|末|内|终))?|年(?:底|末|内|终)",
    "atonce": r"立行立改|即知即改|立知立改|即行即改|立即(?:整改|办理|落实|完成)?|边查边改|马上(?:办|整改)",
    "ongoing": r"常年(?:坚持|推进|开展|实施)?|持续(?:推进|开展|实施|坚持|整改|跟进|推动|进行|加强|深化|巩固|用力|落实)?|长期(?:抓好?落实|坚持|推进|开展|实施|任务|有效)?|常态(?:化)?(?:开展|推进|坚持|长效|化)?|长效|经常性|日常(?:工作|性)?|贯穿(?:始终|全年)?|动态(?:更新|调整|管理)|不断推进",
    "serial": r"(?<!\d)(?P<serial>(?:3[6-9]|[4-6]\d)\d{3})(?:\.0+)?(?!\d)$",
}  # fmt: skip

# Ranges before single dates, days before months: the longer reading must be tried first.
_SEQUENCE = ("relative", "festival", "plan", "every", "halves", "years", "range", "full", "day", "quarter", "half", "month", "whole", "year",
             "atonce", "ongoing", "serial")  # fmt: skip


def _anonymous(pattern: str) -> str:
    return re.sub(r"\(\?P<\w+>", "(?:", pattern)


class _Detail:
    """Named parts of one alternative; numbered twins (m4, d5 …) are folded back onto their plain names."""

    def __init__(self, pattern: str):
        self._pattern = re.compile(pattern)

    def search(self, text: str) -> _Detail.Match:
        return _Detail.Match(self._pattern.match(text) or self._pattern.search(text))

    class Match:
        _PLAIN = {"y4": "y", "m4": "m", "d4": "d", "y5": "y", "m5": "m", "d5": "d", "m6": "m", "part4": "part",
                  "part6": "part", "y3": "y", "m3": "m", "d3": "d", "d22": "d2", "q4": "q", "q5": "q"}  # fmt: skip

        def __init__(self, match: re.Match):
            self._match = match

        def groupdict(self) -> dict[str, str]:
            return {self._PLAIN.get(k, k): v for k, v in self._match.groupdict().items() if v}


TOKEN = re.compile("|".join(f"(?P<{kind}>{_anonymous(_PATTERNS[kind])})" for kind in _SEQUENCE))
# A detail pattern loses the look-arounds that need the words outside of the match.
DETAIL = {
    kind: _Detail(re.sub(r"\(\?(?:<!|<=|=|!)(?:[^()]|\([^()]*\))*\)", "", pattern))
    for kind, pattern in _PATTERNS.items()
}

AFTER = re.compile(
    r"\s*(?:之前|以前|前|之内|以内|内|止)?(?P<verb>完成|办结|报送|上报|公开|公布|反馈|提交|印发|出台|备案|见效|到位)?"
)
LABEL = re.compile(
    r"报送|上报|报备|报告|公开|公布|公示|反馈|备案|提交|通报|汇报|印发|出台|述职|对账|更新|直播"
)

# Running text without any of these cannot hold a deadline; a cheap first look.
HINT = re.compile(r"Q[1-4]|长期抓好?落实|前|底|末|内|到[2２]|每|半年|季度|月|年完成|日")
_LIMIT = re.compile(r"\s*(?:之前|以前|前(?![期三述置列沿往来瞻后])|之内|内(?![容部外在])|止)")
_DONE = re.compile(
    r"\s*[,]?\s*(?:要|须|应|全面|全部|基本|力争|初步|率先|确保|如期)?(?:完成|实现|建成|达到|达|形成|出台|印发|投入|竣工|启用|上线|开工|办结|取得|整改|建立|报送|上报|公布)"
)
# 上半年编制…, 12月组织开展…: the time of something that is planned, not of a meeting that was.
_PLANNED = re.compile(
    r"(?:份)?\s*[,]?\s*(?:要|应|集中|统一|适时)?(?:编制|制定|制订|修订|组织|开展|召开|举办|举行|启动|部署|汇总|通报|梳理|评选|考核)"
    r"(?![^,;。]{0,20}(?:的(?:会议|大会|全会|座谈会|精神|通知|意见)|会议精神|以来|时))"
)
_HELD = re.compile(r"[,]?(?:在[^,;。]{2,16})?(?:举办|举行|召开|启动)(?![^,;。]{0,20}(?:的|以来))")
_WITHIN = re.compile(
    r"[^,;。无不]{0,24}(?:完成|实现|建成|达到|形成|出台|印发|投入|竣工|启用|上线|开工|办结|建立|新增|启动|报送|通过|投用|投产|覆盖|清零|归集|拨付)"
)
# 自2025年起持续推进: when something starts is no limit.
STARTS = re.compile(r"\s*(?:开始)?起(?!草)|\s*(?:开始|启动)实施")
_STATUS = re.compile(r"(?:截至|截止|截止到|自|从|起于|同比|较|比|以来|去年|上年|《[^》]*|始于|早在|曾于)$")
_NOT_AFTER = re.compile(
    r"(?:以来|起(?!草)|以后|之后|度(?![末底内])|版|级|型|期间|以前(?:的|建成|形成|年)|前(?:的|建成的))"
)
_EVERY_VERB = re.compile(
    r"\s*[,]?(?:下班|至少|定期|要|应|须|均|由|向|对|按时|前|之前|末|底|结束后|第|组织|举办|召开|开展|报送|上报|通报|调度|更新|公布|公开|评估|报告|汇报|听取|研究|检查|督查|督导|抽查|培训|完成|进行|形成|梳理|发布|不少于|不低于|轮训|一|1|两|2|\d|安排|编制|制定|印发|推送|集中|确定|选取|监测|巡查|排查|清理|走访|测评)"
)
_RELATIVE_VERB = re.compile(r"[^。;]{0,20}(?:报送|上报|反馈|回复|提交|整改|报告|落实|完成|办结)")


def sets_limit(kind: str, match: re.Match, folded: str) -> bool:
    """Whether a date found in running text sets a limit, rather than telling when something was or is."""
    before, after = folded[max(0, match.start() - 12) : match.start()], folded[match.end() : match.end() + 30]
    if kind == "ongoing":  # …，并长期坚持: said of the task itself, not a phrase within it
        if match.group().endswith("落实"):  # …，长期抓好落实。
            stands_alone = re.match("[,;。]|$", after) and re.search(r"(?:^|[,;、。:])\s*(?:并|要)?$", before)
            return match.group().startswith("长期抓") and bool(stands_alone)
        return bool(re.match("长期坚持|持续坚持", match.group()) and re.search(r"[,;、]\s*并?$", before))
    if _STATUS.search(before) or before.count("《") > before.count("》"):
        return False
    if kind in ("atonce", "serial", "whole"):
        return False
    if kind == "halves":
        return True
    if kind == "every":
        rhythm = _EVERY_VERB.match(after) or re.search(r"[日号底末旬]$", match.group())
        return match.group()[0] == "每" and bool(rhythm)
    if kind == "relative":
        return bool(_RELATIVE_VERB.match(after))
    return not _NOT_AFTER.match(after) and _ends_work(kind, match.group(), before, after)


def _ends_work(kind: str, words: str, before: str, after: str) -> bool:
    """Whether a point or span of time is when something must be done."""
    if kind == "plan":
        return words.endswith("末") or bool(re.search("到$", before))
    if re.search(r"(?:时限|期限|时间)(?:为|是|:)\s*$", before):
        return True
    if words.endswith("年内"):
        return bool(_WITHIN.match(after))
    if _LIMIT.match(after) or (kind == "day" and _HELD.match(after)):
        return True
    if kind == "range" and re.match(r"\s*,", after) and re.search(r"(?:^|[:。;])\s*$", before):
        return True  # 集中整治：5月至8月，…
    if re.search(r"(?:到|至|力争到|确保到)\s*$", before) and kind in ("year", "month", "full", "day"):
        return not re.match(r"\s*(?:-|至|~)", after)
    if kind in ("half", "quarter", "month") and "年" not in words.replace("半年", ""):
        within = kind != "month" and _WITHIN.match(after)
        return bool(_DONE.match(after) or _PLANNED.match(after) or within)
    return bool(_DONE.match(after)) and (
        kind in ("half", "quarter", "full", "day", "month") or words[-1] in "底末"
    )
