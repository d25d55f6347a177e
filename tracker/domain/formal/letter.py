"""A formal letter is its items: its words are made of them, anew whenever one joins or leaves and on the day of
signing, until a person has written a part of it. What a person wrote stays as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import QuerySet

from tracker.domain.composed import composed
from tracker.domain.formal.matter import Matter, matters_of
from tracker.domain.formal.wordings import own_words
from tracker.domain.formal.words import FORMS, TITLE_LENGTH
from tracker.models import Dispatch, DispatchItem
from tracker.rules.workdays import Calendar

WORDS = ("title", "opening", "matter", "demand")


def write(dispatch: Dispatch, items: Sequence[DispatchItem], matters: dict[int, Matter]) -> None:
    """Fill in the letter's words and those of its items; saves nothing. `matters` by id of the obligation."""
    told = [matters[item.obligation_id] for item in items]
    form = FORMS[dispatch.kind]
    for place, (item, matter) in enumerate(zip(items, told, strict=True), start=1):
        item.order = place
        if not item.is_edited:
            item.text = form.entry(matter)
    parts = {
        "title": form.title(told),
        "opening": form.opening(told),
        "demand": form.demand(told, dispatch.reply_within),
    }
    parts |= own_words(dispatch, told)
    parts["title"] = parts["title"][:TITLE_LENGTH]
    for name, words in parts.items():
        if name not in dispatch.edited:
            setattr(dispatch, name, words)
    dispatch.matter = assembled(dispatch, items)


def assembled(dispatch: Dispatch, items: Sequence[DispatchItem]) -> str:
    if len(items) == 1 and not FORMS[dispatch.kind].is_numbered:
        entries = [items[0].text]
    else:
        entries = [numbered(item) for item in items]
    return "\n".join([*([dispatch.opening] if dispatch.opening else []), *entries])


def numbered(item: DispatchItem) -> str:
    """One paragraph; the register's table and the printed one take it for a row."""
    return f"{item.order}．{''.join(item.text.splitlines())}"


def rewrite(dispatch: Dispatch, *, today: date, calendar: Calendar) -> None:
    """The letter as it stands today, saved. Call it with the dispatch locked; one without items is its author's."""
    items = _items(dispatch.pk)
    if not items:
        return
    write(dispatch, items, matters_of([i.obligation_id for i in items], today=today, calendar=calendar))
    DispatchItem.objects.bulk_update(items, ["order", "text"], batch_size=100)
    dispatch.save(update_fields=WORDS)


@composed
def _items(dispatch: int) -> QuerySet[DispatchItem]:
    return DispatchItem.objects.filter(dispatch=dispatch).order_by("order", "pk")
