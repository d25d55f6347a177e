"""What the importer's tests begin with: a small register, a list, and items as a document proposes them."""

from datetime import date

from tests import factories
from tracker.models import TaskList, UnitGroup
from tracker.reading.proposed import ProposedDate, ProposedItem, ProposedOwner

TODAY = factories.TODAY
YEAR_END = date(2025, 12, 31)


def register():
    """The cast of the factories and one group."""
    cast = factories.people()
    UnitGroup.objects.create(name="各县（市、区）政府", aliases=["各县（市、区）"], kinds=["county"])
    return cast


def draft_list(office, **fields) -> TaskList:
    names = {"name": "2025年责任清单", "year": 2025, "kind": "duty_list", "office": office}
    return TaskList.objects.create(**(names | fields))


def item(text, *, number="", lead=(), co=(), due=None, passage=None, **fields) -> ProposedItem:
    """An item with owners by name and at most one date."""
    made = ProposedItem(text, label=number, number=number, title=text[:30], passage=passage, **fields)
    made.lead = [ProposedOwner(name) for name in lead]
    made.co = [ProposedOwner(name) for name in co]
    if due:
        made.dates = [ProposedDate(f"{due.month}月底前", due, explanation="原文写明")]
    made.tell_due()
    return made
