"""Chinese punctuation that stands in our templates between two values, as readers of another language expect it.

`{{ who }}：{{ what }}` is right for Chinese readers and glued for English ones. It is the template's own text that changes,
never a value or a translation: 《…》 and 。 of a quoted sentence stay what they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.template import Context, Origin, Template
from django.template.base import TextNode
from django.template.loaders import cached
from django.template.loaders.base import Loader as BaseLoader
from django.utils.translation import get_language

ENGLISH = str.maketrans({"，": ", ", "。": ". ", "；": "; ", "：": ": ", "、": ", ", "（": " (", "）": ") "})
TOO_FAR = re.compile(r" +(?=[.,;:)])")


class Punctuated(TextNode):
    """A text of a template in both spellings; which is said is asked when it is said."""

    def render(self, context: Context) -> str:
        return self.s if _is_chinese() else TOO_FAR.sub("", self.s.translate(ENGLISH))

    def render_annotated(self, context: Context) -> str:
        return self.render(context)


class _Compiled(BaseLoader):
    """What stands behind the cache: each template comes here once."""

    def get_template(self, template_name: str, skip: list[Origin] | None = None) -> Template:
        template = super().get_template(template_name, skip)
        for text in template.nodelist.get_nodes_by_type(TextNode):
            if any(ord(sign) in ENGLISH for sign in text.s):
                text.__class__ = Punctuated
        return template


class Loader(cached.Loader, _Compiled):
    """Django's cache of templates, whose templates speak so."""


def spelt(pattern: str, *values: object) -> str:
    """`{}：{}（{}）` with its values, as a Python text: only the pattern changes with the language."""
    if not _is_chinese():
        pattern = TOO_FAR.sub("", pattern.translate(ENGLISH)).rstrip()
    return pattern.format(*values)


def listed(values: Iterable[object], sign: str = "、") -> str:
    """市政务局、市财政局; in English with commas."""
    return (sign if _is_chinese() else ENGLISH[ord(sign)]).join(map(str, values))


def _is_chinese() -> bool:
    return (get_language() or "zh").startswith("zh")
