"""What a page or a command asks of the papers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracker.domain.actor import Actor
from tracker.models import TaskList


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """`by`: whose view of the rows it is; `as_of`: the day that it speaks of, today or a past one. The rest as far as the
    kind of paper asks for it; `pk` is the id of its one thing."""

    by: Actor
    as_of: date
    year: int | None = None
    task_list: TaskList | None = None
    pk: int | None = None

    @property
    def of_year(self) -> int:
        return self.year or (self.task_list.year if self.task_list else self.as_of.year)
