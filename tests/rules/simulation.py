"""An office at work, day by day: a sweep that may be down, letters that wait for the post or a signature,
and people who report, return, extend, object and mute. Everything is decided beforehand in a `World`,
so that two ways of sweeping the same world can be compared."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from hypothesis import strategies as st

from tracker.rules.ladder import Facts, Halt, Ladder, PastNotice, Rung, base_code, next_step, validate_rungs
from tracker.rules.workdays import Calendar, Day

START = date(2025, 3, 3)
DAYS = 160


@dataclass(frozen=True)
class World:
    calendar: Calendar
    rungs: tuple[Rung, ...]
    opened_on: date
    due_on: date
    sweep_down: frozenset[int] = frozenset()  # days on which no sweep runs
    post_down: frozenset[int] = frozenset()  # days on which no informal letter leaves
    signing: frozenset[int] = frozenset(range(DAYS))  # days on which the head of office signs
    refusing: frozenset[int] = frozenset()  # of these, days on which everything is refused
    post_first: bool = False  # the post goes before the sweep of the day, not after it
    events: tuple[tuple[int, str, int], ...] = ()  # day, what, how many days


@dataclass
class Log:
    letters: list[PastNotice] = field(default_factory=list)
    due_at: list[date] = field(default_factory=list)  # the due date when the letter was written
    alerts: list[date] = field(default_factory=list)
    owing: list[date] = field(default_factory=list)  # late, open and not halted
    turns: list[date] = field(default_factory=list)  # days on which people changed something
    looks: int = 0

    def written(self):
        return [(letter.rung_code, letter.round, letter.created_on) for letter in self.letters]


class Office:
    def __init__(self, world, *, lazy, sweeps=1):
        self.world, self.lazy, self.sweeps = world, lazy, sweeps
        self.ladder = Ladder.of(world.rungs)
        self.formal = {rung.code: rung.formal for rung in world.rungs}
        self.facts = Facts("finish", world.due_on, world.opened_on)
        self.next_on = START
        self.blocked_since = None
        self.log = Log()

    def run(self):
        for number in range(DAYS):
            today = START + timedelta(days=number)
            for day, what, length in self.world.events:
                if day == number:
                    self.change(what, length, today)
            if self.world.post_first:
                self.post(number, today)
            self.sweep(number, today)
            if not self.world.post_first:
                self.post(number, today)
            if self.is_owing(today):
                self.log.owing.append(today)
        return self.log

    def is_owing(self, today):
        facts = self.facts
        halted = any(halt.until is None or halt.until >= today for halt in facts.halts)
        return facts.state == "open" and not halted and today > max(facts.due_on, facts.opened_on)

    def sweep(self, number, today):
        if number in self.world.sweep_down:
            return
        self.clear_unblocked()
        for _ in range(self.sweeps):
            if self.lazy and (self.next_on is None or self.next_on > today):
                return
            step = next_step(self.facts, self.ladder, self.world.calendar, today)
            self.log.looks += 1
            self.next_on = step.next_on
            assert step.next_on is None or step.next_on > today
            assert step.reason.endswith("。")
            if step.rung:
                notice = PastNotice(step.notice_code, self.facts.round, today, is_formal=step.rung.formal)
                if step.supersedes:
                    self.supersede(step.supersedes, today)
                self.facts = replace(self.facts, sent=(*self.facts.sent, notice))
                self.log.letters.append(notice)
                self.log.due_at.append(self.facts.due_on)
            if step.blocked and step.blocked.alert_on <= today:
                self.log.alerts.append(today)
                self.facts = replace(self.facts, alerted_on=today)
            if step.blocked:
                self.blocked_since = step.blocked.since_on if step.blocked.rung_code else None
            elif step.rung or not self.has_written(today):
                self.unblock()

    def has_written(self, today):
        return any(n.created_on == today and n.round == self.facts.round for n in self.facts.sent)

    def unblock(self):
        self.blocked_since, self.facts = None, replace(self.facts, alerted_on=None)

    def clear_unblocked(self):
        """As the sweep does before it looks: what has gone since is blocked no longer, and its alerts are over."""
        mine = [n for n in self.facts.sent if n.round == self.facts.round]
        waits = any(n.sent_on is None and n.closed_on is None for n in mine)
        if (
            self.blocked_since
            and not waits
            and any(n.sent_on and n.sent_on >= self.blocked_since for n in mine)
        ):
            self.unblock()

    def supersede(self, code, today):
        self.settle(lambda n: replace(n, closed_on=today) if n.rung_code == code else n)

    def post(self, number, today):
        if not self.world.calendar.is_workday(today):
            return
        self.settle(lambda letter: self.leave(letter, number, today))

    def leave(self, letter, number, today):
        if not self.formal[base_code(letter.rung_code)]:
            return letter if number in self.world.post_down else replace(letter, sent_on=today)
        if number not in self.world.signing:
            return letter
        if number in self.world.refusing:
            return replace(letter, closed_on=today)
        return replace(letter, sent_on=today)

    def settle(self, how):
        settled = {
            (letter.rung_code, letter.round): how(letter)
            for letter in self.facts.sent
            if letter.sent_on is None and letter.closed_on is None
        }
        self.facts = replace(
            self.facts, sent=tuple(settled.get((n.rung_code, n.round), n) for n in self.facts.sent)
        )
        self.log.letters = [settled.get((n.rung_code, n.round), n) for n in self.log.letters]

    def change(self, what, length, today):
        """What people do; each action sets next_on, as the rules ask. A raised round voids what waits."""
        facts, later = self.facts, today + timedelta(days=length)
        if what == "report" and facts.state == "open":
            self.facts = replace(facts, state="submitted")
        elif what == "return" and facts.state == "submitted":
            self.settle(lambda letter: replace(letter, closed_on=today))
            self.facts = replace(self.facts, state="open", round=facts.round + 1)
        elif what == "extend" and facts.state == "open":
            self.settle(lambda letter: replace(letter, closed_on=today))
            self.facts = replace(self.facts, due_on=later, round=facts.round + 1)
        elif what == "object":
            self.facts = replace(facts, halts=(Halt("已提出异议"),))
        elif what == "decide":
            self.facts = replace(facts, halts=tuple(halt for halt in facts.halts if halt.until))
        elif what == "mute":
            self.facts = replace(facts, halts=(*facts.halts, Halt("已静默", until=later)))
        self.next_on = today
        self.log.turns.append(today)


def day_numbers(max_size):
    return st.frozensets(st.integers(0, DAYS - 1), max_size=max_size)


@st.composite
def outages(draw):
    """A few stretches of days."""
    stretches = draw(st.lists(st.tuples(st.integers(0, DAYS - 1), st.integers(1, 25)), max_size=4))
    return frozenset(day for first, length in stretches for day in range(first, first + length))


@st.composite
def calendars(draw):
    numbers = draw(st.dictionaries(st.integers(-20, DAYS + 60), st.booleans(), max_size=40))
    return Calendar.of(Day(START + timedelta(days=n), works) for n, works in numbers.items())


@st.composite
def ladders(draw, *, rehearsing=False, guided=False):
    before = sorted(draw(st.sets(st.integers(-25, -1), max_size=3)))
    after = sorted(draw(st.sets(st.integers(1, 30), min_size=1, max_size=4)))
    live = st.just(date.min)
    if rehearsing:
        live = st.one_of(st.none(), st.dates(START, START + timedelta(days=90)))
    common = {"for_kinds": frozenset({"finish", "stage", "report", "reply", "sign_for"}), "to": ("liaison",)}
    rungs = []
    if guided or draw(st.booleans()):
        rungs.append(Rung("guide", "guidance", at="open", live_from=draw(live), **common))
    gaps = st.integers(0, 6)
    for offset in before:
        gap, live_from = draw(gaps), draw(live)
        rungs.append(
            Rung(f"r{-offset}", "reminder", offset=offset, min_gap=gap, live_from=live_from, **common)
        )
    for n, offset in enumerate(after):
        formal = n > 0 and draw(st.booleans())
        kinds = common["for_kinds"] - ({"reply", "sign_for"} if formal else set())
        rungs.append(
            Rung(
                f"a{offset}",
                "order" if formal else "urge",
                offset=offset,
                min_gap=draw(gaps),
                formal=formal,
                repeat=draw(st.sampled_from(["", "weekly", "monthly"])) if offset == after[-1] else "",
                live_from=draw(live),
                **common | {"for_kinds": kinds},
            )
        )
    assert validate_rungs(rungs) == ()
    return tuple(rungs)


EVENTS = ("report", "return", "extend", "object", "decide", "mute")


@st.composite
def worlds(draw, *, rehearsing=False, guided=False, peaceful=False):
    opened_on = START + timedelta(days=draw(st.integers(-30, 30)))
    events = (
        ()
        if peaceful
        else draw(
            st.lists(
                st.tuples(st.integers(0, DAYS - 1), st.sampled_from(EVENTS), st.integers(0, 40)),
                max_size=8,
            ).map(tuple)
        )
    )
    return World(
        calendar=draw(calendars()),
        rungs=draw(ladders(rehearsing=rehearsing, guided=guided)),
        opened_on=opened_on,
        due_on=opened_on + timedelta(days=draw(st.integers(-10, 60))),
        sweep_down=draw(outages()),
        post_down=draw(outages()),
        signing=draw(day_numbers(60)),
        refusing=draw(day_numbers(30)),
        post_first=draw(st.booleans()),
        events=events,
    )
