"""When a rung speaks of one Obligation, gaps and earlier letters aside; and what was said of it so far."""

from collections.abc import Iterator
from datetime import date, timedelta

from . import wording
from .ladder_facts import Facts, PastNotice, Rehearsal
from .rungs import KINDS, Rung, base_code
from .workdays import Calendar, add_months


def is_live(rung: Rung, facts: Facts) -> bool:
    return rung.live_from is not None and _moment_base(rung, facts) >= rung.live_from


def _moment_base(rung: Rung, facts: Facts) -> date:
    return facts.opened_on if rung.at == "open" else facts.due_on


def belongs(rung: Rung, facts: Facts) -> bool:
    """An opening letter that has gone since the opening is not repeated in a later round."""
    if rung.at != "open":
        return True
    earlier = (notice for notice in facts.sent if notice.round < facts.round)
    gone = (notice for notice in earlier if notice.sent_on and notice.created_on >= facts.opened_on)
    return all(base_code(notice.rung_code) != rung.code for notice in gone)


def moment_of(rung: Rung, facts: Facts, calendar: Calendar) -> date:
    """The first working day on which the rung may speak, gaps aside."""
    if rung.at == "open":
        return calendar.roll(facts.opened_on)
    return calendar.add(facts.due_on, rung.offset)


def rehearse(
    facts: Facts, rungs: tuple[Rung, ...], live: list[Rung], calendar: Calendar, today: date
) -> Iterator[Rehearsal]:
    """Rungs that are not live and whose moment has come; of the reminders only the latest."""
    if len(live) == len(rungs):
        return
    asleep = [rung for rung in rungs if not is_live(rung, facts) and belongs(rung, facts)]
    come = [(rung, on) for rung in asleep if (on := moment_of(rung, facts, calendar)) <= today]
    reminders = [rung for rung, _on in come if is_reminder(rung)]
    for rung, on in come:
        if is_reminder(rung) and (today > facts.due_on or rung != reminders[-1]):
            continue
        since = "尚未定启用日期" if rung.live_from is None else f"{wording.day(rung.live_from)}起启用"
        yield Rehearsal(
            rung, on, f"演练：规则“{rung.code}”{since}，本应自{wording.day(on)}起发{KINDS[rung.kind]}。"
        )


def is_reminder(rung: Rung) -> bool:
    return rung.at == "due" and rung.offset < 0


def is_urge_again(notice: PastNotice, urges: frozenset[str]) -> bool:
    return "@" in notice.rung_code and base_code(notice.rung_code) in urges


def said_weekly(live: list[Rung]) -> frozenset[str]:
    return frozenset(rung.code for rung in live if not rung.formal and not rung.repeat)


def last_letters(sent: tuple[PastNotice, ...], urges: frozenset[str]) -> tuple[date | None, date | None]:
    """The day of the last letter, and of the last that was no weekly urge. A formal letter that was given up is a step
    that was taken, and has told nobody."""
    told_on = step_on = None
    for notice in sent:
        on = notice.over_on
        heard_on = notice.sent_on if notice.is_formal else on
        if heard_on and (told_on is None or heard_on > told_on):
            told_on = heard_on
        if on and (step_on is None or on > step_on) and not is_urge_again(notice, urges):
            step_on = on
    return told_on, step_on


def waits(notice: PastNotice) -> bool:
    return notice.over_on is None


def next_period(every: str, day: date) -> date:
    """First day of the week or month after the one of `day`."""
    if every == "weekly":
        return day + timedelta(days=7 - day.weekday())
    return add_months(day.replace(day=1), 1)
