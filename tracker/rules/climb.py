"""Where one Obligation stands on its ladder on one day. The rules are told in `ladder`, the door to this."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from . import wording
from .company import WEEKLY_GAP, may_wait
from .held_up import BLOCKED_ALERT_EVERY, blocked_alert_on, next_alert_on, waits_since
from .ladder_facts import Blocked, Facts, PastNotice
from .moments import belongs, is_live, is_urge_again, last_letters, moment_of, next_period, said_weekly, waits
from .periods import period_key
from .rungs import KINDS, Rung, base_code, notice_code
from .workdays import Calendar

ORPHAN = "已经到期，但没有已启用的督办规则适用于此事项，不会自动发函"
UNANSWERED = "已按规则请其签收，至今未签收，不再发函；请直接联系该单位"
ANSWERS = frozenset({"reply"})  # their date stands in the letter that they answer
ASKED_ONCE = frozenset({"sign_for"})  # asked by each rung once, and not weekly for ever
JUST_TOLD = 5  # working days after a letter that set a date, in which nobody is reminded of it


@dataclass(frozen=True, slots=True)
class Choice:
    """A rung that may speak: from `moment` on, `gap` working days after the previous letter."""

    rung: Rung
    code: str
    moment: date
    gap: int
    again: str = ""


@dataclass(frozen=True, slots=True)
class Climb:
    """Where one Obligation stands on its ladder on one day."""

    facts: Facts
    calendar: Calendar
    today: date
    live: list[Rung]
    reached: int  # index in `live` of the highest rung already written in this round, -1 for none
    waiting: PastNotice | None  # informal, written in this round and still to go
    unsigned: PastNotice | None  # formal, the same: urging goes on meanwhile
    urges: frozenset[str]  # rungs that are said again each week
    told_on: date | None  # day of the last letter, of any round
    step_on: date | None  # the same, weekly urges apart

    @classmethod
    def of(cls, facts: Facts, rungs: tuple[Rung, ...], calendar: Calendar, today: date) -> "Climb":
        live = [rung for rung in rungs if is_live(rung, facts) and belongs(rung, facts)]
        codes = {base_code(notice.rung_code) for notice in facts.sent if notice.round == facts.round}
        reached = max((i for i, rung in enumerate(live) if rung.code in codes), default=-1)
        waiting = [notice for notice in facts.sent if waits(notice) and notice.round == facts.round]
        urges = said_weekly(live)
        return cls(
            facts,
            calendar,
            today,
            live,
            reached,
            _oldest(n for n in waiting if not n.is_formal),
            _oldest(n for n in waiting if n.is_formal),
            urges,
            *last_letters(facts.sent, urges),
        )

    def choose(self) -> Choice | None:
        """The letter to write today."""
        if self.today < self.facts.opened_on or not self.calendar.is_workday(self.today):
            return None
        if self._is_held_up() or self._said_today():
            return None
        is_said = self.waiting is not None and not self._may_supersede()  # in a letter of today
        for choice in self._candidates():
            if (self.unsigned or self._held()) if choice.rung.formal else is_said:
                continue
            if self._may_go(choice) and not self._gives_way(choice):
                return choice
        return None

    def _may_go(self, choice: Choice) -> bool:
        return choice.moment <= self.today and self._free_on(choice) <= self.today

    def _gives_way(self, choice: Choice) -> bool:
        """The month's circular runs on and is signed at its end: on the week's first working day joining it waits
        for the urge, which would need a letter of its own tomorrow."""
        is_first = self.today == self._with_the_week(self.today)
        runs_on = self.calendar.next_workday(self.today).month == self.today.month
        if not (choice.rung.kind == "circular" and is_first and runs_on):
            return False
        return any(_is_weekly(other) and self._may_go(other) for other in self._candidates())

    def supersedes(self) -> str:
        """Code of the reminder that gives way to today's letter."""
        return self.waiting.rung_code if self.waiting and self._may_supersede() else ""

    def recheck(self) -> date:
        """The next day on which a letter or an alert may be due, even if a waiting letter goes today."""
        tomorrow = self.today + timedelta(days=1)
        days = [
            max(choice.moment, self._free_on(choice), self.facts.opened_on, self._held_before(choice))
            for choice in self._candidates()
            if not (choice.rung.formal and self.facts.holds_letters)
        ]
        for pending in (self.waiting, self.unsigned):
            if pending:
                alerted_on = self.facts.alerted_on
                days.append(next_alert_on(self._since(pending), alerted_on, self.calendar, self.today))
        if self._runs_out():
            days.append(self._next_orphan_look())
        return self.calendar.roll(max(min(days, default=tomorrow), tomorrow))

    def having_written(self, choice: Choice) -> "Climb":
        """The same climb once today's letter is written."""
        notice = PastNotice(choice.code, self.facts.round, self.today, is_formal=choice.rung.formal)
        gone = self.supersedes()
        said = (
            replace(n, closed_on=self.today) if n.rung_code == gone and waits(n) else n
            for n in self.facts.sent
        )
        alerted_on = self.facts.alerted_on if self._pending() else None  # blocked as before
        facts = replace(self.facts, sent=(*said, notice), alerted_on=alerted_on)
        reached = max(self.reached, self.live.index(choice.rung))
        told_on, step_on = last_letters(facts.sent, self.urges)
        after = replace(self, facts=facts, reached=reached, told_on=told_on, step_on=step_on, waiting=notice)
        still = None if gone else self.waiting  # an urge that goes today
        return replace(after, waiting=still, unsigned=notice) if choice.rung.formal else after

    def why(self, choice: Choice) -> str:
        before = self._before(with_urges=_is_weekly(choice))
        return wording.explain_letter(
            choice.rung,
            self.facts.kind,
            due_on=self.facts.due_on,
            opened_on=self.facts.opened_on,
            today=self.today,
            calendar=self.calendar,
            previous_on=max((n.sent_on for n in before if n.sent_on), default=None),
            gap=choice.gap,
            again=choice.again,
        )

    def silence(self, next_on: date) -> str:
        """Why nothing is written today."""
        if pending := self._pending():
            return f"{self._waiting_words(pending)}，发出后才能进行下一步。"
        if self._is_orphan():
            return f"{self._orphan_words()}。"
        if held := self._held():
            return f"{held}，正式函件暂不起草，下次检查在{wording.day(next_on)}。"
        return f"今日无需发函，下次检查在{wording.day(next_on)}。"

    def blocked(self) -> Blocked | None:
        if held := [notice for notice in (self.waiting, self.unsigned) if notice]:
            pending = min(held, key=self._since)
            since = self._since(pending)
            if (
                since >= self.today
                or self.calendar.count(since, self.today) < 1
                or self._has_company_to_come(pending)
            ):
                return None
            alert_on = blocked_alert_on(self.facts.alerted_on or since, self.today, self.calendar)
            return Blocked(f"{self._waiting_words(pending)}。", since, alert_on, pending.rung_code)
        if self._is_orphan():
            return Blocked(f"{self._orphan_words()}。", self.facts.due_on, self._orphan_alert_on())
        return None

    def blocked_still(self) -> Blocked | None:
        """What goes on being blocked although a letter is written today."""
        return self.blocked() if self._pending() else None

    def _pending(self) -> PastNotice | None:
        return _oldest(n for n in (self.waiting, self.unsigned) if n)

    def _since(self, pending: PastNotice) -> date:
        rung = self._rung_of(pending)
        return waits_since(rung.kind if rung else "", pending.created_on, self.calendar)

    def _rung_of(self, notice: PastNotice) -> Rung | None:
        return next((rung for rung in self.live if rung.code == base_code(notice.rung_code)), None)

    def _waiting_words(self, pending: PastNotice) -> str:
        rung = self._rung_of(pending)
        what = KINDS[rung.kind] if rung else "函件"
        return f"{what}{wording.day(pending.created_on)}起待发，至今未发出"

    def _held(self) -> str:
        """Why no formal letter is drafted today, though the clock runs."""
        if self.facts.holds_letters:
            return "延期申请待决定"
        promised_on = self.facts.promised_on
        return "答复的完成日期未到" if promised_on and self.today <= promised_on else ""

    def _held_before(self, choice: Choice) -> date:
        """The first day on which a promise holds the letter back no more."""
        promised_on = self.facts.promised_on
        return promised_on + timedelta(days=1) if promised_on and choice.rung.formal else date.min

    def _after(self) -> list[Rung]:
        return [rung for rung in self.live if rung.at == "due" and rung.offset > 0]

    def _candidates(self) -> list[Choice]:
        """The rungs that may speak next, in order of precedence: an opening letter before all others,
        the latest reminder that has come before those still to come, then the next rung after the date, then the
        weekly urge, which goes on whatever the formal letters do."""
        unsaid = self.live[self.reached + 1 :]
        if unsaid and unsaid[0].at == "open":
            return [self._first(unsaid[0])]
        climbing = [rung for rung in unsaid if rung.offset > 0][:1]
        steps = [self._first(rung) for rung in climbing] if climbing else self._last_again()
        return [*self._reminding(unsaid), *steps, *self._urging()]

    def _reminding(self, unsaid: list[Rung]) -> list[Choice]:
        """The latest reminder that has come, then those to come; none that could not go before the date."""
        due_on = self.facts.due_on
        choices = [self._first(rung) for rung in unsaid if rung.offset < 0 and self.today <= due_on]
        choices = [choice for choice in choices if choice.moment >= self._remembers_until()]
        come = [choice for choice in choices if choice.moment <= self.today]
        choices = [*come[-1:], *choices[len(come) :]]
        return [choice for choice in choices if max(self._free_on(choice), choice.moment) <= due_on]

    def _with_the_week(self, on: date) -> date:
        """What is missing is an answer to a letter whose matters are urged each week: it is urged with them."""
        monday = on - timedelta(days=on.weekday())
        first = self.calendar.roll(monday)
        return first if on <= first else self.calendar.roll(monday + timedelta(days=7))

    def _remembers_until(self) -> date:
        """A short limit is told once: by the letter that asks for a reply, or by the return that set it."""
        facts = self.facts
        told_on = facts.opened_on if facts.kind in ANSWERS else facts.returned_on
        return self.calendar.add(told_on, JUST_TOLD) if told_on else date.min

    def _first(self, rung: Rung) -> Choice:
        period = ""
        if rung.repeat:
            period = period_key(rung.repeat, self.today)
        moment = moment_of(rung, self.facts, self.calendar)
        if rung.kind == "order" and self.facts.orders_from:
            moment = max(moment, self.facts.orders_from)
        if self.facts.kind in ANSWERS and rung.offset > 0:
            moment = self._with_the_week(moment)
        return Choice(rung, notice_code(rung, period), moment, rung.min_gap)

    def _last_again(self) -> list[Choice]:
        """The last rung once more in each of its periods; monthly where every rung is formal."""
        after = self._after()
        if not after:
            return []
        every = after[-1].repeat or ("monthly" if all(rung.formal for rung in after) else "")
        return [self._again(after[-1], every, after[-1].min_gap)] if every else []

    def _urging(self) -> list[Choice]:
        """Each week until the matter is met. To sign for a list one is asked by each rung once, then no more."""
        said = self.live[: self.reached + 1]
        informal = [rung for rung in said if rung.at == "due" and rung.offset > 0 and not rung.formal]
        if not informal or self.facts.kind in ASKED_ONCE or informal[-1].repeat:
            return []
        return [self._weekly(informal[-1])]

    def _weekly(self, rung: Rung) -> Choice:
        """On the first working day of each week: a unit reads of all that it has left undone in one letter, and not on
        as many days as it has matters. What was told at the end of a week waits for the week after the next."""
        is_going = self.waiting is not None and not self._may_supersede()
        last_on = self.today if is_going else self.told_on
        code = notice_code(rung, period_key("weekly", self.today))
        if last_on is None:
            return Choice(rung, code, moment_of(rung, self.facts, self.calendar), 0, "weekly")
        on = next_period("weekly", last_on)
        while self.calendar.count(last_on, self.calendar.roll(on)) < max(rung.min_gap, WEEKLY_GAP):
            on = next_period("weekly", on)
        return Choice(rung, code, self.calendar.roll(on), 0, "weekly")

    def _again(self, rung: Rung, every: str, gap: int) -> Choice:
        period = period_key(every, self.today)
        said = [n.created_on for n in self.facts.sent if self._is_mine(n, rung)]
        moment = next_period(every, max(said)) if said else moment_of(rung, self.facts, self.calendar)
        return Choice(rung, notice_code(rung, period), moment, gap, every)

    def _is_mine(self, notice: PastNotice, rung: Rung) -> bool:
        return notice.round == self.facts.round and base_code(notice.rung_code) == rung.code

    def _may_supersede(self) -> bool:
        """A reminder that could not go gives way to the next letter: its moment is over."""
        if self.waiting is None:
            return False
        code = base_code(self.waiting.rung_code)
        return any(rung.code == code and rung.at == "due" and rung.offset < 0 for rung in self.live)

    def _is_held_up(self) -> bool:
        """By a letter that could not go; not by a weekly urge of yesterday that goes today."""
        if self.waiting is None or self._may_supersede():
            return False
        return not (is_urge_again(self.waiting, self.urges) and self._has_company_to_come(self.waiting))

    def _has_company_to_come(self, notice: PastNotice) -> bool:
        """It may have waited for another letter to its readers, and goes today at the latest."""
        rung = next((r for r in self.live if r.code == base_code(notice.rung_code)), None)
        if notice.is_formal or rung is None or self.calendar.count(notice.created_on, self.today) > 1:
            return False
        return may_wait(
            rung.kind,
            offset=rung.offset,
            again_after=max(rung.min_gap, WEEKLY_GAP) if is_urge_again(notice, self.urges) else None,
            due_on=self.facts.due_on,
            on=notice.created_on,
            calendar=self.calendar,
        )

    def _said_today(self) -> bool:
        """One letter a day at most."""
        return any(n.created_on == self.today and n.round == self.facts.round for n in self.facts.sent)

    def _free_on(self, choice: Choice) -> date:
        """The first day on which the gap to the previous letter is kept; one letter a day at most."""
        gap = max(choice.gap, 1)
        is_urge = _is_weekly(choice)
        if self.waiting and not self._may_supersede():
            if not is_urge_again(self.waiting, self.urges) or is_urge:
                return self.calendar.add(self.today, gap)
            # It may go today, and what is no urge does not count it.
            formal_on = self.step_on or self.facts.opened_on
            return max(self.calendar.add(formal_on, gap), self.calendar.next_workday(self.waiting.created_on))
        if self.unsigned and choice.rung.formal:
            return self.calendar.add(self.today, gap)
        last_on = self.told_on if is_urge else self.step_on
        return self.calendar.add(last_on, gap) if last_on else self.facts.opened_on

    def _before(self, *, with_urges: bool) -> list[PastNotice]:
        """The letters to which the gap is kept. The weekly urge keeps its distance from whatever was told; other steps do
        not count the weekly urge, or it would put them off for ever. A draft has told nobody."""
        return [n for n in self.facts.sent if with_urges or not is_urge_again(n, self.urges)]

    def _runs_out(self) -> bool:
        """Once it is late, nothing more will speak by itself."""
        if self.facts.kind in ASKED_ONCE:
            return not any(rung.offset > 0 for rung in self.live[self.reached + 1 :])
        return not self._after()

    def _is_orphan(self) -> bool:
        """Late, and nothing more to say: somebody must hear of it, or it would be forgotten."""
        late = self.today > self.facts.due_on and self.today >= self.facts.opened_on
        return late and self._runs_out()

    def _orphan_words(self) -> str:
        return UNANSWERED if self._after() else ORPHAN

    def _orphan_alert_on(self) -> date:
        """Where no rule speaks, at once; after the last letter, when the unit has had time to answer. Then monthly:
        nothing can change by itself, so more often would only be noise."""
        alerted = self.facts.alerted_on
        if alerted:
            first = next_period("monthly", alerted)
        else:
            gone = [n.sent_on for n in self.facts.sent if n.sent_on] if self._after() else []
            first = self.calendar.add(max(gone), BLOCKED_ALERT_EVERY) if gone else self.today
        return self.calendar.roll(max(first, self.today))

    def _next_orphan_look(self) -> date:
        if not self._is_orphan():
            return max(self.calendar.next_workday(self.facts.due_on), self.facts.opened_on)
        if self._pending():  # in its way, and may leave at any hour: then the alerts begin anew
            return self.today + timedelta(days=1)
        alert_on = self._orphan_alert_on()
        # One that is due today goes today.
        return alert_on if alert_on > self.today else next_period("monthly", self.today)


def _is_weekly(choice: Choice) -> bool:
    return choice.again == "weekly" and not choice.rung.formal


def _oldest(notices: Iterable[PastNotice]) -> PastNotice | None:
    return min(notices, key=lambda notice: notice.created_on, default=None)
