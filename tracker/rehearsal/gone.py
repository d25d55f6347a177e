"""Which letters left today, without reading all that ever left: what was written since the evening before, and what had
not left by then."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from tracker.domain.composed import composed
from tracker.models import Letter, LetterState

Row = tuple[int, str, date | None]


class Gone:
    """Asked once each evening."""

    def __init__(self) -> None:
        self._last, self._here = 0, list[int]()

    def on(self, today: date) -> list[int]:
        """The ids of those that left on this day."""
        rows: list[Row] = [*_written_after(self._last), *_of(self._here)]
        self._last = max((pk for pk, _state, _on in rows), default=self._last)
        self._here = sorted(pk for pk, state, _on in rows if state != LetterState.SENT)
        return sorted(_left(rows, today))


def _left(rows: Iterable[Row], today: date) -> Iterable[int]:
    return (pk for pk, state, on in rows if state == LetterState.SENT and on == today)


@composed
def _written_after(last: int) -> QuerySet[Letter, Row]:
    return Letter.objects.filter(pk__gt=last).order_by().values_list("pk", "state", "sent_on")


@composed
def _of(ids: list[int]) -> QuerySet[Letter, Row]:
    return Letter.objects.filter(pk__in=ids).order_by().values_list("pk", "state", "sent_on")
