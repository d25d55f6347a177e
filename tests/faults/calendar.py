"""Time goes wrong: the clock jumps, the rules change under way, the system is off for ten working days."""

from datetime import date, timedelta
from pathlib import Path

from tests.faults.rig import LANES, SENDERS, SMTP_TIMEOUT, Machine, Rig
from tests.faults.table import Finding, count_letters
from tests.services import every, manage, reply
from tracker.rules.holidays_cn import year_days
from tracker.rules.workdays import Calendar

# Everything but what the sweep of a week ahead has written for its own day.
TODAYS = "state IN ('queued', 'sending') AND digest_on <= current_date + 1"
HOUR, WEEK = 3600, 7 * 24 * 3600
OLD, NEW = "重点工作指引、提醒和督办工作制度", "修订后的督办工作制度第九条"


# --- The clock ------------------------------------------------------------------------------------
def clock_jumps(machine: Machine, *, letters: int = 400) -> Finding:
    """Back an hour, right again, forward a week, right again, always while letters are in hand or put off.

    A worker is killed while the clock is ahead: its leases, dated into the coming week, must not hold its letters
    until then. The week-early sweep also wrote the reminders of its own day; in the end that day really comes.
    Each step waits for what the one before was to bring about, so that nothing depends on the machine's speed.
    """
    with machine.rig(DJANGO_SETTINGS_MODULE="tests.faults.jumping_clock") as rig:
        clock = Path(rig.env.setdefault("FAULTS_CLOCK", str(rig.var / "clock")))
        set_clock(clock, 0)
        rig.fill("owe", str(letters))
        rig.mail.plan = every(10, reply("451 4.3.0 try later"))
        rig.start_workers()
        rig.sweep_and_deliver()
        met = []
        for part, seconds in enumerate((-HOUR, 0, WEEK, 0), start=1):
            _in_the_middle(rig, letters * part // 6)
            if part == 4:
                rig.workers[0].kill()
                rig.workers[0].start()
            set_clock(clock, seconds)
            met.append(rig.count("letter", "state = 'sending'"))
            manage("sweep", env=rig.env)  # in a process of its own: no worker may be free for it just now
            rig.call("deliver")
        rig.mail.delay_seconds = 0.0
        rig.run_until(lambda: not rig.count("letter", TODAYS), what="today's letters sent")
        ahead = rig.count("notice", "state = 'owed'")
        set_clock(clock, WEEK)
        manage("sweep", env=rig.env)
        rig.run_until(lambda: rig.is_done(letters) and not rig.count("notice", "state = 'owed'"))
        note = f"under lease at the jumps: {met}; {ahead} notices waited for the day that the clock had shown"
        finding = count_letters(rig, expected=letters, allowed=4 * SENDERS + LANES, note=note)
        if not (met[0] and met[3] and ahead):
            finding.wrong.append("the clock jumped while nothing was in hand: the case proves nothing")
        return finding


def _in_the_middle(rig: Rig, mails: int) -> None:
    """So many letters have gone, and the server takes its time over the next ones: a jump meets some in hand."""
    rig.mail.delay_seconds = 0.02
    rig.until_sent(mails)
    rig.mail.delay_seconds = 0.4 * SMTP_TIMEOUT
    rig.run_until(lambda: rig.count("letter", "state = 'sending'"), what="a letter in hand")


def set_clock(clock: Path, seconds: int) -> None:
    """In one step, so that nobody reads half a number."""
    new = clock.with_suffix(".new")
    new.write_text(str(seconds))
    new.replace(clock)


# --- The rules ------------------------------------------------------------------------------------
def rules_change(machine: Machine, *, letters: int = 200) -> Finding:
    """The web revises a rung between the sweep and the delivery; the workers go on without a restart.

    What was owed under the old version says the old clause; what falls due afterwards says the new one.
    """
    with machine.rig() as rig:
        rig.fill("owe", str(letters))
        rig.fill("office")
        rig.fill("later", str(letters // 2))
        rig.start_workers()
        rig.call("sweep")
        rig.run_until(lambda: rig.count("notice") == letters // 2, what="the first half's notices")
        rig.mail.delay_seconds = 0.05
        version = rig.fill("revise", NEW)
        rig.change("UPDATE tracker_obligation SET next_on = opened_on WHERE next_on IS NOT NULL")
        rig.call("sweep")
        rig.drain(letters)
        finding = count_letters(rig, expected=letters, note=f"version {version} while the workers ran")
        _check_versions(rig, finding, letters)
        return finding


def _check_versions(rig: Rig, finding: Finding, letters: int) -> None:
    versions = rig.rows(
        "SELECT r.version, count(*) FROM tracker_notice n JOIN tracker_rung r ON r.id = n.rung_id"
        " GROUP BY r.version ORDER BY r.version"
    )
    said = {words: sum(words in mail.text for mail in rig.mail.mails) for words in (OLD, NEW)}
    half = letters // 2
    if versions != [(1, half), (2, half)] or said != {OLD: half, NEW: half}:
        finding.wrong.append(f"notices by version {versions}, mails by clause {said}")


# --- Ten working days off -------------------------------------------------------------------------
FIRST, OFF_FROM, ON_AGAIN, LAST = date(2025, 12, 3), date(2025, 12, 29), date(2026, 1, 13), date(2026, 1, 23)
GAP_TO_ORDER = 5  # working days after the urge was really sent, seeds/ladder.toml
LATE = "o.is_chased AND o.state = 'open' AND o.kind IN ('finish', 'stage', 'report') AND o.due_on"


def ten_days_off(machine: Machine) -> Finding:
    """The seeds, day by day; from 29 December nothing runs, over the year's end when 53 dates fall due."""
    workdays = Calendar.of([*year_days(2025), *year_days(2026)])
    with machine.rig() as rig:
        manage("seed", env=rig.env)
        rig.start_workers()
        _live(rig, FIRST, OFF_FROM - timedelta(days=1))
        _live(rig, ON_AGAIN, LAST)
        off = workdays.count(OFF_FROM - timedelta(days=1), ON_AGAIN - timedelta(days=1))
        finding = count_letters(rig, expected=1)
        _check_the_ladder(rig, finding, workdays)
        finding.note = f"{off} working days off; {finding.note}"
        return finding


def _live(rig: Rig, first: date, last: date) -> None:
    """Each day as beat would have it: a sweep and a delivery."""
    for days in range((last - first).days + 1):
        rig.call("catch_up", (first + timedelta(days=days)).isoformat())
        rig.wait_until_idle()


def _check_the_ladder(rig: Rig, finding: Finding, workdays: Calendar) -> None:
    """Nothing was said while off; then everybody late was urged, and the order waited for its gap after that."""
    silent = rig.count("notice", f"owed_on >= '{OFF_FROM}' AND owed_on < '{ON_AGAIN}'")
    late = {pk for (pk,) in rig.rows(f"SELECT o.id FROM tracker_obligation o WHERE {LATE} < '{ON_AGAIN}'")}
    urged = dict(rig.rows(_FIRST_SAID.format(what="min(sent_on)", code="urge")))
    ordered = dict(rig.rows(_FIRST_SAID.format(what="min(owed_on)", code="order")))
    twice = rig.rows(
        "SELECT obligation_id, owed_on FROM tracker_notice WHERE obligation_id IS NOT NULL"  # a decision is no step
        " GROUP BY obligation_id, owed_on HAVING count(*) > 1"
    )
    hasty = [
        pk for pk, on in ordered.items() if not urged.get(pk) or on < workdays.add(urged[pk], GAP_TO_ORDER)
    ]
    found = {
        f"{silent} notices are dated into the days off": silent,
        "no obligation was late: the case proves nothing": not late,
        f"late and never urged: {late - urged.keys()}": late - urged.keys(),
        f"late and never brought to an order: {late - ordered.keys()}": late - ordered.keys(),
        f"ordered without an urge and its gap: {hasty}": hasty,
        f"two steps on one day: {twice}": twice,
    }
    finding.wrong += [words for words, is_so in found.items() if is_so]
    days = (
        sorted({urged[pk] for pk in late & urged.keys()}),
        sorted({ordered[pk] for pk in late & ordered.keys()}),
    )
    finding.note = "{} late, urged {}, order drafted {}".format(len(late), *(_said(each) for each in days))


_FIRST_SAID = (
    "SELECT obligation_id, {what} FROM tracker_notice WHERE rung_code LIKE '{code}%' GROUP BY obligation_id"
)


def _said(days: list[date]) -> str:
    return ", ".join(map(str, days))


CASES = {
    "clock back an hour, forward a week": clock_jumps,
    "the ladder is revised meanwhile": rules_change,
    "off for ten working days": ten_days_off,
}
