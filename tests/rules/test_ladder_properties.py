"""What is promised of the ladder whatever happens, on simulated offices (see simulation)."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tracker.rules.company import WEEKLY_GAP
from tracker.rules.ladder import base_code

from .simulation import START, Office, worlds

pytestmark = pytest.mark.one_database

many = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def rungs_of(world):
    return {rung.code: rung for rung in world.rungs}


def gone_on(letter):
    return letter.sent_on or letter.closed_on


def is_weekly_urge(letter, rungs):
    """It goes on beside the steps, and is none of them."""
    rung = rungs[base_code(letter.rung_code)]
    return "@" in letter.rung_code and not rung.formal and not rung.repeat


def gone_before(letter, earlier, *, steps_only, rungs):
    """When the last letter before this one really went, or was closed. One that was refused is a step, and has told
    nobody: what is said each week does not count it."""
    rung = rungs[base_code(letter.rung_code)]
    is_weekly = "@" in letter.rung_code and not rung.formal and rung.repeat != "monthly"
    counted = [n for n in earlier if not (steps_only and is_weekly_urge(n, rungs))]
    days = [n.sent_on if is_weekly and n.is_formal else gone_on(n) for n in counted]
    return max((on for on in days if on and on < letter.created_on), default=None)


@many
@given(worlds())
def test_never_two_letters_for_the_same_obligation_rung_and_round(world):
    written = Office(world, lazy=False).run().written()
    keys = [(code, number) for code, number, _ in written]
    assert len(set(keys)) == len(keys)


@many
@given(worlds())
def test_letters_are_never_faster_than_the_gaps_and_leave_on_working_days_only(world):
    letters = Office(world, lazy=False).run().letters
    rungs = rungs_of(world)
    assert len({letter.created_on for letter in letters}) == len(letters)
    for place, letter in enumerate(letters):
        gap = max(1, rungs[base_code(letter.rung_code)].min_gap)
        gone = gone_before(letter, letters[:place], steps_only=not is_weekly_urge(letter, rungs), rungs=rungs)
        assert gone is None or world.calendar.count(gone, letter.created_on) >= gap
    for letter in letters:
        assert world.calendar.is_workday(letter.created_on)
        assert letter.created_on >= world.opened_on


@many
@given(worlds())
def test_repeats_keep_their_week_or_month(world):
    letters = Office(world, lazy=False).run().letters
    rungs = rungs_of(world)
    for place, letter in enumerate(letters):
        if is_weekly_urge(letter, rungs):
            gone = gone_before(letter, letters[:place], steps_only=False, rungs=rungs)
            assert gone is None or world.calendar.count(gone, letter.created_on) >= WEEKLY_GAP
    months = [
        (letter.rung_code, letter.round) for letter in letters if rungs[base_code(letter.rung_code)].repeat
    ]
    assert len(set(months)) == len(months)
    for letter in letters:
        base, _, period = letter.rung_code.partition("@")
        if rungs[base].repeat == "monthly":
            assert period == f"{letter.created_on:%Y-%m}"


@many
@given(worlds())
def test_only_the_latest_reminder_before_the_date_and_none_after_it(world):
    log = Office(world, lazy=False).run()
    reminders = [rung for rung in world.rungs if rung.at == "due" and rung.offset < 0]
    for letter, due_on in zip(log.letters, log.due_at, strict=True):
        rung = rungs_of(world)[base_code(letter.rung_code)]
        if rung not in reminders:
            continue
        assert letter.created_on <= due_on
        come = [r for r in reminders if world.calendar.add(due_on, r.offset) <= letter.created_on]
        assert rung == max(come, key=lambda r: r.offset)


@many
@given(worlds())
def test_the_ladder_climbs_without_a_jump_and_loses_no_rung(world):
    log = Office(world, lazy=False).run()
    climb = [rung.code for rung in world.rungs if rung.at == "due" and rung.offset > 0]
    for number in {letter.round for letter in log.letters}:
        steps = [n for n in log.letters if n.round == number and not is_weekly_urge(n, rungs_of(world))]
        said = [base_code(n.rung_code) for n in steps]
        said = [code for code in said if code in climb]
        first_times = list(dict.fromkeys(said))
        assert first_times == climb[: len(first_times)]
        repeats = [code for i, code in enumerate(said) if code in said[:i]]
        assert not repeats or len(first_times) == len(climb)
    for letter, due_on in zip(log.letters, log.due_at, strict=True):
        rung = rungs_of(world)[base_code(letter.rung_code)]
        if rung.code in climb:
            assert letter.created_on >= world.calendar.add(due_on, rung.offset)


@many
@given(worlds(guided=True))
def test_an_opening_letter_goes_once_and_before_all_others(world):
    """One that a new round withdrew before it left is written again; a refused one counts as said in its round."""
    letters = Office(world, lazy=False).run().letters
    opening = [letter for letter in letters if letter.rung_code == "guide"]
    assert sum(letter.sent_on is not None for letter in opening) <= 1
    assert all(letter.sent_on is None for letter in opening[:-1])
    for number in {letter.round for letter in opening}:
        assert next(letter for letter in letters if letter.round == number).rung_code == "guide"


@many
@given(worlds(rehearsing=True), st.integers(2, 3))
def test_the_same_letters_however_often_the_sweep_ran_on_a_day(world, sweeps):
    once, often = Office(world, lazy=False).run(), Office(world, lazy=False, sweeps=sweeps).run()
    assert often.letters == once.letters
    assert often.alerts == once.alerts


@many
@given(worlds(rehearsing=True))
def test_looking_only_on_next_on_gives_the_same_letters_as_looking_every_day(world):
    daily, lazy = Office(world, lazy=False).run(), Office(world, lazy=True).run()
    assert lazy.letters == daily.letters
    assert lazy.alerts == daily.alerts
    assert lazy.looks <= daily.looks


@many
@given(worlds(rehearsing=True, guided=True))
def test_a_rung_fires_only_for_dates_on_or_after_its_live_from(world):
    log = Office(world, lazy=False).run()
    for letter, due_on in zip(log.letters, log.due_at, strict=True):
        rung = rungs_of(world)[base_code(letter.rung_code)]
        assert rung.live_from is not None
        assert (world.opened_on if rung.at == "open" else due_on) >= rung.live_from


@many
@given(worlds(rehearsing=True))
def test_while_something_is_owed_and_not_halted_someone_is_told(world):
    """The sweep runs every day, the post and the signatures are as bad as they like."""
    world = replace(world, sweep_down=frozenset())
    log = Office(world, lazy=True).run()
    after = [rung for rung in world.rungs if rung.offset > 0]
    # The longest silence that a ladder can ask for: to the next rung, or to next month's letter.
    longest = max(max(rung.offset, rung.min_gap) for rung in after) + max(31, WEEKLY_GAP)
    told = {letter.sent_on for letter in log.letters} | set(log.alerts) | set(log.turns)
    silent = 0
    for day in log.owing:
        before = day - timedelta(days=1)
        silent = silent if before in log.owing else 0
        silent = 0 if day in told else silent + world.calendar.is_workday(day)
        assert silent <= longest


@many
@given(worlds())
def test_a_letter_that_waits_is_reported_at_the_latest_every_third_working_day(world):
    world = replace(world, sweep_down=frozenset())
    office = Office(world, lazy=True)
    log = office.run()
    for letter in log.letters:
        waiting = [
            day
            for day in log.owing
            if day > letter.created_on
            and world.calendar.is_workday(day)
            and (gone_on(letter) is None or day < gone_on(letter))
        ]
        silent = 0
        for previous, day in pairwise(waiting):
            unbroken = world.calendar.count(previous, day) == 1 and not set(log.turns) & {day, previous}
            silent = 0 if day in log.alerts or not unbroken else silent + 1
            assert silent <= 3


@many
@given(worlds(peaceful=True))
def test_after_any_outage_the_ladder_goes_on_to_its_end(world):
    """With post, sweep and signatures back for good, guidance and every rung after the date have spoken."""
    back = 60
    world = replace(
        world,
        due_on=min(world.due_on, world.opened_on),
        rungs=tuple(replace(r, offset=min(r.offset, 8), min_gap=min(r.min_gap, 2)) for r in world.rungs),
        sweep_down=frozenset(day for day in world.sweep_down if day < back),
        post_down=frozenset(day for day in world.post_down if day < back),
        signing=frozenset(range(back, 160)) | world.signing,
        refusing=frozenset(),
    )
    log = Office(world, lazy=True).run()
    said = {base_code(letter.rung_code) for letter in log.letters}
    assert {rung.code for rung in world.rungs if rung.at == "open" or rung.offset > 0} <= said
    assert all(gone_on(letter) for letter in log.letters if letter.created_on < START + timedelta(days=back))
