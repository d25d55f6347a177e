"""The outcome of a year: a table for people, the same as plain values for machines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tracker.models import Role
from tracker.rehearsal.play import Outcome
from tracker.rehearsal.tally import Limit, formal_letters

EXAMPLES = 3


def is_good(outcome: Outcome) -> bool:
    return not outcome.broken and all(limit.holds for limit in outcome.tally.limits())


def as_values(outcome: Outcome) -> dict:
    town, inspector = outcome.town, outcome.inspector
    return {
        "seed": town.dice.seed,
        "temper": town.year,
        "from": outcome.first_on.isoformat(),
        "to": outcome.last_on.isoformat(),
        "seconds": round(outcome.seconds, 1),
        "good": is_good(outcome),
        "limits": [_limit(limit) for limit in outcome.tally.limits()],
        "checks": {name: inspector.counts[name] for name in sorted(inspector.looks)} if inspector else {},
        "broken": [
            {"on": row.on.isoformat(), "check": row.check, "whom": row.whom, "what": row.what}
            for row in outcome.broken
        ],
        "mails": outcome.tally.mails.total(),
        "presses": dict(sorted(town.presses.items())),
        "refusals": [{"verb": v, "why": why, "times": n} for (v, why), n in town.refusals.most_common()],
    }


def _limit(limit: Limit) -> dict:
    return {
        "name": limit.name,
        "most": limit.most,
        "found": limit.found,
        "worst": limit.worst,
        "holds": limit.holds,
    }


def in_words(outcome: Outcome) -> Iterator[str]:
    town = outcome.town
    yield (
        f"演练{outcome.first_on}至{outcome.last_on}（{town.year}，种子{town.dice.seed}）："
        f"{outcome.tally.mails.total()}封邮件，{town.presses.total()}次操作，用时{outcome.seconds:.0f}秒。"
    )
    yield from _mails(outcome)
    yield from _limits(outcome)
    yield from _checks(outcome)


def _mails(outcome: Outcome) -> Iterator[str]:
    yield "\n每人每周邮件（全年平均，最多的一周）"
    for role in (Role.LIAISON, Role.UNIT_LEADER, Role.OFFICER, Role.OFFICE_HEAD, Role.LEADER):
        averages = list(outcome.tally.a_week(role).values())
        if averages:
            most = max(outcome.tally.by_week(role).values(), default=0)
            mean = sum(averages) / len(averages)
            yield f"  {role.label}（{len(averages)}人）：{mean:.2f}，最多{most}"
    letters = formal_letters()
    units = len({unit for unit, _month in letters})
    yield f"  正式函件：{letters.total()}份，发给{units}个单位"


def _limits(outcome: Outcome) -> Iterator[str]:
    yield "\n限度"
    for limit in outcome.tally.limits():
        sign = "守住" if limit.holds else "超出"
        yield f"  [{sign}] {limit.name}：至多{limit.most:g}，实际{limit.found:g}　{limit.worst}"


def _checks(outcome: Outcome) -> Iterator[str]:
    if outcome.inspector is None:
        return
    yield "\n每日检查"
    shown: Counter[str] = Counter()
    for name in outcome.inspector.looks:
        found, looks = outcome.inspector.counts[name], outcome.inspector.looks[name]
        yield f"  [{'不符' if found else '相符'}] {name}：看了{looks}天，不符{found}处"
        for row in outcome.broken:
            if row.check == name and shown[name] < EXAMPLES:
                shown[name] += 1
                yield f"      {row}"
