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

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.domain.refusal import Refused
from tracker.models import DispatchKind
from tracker.papers import (
    annual_report,
    archive,
    brief,
    circular,
    letters,
    letters_book,
    receipt_slip,
    register,
    reminder,
    review,
)
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
    asks: tuple[str, ...] = ()  # of "id", "list": what the page lets one choose
    has_year: bool = True  # whether it is of a year, and not of a month or of one thing

    def describe(self, wanted: Wanted) -> Document | Archive:
        """In Chinese, whichever language its reader uses for the pages. Raises Refused."""
        with translation.override(settings.LANGUAGE_CODE):
            return self.build(wanted)


KINDS: dict[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind(
            code="guidance",
            label=gettext_lazy("工作指引函"),
            build=partial(letters.built, kind=DispatchKind.GUIDANCE),
            asks=("id",),
            has_year=False,
        ),
        Kind(
            code="order",
            label=gettext_lazy("督办单"),
            build=partial(letters.built, kind=DispatchKind.ORDER),
            asks=("id",),
            has_year=False,
        ),
        Kind(
            code="talk",
            label=gettext_lazy("约谈通知"),
            build=partial(letters.built, kind=DispatchKind.TALK),
            asks=("id",),
            has_year=False,
        ),
        Kind(
            code="reminder",
            label=gettext_lazy("提醒函"),
            build=reminder.reminder_document,
            entry="office",
            asks=("id",),
            has_year=False,
        ),
        Kind(
            code="slip",
            label=gettext_lazy("送达回执"),
            build=receipt_slip.built,
            asks=("id",),
            has_year=False,
        ),
        Kind(
            code="circular",
            label=gettext_lazy("月度通报"),
            build=circular.circular_document,
            entry="leaders",
            asks=("id", "list"),
            has_year=False,
        ),
        Kind(
            code="register",
            label=gettext_lazy("督办台账"),
            build=register.register_document,
            endings=TABLES,
            entry="leaders",
            asks=("list",),
        ),
        Kind(
            code="task_list",
            label=gettext_lazy("任务清单"),
            build=register.task_list_document,
            endings=TABLES,
            asks=("list",),
        ),
        Kind(
            code="letters",
            label=gettext_lazy("函件登记簿"),
            build=letters_book.letters_document,
            endings=TABLES,
            entry="leaders",
        ),
        Kind(
            code="brief",
            label=gettext_lazy("一页纸"),
            build=brief.brief_document,
            entry="leaders",
            asks=("list",),
        ),
        Kind(
            code="archive",
            label=gettext_lazy("归档包"),
            build=archive.archive_of_task,
            endings=("zip",),
            entry="office",
            asks=("id",),
            has_year=False,
        ),
        Kind(
            code="review",
            label=gettext_lazy("述法情况"),
            build=review.built,
            entry="leaders",
            asks=("id",),
        ),
        Kind(
            code="annual_report",
            label=gettext_lazy("年度报告"),
            build=annual_report.built,
            entry="leaders",
        ),
    )
}


def paper(kind: Kind, wanted: Wanted, ending: str) -> Paper:
    """The finished file. Raises Refused: a kind that does not come so, something that is not there."""
    if ending not in kind.endings:
        said = {"kind": kind.label, "ending": ending, "endings": "、".join(kind.endings)}
        if not ending:
            raise Refused(_("文件名没有后缀：“%(kind)s”可以存成 %(endings)s。") % said)
        raise Refused(_("“%(kind)s”不能存成 %(ending)s 文件，可以用：%(endings)s。") % said)
    return written(kind.describe(wanted), ending)
