"""How much one request may ask for, said once: the lists of both sites, their forms and the log-in keep to it."""

from __future__ import annotations

from django.core.exceptions import BadRequest, ValidationError
from django.utils.translation import gettext as _

SEARCH_CHARACTERS, SEARCH_WORDS = 100, 8  # a title copied whole fits; each word costs a condition per column


class NotAnswered(BadRequest):
    """A request that asks for what nobody offers, or for too much: a 400, whose page shows this sentence."""


def validate_search(text: str) -> None:
    """A thousand words are a thousand conditions on each column: one such request held a processor for 23 s."""
    if len(text) > SEARCH_CHARACTERS or len(text.split()) > SEARCH_WORDS:
        raise ValidationError(
            _("搜索的文字太长：最多%(characters)d个字、%(words)d个词，请只留关键的词。")
            % {"characters": SEARCH_CHARACTERS, "words": SEARCH_WORDS}
        )
