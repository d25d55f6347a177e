"""The steps of a ladder as values, and the words they are made of."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

KINDS = {
    "guidance": "工作指引",
    "reminder": "工作提醒",
    "urge": "催办",
    "order": "督办单",
    "circular": "通报",
    "talk": "约谈",
}
FORMAL_KINDS = frozenset({"order", "circular", "talk"})
OBLIGATION_KINDS = {"finish": "办结", "stage": "节点", "report": "报送", "sign_for": "签收", "reply": "回复"}
ROLES = {
    "liaison": "联络员",
    "unit_leader": "单位负责人",
    "officer": "督办员",
    "office_head": "办主任",
    "leader": "市领导",
}
REPEATS = {"weekly": "每周", "monthly": "每月"}


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of a ladder.

    at: `open` (when the Obligation opens) or `due`; offset: working days, before the due date if negative.
    min_gap: working days after the previous letter really went. repeat: "", "weekly" or "monthly".
    live_from: None only rehearses. order: its place in the file.
    clause: the rule it rests on.
    """

    code: str
    kind: str
    for_kinds: frozenset[str]
    at: str = "due"
    offset: int = 0
    min_gap: int = 0
    repeat: str = ""
    to: tuple[str, ...] = ()
    copy_to: tuple[str, ...] = ()
    formal: bool = False
    live_from: date | None = None
    order: int = 0
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Ladder:
    """Rungs sorted once into the order in which they speak, by kind of Obligation, for `next_step`."""

    by_kind: dict[str, tuple[Rung, ...]]

    @classmethod
    def of(cls, rungs: Iterable[Rung]) -> "Ladder":
        ordered = sorted(rungs, key=lambda rung: (rung.at != "open", rung.offset, rung.order))
        return cls({kind: tuple(r for r in ordered if kind in r.for_kinds) for kind in OBLIGATION_KINDS})


def notice_code(rung: Rung, period: str = "") -> str:
    """The code of a Notice, unique in an Obligation's round: `urge`, or `circular@2026-02` if repeated."""
    return f"{rung.code}@{period}" if period else rung.code


def base_code(code: str) -> str:
    """The rung's own code: `circular@2026-02` is `circular`."""
    return code.partition("@")[0]
