"""The words that introduce owners, dates and notes in clauses and headers. All patterns match folded text."""

from __future__ import annotations

import re
from functools import lru_cache

from .. import lexicon

_PIECES = lexicon.table("owners")["pieces"]
_ROWS: dict[str, str] = {
    row["id"]: "|".join(f"(?:{lexicon.fill(form, _PIECES)})" for form in row["forms"])
    for row in lexicon.rows("owners", "key")
}
_ROLE: dict[str, str] = {row["id"]: row["role"] for row in lexicon.rows("owners", "key")}


def _keys(role: str) -> str:
    """Of headers and clauses alike; a word that charges in some other way only does so before a colon."""
    return "|".join(pattern for name, pattern in _ROWS.items() if _ROLE[name] == role and name != "any-body")


LEAD_KEYS, CO_KEYS, DATE_KEYS, NOTE_KEYS = map(_keys, ("lead", "co", "date", "note"))
_ANY = "|".join(_ROWS.values())
KEY = re.compile(rf"(?<![\u4e00-\u9fff])(?P<key>{_ANY})\s*(?:\([^()]{{0,12}}\)\s*)?:\s*")
KEY_BOXED = re.compile(
    rf"[【\[](?P<key>{_ANY})[】\]]"
)  # 【责任单位】市司法局; matched on the text as written
# Any other word before a colon opens a field of its own, whose words are no owners.
FIELD = re.compile(r"(?:(?<=[;,。、\s(])|^)\s*(?P<key>[\u4e00-\u9fff]{2,8})\s*:")
_NAMED = {name: re.compile(f"(?:{pattern})$") for name, pattern in _ROWS.items()}

# Whoever does so supports somebody else.
HELP_WORD = re.compile("配合|联合|协办|协助|协同|参与|参加|参办|会办|联办|辅助|支持")
# 市发改委（牵头）、市工信局（配合）
ROLE_MARK = re.compile(
    r"\((?:负责)?(?:牵头|主办|主责|配合|协办|参与|协助|分办|会办|承办|联办)(?:单位|部门|负责)?\)$"
)

_DUTY = r"(?:(?:等)?(?:按照?|根据|依据)(?:各自)?(?:职责|职能|任务|责任)(?:分工|范围|权限)?(?:分别|共同|抓好|做好)?(?:负责|落实|配合|实施|推进|组织实施|抓落实|做好|抓好)?(?:落实|实施|工作)?|分工负责|分工落实)"
FREE_LEAD = re.compile(
    r"^(?:(?:(?:该|此|本|上述|以上)[^由,;]{0,8})?由)?\s*(?P<units>\S.*?)(?<!各项目)(?<!各任务)(?<!各事项)(?:按照?(?:各自)?职[责能](?:分工)?)?(?P<verb>(?:共同|联合|分别|总|负责)?牵头(?:负责|落实|组织实施|组织|推进|抓总|办理|实施|会同|单位|抓好落实)?(?P<with>.*)?|(?:负)?总负?责|负总责|(?:具体|组织|分别|共同|统筹)?负责(?:具体|组织)?(?:落实|组织实施|实施|推进|组织)?|主办|承办|主抓|承担)$"
)
FREE_CO = re.compile(
    rf"^(?:(?:(?:该|此|本|上述|以上)[^由,;]{{0,8}})?由)?\s*(?P<units>(?:\S.*?)?)(?<!负责)(?P<verb>{_DUTY}|(?:积极|协同|协助|共同|具体|分别|抓好|予以|按职责|按职责分工|密切|给予)?(?:配合|协助|参与|参加|支持|协办|协同|落实)(?:落实|推进|实施|做好|负责|工作)?)$"
)
WITH = re.compile(r"[,、]?(?:会同|(?:联合|商)(?=省|市|县|区|州|各|有关|相关))")

RUNNING = re.compile(
    r"由(?P<units>(?:[^,;。:“”由]|“[^“”]{1,12}”){2,60}?)(?:(?:党政)?(?:主要|分管)?(?:领导|负责人|负责同志))?(?:共同|联合|具体)?(?P<verb>包[抓案保干](?!单位|领导|人)|盯办|牵头(?!\))|负责(?!人|同志|的|制(?!定|作|订)|任)|组织实施|主办(?!单位|方)|承办(?!单位|方)|会同)"
)
# A part of a closing sentence that is nothing but a date.
ONLY_DATE = re.compile(
    r"(?:于|在|力争|确保)?(?:[\d一二三四五六七八九十〇零两年月日号第上下半季度旬底末初中今明全每各个周最后\-—~至到起止前内之以]+)"
    r"(?:基本|全面|全部)?(?:完成|办结|落实|到位|建成|实施|见效|取得(?:阶段性|明显|实质性)?(?:成效|进展))?"
    r"|(?:并)?(?:长期|持续|常态化?|全年|常年)(?:坚持|推进|开展|实施|落实)?"
)
# 该项工作牵头单位为市住建局
STATED_ROLE = re.compile(
    rf"(?P<key>(?:{LEAD_KEYS})|(?:{CO_KEYS}))(?:为|是)(?P<units>[^,;。:]{{2,60}}(?:,各[^,;。:]{{2,20}})*)"
)
# …由市住建局制定方案: an order of its own only to a plain unit.
DONE_BY = re.compile(
    r"由(?P<units>(?:[^,;。:“”由]|“[^“”]{1,12}”){2,30}?)(?P<verb>制定|制订|编制|组织|汇总|提出|完成|统筹|承办|承担|印发|发布|按(?=会议|程序|规定)|修改|"
    r"抓紧|尽快|立即|根据|按照|结合|协调|统一|督促|指导|做好|开展|落实|实施|起草|拟定|拟订|研究|建立|推进|办理|提供|完善|对接|逐[一项户个])"
)
# …市司法局配合; …会同市司法局 / 联合市司法局于6月底前…: who helps the one named before.
HELPED = re.compile(
    r"[,;、](?P<units>[^,;。:“”由]{2,60}?)(?:积极|密切|共同)?(?:配合|协助|参与|参加|会办(?!单位|公[室厅])|协办(?!单位|方|公[室厅]))"
)
JOINED = re.compile(
    r"(?:会同|(?<=[局厅委办])商(?=省|市|县|区|州|各|有关|相关)|联合(?=省|市|县|区|州|各|有关|相关)|组织(?=各))(?P<units>[^;。:“”]{2,60}?)"
    r"(?=[,;。]|$|(?<=[局厅])(?![、和及与]|[^,;。、]{0,8}(?:局|厅|中心|[大中支总]队|室|所|站|委|办|政府))|于|在|对|按|就|每|共同|抓紧|尽快|认真|深入|依法|制定|开展|组织|研究|做好|推进|完成|建立|负责|落实|提出|编制|起草|拟订|修订|审核|审查|汇总|督促|加强)"
)
HEADING_OWNER = re.compile(
    r"^(?:请)?(?P<units>[^,;。:“”]{3,40}?)(?P<verb>牵头|负责|主办)?(?:的)?(?:重点)?(?:任务|事项|工作任务|项目)?(?:\(\s*(?:共)?\d+\s*(?:项|条|件|个)?\s*\))?$"
)
# 6月底前完成的任务（3项）
HEADING_DATE = re.compile(
    r"^(?P<when>[^,;。:]*?(?:前|底|内|月|季度|半年|完成|持续|长期|常年)[^,;。:]*?)(?:的|类)?(?:重点|主要|整改|工作)?(?:任务|事项|工作|项目|问题|措施)"
    r"(?:\(\s*(?:共)?\d+\s*(?:项|条|件|个)?\s*\))?$"
)
PLAIN_UNIT = re.compile(
    r"^(?:省|市|县|区|州|盟|旗|各).*(?:局|委|办|办公室|厅|部|院|政府|公司|中心|管委会|人大|政协|支队|总队|大队|分局|[残妇文侨]联|工商联|科协|总工会|红十字会|党校|集团)$"
)
# 某某市行政审批服务局: the name of a place before that of the office.
PLACED_UNIT = re.compile(
    r"^[\u4e00-\u9fff]{2,6}(?:省|市|县|区|州|旗)[\u4e00-\u9fff]{2,}(?:局|委|办|办公室|厅|政府|委员会|检察院|法院)$"
)
_WHO = r"(?![与和同跟向对把将从按在为由]|经(?!开|济|信|发|贸|协|办|管|委))(?P<units>(?:[^,;。:“”()\n]|\([^()]{0,12}\)|“[^“”]{1,10}”){2,40}?)(?:分别|共同|也|都|均)?"
# What burdens the unit that a sentence begins with: 市财政局要…, 各单位每月…, 市住建局会同…, 各区政府为责任主体.
BURDEN = (
    r"(?<![重主需只首纪摘概必想])要(?![求素件闻点害])|应当?(?![用急对诉收])|须|(?<!所)需要?(?!求)|务必|必须|"
    r"负责(?!人|同志|的|制(?!定|作|订)|任)|牵头(?!人|单位|部门)|主办(?!人|单位|部门|方)|会同|(?<=[局厅委办])商(?=[省市县区州各])|将(?=联合|会同|商)|"
    r"(?:积极|密切|协同)?(?:配合|协助)(?=[。;]?$)|"
    r"自(?=\d|本|\S{1,2}月)|于(?=每|\d|本|年|\S{1,2}月|收到|接到)|每(?=个?(?:年|季|月|周|半|学期|日|天|旬))|请(?=于|在|将|按)|(?=(?:20\d\d年)?\d{1,2}月(?:\d{1,2}日|底|[上中下]旬)?前|年底前|[今本]?年内)|(?:作)?为(?:责任主体|(?:牵头|责任|主办|业主|实施)(?:单位|部门|主体))"
)
SUBJECT = re.compile(rf"^(?:请)?{_WHO}(?P<verb>{BURDEN})")
# 各部门制定方案，于3月25日前报…: who acts counts as owner only where a date says that it is a duty.
DEED = r"制定|制订|全面|开展|组织|对|按照?|结合|根据|建立|完成|梳理|汇总|编制|形成|抽取|选取|通报|公布|总结|审核|将|加强|强化|推进|落实|做好|抓好|统筹|指导|督促|监督|协调|认真|切实|严格|积极|加大|加快|成立|充分|及时|定期|把|按时|深入|持续|具体|分别|组织|召开|举办|适时|联合|利用|依托|围绕|发动|动员|参照|对照|采取|提出|安排|部署|确定|明确|设立|牵头|配合|协助|主动|继续|进一步|落细|承担|督查|检查|巡查|排查|摸底|走访|宣传|培训|收集|报送|上报|报|召集|确保|约谈|拨付|印发|出台|查处|修订|起草|调度|集中|组成|保障|兑付|核查|抽查|启动|推行|提前|全程|跟踪|跟进|争取|协同|全力|尽快|专题|列出|拿出|提交|优先|安排|予以|给予|提供|主办|派出|选派|抽调|下发|测算|核实|起草|指派|督办|各(?=派|选派|抽调|安排)|派(?=\d|出(?!所)|员|人|专)|签订(?!的)|研究(?!室|院|所|中心)|协助(?!单位|部门)|想办法|筹措|倒排|正在|落细|正(?=抓紧|会同)|[与同和](?=[^,;。、]{2,12}(?:签订|签署|结对|对接)(?!的))"
ASKED = re.compile(
    rf"^(?:请|(?:现|建议)?(?:责令|责成|要求|限期?|督促)){_WHO}(?P<verb>分别|先|统一|于|在|向|对|限期|即|\d|[一二三两]个?[月周年]|立即|抓紧|尽快|切实|认真|严格|加快|按照?|结合|根据|组织|做好|研究|提供|督促|(?:单独|分别)?办理|紧扣|立足|高度重视|遵照|主要|{DEED})"
)
_NO_NAME_ON = r"(?!室|组(?!织)|处(?![置理])|科|队|局|站|所|办(?!理)|中心|小组|委员会|部(?![门分署])|机构|工作(?:组|队|专班))"  # 两办督查室
ACTS = re.compile(rf"^{_WHO}(?P<verb>{DEED}){_NO_NAME_ON}")
LEADS = re.compile(r"牵头|负责|主办|主责")


@lru_cache(maxsize=500)
def key_row(key: str) -> str:
    """The row of the lexicon that knows the key word, or ""."""
    return next((name for name, pattern in _NAMED.items() if pattern.match(key)), "")


def key_role(key: str) -> str:
    """lead, co, date or note."""
    return _ROLE.get(key_row(key), "note")
