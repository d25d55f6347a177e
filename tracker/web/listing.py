"""One page of a list: rows, how many there are, and what was wrong with the address.

Pages follow one another by the key of their last row, so the thousandth costs what the first does. A count is exact up
to a bound and says 10,000+ beyond it: nobody counts on, and no page may grow with the table.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.core.paginator import InvalidPage, Page, Paginator
from django.db.models import Model, Q, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan
from django.utils.translation import gettext as _

from tracker.desk.bounds import LONGEST_NUMBER
from tracker.desk.counting import count
from tracker.desk.request import Request
from tracker.domain.counting import BoundedCount, count_in_words
from tracker.rules.characters import IMPOSSIBLE

PAGE_SIZE = 25
OWN = "own_"  # the row's own columns, repeated beside it (`TaskQuerySet.owned_by`)
BETWEEN = "~"  # the values of a key within an address


@dataclass(frozen=True, slots=True)
class Listing:
    rows: Sequence
    count: int
    before: str = ""  # the key that the previous page ends before; empty on the first page
    after: str = ""
    page: Page | None = None  # of a list in memory, whose pages have numbers
    complaints: list[str] = field(default_factory=list)

    @property
    def status(self) -> int:
        return 400 if self.complaints else 200

    @property
    def counted(self) -> str:
        return count_in_words(self.count)


def listing(
    request: Request,
    rows: QuerySet,
    complaints: Sequence[str] = (),
    *,
    keys: Sequence[str] = ("pk",),
    size: int = PAGE_SIZE,
    whole: int | None = None,
    counted: Callable[[], Any] | None = None,
    kept: Callable[[Callable[[], QuerySet]], list] | None = None,
) -> Listing:
    """The page that the address asks for. `keys`: what the list is sorted by, upwards or (with -) downwards, the last
    one unique. `whole`: how many there are, where that is known; `counted`: makes an expression that tells it, or None; `kept`: how the
    page is read without putting its statement together anew. An impossible place is refused in words, like an impossible filter."""
    complaints = list(complaints)
    place, is_backward = _place(request)

    order = _Order.of(keys)

    def build() -> QuerySet:
        # In the same statement as the rows, under a name that no list has.
        number = (counted() if counted else None) or BoundedCount(rows)
        told = rows.annotate(_whole=number) if whole is None else rows
        return order.page(told, place, backward=is_backward, size=size)

    try:
        found = kept(build) if kept else list(build())
    except (ValueError, ValidationError):
        complaints.append(_("地址里的翻页位置“%(place)s”不对，请从第一页看起。") % {"place": place[:60]})
    if complaints:
        return Listing([], 0, complaints=complaints)
    more = len(found) > size
    found = found[:size]
    if is_backward:
        found.reverse()
    if whole is None:
        whole = found[0]._whole if found else count(rows) if place else 0
    has_before, has_after = (more, True) if is_backward else (bool(place), more)
    return Listing(
        found,
        whole,
        before=order.place_of(found[0]) if has_before and found else "",
        after=order.place_of(found[-1]) if has_after and found else "",
    )


def beside(rows: QuerySet, keys: Sequence[str], row: Model) -> tuple[Any, Any]:
    """The rows before and after this one in that order, each None at its end; the row itself need not be among them."""
    order = _Order.of(keys)
    place = order.place_of(row)
    found = [list(order.page(rows, place, backward=backward, size=1))[:1] for backward in (True, False)]
    return tuple(some[0] if some else None for some in found)


def numbered(request: Request, rows: Sequence, *, size: int) -> Listing:
    """A page of what is in memory anyway, such as a proposal: such pages have numbers."""
    paginator = Paginator(rows, size)
    wanted = request.GET.get("page") or 1
    try:
        page = paginator.page(wanted)
    except InvalidPage:
        return Listing([], 0, complaints=[_("没有第“%(page)s”页。") % {"page": wanted}])
    return Listing(page.object_list, paginator.count, page=page)


def _place(request: Request) -> tuple[str, bool]:
    before = request.GET.get("before", "")
    return before or request.GET.get("after", ""), bool(before)


@dataclass(frozen=True, slots=True)
class _Order:
    names: tuple[str, ...]
    descending: tuple[bool, ...]

    @classmethod
    def of(cls, keys: Sequence[str]) -> _Order:
        return cls(tuple(key.removeprefix("-") for key in keys), tuple(key.startswith("-") for key in keys))

    def page(self, rows: QuerySet, place: str, *, backward: bool, size: int) -> QuerySet:
        """One row more than the page holds, so that one knows whether there is another page."""
        downwards = [down != backward for down in self.descending]
        if place:
            parts = place.split(BETWEEN)
            fields = [_field(rows, name) for name in self.names]
            if len(parts) != len(fields):
                raise ValueError(place)
            values = [_possible(f.to_python(part)) for f, part in zip(fields, parts, strict=True)]
            rows = rows.filter(self._beyond(values, downwards))
        names = (f"{'-' if down else ''}{name}" for name, down in zip(self.names, downwards, strict=True))
        return rows.order_by(*names)[: size + 1]

    def _beyond(self, values: Sequence[Any], downwards: Sequence[bool]) -> Any:
        """What comes after the row with these values. Where all keys go one way, databases compare them as one."""
        if len(set(downwards)) == 1:
            beyond = TupleLessThan if downwards[0] else TupleGreaterThan
            return beyond(Tuple(*self.names), values)
        found, same = Q(), Q()
        for name, value, down in zip(self.names, values, downwards, strict=True):
            found |= same & Q(**{f"{name}__{'lt' if down else 'gt'}": value})
            same &= Q(**{name: value})
        begins = Q(**{f"{self.names[0]}__{'lte' if downwards[0] else 'gte'}": values[0]})  # for its index
        return begins & found

    def place_of(self, row: Model) -> str:
        return BETWEEN.join(str(_value(row, name)) for name in self.names)


def _possible(value: Any) -> Any:
    """No database holds such a number or such a text: asked for one, it would break. Raises ValueError."""
    if isinstance(value, int) and abs(value) >= 10**LONGEST_NUMBER:
        raise ValueError(value)
    if isinstance(value, str) and IMPOSSIBLE.search(value):
        raise ValueError(value)
    return value


def _field(rows: QuerySet, path: str):
    if path in rows.query.annotations:
        return rows.query.annotations[path].output_field
    model = rows.model
    for part in path.split("__"):
        try:
            found = model._meta.pk if part == "pk" else model._meta.get_field(part)
        except FieldDoesNotExist as error:
            raise ValueError(path) from error
        model = found.related_model or model
    return found


def _value(row: Model, path: str):
    """A key of another row beside it stands on this row as well, under its last name."""
    name = path.removeprefix(OWN).rpartition("__")[2]
    if name in ("pk", row._meta.model_name):
        return row.pk
    try:
        return getattr(row, row._meta.get_field(name).attname)
    except FieldDoesNotExist:  # reckoned for this list
        return getattr(row, name)
