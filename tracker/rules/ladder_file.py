"""The ladder as a file (TOML), and the checks that keep a ladder sane wherever it is edited."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from .faults import FaultyFile
from .rungs import FORMAL_KINDS, KINDS, OBLIGATION_KINDS, REPEATS, ROLES, Rung

MAX_OFFSET = 250  # working days; about a year
RUNG_KEYS = frozenset(
    [
        "code",
        "kind",
        "for",
        "at",
        "offset",
        "min_gap",
        "repeat",
        "to",
        "copy_to",
        "formal",
        "live_from",
        "clause",
    ]
)
DEFAULT_KEYS = frozenset({"sign_for_within", "reply_within", "prefix"})
# Offsets in which a kind of letter makes sense.
BEFORE_KINDS = frozenset({"guidance", "reminder"})


class LadderError(FaultyFile):
    """A ladder."""


@dataclass(frozen=True, slots=True)
class Defaults:
    """sign_for_within and reply_within in working days, the latter and prefix by kind of letter."""

    sign_for_within: int
    reply_within: Mapping[str, int]
    prefix: Mapping[str, str]


def load_ladder(text: str, *, live_from: date | None = None) -> tuple[Defaults, tuple[Rung, ...]]:
    """Defaults and rungs of a ladder file. Rungs that name no live_from get the one given.

    Raises LadderError with every fault found.
    """
    import tomllib  # not above: only a seed reads one, and every process would load its patterns

    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LadderError([f"督办规则文件不是有效的TOML格式，请检查此处：{error}。"]) from error
    problems = [
        f"督办规则文件中的“{key}”无法识别，只能有[defaults]和[[rung]]。"
        for key in data.keys() - {"defaults", "rung"}
    ]
    defaults = _read_defaults(data.get("defaults", {}), problems)
    rungs = []
    tables = data.get("rung", [])
    for number, table in enumerate(tables if isinstance(tables, list) else [tables], start=1):
        rung = _read_rung(table, number, live_from, problems)
        if rung:
            rungs.append(rung)
    problems = problems or list(validate_rungs(rungs))
    if problems:
        raise LadderError(problems)
    return defaults, tuple(rungs)


def validate_rungs(rungs: Iterable[Rung]) -> tuple[str, ...]:
    """What is wrong with a set of rungs, one Chinese sentence for each fault; empty when it can be used."""
    rungs = list(rungs)
    problems = []
    seen = set()
    for rung in rungs:
        if rung.code in seen:
            problems.append(f"规则“{rung.code}”重复，每条规则的代码只能用一次。")
        seen.add(rung.code)
        problems += _rung_problems(rung)
    if not problems:
        for kind in OBLIGATION_KINDS:
            problems += _kind_problems(kind, [rung for rung in rungs if kind in rung.for_kinds])
    return tuple(problems)


def _rung_problems(rung: Rung) -> list[str]:
    name = f"规则“{rung.code}”"
    problems = []
    if not rung.code or "@" in rung.code or rung.code != rung.code.strip():
        problems.append(f"{name}的代码不能为空、不能含“@”，前后不能有空格。")
    if rung.kind not in KINDS:
        problems.append(f"{name}的种类“{rung.kind}”无法识别，只能是 {'、'.join(KINDS)}。")
    if not rung.for_kinds:
        problems.append(f"{name}没有写明适用于哪类事项（for）。")
    for kind in sorted(rung.for_kinds - OBLIGATION_KINDS.keys()):
        problems.append(f"{name}的适用事项“{kind}”无法识别，只能是 {'、'.join(OBLIGATION_KINDS)}。")
    if not rung.to:
        problems.append(f"{name}没有写明发给谁（to）。")
    for role in (*rung.to, *rung.copy_to):
        if role not in ROLES:
            problems.append(f"{name}的收件角色“{role}”无法识别，只能是 {'、'.join(ROLES)}。")
    if rung.repeat and rung.repeat not in REPEATS:
        problems.append(f"{name}的重复周期“{rung.repeat}”无法识别，只能是 {'、'.join(REPEATS)}。")
    if not 0 <= rung.min_gap <= MAX_OFFSET:
        problems.append(f"{name}的间隔应在0至{MAX_OFFSET}个工作日之间，现在是{rung.min_gap}。")
    return [*problems, *_moment_problems(rung, name), *_form_problems(rung, name)]


def _moment_problems(rung: Rung, name: str) -> list[str]:
    problems = []
    if rung.at == "open":
        if rung.offset:
            problems.append(f"{name}在交办时发出，不能再写提前或逾期天数。")
        if rung.kind not in BEFORE_KINDS:
            problems.append(f"{name}是{KINDS.get(rung.kind, rung.kind)}，不能在交办时发出。")
    elif rung.at != "due":
        problems.append(f"{name}的时点“{rung.at}”无法识别，只能是 open 或 due。")
    elif rung.offset == 0 or abs(rung.offset) > MAX_OFFSET:
        problems.append(
            f"{name}的天数应为负数（时限前）或正数（时限后），且不超过{MAX_OFFSET}个工作日，现在是{rung.offset}。"
        )
    elif rung.offset < 0 and rung.kind not in BEFORE_KINDS:
        problems.append(f"{name}是{KINDS.get(rung.kind, rung.kind)}，只能在时限之后发出。")
    elif rung.offset > 0 and rung.kind in BEFORE_KINDS:
        problems.append(f"{name}是{KINDS[rung.kind]}，只能在时限之前发出。")
    return problems


def _form_problems(rung: Rung, name: str) -> list[str]:
    problems = []
    if rung.repeat and (rung.at == "open" or rung.offset < 0):
        problems.append(f"{name}在时限之前发出，不能重复。")
    if rung.kind in FORMAL_KINDS and not rung.formal:
        problems.append(f"{name}是{KINDS[rung.kind]}，属于正式函件，须经签发（formal = true）。")
    for kind in sorted(rung.for_kinds & {"reply", "sign_for"} if rung.kind in FORMAL_KINDS else ()):
        problems.append(
            f"{name}是{KINDS[rung.kind]}，不能用于{OBLIGATION_KINDS[kind]}：未{OBLIGATION_KINDS[kind]}的只催办，不再生出正式函件。"
        )
    if rung.kind in ("reminder", "urge") and rung.formal:
        problems.append(f"{name}是{KINDS[rung.kind]}，不是正式函件（formal 应为 false）。")
    return problems


def _kind_problems(kind: str, rungs: list[Rung]) -> list[str]:
    label = f"“{OBLIGATION_KINDS[kind]}”类事项"
    after = sorted((r for r in rungs if r.at == "due" and r.offset > 0), key=lambda r: (r.offset, r.order))
    if not after:
        return [f"{label}没有时限之后的规则，到期后将无人过问，至少要有一条催办。"]
    problems = []
    if after[0].formal:
        problems.append(f"{label}到期后的第一步“{after[0].code}”是正式函件，之前应先有催办。")
    for rung in after[:-1]:
        if rung.repeat:
            problems.append(f"{label}的“{rung.code}”之后还有别的规则，只有最后一步可以重复。")
    offsets = [(r.at, r.offset) for r in rungs]
    for at, offset in sorted(set(offsets)):
        same = [r.code for r in rungs if (r.at, r.offset) == (at, offset)]
        if len(same) > 1:
            problems.append(f"{label}在同一时点有{len(same)}条规则（{'、'.join(same)}），请错开。")
    return problems


def _read_defaults(table: object, problems: list[str]) -> Defaults:
    if not isinstance(table, dict):
        problems.append("[defaults]应是一组键值。")
        return Defaults(3, {}, {})
    problems += [f"[defaults]中的“{key}”无法识别。" for key in sorted(table.keys() - DEFAULT_KEYS)]
    within = table.get("sign_for_within", 3)
    if not _is_days(within):
        problems.append("[defaults]的 sign_for_within 应是正整数（工作日）。")
    reply, prefix = table.get("reply_within", {}), table.get("prefix", {})
    for name, values in (("reply_within", reply), ("prefix", prefix)):
        if not isinstance(values, dict):
            problems.append(f"[defaults]的 {name} 应按函件种类填写。")
            continue
        for kind, value in values.items():
            if kind not in KINDS:
                problems.append(f"[defaults]的 {name} 中“{kind}”不是函件种类，只能是 {'、'.join(KINDS)}。")
            if name == "reply_within" and not _is_days(value):
                problems.append(f"[defaults]的 reply_within.{kind} 应是正整数（工作日）。")
            if name == "prefix" and not (isinstance(value, str) and value.strip()):
                problems.append(f"[defaults]的 prefix.{kind} 应是发文代字，如“景法督”。")
    return Defaults(within, reply, prefix)


def _read_rung(table: object, number: int, live_from: date | None, problems: list[str]) -> Rung | None:
    if not isinstance(table, dict):
        problems.append(f"第{number}条规则应以[[rung]]开头。")
        return None
    name = f"第{number}条规则“{table.get('code', '')}”"
    faults = [f"{name}中的“{key}”无法识别。" for key in sorted(table.keys() - RUNG_KEYS)]
    faults += [f"{name}缺少“{key}”。" for key in ("code", "kind", "for", "to") if key not in table]
    if ("at" in table) == ("offset" in table):
        faults.append(f'{name}应写明 at = "open" 或 offset 中的一项，且只写一项。')
    faults += [f"{name}的“{key}”{what}。" for key, what in _type_faults(table)]
    problems += faults
    if faults:
        return None
    values = {key: value for key, value in table.items() if key != "for"}
    for key in ("to", "copy_to"):
        values[key] = tuple(values.get(key, ()))
    rung = Rung(**values, for_kinds=frozenset(table["for"]), order=number)
    return rung if rung.live_from else replace(rung, live_from=live_from)


def _type_faults(table: dict) -> Iterable[tuple[str, str]]:
    for key in ("code", "kind", "at", "repeat", "clause"):
        if key in table and not isinstance(table[key], str):
            yield key, "应是文字"
    for key in ("offset", "min_gap"):
        if key in table and (not isinstance(table[key], int) or isinstance(table[key], bool)):
            yield key, "应是整数（工作日）"
    for key in ("for", "to", "copy_to"):
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            yield key, '应是文字列表，如 ["liaison"]'
    if not isinstance(table.get("formal", False), bool):
        yield "formal", "应是 true 或 false"
    if "live_from" in table and type(table["live_from"]) is not date:
        yield "live_from", "应是日期，如 2025-07-01"


def _is_days(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= MAX_OFFSET
