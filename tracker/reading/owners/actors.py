"""Who acts in running words, whatever the verb is: 县城投公司倒排工期; 留守儿童由村妇联主席结对; …，镇中心校统一通知.

A name counts where a clause begins or behind 由, 请, 责成, if it ends like the name of a body, a place or a post, and if a
predicate follows. What is told as done, seen or said (已, 了, 反映, 汇报) burdens nobody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from ..dates.engine import has_date
from ..text.characters import fold
from ..text.sentences import split
from . import units
from .offices import BRANCH, is_plain
from .trades import is_trade
from .words import BURDEN, DEED, PLAIN_UNIT

CLAUSE = re.compile(r"(?:[^,。;:!?\s]| (?! ))+")
_REACH = 60  # characters of a clause in which its subject ends
_SAID = 80  # characters behind it that say whether it was done
_MOST = 6  # words in one clause that charge somebody
_CHARGED = re.compile(
    r"(?<![自经事原理因])(?<!(?<!方)案)由(?!于|来|此|上)|(?<![申邀提敬聘约])请(?![示假求])|责成|责令|要求(?!为|是|如下)|限(?![期制于额高速时])"
)
_DAY = r"(?:今|明|当)[天日晚早]|(?:[本下]周|星期|周)[一二三四五六日]?|[上下]午|每[天日周月年]|(?:\d{1,2}|[一二三四五六七八九十]{1,2})月(?:\d{1,2}日|底|[上中下]旬)?|\d{1,2}日|年底|月底"
_SKIP = re.compile(
    rf"\s*(?:[一二三四五六七八九十]{{1,2}}[是要]|[(（]?(?:\d{{1,2}}|[一二三四五六七八九十]{{1,2}})[)）.、]|[①-⑳]|@|同时|并且|其中|另外|此外|会后|原则上|具体|近期|下一步|随后|必要时|特别是|尤其是|对此|因此|凡|再|现|建议)?"
    rf"(?:(?:在|于|从)?(?:{_DAY})+(?:之?前|起|内)?|[会放开培][\u4e00-\u9fff]{{1,2}}[后前])?"
)
# With these no name begins that stands where a clause does.
_NO_START = re.compile(
    rf"(?!派出所|组织部|统战部)(?:(?:双方|[两三]家)[\u4e00-\u9fff]{{3,}}局|[报向对经给在从到于按请让使由被把将为以据与同跟及和并但如若凡待需须可能会是有无不未就至送交前后了着过要再又也都还仍使令限去来拟所责命其之做信]|(?:{DEED})|(?:上报|下达|尽快|全面|积极|组织(?!部)|协调|督促|指导|通过|根据|按照|结合|围绕|加强|推进|做好|完成|建立|召开|列入|纳入|原则|取得|存在|涉及|来自|位于|政府(?!办)|市民|城市|县城(?![投建管])|辖区|建设|支持|坚持|压实|应(?!急)|保障|保持|维护|优化|规范|丰富|进一步|持续|强化|深化|提升|参与|促进|构建|形成|实现|缓解|中标|凡是|以上|上述|网站|部分|有条件|区域|省级(?!有关|相关|各)|市级(?!有关|相关|各)))"
)
_POST = (
    r"(?:两委(?:干部)?|工作队|突击队|小分队|服务队|志愿者|网格[员长]|(?:巡河|护林|信息|联络|安全|管护|保洁|防火|灌溉|协管|督导|辅导|技术|水管|宣讲|护渠|养护|包片|指导|观察|特派|警戒|值班|报灾|监测|看护|巡查|接种)员|(?:包组|包村|镇村|村组|驻村|乡镇|社区|机关|包保|下派|值班|村)干部|"
    r"班主任|村支书|村主任|(?:村|社区|支部|党支部|第一|村党组织|总支)书记|(?:河|林|田|路|街|楼|校|园|组|村|片|库|链)长|妇联主席|物业|业委会|施工方|项目业主|村民小组|合作社|种粮大户|经营户|承包人|中标人)"
)
_NAME_END = re.compile(
    r"局|(?<=[镇乡])街|机关(?!干部|事业|单位|党)|委(?![托员])|委员会|(?<!督)办(?![理事学法公案展得])|办公室|厅|[医法检学生老]院|检察院|[站所校]|队|公司|中心|政府|街道|股(?![份东权民])|[镇乡县区市州旗村](?![民委域直级管内场长容镇县])|村委会|居委会|社区|督查室|研究室|督导室|专班|小组|指挥部|集团|工作组|[妇残文侨]联|工商联|工会|总工会|联社|单位|部门|[中小]学|幼儿园|企业|银行|党委|机构|协会|农场|林场|公司[\u4e00-\u9fff]{2,4}部|水库管理处|管理处|[甲乙丙双]方|"
    + _POST
)
_POSTED = re.compile(_POST + "$")
_PLACE = re.compile(
    "^(?!.*(?:[全各我本该社地园景山灾库片小城辖集老新郊市牧林矿]|中心|开发)[县区]$)[\u4e00-\u9fff]{2,4}[县区市旗州]$"
)
_TOWN = re.compile(
    "^(?!.*(?:小|集|城|点|心|色|古|强|全|该|本|村)[镇]$|.*(?:下|返|家|水|故|他|城|全|该|本)乡$)[\u4e00-\u9fff]{2,4}(?:镇|乡)$"
)
_STREET = re.compile("^[\u4e00-\u9fff]{2,4}(?:街道|社区|村)$")
_BODY = re.compile(
    "(?:局|委员会|办公室|厅|检察院|法院|公司|街道|街道办|妇联|残联|工会|督查室|研究室|督导室|专班|领导小组|指挥部|集团|工作组|管委会|派出所|司法所|工作站|服务中心|管理处|中心校|卫生院|[中大支总]队|村委会|居委会|[甲乙丙双]方|管理所|管理站|事务所|农技站|水利站|林业站|应急办|党政办|综治办|文明办|编办|两办|党委|工商联|^(?!.*(?:[常村支居两党市县区省州团工])委$)[\u4e00-\u9fff]{2,3}委|^(?!.*[场厕住处]所$)[\u4e00-\u9fff]{2,4}所|^[\u4e00-\u9fff]{2,5}股|公司[\u4e00-\u9fff]{2,4}部)$"
)
_GOVERNMENT = re.compile("^(?:[\u4e00-\u9fff]{0,4}[省市县区州镇乡旗])(?:人民)?政府$")
_GROUP = re.compile(
    "各|双方|有关|相关|其[他它余]|所有|[两三四五六七八九几]家|全[市县区省镇]|[市县区省州厅局]直|[承会主协]办|牵头|责任|成员|配合|属地|驻"
)
_INSIDE = re.compile(
    "督促|指导(?!中心|站|组|员|室)|组织(?!部)|会同|负责(?!人)|协调(?!中心|办|小组)|配合|通过|根据|按照|[向对把将于被给在报前](?=..)|交(?=[省市县区教财])|[了要每请]|尽快|补齐|联合(?!会|体|国)|至少|[\\d一二三四五六七八九十]+(?:次|元|万|年|个月|日|条|项|处)|以及其|授权|委托|落实|推进|完成|开展"
)
_GOES_ON = re.compile(
    "编办|(?:单位|部门)(?!$)|(?<=[镇乡])街|办?公[室厅]|[\u4e00-\u9fff]{0,6}(?:办公[室厅]|委员会)|会(?!同|商|[前后]|上)|[\u4e00-\u9fff]{0,3}(?:室|[大支总中]队|分局|中心(?!户)|委员会|小组|专班|服务站|政府|街道办|办公室|工作队|干部|村委会|管委会|居委会|党委|党组|公司|有限|[站所](?!有|需|在|属|以|得)|办(?![理事学法公案好结]))|[\u4e00-\u9fff]{1,3}(?:[\u4e00-\u9fff]室|(?:(?!全部)[\u4e00-\u9fff]部)(?![门分署]))|各(?=[省市县区部单乡镇村级相有])|监(?=委)|[\u4e00-\u9fff]{1,3}工委|[处科](?![理置研])|(?:党组|党委|党工委)|各(?=[省市县区部单乡镇村级相有])|监(?=委)|[\u4e00-\u9fff]{1,3}工委|(?:人民)?政府"
)
_PREDICATE = re.compile(
    r"(?![的、和与及()“”]|等(?!额)|部(?!署)|室|处(?![理置])|科|组(?!织)|长(?!期)|为主|管辖|主管|所属|监管|解释|主要|分管|有关|相关|领导|负责(?:人|同志|的)|同志|共[同建]的|工作|情况|问题|职工|人员|班子|项目|资金|经费|预算|门口|附近|辖区|境内|范围|系统|文件|网站|汇报|反映|介绍|发言|表示|表态|认为|指出|强调|要求|同意|批[准复示]|审[定批]|通过|以[上下]|之[间外]|内|外|里|上(?!报|传|门)|下(?!发|达|派|沉)|中(?!止)|间|性|级|类|型|化|年度|建设|发展|管理|服务(?!好)|改革|环境|经济|群众|居民|市民|企业|干部|党员|代表|委员|书记|主任|副?[局厅县市区镇乡站所队院校]长|及其|方面|系|制|员|人|副|常委|主席|信息|门户|工资|待遇|队伍|缺口|名单|补[助贴]|大[会楼]|出台的|印发的)"
    r"(?:(?:[与同和])[^,;。、]{2,14}?(?:签订|签署|结对|对接)|[各分都也均]?(?:[\u4e00-\u9fff]{2}(?=[^,;。:!?\s])|(?:[两三四五六]家(?:单位|部门)?|实施|办理|代建|承担|承办|主办|包干|把关|兜底|牵头|负责|配合|落实|跟进|到位|参加|送电|上岗|到岗)(?=$|[,;。])|[于在到每]\d|\d{1,2}月|\d{1,2}日|[\u4e00-\u9fff]\d))"
)
_PARTICLE = re.compile("所[在需有属以得谓称涉取列产办持获能受]")  # 市场主体|所取得
_ASKED_TO = re.compile(
    r"(?:研究|处理|解决|考虑|把握|答复|核实|跟踪|协调|测算|整改|报告|安排|支持)(?=$|[,;。])"
)  # 请供电公司研究，
# 市公安局、市人社局等败诉较多的部门，每季度…
_GROUPED = re.compile("等[^,;。]{2,16}(?:部门|单位|乡镇|街道|地方)[,]")
_BY_HEAD = re.compile(
    r"(?:党委|党组|党工委)?(?:主要|分管|党政)?(?:负责人|负责同志|领导|书记|主任|副?[局县市区镇乡站所院校队]长|班子成员|党政正职)(?:要|应|须|必须|亲自|带队|牵头|包抓|负责|每|带头|靠前|到)"
)
_DOES = re.compile(
    rf"[各分都也均]?(?:{BURDEN}|{DEED}|一律|带头|尽快|抓紧|立即|逐|派|备|承诺|保证|包|[在今明当]|每(?![两三])|\d{{1,2}}[月日]|[与同和][^,;。、]{{2,14}}?(?:签|结对|对接))"
)
_BUILT = re.compile("(?:[医学]院|学校|[中小]学|幼儿园|村|社区)$")
_LEVEL_ALONE = re.compile("^[省市县区州](?:委|(?:人民)?政府)$|^我[^,]$")  # whoever is above all that act
_GENERIC = re.compile("(?:所在|属地)?(?:乡镇|镇街|街道|社区|村组|学校|企业|公司|医院|项目部)")  # behind 由
_PARTY = re.compile("^[甲乙丙双]方$")
# 瑞昌市优化营商环境办公室, 甲方商务局: the name goes on.
_LONGER = re.compile("[^对把将要须应于在负,;。]{2,14}(?:办公室|局|委员会|公司|中心|医院|学校|部门)")
# What was done, seen or said.
TOLD = re.compile(
    r"了(?![解结])|已(?!知)|曾|汇报|反映|指出|认为|介绍|表[示态]|强调|听取|存在|尚|没有|不足|[达约共有]\d|完成率|同意|正在|目前|仍|位于|属于|(?<![联体])系(?![统列])|是(?!否)|共有|现有|受理|接到|提出[的]|发现[^,;。]{0,20}问题$|累计|同比|占比?\d|较|以来|落后|滞后|缓慢|反弹|突出|下降|增长|超过|不到|不[力够高强]|获得|荣获|被|负有|设[在立]|理出|(?:单位|部门|主体)[为是]|收悉|办结率|表现"
)
_WATCHES = re.compile(
    "要?(?:[将适]|督查|检查|巡查|抽查|通报|监督|约谈|跟踪|问责|追[责究]|考核|督办|验收|复查|核查|[^,;。]{0,8}(?:追责|问责|追究|约谈|扣分|督办|督查一次|通报一次)|予以(?:支持|保障)|提供(?:支持|保障)|给予(?:支持|指导))"
)
# 水口镇仍有6处…，请今天补齐: whoever lacks something is asked to mend it.
_LACKS = re.compile("(?:仍|还|尚|也)?(?:有\\d|有[一两三几多]|存在|未|没有|缺)")
_MEND = re.compile(
    "[,;](?:请|限|责令|须|必须|务必|立即|抓紧|尽快|要(?!求)|应(?!急))|需(?:要)?(?:补|整|改|加|尽快|立即|抓紧)"
)


def actors(text: str) -> list[str]:
    """The names, in order, once each."""
    found: dict[str, None] = {}
    folded = fold(text)
    for clause in CLAUSE.finditer(folded):
        for start, charged in openings(folded, clause):
            for name in _names_at(text, folded, start, clause.end(), charged=charged):
                found.setdefault(name)
        if not found and (name := _behind_noun(text, folded, clause)):
            found.setdefault(name)
    return list(found) or _lacking(text, folded)


_WITH = re.compile("会同|联合(?=[省市县区州各乡镇街])")


def partners(text: str) -> list[str]:
    """住建局会同河坊街道现场查勘: with whom it is done."""
    folded = fold(text)
    found = (
        _names_at(text, folded, m.end(), min(len(text), m.end() + _SAID), charged=True)
        for m in islice(_WITH.finditer(folded), _MOST)
    )
    return [name for names in found for name in names]


def openings(folded: str, clause: re.Match) -> Iterator[tuple[int, bool]]:
    """Where the subject of a clause may begin, and whether a word stands there that charges it."""
    skip = _SKIP.match(folded, clause.start(), clause.end())
    yield skip.end() if skip else clause.start(), False
    charged = _CHARGED.finditer(folded, clause.start(), clause.end())
    yield from ((m.end(), True) for m in islice(charged, _MOST))


def _names_at(text: str, folded: str, start: int, stop: int, *, charged: bool) -> list[str]:
    """The bodies that stand here and have a predicate behind them, to the end of the clause."""
    reach = min(stop, start + _REACH)
    if _NO_START.match(folded, start):
        return []
    for end in (m.end() for m in _NAME_END.finditer(folded, start, reach)):
        if _GOES_ON.match(folded, end, stop) or _PARTICLE.match(folded, end - 1, stop):
            continue
        if _GROUPED.match(folded, end, stop + 1) and (names := _sure(text[start:end])):
            return names
        if not _acts(folded, end, stop, charged=charged):
            continue
        if charged and _GENERIC.fullmatch(folded, start, end):
            return [text[start:end]]
        names = _sure(text[start:end])
        is_sure = charged or not any(map(_may_be_a_thing, names)) or _surely_acts(folded, end, stop)
        if names and is_sure:
            return names
    return _alone(text, folded, start, stop)


def _acts(folded: str, end: int, stop: int, *, charged: bool) -> bool:
    """Whether a predicate follows that asks, and does not tell what was done, seen or said."""
    does = _BY_HEAD.match(folded, end, stop) or _PREDICATE.match(folded, end, stop)
    if charged and not does:
        does = _ASKED_TO.match(folded, end, stop)
    told = _WATCHES.match(folded, end, stop) or TOLD.search(folded, end, min(stop, end + _SAID))
    return bool(does) and not told


def _surely_acts(folded: str, end: int, stop: int) -> bool:
    return bool(_DOES.match(folded, end, stop)) and not _LONGER.match(folded, end, stop)


def _may_be_a_thing(name: str) -> bool:
    """金水区锦绣家园, 县医院搬迁: the name of a place or of what is built may begin a longer one."""
    return any(p.search(name) for p in (_PLACE, _TOWN, _STREET, _BUILT, _LEVEL_ALONE, _PARTY))


_LEVEL = re.compile(
    rf"(?<![报向对经给在从到于按让被把将以与同跟及和或至送交全各该本我省市县区州])(?P<name>[省市县区州旗][\u4e00-\u9fff]{{2,12}}?)(?=(?:{BURDEN}))"
)


def _behind_noun(text: str, folded: str, clause: re.Match) -> str:
    """所需经费县财政要列入预算: an office behind what the clause is about, with a word that charges it."""
    for match in _LEVEL.finditer(folded, clause.start() + 2, clause.end()):
        name = text[slice(*match.span("name"))]
        if _WATCHES.match(folded, match.end()) or TOLD.search(
            folded, match.start(), min(clause.end(), match.end() + _SAID)
        ):
            continue
        if _is_rest(text, match.start(), name):
            continue
        if not _INSIDE.search(name) and (PLAIN_UNIT.search(name) or is_trade(name)):
            return name
    return ""


# 资金问题财政局想办法解决: what it is about stands before who does it.
_MATTER = re.compile("问题|(?:这|那|此)(?:件|个)?事|这块|方面")


def _is_rest(text: str, start: int, name: str) -> bool:
    """经开|区管委会, 昌江|区政府: the end of a longer name."""
    return any(is_actor(text[start - k : start] + name) for k in range(1, min(4, start) + 1))


# 发改委、华润燃气、国网供电公司，月底前各报一份: a clause that is nothing but names, before what they are to do.
_THEN = re.compile(rf",(?:(?:{_DAY})|[于在到每]|要|应|须|必须|务必|抓紧|尽快|立即|把|各|分别|共同|一起|负责)")


def _alone(text: str, folded: str, start: int, stop: int) -> list[str]:
    is_listed = stop - start <= _SAID and _THEN.match(folded, stop)
    names = list(units.split_units(text[start:stop])) if is_listed else []
    sure = [n for n in names if is_actor(n) and not _may_be_a_thing(n)]
    return names if len(sure) > 1 and 3 * len(sure) >= 2 * len(names) and all(map(units.fits, names)) else []


def _sure(words: str) -> list[str]:
    """The names of a list, or none where one may be something else."""
    bare = words.rsplit("的", 1)[-1] if _POSTED.search(fold(words)) else _MATTER.split(words)[-1]
    if not 2 <= len(bare) <= 40 or _INSIDE.search(fold(bare)):
        return []
    names = [n for name in units.split_units(bare) for n in _two(name)]
    return names if names and all(map(is_actor, names)) else []


def _two(name: str) -> list[str]:
    """城管中队和物业: two, where each is an actor by itself."""
    parts = re.split("[和与及]", name)
    return parts if len(parts) > 1 and not is_actor(name) and all(map(is_actor, parts)) else [name]


def is_actor(name: str) -> bool:
    """Whether a name can be nothing but that of a body, a place that answers, or a post."""
    folded = fold(name)
    if _POSTED.search(folded):
        return len(folded) <= 12 and not _NO_START.match(folded)
    if not units.looks_like_unit(name) and not _PLACE.match(folded):
        return is_trade(name)
    if _NO_START.match(folded):
        return False
    if units.is_group(name):
        return _GROUP.match(folded) is not None or BRANCH.fullmatch(folded) is not None
    patterns = (PLAIN_UNIT, _GOVERNMENT, _BODY, _PLACE, _TOWN, _STREET)
    return (not folded.endswith("政府") and is_plain(name)) or any(p.search(folded) for p in patterns)


def _lacking(text: str, folded: str) -> list[str]:
    for sentence in re.finditer("[^。!?\n]+", folded):
        if not _MEND.search(sentence.group()):
            continue
        for clause in CLAUSE.finditer(folded, sentence.start(), sentence.end()):
            for end in (
                m.end()
                for m in _NAME_END.finditer(
                    folded, clause.start(), min(clause.end(), clause.start() + _REACH)
                )
            ):
                if _LACKS.match(folded, end) and (names := _sure(text[clause.start() : end])):
                    return names
    return []


# Whoever it may concern, who owes nothing.
_ANYBODY = re.compile("级|部门|单位|地|方面|机关|有关|相关")
_FIRST = 3  # sentences


def others(text: str, known: list[str]) -> list[str]:
    """Who acts beside those who are known already; no group beside offices that are named."""
    beside = [n for n in partners(text) if _is_new(n, known)]
    names = [
        n
        for sentence in _near(text)
        for n in actors(sentence)
        if _is_new(n, known) and not (units.is_group(n) and (known or _is_anybody(n)))
    ]
    return names + (beside if known or names else [])


def _is_anybody(name: str) -> bool:
    return bool(_ANYBODY.search(name)) and not BRANCH.fullmatch(name)


def _is_new(name: str, known: list[str]) -> bool:
    return not any(name.startswith(k) or k.startswith(name) for k in known)


def _near(text: str) -> list[str]:
    """The first sentences, and further ones that set a limit: whoever is named far behind does something else."""
    return [s for index, s in enumerate(split(text)) if index < _FIRST or has_date(s)]
