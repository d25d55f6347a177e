"""Days as they pass in an office: the sweep, the head's signatures, the post into a folder."""

from datetime import date, timedelta

from tests import factories
from tracker.actions.signing import sign
from tracker.domain.actor import Actor
from tracker.domain.refusal import Refused
from tracker.models import CalendarDay, Dispatch
from tracker.outbox.compose import compose
from tracker.outbox.deliver import deliver
from tracker.supervision.sweep import sweep

START, DUE = date(2025, 3, 3), date(2025, 4, 1)


def owed(cast, **fields):
    return factories.obligation(**({"unit": cast.bureau, "due_on": DUE, "opened_on": START} | fields))


class Days:
    """`today` is the next day to be lived. `head` signs whatever may be signed; None: nobody signs."""

    def __init__(self, today: date, *, head=None) -> None:
        self.today, self.head = today, head

    def go(self, until: date) -> None:
        """Live every day up to and with `until`."""
        while self.today <= until:
            self.live()

    def live(self) -> None:
        calendar = CalendarDay.objects.calendar()
        sweep(today=self.today, calendar=calendar)
        if self.head and calendar.is_workday(self.today):
            self._sign()
        compose(today=self.today)
        if calendar.is_workday(self.today):
            deliver(today=self.today, at_any_hour=True)
        self.today += timedelta(days=1)

    def _sign(self) -> None:
        for dispatch in Dispatch.objects.drafts():
            try:
                sign(dispatch=dispatch, by=Actor.of(self.head, self.today))
            except Refused:
                continue
