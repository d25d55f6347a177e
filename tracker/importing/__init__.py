"""Proposed items + database -> diff -> rows. One transaction; one outcome and reason per item.

    receive(content=…, filename=…, proposal=…, by=…, today=…) -> Source     keep the document and its passages
    diff(items=…, task_list=…) -> list[Change]                              what importing would do
    apply(items=…, source=…, task_list=…, by=…, today=…) -> list[Change]    do it
    write_figures(source=…, proposal=…) -> int                              a report's numbers
    why_not_undo(run), undo(run=…, by=…, today=…)                           take it back
    runs                                                                    an import that officers edit first
    export_list(task_list) -> bytes                                         the list in the import's columns

Writes drafts only: issuing is an action. What is already running keeps its state, owners and dates.
"""

from .applying import apply
from .diffing import (
    CHANGED,
    GONE,
    LABELS,
    NEW,
    OUTCOMES,
    UNCHANGED,
    Change,
    counted,
    diff,
)
from .exporting import export_list
from .receiving import passages_of, receive, write_figures
from .undo import undo, why_not_undo

__all__ = [
    "CHANGED",
    "GONE",
    "LABELS",
    "NEW",
    "OUTCOMES",
    "UNCHANGED",
    "Change",
    "apply",
    "counted",
    "diff",
    "export_list",
    "passages_of",
    "receive",
    "undo",
    "why_not_undo",
    "write_figures",
]
