"""The public edition as values: the same for the site and for the folder, which differ in their links alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tracker.models import Basis, ListBasis, Publication, PublishedCommitment, TaskState
from tracker.publishing.commitments import Plain, task_of
from tracker.reading.owners.posts import split_post
from tracker.rules.wording import place
from tracker.rules.workdays import is_within_reach

UNFOLDED = 10  # results of one commitment; older ones are folded
NONE = {"count": 0, "done": 0, "running": 0, "late": 0}
LOOKS = {TaskState.DONE: "green", TaskState.ISSUED: "blue"}


class Links(Protocol):
    """Where things are: in the site, or in the folder."""

    home: str
    searches: bool  # whether the home page searches by asking the server

    def of_list(self, pk: int) -> str: ...
    def of_commitment(self, pk: int) -> str: ...
    def of_file(self, pk: int, ending: str) -> str: ...
    def of_calendar(self, pk: int) -> str: ...


@dataclass(frozen=True, slots=True)
class Shown:
    """One commitment on a page."""

    pk: int  # of its task
    url: str
    said: Plain
    list_name: str
    list_url: str
    calendar: str

    @property
    def state(self) -> str:
        if self.said["late"]:
            return _("逾期")
        if self.said["state"] == TaskState.ISSUED and self.said["standing"]:
            return _("持续推进")
        return str(TaskState(self.said["state"]).label)

    @property
    def look(self) -> str:
        return "red" if self.said["late"] else LOOKS.get(TaskState(self.said["state"]), "grey")

    @property
    def lead(self) -> str:
        return self._units("lead")

    @property
    def support(self) -> str:
        return self._units("support")

    def _units(self, role: str) -> str:
        """With the office that its head holds, where the document names one."""
        named = [each for each in self.said["units"] if each["role"] == role]
        return "、".join(f"{each['name']}{split_post(each.get('written', ''))[1]}" for each in named)

    @property
    def limits(self) -> str:
        """Each date once, as the document words it; an inferred one says so."""
        words = [
            f"{row.get('wording') or row.get('due_on') or row.get('label', '')}{_inferred(row['basis'])}"
            for row in self.said["limits"]
        ]
        return "；".join(dict.fromkeys(words)) or self.said.get("limit_wording", "") or _("未写明")

    @property
    def basis(self) -> str:
        found = self.said.get("basis", {})
        kind = str(ListBasis(found["kind"]).label) if found.get("kind") in ListBasis.values else ""
        name = f"《{found['title']}》" if found.get("title") else ""
        where = place(found.get("place", ""), self.said.get("number", ""))
        return "　".join(part for part in (name, found.get("number", ""), where, kind) if part)

    @property
    def chapter(self) -> str:
        return " / ".join(self.said.get("chapter", ()))

    @property
    def newest(self) -> list[Plain]:
        """The results that a reader sees at once, the last first."""
        return list(reversed(self.said["results"]))[:UNFOLDED]

    @property
    def older(self) -> list[Plain]:
        return list(reversed(self.said["results"]))[UNFOLDED:]

    def follows(self) -> bool:
        """Whether a calendar has anything to say of it."""
        return not TaskState(self.said["state"]).is_ended and bool(dates_of(self.said))


def _inferred(basis: str) -> str:
    return _("（推断）") if basis == Basis.INFERRED else ""


def dates_of(said: Plain) -> list[date]:
    """The days that the commitment names: its single limits, and the next of those that come again."""
    found: set[str] = {row["due_on"] for row in said["limits"] if row.get("due_on")}
    if said.get("next_due_on"):
        found.add(said["next_due_on"])
    return sorted(filter(is_within_reach, map(date.fromisoformat, found)))


@dataclass(frozen=True, slots=True)
class ShownList:
    """One list on a page, with its figures."""

    pk: int
    url: str
    head: Plain
    published_on: date
    files: list[tuple[str, str]]  # what it is, and where
    count: int
    done: int
    running: int
    late: int

    @property
    def name(self) -> str:
        return str(self.head["list"]["name"])


def publications() -> QuerySet[Publication]:
    """What is public now, the newest year first."""
    return Publication.objects.current().select_related("task_list").order_by("-task_list__year", "task_list")


def lists(rows: Iterable[Publication], links: Links) -> list[ShownList]:
    """With their figures."""
    return [_list(row, links) for row in rows]


def _list(row: Publication, links: Links) -> ShownList:
    pk = row.task_list_id
    endings = ((_("数据（json）"), "json"), (_("表格（csv）"), "csv"), (_("日历（ics）"), "ics"))
    files = [(label, links.of_file(pk, ending)) for label, ending in endings]
    return ShownList(pk, links.of_list(pk), row.head, row.published_on, files, **(NONE | row.figures))


def commitments() -> QuerySet[PublishedCommitment]:
    return PublishedCommitment.objects.shown().select_related("publication__task_list")


def shown(row: PublishedCommitment, links: Links) -> Shown:
    publication, pk = row.publication, row.task_id
    return Shown(
        pk,
        links.of_commitment(pk),
        row.content,
        str(publication.head["list"]["name"]),
        links.of_list(publication.task_list_id),
        links.of_calendar(pk),
    )


def document(publication: Publication) -> Plain:
    """The open commitment format of what is shown now."""
    rows = publication.commitments.shown().order_by("order")
    head: Plain = publication.head
    return head | {"commitments": list(rows.values_list("content", flat=True))}


# --- Before it is public ---------------------------------------------------------------------------
def planned(said: Plain, links: Links) -> Shown:
    """A commitment that the office looks at before anybody else does."""
    pk = task_of(said)
    return Shown(pk, links.of_commitment(pk), said, "", "", links.of_calendar(pk))


@dataclass(frozen=True, slots=True)
class Changes:
    """Against what is public now: titles of what would come, go, or be told otherwise."""

    new: list[str]
    gone: list[str]
    other: list[str]


def changes(current: Publication, rows: list[Plain]) -> Changes:
    known = {said["id"]: said for said in current.commitments.shown().values_list("content", flat=True)}
    coming = {said["id"]: said for said in rows}
    return Changes(
        [said["title"] for pk, said in coming.items() if pk not in known],
        [said["title"] for pk, said in known.items() if pk not in coming],
        [said["title"] for pk, said in coming.items() if pk in known and known[pk] != said],
    )
