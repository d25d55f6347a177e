"""One list component for every list of the workspace.

A list is a `Spec`: its columns, its filter, its orders, groups and ticks. `table_page` answers a request with it: the page,
or the file that holds exactly what the page shows. The parts of a page are `Table`'s properties, laid out by
`templates/table/`; a row is written by Python, because a row costs what its columns cost.
"""

from tracker.web.tables.columns import Column, Group
from tracker.web.tables.page import table_page
from tracker.web.tables.spec import Spec
from tracker.web.tables.table import Table

__all__ = ["Column", "Group", "Spec", "Table", "table_page"]
