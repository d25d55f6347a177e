"""Names of units: does a word look like one, and how a list of them is cut up.

No list of known units is used: names come from the text, matching them to rows is the importer's business.
"""

from __future__ import annotations

import re
from functools import lru_cache

from .. import lexicon
from ..proposed import ProposedOwner
from ..text.characters import fold, split_outside
from .posts import split_post


def _endings(strength: str) -> re.Pattern[str]:
    forms = [
        f for row in lexicon.rows("owners", "ending") if row["strength"] == strength for f in row["forms"]
    ]
    return re.compile(f"(?:{'|'.join(forms)})$")


_SUFFIX, _WEAK = _endings("strong"), _endings("weak")
_PREFIX = re.compile(
    r"^(?:省|市|县|区|州|盟|旗|镇|乡|街道|全市|全省|全县|全区|各|国家|中国|驻|有关|相关|厅|局|委|院|本|原|人民|属地|所属|直属|其他|其它)"
)
_NOT_UNIT = re.compile(
    r"^(?:每[家个户]|提请|报请|呈报)|^(?:昨天|今天|昨日|近日|日前|上周|目前|前期)|[了。.？！?!：:;]|^(?:该|此项|现[将就印])|你们|.由|.是[省市县区州我本]|设在|设于|每[日天旬两三\d]|(?<=.)[向把](?=[省市县区专])|\d时|要于|务于|报送|上报|每[年月季周]|(?:月底|日)前|\d(?:所|处|个|家|站|馆|组|台|园)$|根据|依据|结合|围绕|按照|通过|"
    r"^(?:召开|举办|成立|组建|设立|支持|督促|指导|配合|协助|会同|联合|向|请|加强|推进|推动|完善|建立|健全|落实|深化|开展|做好|强化|提升|优化|严格|组织(?!部)|制定|实施|以及|含|包括|其中|即|如|注|见|附|关于|(?:原则)?同意|听取|覆盖|涵盖|形成|修订)|"
    r"(?:工作|制度|机制|情况|问题|办法|方案|责任|职责|时限|领导|同志|"
    r"书记|市长|县长|区长|局长|主任|副|以上|以下|场所|经营所|机会|社会|大会|全会|例会|会议|年会|晚会)$"
)
# A name may begin with any character, but with these only when it ends like the name of a body. A numeral begins the
# name of a place (三门峡市政府, 九华山风景区) unless what it counts follows (三家单位, 一批企业, 一、二级).
_COUNTED = "[个家类批项次级步轮支名些定切律线般并同是要大年月季体种位条处套片张件所、]|方面"
_ODD_START = re.compile(
    rf"^(?:[一二三四五六七八九十]+(?:{_COUNTED})(?![\u4e00-\u9fff]{{1,4}}(?:镇|乡|街道)$)|第|不|未|已|从|对|按|在|把|将|是|为|与|和|及|负责|(?:配合|牵头|协助)(?!(?:责任)?(?:单位|部门)$))"
)
_BODY_END = re.compile(
    r"(?:局|委员会|办公室|中心|公司|管委会|大学|学校|中学|小学|幼儿园|医院|银行|机构|支队|大队|研究[所院]|第三方|企业|集团)$"
)
# Two names that ran together, and names with a figure that came from elsewhere: 市政府办公室市司法局, 结果2市司法局.
_ASIDE, _NO_NAME = (
    re.compile(r"\([^()]*\)"),
    re.compile(
        r"^[^()]*\)|\([^()]*$|\d{3}|[，,。①-⑳]|(?<!第)(?<!\d)\d{1,2}(?=[省市县区各])|"
        r"(?:局|办公室|厅)[市县区省](?![政场])[\u4e00-\u9fff]{2,}(?:局|委|办|办公室|厅|政府)$"
    ),
)
_QUOTED = re.compile(r"[“\"][^“”\"]*[”\"]")
_PERSON = re.compile(
    r"(?:书记|主席|市长|县长|区长|省长|镇长|乡长|局长|厅长|处长|科长|主任|秘书长|常委|委员|部长|院长|检察长|队长|所长|站长|经理|董事长|总监)$"
)
_GROUP = re.compile(
    r"^(?:各|双方|全市各|全县各|全省各|全区各|市直|县直|区直|省直|州直|有关|相关|其他|其它|所有|驻|属地|中央|厅机关各|局机关各|机关各|市级|县级|区级|省级|市、县)|各(?:县|区|市|乡|镇|街|部门|单位|地|处|科|有关|相关|级)|(?:有关|相关)(?:部门|单位|县|区|市|镇)|(?:部门|单位|机关)$|^(?:市|县|区|省|州)(?:政府|级|委|直)?(?:有关|相关|各|直)"
)
_BARE = {
    "部门",
    "单位",
    "各自",
    "负责",
    "等",
    "有关",
    "相关",
    "分别",
    "共同",
    "按",
    "各",
    "地区",
    "部门和单位",
    "单位和部门",
    "/",
    "无",
    "—",
    "－",
    "-",
    "——",
}
# 和 and 及 join units; they also stand inside names (人力资源和社会保障局), so the left side must be a name already.
_AND = re.compile(r"(?:以及|及其|及|和|与|或者?|并会同|会同)")
_COUNT = re.compile(r"^(?:等)?\s*(?:\d+|[一二三四五六七八九十]+)\s*(?:个|家)?\s*(?:部门|单位)$")
_LEVELS = re.compile(
    r"各(?:有关)?(?:设区(?:的)?市|市|县|区|州|旗|镇|乡|街道|乡镇)(?:、(?:县级市|市|县|区|州|旗|镇|乡|街道|乡镇|开发区)(?![直级委属]|[\u4e00-\u9fff]{1,6}(?:局|委|办|厅)))+|(?<![\u4e00-\u9fff])(?:省、市|市、县|市、区|县、市|县、区|区、县)(?:、[县区])?(?:、(?:镇|乡镇))?(?=人民政府|政府|级|两级)"
)
_ZONE = re.compile(r"(?:区|园|基地|港|城|新城)$")


_PARTY = re.compile("[甲乙丙双]方$")


def is_party(name: str) -> bool:
    """甲方, of an agreement."""
    return bool(_PARTY.fullmatch(name))


@lru_cache(maxsize=20_000)
def looks_like_unit(name: str, *, strict: bool = False) -> bool:
    """Whether `name` may be a unit or a group of units; `strict` asks for a strong ending or a telling beginning."""
    folded = _QUOTED.sub("某某", _ASIDE.sub("", fold(name))).strip()
    if (
        not 2 <= len(folded) <= 40
        or _NOT_UNIT.search(folded)
        or (_ODD_START.match(folded) and not _BODY_END.search(folded))
        or folded in _BARE
        or _NO_NAME.search(folded)
    ):
        return False
    if _SUFFIX.search(folded):
        return (
            not strict
            or len(folded) >= 3
            or folded[0] in "各我"
            or is_party(folded)
            or folded in ("市委", "县委", "区委", "省委", "州委", "团委", "乡镇", "街道", "镇街")
        )
    return bool(_WEAK.search(folded)) and (bool(_PREFIX.search(folded)) or not strict) and len(folded) >= 3


def ends_like_a_body(name: str) -> bool:
    return bool(_SUFFIX.search(fold(name)))


_CHINESE = re.compile("[\u4e00-\u9fff]")
_PLAUSIBLE = re.compile(r"[\u4e00-\u9fffA-Za-z“”()、]{2,16}$")
_ACTION = re.compile(
    r"[的了着]|负责|落实|完成|做好|确保|按时|推进|开展|实施|牵头|配合|共同|分别|要求|措施|制定|安排|保障$|进行"
)


def fits(name: str) -> bool:
    """Whether a word of a list of units may stand as one: by the shape of a name, or because nothing speaks against it."""
    name, _post = split_post(name)
    folded = fold(name).strip()
    if looks_like_unit(name) or is_group(name) or folded in ("部门", "单位"):
        return True
    bare = re.sub(r"\([^()]*\)", "", folded)
    return bool(
        _PLAUSIBLE.match(folded) and len(_CHINESE.findall(bare)) >= 2 and not _NOT_UNIT.search(bare) and not _ODD_START.match(bare)
        and not _ACTION.search(bare) and not is_person(bare)
    )  # fmt: skip


def is_person(name: str) -> bool:
    """市委书记, 副市长 …: an office held by a person is no unit."""
    return bool(_PERSON.search(fold(name).strip()))


def is_group(name: str) -> bool:
    """各县（市、区）政府, 市直有关单位: a name for several units that are not listed."""
    return bool(_GROUP.search(fold(name)))


_SHARED = ("政府", "党委", "人大", "政协", "部门", "单位", "机关")  # 各县区党委和政府: one group


def _split_and(token: str) -> list[str]:
    """甲局和乙局及各地 -> 甲局, 乙局, 各地; 人力资源和社会保障局 stays whole."""
    names, start = [], 0
    for match in _AND.finditer(token):
        left, rest = token[start : match.start()].strip(), token[match.end() :].strip()
        if _depth(left) or match.group() == "及其":
            continue
        right = _AND.split(rest, maxsplit=1)[0].strip() if rest.startswith(_SHARED) else rest
        if right in _SHARED:
            continue
        named = left.endswith("等") or looks_like_unit(left, strict=True) or is_group(left)
        if named and _may_follow(rest):
            names.append(left)
            start = match.end()
    return [*names, token[start:].strip()]


def _may_follow(rest: str) -> bool:
    first = _AND.split(rest, maxsplit=1)[0].strip()
    return bool(rest) and (looks_like_unit(rest) or looks_like_unit(first) or "等" in rest or rest in _BARE)


def _depth(text: str) -> int:
    folded = fold(text)
    return folded.count("(") - folded.count(")")


def _split_etc(token: str) -> list[str]:
    """市财政局等市直有关单位 -> 市财政局, 市直有关单位; 市财政局等 -> 市财政局."""
    for match in re.finditer("等", token):
        left, right = token[: match.start()].strip(), token[match.end() :].strip()
        if not left or not looks_like_unit(left):
            continue
        if not right or right in _BARE or _COUNT.match(fold(right)):
            return [left]
        if looks_like_unit(right):
            return [left, right]
    return [token]


def _strip(token: str) -> str:
    token = token.strip().strip("。.;；,，、:： \u3000·*＊—－–●■□▪◆◇★☆")
    token = re.sub(r"^(?:由|以及|及|和|与|会同)(?=[\u4e00-\u9fff]{2})", "", token)
    folded = fold(token)
    if folded.startswith("(") and folded.endswith(")") and folded.find(")") == len(folded) - 1:
        token = token[1:-1].strip()
    elif folded.endswith(")") and "(" not in folded:
        token = token[:-1].strip()  # a bracket that opened before the name
    return token


_PARTY_AND = re.compile("(?<=党委)、(?=(?:人民)?政府(?![\u4e00-\u9fff]))")


@lru_cache(maxsize=20_000)
def split_units(text: str) -> tuple[str, ...]:
    """The names in a list such as `市发改委、市工信局等市直有关单位，各县（市、区）人民政府`, in order, once each."""
    names: dict[str, None] = {}
    # 各市、县政府 and 各县、区人民政府 are one group, whatever their commas.
    text = _LEVELS.sub(lambda m: m.group().replace("、", "\x01"), text)
    text = _PARTY_AND.sub("\x01", text)  # 各县（市、区）党委、政府: one group
    for token in _tokens(text):
        for part in _split_and(token):
            for name in _split_etc(part):
                name = _strip(name).replace("\x01", "、")
                if name in ("部门", "单位") and names and is_group(next(reversed(names))):
                    names.setdefault(name)  # 市直有关部门、单位
                elif name and name not in _BARE and not _COUNT.match(fold(name)):
                    names.setdefault(name)
    return tuple(names)


def _tokens(text: str) -> list[str]:
    tokens: list[str] = []
    for line in _joined_lines(text):
        for token in split_outside(line, "、,;/。|·"):
            tokens += _split_blanks(token)
    return tokens


_PLACE = re.compile(r"(?:[市县区州省旗]|各[市县区州省旗]?\([^()]*\))$")


def _split_blanks(token: str) -> list[str]:
    """In a cell two units may stand with only a blank between them; a blank inside a name is no border."""
    parts = token.split()
    if len(parts) > 1 and _PLACE.search(fold(parts[0])):
        return ["".join(parts)]  # 各市(州) 交通运输局: the name goes on behind the blank
    if len(parts) > 1 and all(looks_like_unit(p) or is_group(p) for p in parts):
        return parts
    return ["".join(parts)] if len(parts) > 1 and not token.isascii() else [token.strip()]


_LEVEL = re.compile("[省市县区州](?![、,，])[\u4e00-\u9fff]{2,}(?:局|委|办|中心|政府|公司|院|站)$")


def _joined_lines(text: str) -> list[str]:
    """Lines of a cell; a name that was wrapped over two lines is put together again."""
    lines: list[str] = []
    for line in (piece.strip() for piece in text.split("\n")):
        if not line:
            continue
        open_before = bool(lines) and _is_open(lines[-1])
        apart = bool(lines) and looks_like_unit(lines[-1]) and _LEVEL.match(line)  # 疾控股 / 区疾控中心
        if lines and (open_before or not (_ends_name(lines[-1]) or apart)):
            lines[-1] += line
        else:
            lines.append(line)
    return lines


def _is_open(line: str) -> bool:
    folded = fold(line)
    return folded.count("(") > folded.count(")")


def _ends_name(line: str) -> bool:
    if fold(line)[-1] in ",;、。:":
        return True
    last = split_outside(line, "、,; ")[-1]
    return looks_like_unit(last, strict=True) or fold(last)[-1] == ")" or last.endswith("等")


def owners(names: tuple[str, ...] | list[str], *, source: str, basis: str) -> list[ProposedOwner]:
    """Owners for names in the order of the list; what the list elides is restored in `full_name`."""
    fulls = _restore_prefix(_restore_suffix(_restore_group(list(names))))
    return [
        ProposedOwner(name, full, basis, source, is_group=is_group(name))
        for name, full in zip(names, fulls, strict=True)
    ]


def _restore_group(names: list[str]) -> list[str]:
    """市直有关部门、单位 -> 市直有关部门, 市直有关单位."""
    fulls = list(names)
    for i in range(1, len(names)):
        if names[i] in ("部门", "单位"):
            fulls[i] = re.sub("(?:部门|单位)$", names[i], fulls[i - 1])
    return fulls


def _restore_suffix(names: list[str]) -> list[str]:
    """昌南新区、高新区管委会 -> 昌南新区管委会, 高新区管委会."""
    fulls = list(names)
    for i in range(len(names) - 2, -1, -1):
        after = fulls[i + 1]
        for suffix in ("管理委员会", "管委会"):
            if (
                after.endswith(suffix)
                and _ZONE.search(after.removesuffix(suffix))
                and re.search(
                    r"(?:新区|开发区|园区|高新区|景区|名胜区|试验区|示范区|度假区|经开区|保税区|功能区|港区|产业园|新城)$",
                    names[i],
                )
            ):
                fulls[i] = names[i] + suffix
    return fulls


def _restore_prefix(names: list[str]) -> list[str]:
    """市发改委、工信局 -> 市发改委, 市工信局. Only for plain department names right after one with 省/市/县/区."""
    fulls, prefix = [], ""
    for name in names:
        match = re.match(
            r"^(省|市|县|区|州|盟|旗)(?:委|政府)?[\u4e00-\u9fff]{2,}(?:局|委|办|厅|办公室|部)$", name
        )
        if match:
            prefix = match.group(1)
        elif (
            prefix
            and re.match(r"^[\u4e00-\u9fff]{2,10}(?:局|委|厅)$", name)
            and not re.match(r"^(?:省|市|县|区|州|盟|旗|各|国家|中国|驻|有关|相关|本)", name)
            and not re.search(r"[市县区州省]", name)
        ):
            name = prefix + name
        elif not re.match(r"^[\u4e00-\u9fff]{2,10}(?:部|办)$", name):
            prefix = ""
        fulls.append(name)
    return fulls


def shared_suffix_group(part: str) -> list[str]:
    """Members of 昌南新区、高新区管委会 when the whole text is one such list, else an empty list."""
    names = split_outside(part, "、")
    fulls = _restore_suffix(names)
    if len(names) > 1 and all(f.endswith(("管委会", "管理委员会")) for f in fulls) and fulls != names:
        return fulls
    return []
