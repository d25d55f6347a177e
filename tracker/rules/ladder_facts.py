"""What the ladder is told about one Obligation, and what it answers."""

from dataclasses import dataclass
from datetime import date

from .rungs import Rung

FIRST_ROUND = 1


@dataclass(frozen=True, slots=True)
class PastNotice:
    """A Notice already written for the Obligation, in any round.

    rung_code is the full code (`circular@2026-02`). sent_on: really sent, or served on paper or by phone.
    closed_on: it will never go (refused by the head of office, void, withdrawn); the ladder goes on from
    that day.
    Both None: it is still waiting to go. is_formal: it waits for a signature, and urging goes on meanwhile.
    """

    rung_code: str
    round: int
    created_on: date
    sent_on: date | None = None
    closed_on: date | None = None
    is_formal: bool = False

    @property
    def over_on(self) -> date | None:
        """The day on which it went, or was given up; none while it waits."""
        return self.sent_on or self.closed_on


@dataclass(frozen=True, slots=True)
class Halt:
    """Why the clock stands still; `until` is the last day of it (a mute), None when somebody must end it."""

    reason: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What the ladder must know of one Obligation.

    alerted_on: when somebody was last told that this Obligation is blocked, None if never since it got blocked.
    sent: its Notices, of this round or of all rounds.
    holds_letters: an extension is asked for and not decided, so no formal letter is drafted.
    promised_on: the day named in an accepted reply; until it is over no formal letter is drafted either.
    returned_on: its date is the limit that a return set on this day.
    orders_from: the unit had its order of this month; the next is drafted from this day on.
    """

    kind: str
    due_on: date
    opened_on: date
    state: str = "open"  # open, submitted, met, waived
    round: int = FIRST_ROUND
    halts: tuple[Halt, ...] = ()
    alerted_on: date | None = None
    sent: tuple[PastNotice, ...] = ()
    holds_letters: bool = False
    promised_on: date | None = None
    returned_on: date | None = None
    orders_from: date | None = None


@dataclass(frozen=True, slots=True)
class Blocked:
    """The next letter cannot go: tell the officer (see `blocked_alert_roles`) once `alert_on` <= today.

    rung_code is the letter that waits since `since_on`; "" when no rung is live for a late Obligation.
    """

    reason: str
    since_on: date
    alert_on: date
    rung_code: str = ""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What a rung that is not live yet would have said, and from which day."""

    rung: Rung
    on: date
    reason: str


@dataclass(frozen=True, slots=True)
class Step:
    """What to do now for one Obligation.

    rung: write a Notice of this rung today under `notice_code`; None: nothing to write.
    reason: one Chinese sentence, why this letter or why none.
    next_on: look again on this day; None: finished, halted without end, or without a date. Any outside
    change (served by hand, new round, halt, new rungs or calendar) must set the Obligation's next_on itself.
    supersedes: code of a reminder that could not go and whose moment is over: this letter takes its place.
    """

    rung: Rung | None
    notice_code: str
    reason: str
    next_on: date | None
    blocked: Blocked | None = None
    rehearsals: tuple[Rehearsal, ...] = ()
    supersedes: str = ""
