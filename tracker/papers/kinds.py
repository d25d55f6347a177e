"""Every kind of paper: what it is called, as which files it comes, who may have it, and who describes it.

    KINDS["register"].build(Wanted(...)) -> Document or Archive
    paper(kind, wanted, "docx") -> Paper

A new kind is a module with a function from `Wanted` to a `Document` (`model.py`), and one entry here: the page
`/papers/<code>/` and `manage.py paper <code>` follow from it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.domain.refusal import Refused
from tracker.models import DispatchKind
from tracker.papers import annual_report, letters, review
from tracker.papers.documents import Paper, written
from tracker.papers.model import Archive, Document
from tracker.papers.wanted import Wanted

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

TEXT = ("docx", "pdf", "html")
TABLES = ("xlsx", *TEXT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    code: str
    label: StrOrPromise
    build: Callable[[Wanted], Document | Archive]
    endings: tuple[str, ...] = TEXT
    entry: str = "business"  # a decorator of `desk.access`: who may open its page
    asks: tuple[str, ...] = ()  # of "id", "list", "year": what the page lets one choose
    has_page: bool = True  # else it is had from the page of its thing


KINDS: dict[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind(
            code="guidance",
            label=gettext_lazy("工作指引函"),
            build=partial(letters.built, kind=DispatchKind.GUIDANCE),
            asks=("id",),
        ),
        Kind(
            code="order",
            label=gettext_lazy("督办单"),
            build=partial(letters.built, kind=DispatchKind.ORDER),
            asks=("id",),
        ),
        Kind(
            code="talk",
            label=gettext_lazy("约谈通知"),
            build=partial(letters.built, kind=DispatchKind.TALK),
            asks=("id",),
        ),
        Kind(
            code="review",
            label=gettext_lazy("述法情况"),
            build=review.built,
            entry="leaders",
            asks=("year",),
            has_page=False,
        ),
        Kind(
            code="annual_report",
            label=gettext_lazy("年度报告"),
            build=annual_report.built,
            entry="leaders",
            asks=("year",),
            has_page=False,
        ),
    )
}


def paper(kind: Kind, wanted: Wanted, ending: str) -> Paper:
    """The finished file. Raises Refused: a kind that does not come so, something that is not there."""
    if ending not in kind.endings:
        raise Refused(
            _("“%(kind)s”不能存成 %(ending)s 文件，可以用：%(endings)s。")
            % {"kind": kind.label, "ending": ending or _("没有后缀的"), "endings": "、".join(kind.endings)}
        )
    return written(kind.build(wanted), ending)
