"""What was said last of a task or of what is owed: the columns 进展 and 最近函件 of both lists."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from django.db.models import QuerySet, Subquery
from django.utils.translation import gettext_lazy

from tracker.models import Notice
from tracker.web.tables.columns import DASH, Column, bar, iso, under


class Said(NamedTuple):
    """The last report, the last letter, and the day on which the ladder speaks next, where that is asked for."""

    percent: int | None
    reported_on: date | None
    letter_on: date | None
    letter_kind: str | None
    next_on: date | None = None


NOTHING_SAID = Said(None, None, None, None)


def said_columns(reports: QuerySet, letters: QuerySet, *, owed_now: bool = False) -> dict[str, Subquery]:
    """What `Said` is read from; both of the row, by OuterRef. `owed_now`: a share done of an earlier period is none."""
    reports, letters = reports.order_by("-pk"), letters.order_by("-sent_on", "-pk")
    counting: Any = reports.on_what_is_owed() if owed_now else reports  # type: ignore[attr-defined]
    return {
        "percent": Subquery(counting.values("percent")[:1]),
        "reported_on": Subquery(reports.values("released_on")[:1]),
        "letter_on": Subquery(letters.values("sent_on")[:1]),
        "letter_kind": Subquery(letters.values("kind")[:1]),
    }


def _kind_of(said: Said) -> str:
    return str(dict(Notice._meta.get_field("kind").choices).get(said.letter_kind, ""))


def _letter(row: Any, _today: date) -> Any:
    return under(iso(row.said.letter_on), _kind_of(row.said)) if row.said.letter_on else DASH


SAID = frozenset({"said"})
PROGRESS = Column(
    code="progress",
    label=gettext_lazy("进展"),
    html=lambda row, _today: bar(row.said.percent, iso(row.said.reported_on)),
    text=lambda row, _today: "" if row.said.percent is None else f"{row.said.percent}%",
    look="bar-cell",
    needs=SAID,
)
LAST_LETTER = Column(
    code="letter",
    label=gettext_lazy("最近函件"),
    html=_letter,
    text=lambda row, _today: f"{iso(row.said.letter_on)} {_kind_of(row.said)}".strip(),
    look="date",
    needs=SAID,
    width=18,
)
