"""What can wait goes with another letter, or at the end of the next working day (ADR 67)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests import factories
from tests.factories import TODAY
from tracker.domain.actor import Actor
from tracker.domain.events import chronicle, tell
from tracker.models import Letter, LetterNotice, Verb
from tracker.outbox.compose import compose
from tracker.outbox.deliver import deliver
from tracker.outbox.window import hour_of
from tracker.rules.company import Hour

TOMORROW = TODAY + timedelta(days=1)  # a Thursday
IN_FIVE = date(2025, 12, 10)  # five working days from TODAY
WINDOW = "08:00-18:00"


def call(on, hour):
    """What the call makes leave, by its reader."""
    compose(today=on, hour=hour)
    gone = Letter.objects.unrendered().filter(digest_on=on)
    said = {
        letter.person.name: sorted(row.notice.rung_code for row in letter.carries.select_related("notice"))
        for letter in gone.select_related("person")
    }
    deliver(today=on, at_any_hour=True)
    return said


def decided(cast, verb=Verb.PROGRESS_RETURNED, on=TODAY, **fields):
    task = factories.task(office=cast.office)
    with chronicle():
        tell(verb, by=Actor.of(cast.officer, on), task=task, unit=cast.bureau, note="补充佐证", **fields)


def owed(cast, ladder, code, due_on=IN_FIVE, **fields):
    step = factories.obligation(unit=cast.bureau, due_on=due_on, office=cast.office)
    return factories.notice(obligation=step, rung=ladder[code], **fields)


def test_a_decision_alone_goes_at_the_end_of_the_next_working_day(cast, ladder, mail):
    decided(cast)
    assert call(TODAY, Hour.MORNING) == call(TODAY, Hour.EVENING) == call(TOMORROW, Hour.MORNING) == {}
    decided(cast, on=TOMORROW)
    both = ["progress.returned"] * 2
    assert call(TOMORROW, Hour.EVENING) == {"吴芳": both, "郑强": both}, "with what is of that day"
    assert call(TODAY + timedelta(days=2), Hour.EVENING) == {}


def test_a_decision_goes_with_the_morning_s_letter(cast, ladder, mail):
    decided(cast)
    call(TODAY, Hour.EVENING)
    owed(cast, ladder, "urge", due_on=TODAY, owed_on=TOMORROW)
    assert call(TOMORROW, Hour.MORNING)["吴芳"] == ["progress.returned", "urge"]
    assert call(TOMORROW, Hour.EVENING) == {}


def test_a_reminder_well_ahead_waits_a_day_and_says_of_which_it_is(cast, ladder, mail):
    notice = owed(cast, ladder, "remind-5", reason="还有5个工作日，应发工作提醒。")
    assert call(TODAY, Hour.MORNING) == call(TODAY, Hour.EVENING) == {}
    assert call(TOMORROW, Hour.MORNING) == {"吴芳": ["remind-5"]}
    (arrived,) = mail.mails
    assert f"（12月3日）{notice.reason}" in arrived.text


def test_it_goes_on_its_day_with_what_is_bound_to_it(cast, ladder, mail):
    owed(cast, ladder, "remind-5")
    owed(cast, ladder, "remind-1", due_on=TOMORROW)
    assert call(TODAY, Hour.MORNING)["吴芳"] == ["remind-1", "remind-5"]


@pytest.mark.parametrize(("due_on", "waits"), [(IN_FIVE, True), (date(2025, 12, 9), False)])
def test_one_that_comes_after_its_day_waits_no_longer(cast, ladder, mail, due_on, waits):
    owed(cast, ladder, "remind-5", due_on=due_on)
    assert (call(TODAY, Hour.MORNING) == {}) is waits


def test_a_draft_and_what_comes_to_the_officer_go_at_once(cast, ladder, mail):
    task = factories.task(office=cast.office)
    with chronicle():
        by = Actor.of(cast.liaison, TODAY)
        tell(Verb.PROGRESS_DRAFTED, by=by, task=task, unit=cast.bureau)
        tell(Verb.OBJECTION_RAISED, by=by, task=task, unit=cast.bureau)
    assert call(TODAY, Hour.MORNING) == {"郑强": ["progress.drafted"], "周敏": ["objection.raised"]}


def test_nothing_that_waits_leaves_on_a_rest_day(cast, ladder, mail):
    friday = TODAY + timedelta(days=2)
    decided(cast, on=friday)
    days = [friday + timedelta(days=n) for n in (0, 1, 2)]
    assert [call(on, hour) for on in days for hour in Hour] == [{}] * 6
    assert call(date(2025, 12, 8), Hour.MORNING) == {}
    assert set(call(date(2025, 12, 8), Hour.EVENING)) == {"吴芳", "郑强"}


def test_by_hand_nothing_waits(cast, ladder):
    decided(cast)
    owed(cast, ladder, "remind-5")
    assert compose(today=TODAY) == 2
    assert LetterNotice.objects.count() == 3


# --- The head ----------------------------------------------------------------------------------------
def test_the_head_hears_of_requests_and_of_what_lies_in_one_letter(cast, ladder, mail):
    """Blocked for two alerts on Wednesday, asked on Wednesday and Thursday: one letter on Thursday evening."""
    stuck = factories.obligation(unit=cast.bureau, due_on=TODAY, office=cast.office)
    stuck.blocked_since_on, stuck.blocked_reason = date(2025, 11, 24), "待签发"
    stuck.alerted_on, stuck.alerts = TODAY, 2
    stuck.save()
    decided(cast, Verb.EXTENSION_ASKED)
    assert call(TODAY, Hour.MORNING) == {"周敏": []}, "the officer on the day"
    assert call(TODAY, Hour.EVENING) == call(TOMORROW, Hour.MORNING) == {}
    decided(cast, Verb.EXTENSION_ASKED, on=TOMORROW)
    assert call(TOMORROW, Hour.EVENING) == {"陈立": ["extension.asked"] * 2}
    assert Letter.objects.get(person=cast.head).kind == "alert"
    assert call(TODAY + timedelta(days=2), Hour.EVENING) == {}, "told"


# --- The evening ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("window", "at", "hour"),
    [
        (WINDOW, 9, Hour.MORNING),
        (WINDOW, 17, Hour.EVENING),
        ("00:00-24:00", 16, Hour.MORNING),
        ("00:00-24:00", 17, Hour.EVENING),
        ("08:00-12:00", 11, Hour.EVENING),
    ],
)
def test_the_evening_is_the_last_hour_in_which_letters_leave(window, at, hour):
    assert hour_of(window, now=datetime(2025, 12, 3, at - 8, tzinfo=UTC)) is hour
