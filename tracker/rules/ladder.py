"""The ladder: which letter an Obligation is owed today, and when to look again. Pure: values in, values out.

1. Letters go on working days only, one per Obligation and day, and never before it opens.
2. An opening letter (guidance) is never skipped. It belongs to the opening, so an extension or a return does
   not repeat one that has gone; an Obligation that opens anew (a list to which tasks came) has it again.
3. Up to the due date, that day included, only the latest reminder whose moment has come; earlier ones
   that were missed are skipped. Nobody is reminded within five working days of the letter that set the date: a
   return, or the letter that asks for a reply.
4. After it the ladder climbs one rung at a time, never faster than each rung's `min_gap` working days after
   the previous step was really sent or served. A letter still waiting for the mail blocks the next one: an
   outage delays letters, but neither loses one nor jumps to an order. Only a reminder whose moment is over gives
   way to the next letter. A letter that waits for a signature holds back formal ones alone.
5. Never silent. Once the urge has been said it is said again on the first working day of each week until the
   matter is met, at least company.WEEKLY_GAP working days after the letter before, whatever the formal steps do; it does
   not count as a step, and a draft not as a letter. A missing reply is urged with the week from the beginning, and joining a
   circular waits a day for the week's urge. A unit has one order a month. A last rung with `repeat` speaks again in each of its periods; where every rung is formal, the last
   does so monthly. To sign for a list one is asked by each rung once. A letter that cannot go, and a late
   Obligation for which nothing is left to say, are `blocked`: the officer, then the head of office, must be told.
6. A rung fires only for due dates (an opening letter: for openings) on or after its `live_from`; for
   others it only rehearses.
7. Only letters of the current round count as said; the gap is kept to the last letter of any round.
"""

from collections.abc import Sequence
from datetime import date

from .climb import Climb
from .held_up import blocked_alert_on, blocked_alert_roles
from .ladder_facts import FIRST_ROUND, Blocked, Facts, Halt, PastNotice, Rehearsal, Step
from .ladder_file import Defaults, LadderError, load_ladder, validate_rungs
from .moments import rehearse
from .rungs import KINDS, OBLIGATION_KINDS, ROLES, Ladder, Rung, base_code, notice_code
from .workdays import Calendar

__all__ = [
    "FIRST_ROUND",
    "KINDS",
    "OBLIGATION_KINDS",
    "ROLES",
    "Blocked",
    "Defaults",
    "Facts",
    "Halt",
    "Ladder",
    "LadderError",
    "PastNotice",
    "Rehearsal",
    "Rung",
    "Step",
    "base_code",
    "blocked_alert_on",
    "blocked_alert_roles",
    "load_ladder",
    "next_step",
    "notice_code",
    "validate_rungs",
]

STATE_REASONS = {
    "submitted": "已报送，等待审核，暂停计时。",
    "met": "已办结，不再计时。",
    "waived": "已免办，不再计时。",
}


def next_step(facts: Facts, rungs: Ladder | Sequence[Rung], calendar: Calendar, today: date) -> Step:
    """What the Obligation is owed today (see the module's rules) and when to look again."""
    if facts.state != "open":
        return Step(None, "", STATE_REASONS[facts.state], None)
    halts = [halt for halt in facts.halts if halt.until is None or halt.until >= today]
    if halts:
        return _halted(halts, calendar)
    ladder = rungs if isinstance(rungs, Ladder) else Ladder.of(rungs)
    mine = ladder.by_kind[facts.kind]
    climb = Climb.of(facts, mine, calendar, today)
    rehearsals = tuple(rehearse(facts, mine, climb.live, calendar, today))
    choice = climb.choose()
    if choice is None:
        next_on = climb.recheck()
        return Step(None, "", climb.silence(next_on), next_on, climb.blocked(), rehearsals)
    after = climb.having_written(choice)
    reason = climb.why(choice)
    return Step(
        choice.rung,
        choice.code,
        reason,
        after.recheck(),
        climb.blocked_still(),
        rehearsals,
        climb.supersedes(),
    )


def _halted(halts: list[Halt], calendar: Calendar) -> Step:
    reasons = "、".join(halt.reason for halt in halts)
    ends = [halt.until for halt in halts if halt.until]
    next_on = calendar.next_workday(max(ends)) if len(ends) == len(halts) else None
    return Step(None, "", f"暂停计时：{reasons}。", next_on)
