"""What a row of a task table tells beside its task: the problem that its measures are to mend, and rows that only add units
or dates to the task above."""

from __future__ import annotations

from dataclasses import replace

from ..outline.tree import first_words
from ..owners.clause import Clause
from ..proposed import ProposedDate, ProposedItem
from ..text.characters import squeeze
from .cells import flat, said
from .columns import OWNER_ROLES
from .grids import TEXT_ROLES, Grid, Part
from .task_rows import State, copy_of, dates_of_row, is_same, owners_of_row, title_and_text


def problem_of_row(grid: Grid, part: Part, r: int, item: ProposedItem) -> ProposedItem | None:
    """The problem that stands beside the measures of the row, with the same owners and dates; once where it is merged
    over several rows."""
    if item.kind != "task" or not (part.columns("problem") and part.columns("task", "content")):
        return None
    faults = [c for c in part.columns("problem") if said(grid.text(r, c)) and not grid.continues(r, c)]
    if not faults:
        return None
    words = [grid.text(r, c) for c in faults]
    title, text = title_and_text(words)
    if squeeze(text) == squeeze(item.text):
        return None
    made = replace(
        item, text=text, title=first_words(title, 60), kind="problem", notes={}, doubts=list(item.doubts)
    )
    made.path = item.path[:-1] if item.path and item.path[-1] == flat(words[-1]) else list(item.path)
    made.lead, made.co = [copy_of(o) for o in item.lead], [copy_of(o) for o in item.co]
    made.dates = [replace(d, rules=list(d.rules)) for d in item.dates]
    return made


def goes_on(grid: Grid, part: Part, r: int) -> bool:
    """Whether the row only adds units or dates to the task above: its words are those of the merged cells above it, or
    none."""
    if any(grid.text(r, c) and not grid.continues(r, c) for c in part.columns(*TEXT_ROLES)):
        return False
    fresh = any(grid.own(r, c) for c in part.columns(*OWNER_ROLES, "due"))
    return fresh and is_same(grid, part, r)


def add_to(item: ProposedItem, more: Clause, dates: list[ProposedDate]) -> None:
    """The units and dates of a further row of the same task."""
    for kind, owners in (("lead", more.lead), ("co", more.co)):
        known = {o.name for o in (*item.lead, *item.co)}
        (item.lead if kind == "lead" else item.co).extend(copy_of(o) for o in owners if o.name not in known)
    item.dates += [d for d in dates if d not in item.dates]
    item.tell_due()


def more_of_row(
    grid: Grid, part: Part, r: int, state: State, item: ProposedItem, *, year: int | None, first_leads: bool
) -> None:
    clause = owners_of_row(grid, part, r, state, same=False, first_leads=first_leads)
    dates = dates_of_row(grid, part, r, state, clause, [], same=False, year=year)
    add_to(item, clause, dates)
