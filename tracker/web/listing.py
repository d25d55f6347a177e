"""One page of a list: rows, how many there are, and what was wrong with the address."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.core.paginator import InvalidPage, Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

PAGE_SIZE = 25


@dataclass(frozen=True, slots=True)
class Listing:
    page: Page
    count: int
    complaints: list[str] = field(default_factory=list)

    @property
    def status(self) -> int:
        return 400 if self.complaints else 200

    @property
    def rows(self) -> list:
        return list(self.page.object_list)


def listing(
    request: HttpRequest, rows: QuerySet, complaints: list[str] = (), *, size: int = PAGE_SIZE
) -> Listing:
    """An impossible page number is refused in words, like an impossible filter."""
    complaints = list(complaints)
    paginator = Paginator(rows, size)
    try:
        page = paginator.page(request.GET.get("page") or 1)
    except InvalidPage:
        complaints.append(_("没有第“%(page)s”页。") % {"page": request.GET["page"]})
        paginator = Paginator(rows.none(), size)
        page = paginator.page(1)
    return Listing(page, paginator.count, complaints)
