"""Whether a date in running text sets a limit, rather than telling when something was or is. Patterns match folded text
without blanks."""

from __future__ import annotations

import re

LABEL = re.compile(
    r"报送|上报|报备|报告|公开|公布|公示|反馈|备案|提交|通报|汇报|印发|出台|述职|对账|更新|直播"
)
# Running text without any of these cannot hold a deadline; a cheap first look.
HINT = re.compile(
    r"Q[1-4]|长期抓好?落实|前|底|末|内|到\s*[2２]|每|半年|季度|月|年完成|日|[一两二]次|一季一|一周一"
)
# 自2025年起持续推进: when something starts is no limit.
STARTS = re.compile(r"(?:开始)?起(?!草)|(?:开始|启动)实施|(?:至|到|-|—)(?:长期|今后)")
_LIMIT = re.compile(
    r"(?:之前|以前|(?:开学|放假|汛期|入汛|春节|国庆|开工|通车|上线|启用|供暖|下班|中午|[上下]午(?:下班)?|(?:[上下]午)?\d{1,2}(?:时|点|:\d{2}))?前(?![期三述置列沿往来瞻后])|之内|内(?![容部外在])|止)"
)
_DONE = re.compile(
    r"[,]?(?:要|须|应|全面|全部|基本|力争|初步|率先|确保|如期)?(?:完成|实现|建成|达到|达|形成|出台|印发|投入|竣工|启用|上线|开工|办结|取得|整改|建立|报送|上报|公布|通车|投产|投用|交付|封顶|开园|开业|试运行|试运营|运营|验收|贯通|合龙|通水|通气|供水|供暖|入住|开班|揭牌|投运|并网|下闸|落地|见效|完工|提交|给[^,;。]{1,6}报|报(?=[省市县区州镇送请]))"
)
_PLANNED_FOR = re.compile("(?:计划|拟|拟于|计划于|预计|预计于|争取|争取在|力争|力争在)$")  # 计划明年6月报…
# 上半年编制…, 12月组织开展…: the time of something that is planned, not of a meeting that was.
_PLANNED = re.compile(
    r"(?:份)?[,]?(?:要|应|集中|统一|适时)?(?:编制|制定|制订|修订|组织|开展|召开|举办|举行|启动|部署|汇总|通报|梳理|评选|考核|进行)"
    r"(?![^,;。]{0,20}(?:的(?:会议|大会|全会|座谈会|精神|通知|意见)|会议精神|以来|时))"
)
_ABOUT = re.compile(r"份?对[^,;。]{1,24}(?:开展|进行|组织)")  # 10月份对大厅开展暗访
_HELD = re.compile(r"[,]?(?:在[^,;。]{2,16})?(?:举办|举行|召开|启动)(?![^,;。]{0,20}(?:的|以来))")
_WITHIN = re.compile(
    r"[^,;。无不]{0,24}(?:完成|实现|建成|达到|形成|出台|印发|投入|竣工|封顶|启用|上线|开工|办结|建立|新增|启动|报送|通过|投用|投产|覆盖|清零|归集|拨付|相符|到位|轮训|压缩|压减|降至|降到|提升至|提升到|提高到|提高至)"
)
# 上半年筹集公寓500套, 年内新建工作站2个: what opens a sentence and is followed by what is to be done.
_OPENS = re.compile(
    r"(?:全面|基本|力争|确保|计划|拟|再|要)?(?:新建|新增|筹集|引进|培育|实施|推进|推动|建设|改造|打造|发放|整治|清理|招引|落实|争取|压减|化解|兑付|配备|"
    r"配齐|采购|招聘|选聘|选派|培训|创建|申报|立项|布设|安装|升级|扩建|投放|更新|修复|拆除|搬迁|征收|签约|盘活|补齐|补足|消除|治理|排查|检测|调整|修编)"
    r"(?![了过])(?![^。;]{0,40}(?:同比|增长\d|下降\d))"
)
_STATUS = re.compile(
    r"(?:截至|截止|截止到|自|从|起于|同比|较|比|以来|去年|上年|《[^》]*|始于|早在|曾于|(?:有效期|有效|施行|执行)限?(?:为|截至|至|到)?)$"
)
_FAILED = re.compile(r"[,]?(?:仍|还|尚)?(?:没有?|未)[^,;。]{1,10}的")  # 到年底，没有完成的，要说明情况
_NOT_AFTER = re.compile(
    r"(?:以来|起(?!草)|以后|之后|度(?![末底内])|版|级|型|期间|以前(?:的|建成|形成|年)|前(?:的|建成的))"
)
_EVERY_VERB = re.compile(
    r"[^,;。、]{0,8}(?:(?:不少于|至少|不低于)[\d一二两三]+|[讲巡]?[1一])[次场期轮篇天](?!数)|[,]?(?:下班|[上下]午|\d{1,2}时|至少|定期|要|应|须|均|由|向|对|按时|前|之前|末|底|结束后|第|组织|举办|召开|开展|报送|上报|通报|汇总|调度|更新|公布|公开|评估|报告|汇报|听取|研究|检查|督查|督导|抽查|培训|完成|进行|形成|梳理|发布|不少于|不低于|轮训|一|1|两|2|\d|安排|编制|制定|印发|推送|集中|确定|选取|监测|巡查|排查|清理|走访|测评|专题|集体|联合|分析|研判|学习|举行|回访|抽取|随机)"
)
_RELATIVE_VERB = re.compile(
    r"[^。;]{0,20}(?:报送|上报|反馈|回复|提交|整改|报告|落实|完成|办结|制定|制订|出台|印发|拿出|提出|答复|办理|明确|建立|公布|公示|拨付|组织|联系|沟通|回访|对接|告知|说明|退回|签收)"
)
_BY_PERIOD = re.compile("(?:度)?(?:通报|调度|汇总|报送|报告|上报|公布|评估|考核|督查)")  # 按季通报
_AHEAD = re.compile("^[明次翌来]年")  # 次年3月，开展…: never what was
_POINTS = ("half", "quarter", "full", "days", "month", "range")


_DAY_OF_A_PERIOD = re.compile(r"[日号底末旬]$|(?:周|星期)[一二三四五六日]$|季度$(?<=第.季度)")
_NOT_LATER = re.compile(
    r"(?:不[得能]?(?:晚于|超过)|不迟于|最迟于?|[至最]晚于?|务必于|定在|(?:时限|期限|时间)(?:为|是|:))$"
)


def sets_limit(make: str, start: int, end: int, folded: str) -> bool:
    """Whether the wording at `start` sets a limit."""
    before, words, after = folded[max(0, start - 12) : start], folded[start:end], folded[end : end + 30]
    if before[-1:] == "(" and after[:1] == ")":
        after = after[1:]  # 汛期来临前（4月底）完成
    if make == "ongoing":
        return _lasts(words, before, after)
    told = _is_status(before, after)
    if told or make in ("at_once", "serial", "whole"):
        return False
    if make == "unclear":
        return bool(_LIMIT.match(after))
    if make in ("rhythm", "odd_rhythm", "every_days"):
        return True
    if make == "blank":
        return bool(_LIMIT.match(after) or _DONE.match(after))
    if make == "every":
        return _comes_again(words, after)
    if make == "relative":
        return bool(_RELATIVE_VERB.match(after))
    return not _NOT_AFTER.match(after) and _ends_work(make, words, before, after)


def _is_status(before: str, after: str) -> bool:
    """截至6月底, and 到年底，没有完成的，要说明情况: when something was, or would have failed."""
    failed = before[-1:] == "到" and _FAILED.match(after)
    return bool(_STATUS.search(before) or failed) or before.count("《") > before.count("》")


def _comes_again(words: str, after: str) -> bool:
    if words[0] == "按":
        return bool(_BY_PERIOD.match(after))
    return words[0] == "每" and bool(_EVERY_VERB.match(after) or _DAY_OF_A_PERIOD.search(words))


def _lasts(words: str, before: str, after: str) -> bool:
    """…，并长期坚持: said of the task itself, not a phrase within it."""
    if words.endswith("落实"):  # …，长期抓好落实。
        stands_alone = re.match("[,;。]|$", after) and re.search(r"(?:^|[,;、。:])(?:并|要)?$", before)
        return words.startswith("长期抓") and bool(stands_alone)
    return bool(re.match("长期坚持|持续坚持", words) and re.search(r"[,;、]并?$", before))


def _ends_work(make: str, words: str, before: str, after: str) -> bool:
    """Whether a point or span of time is when something must be done."""
    if make == "plan":
        return words.endswith("末") or bool(re.search("到$", before))
    if _NOT_LATER.search(before):
        return True
    if words.endswith("年内"):
        return _opens(before, after) or bool(_WITHIN.match(after))
    if _is_limited(make, words, before, after):
        return True
    if make in ("month", "full", "quarter", "half") and _PLANNED_FOR.search(before):
        return True
    if re.search(r"(?:到|至|力争到|确保到)$", before) and make in ("year_end", "month", "full"):
        return not re.match(r"(?:-|至|~)", after)
    if make in ("half", "quarter", "month") and "年" not in _AHEAD.sub("", words.replace("半年", "")):
        return _in_period(make, before, after)
    return bool(_DONE.match(after)) and (make in _POINTS[:-1] or words[-1] in "底末")


def _in_period(make: str, before: str, after: str) -> bool:
    within = make != "month" and (_WITHIN.match(after) or _opens(before, after))
    about = make == "month" and _ABOUT.match(after)
    return bool(_DONE.match(after) or _PLANNED.match(after) or within or about)


def _opens(before: str, after: str) -> bool:
    """Whether the words open a sentence and what is to be done follows."""
    return bool(re.search(r"(?:^|[。;:])$", before) and _OPENS.match(after))


def _is_limited(make: str, words: str, before: str, after: str) -> bool:
    """6月底前; 3月22日举办…; 集中整治：5月至8月，…"""
    if _LIMIT.match(after) or (make == "full" and "年" not in words and _HELD.match(after)):
        return True
    return make == "range" and bool(re.match(r",", after) and re.search(r"(?:^|[:。;])$", before))
