"""What the search finds things by: see `rules.grams` for what is kept, `domain.search` for when it is written."""

from __future__ import annotations

from typing import Any, Self

from django.db import connection, models
from django.db.models import BooleanField, F, Func, Q, Value
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from tracker.models.dispatches import Dispatch
from tracker.models.sources import Source
from tracker.models.tasks import Task
from tracker.rules.grams import folded, pairs


class _HoldsAll(Func):
    """PostgreSQL: all pairs of the second stand in the first, read from a GIN index over the pairs. Needs no extension."""

    template = "(string_to_array(%(expressions)s, ' '))"
    arg_joiner = ", ' ') @> string_to_array("
    output_field = BooleanField()


class SearchEntryQuerySet(models.QuerySet["SearchEntry"]):
    def matching(self, text: str) -> Self:
        """Those that hold every word of the text, each as it is written; a text without any word finds nothing."""
        words = [word for part in text.split() if (word := folded(part))]
        if not words:
            return self.none()
        rows = self
        for word in (w for w in words if len(w) == 1):
            rows = rows.filter(grams__contains=word)  # no pair: read through, rare as such questions are
        return rows._holding([pairs(w) for w in words if len(w) > 1])

    def _holding(self, phrases: list[str]) -> Self:
        if not phrases:
            return self
        if connection.vendor == "sqlite":
            asked = " AND ".join(f'"{phrase}"' for phrase in phrases)
            found = RawSQL("SELECT rowid FROM tracker_search WHERE tracker_search MATCH %s", [asked])
            return self.filter(pk__in=found)
        rows = self
        for phrase in phrases:
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


def found_by(text: str, kind: str, *, most: int | None = None) -> Q:
    """A condition on tasks, dispatches or sources (`kind`: the name of the pointer); of words that very many have,
    on some of them, `most` at the most."""
    found: Any = SearchEntry.objects.matching(text).filter(**{f"{kind}__isnull": False})
    return Q(pk__in=found.values(kind)[:most])
