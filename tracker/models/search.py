"""What the search finds things by: see `rules.grams` for what is kept, `domain.search` for when it is written."""

from __future__ import annotations

from typing import Any, Self

from django.db import connection, models
from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, Value
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from tracker.models.dispatches import Dispatch
from tracker.models.sources import Source
from tracker.models.tasks import Task
from tracker.rules.grams import MARKS, folded, pairs

OF_FTS = "SELECT rowid FROM tracker_search WHERE tracker_search MATCH %s LIMIT %s"


class _HoldsAll(Func):
    """PostgreSQL: all pairs of the second stand in the first, read from a GIN index over the pairs. Needs no extension."""

    template = "(string_to_array(%(expressions)s, ' '))"
    arg_joiner = ", ' ') @> string_to_array("
    output_field = BooleanField()


def _asked_of_fts(phrases: list[str], kind: str, most: int | None) -> list[Any]:
    """The words as SQLite's index takes them, and the bound: within it, for what stands around is asked after all is read."""
    asked = " AND ".join(f'"{phrase}"' for phrase in phrases)
    if kind in MARKS:
        asked = f'"{MARKS[kind]}" AND {asked}'
    elif most is not None:
        others = " OR ".join(f'"{mark}"' for mark in MARKS.values())
        asked = f"({asked}) NOT ({others})"
    return [asked, -1 if most is None else most]  # -1: none


def _words(text: str) -> list[str]:
    return [word for part in text.split() if (word := folded(part))]


class SearchEntryQuerySet(models.QuerySet["SearchEntry"]):
    def matching(self, text: str, kind: str, most: int | None = None) -> Self:
        """Those of the kind that hold every word of the text, each as it is written, `most` of them at the most; a text
        without any word finds nothing."""
        if not (words := _words(text)):
            return self.none()
        rows = self.filter(**{f"{kind}__isnull": False})
        single = [word for word in words if len(word) == 1]
        for word in single:
            rows = rows.filter(grams__contains=word)  # no pair: read through, rare as such questions are
        phrases = [pairs(word) for word in words if len(word) > 1]
        return (rows._holding(phrases, kind, None if single else most) if phrases else rows)[:most]

    def each_holding(self, text: str) -> Self:
        """The same entries, looked into one after the other and not through the index."""
        rows = self
        for word in (words := _words(text)):
            rows = rows.filter(grams__contains=pairs(word))
        return rows if words else self.none()

    def _holding(self, phrases: list[str], kind: str, most: int | None) -> Self:
        if connection.vendor == "sqlite":
            asked = _asked_of_fts(phrases, kind, most)
            return self.filter(pk__in=RawSQL(OF_FTS, asked))  # noqa: S611
        rows = self
        for phrase in [*phrases, *([MARKS[kind]] if kind in MARKS else [])]:
            rows = rows.filter(_HoldsAll(F("grams"), Value(phrase)), grams__contains=phrase)
        return rows


class SearchEntry(models.Model):
    """One thing and the pairs of characters that it is found by."""

    task = models.OneToOneField(
        Task, models.CASCADE, null=True, blank=True, related_name="search_entry", verbose_name=_("任务")
    )
    dispatch = models.OneToOneField(
        Dispatch, models.CASCADE, null=True, blank=True, related_name="search_entry", verbose_name=_("函件")
    )
    source = models.OneToOneField(
        Source, models.CASCADE, null=True, blank=True, related_name="search_entry", verbose_name=_("来源文件")
    )
    grams = models.TextField(_("检索字串"))

    objects = SearchEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("检索条目")
        verbose_name_plural = _("检索条目")
        constraints = [
            models.CheckConstraint(
                condition=Q(task__isnull=False, dispatch=None, source=None)
                | Q(task=None, dispatch__isnull=False, source=None)
                | Q(task=None, dispatch=None, source__isnull=False),
                name="search_entry_one_thing",
            )
        ]

    def __str__(self) -> str:
        return str(self.task or self.dispatch or self.source)


def how_many(text: str, kind: str, *, upto: int) -> int:
    """How many things of the kind hold these words, counted up to a bound."""
    phrases = [pairs(word) for word in _words(text)]
    if connection.vendor != "sqlite" or not phrases or not all(len(each) > 1 for each in phrases):
        return SearchEntry.objects.matching(text, kind, upto).count()
    with connection.cursor() as cursor:  # the index alone knows, without the entries
        cursor.execute(f"SELECT COUNT(*) FROM ({OF_FTS})", _asked_of_fts(phrases, kind, upto))  # noqa: S608
        (n,) = cursor.fetchone()
    return int(n)


def found_by(text: str, kind: str, *, most: int | None = None) -> Q:
    """A condition on tasks, dispatches or sources (`kind`: the name of the pointer); of words that very many have,
    on some of them, `most` at the most."""
    found: Any = SearchEntry.objects.matching(text, kind, most)
    return Q(pk__in=found.values(kind))


def is_found_by(text: str, kind: str) -> Exists:
    """The same, asked of each row: cheaper where very many hold the words and only the first of some order are wanted. The
    index would name all that hold them before the first row is looked at."""
    return Exists(SearchEntry.objects.filter(**{kind: OuterRef("pk")}).each_holding(text))
