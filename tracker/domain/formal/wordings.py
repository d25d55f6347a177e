"""Letters in an office's own words: text with placeholders that are filled in from the matters of the letter.

Only the names below are placeholders. Nothing is looked up in objects, so no wording can say more than these.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tracker.domain.composed import composed
from tracker.domain.formal.matter import Matter
from tracker.models import Dispatch, LetterWording
from tracker.rules import wording

PLACEHOLDERS: dict[str, Callable[[Sequence[Matter], int], str]] = {
    "单位": lambda matters, _within: matters[0].obligation.unit.name,
    "事项": lambda matters, _within: matters[0].duty,
    "件数": lambda matters, _within: str(len(matters)),
    "日期": lambda matters, _within: wording.day(matters[0].today),
    "年": lambda matters, _within: str(matters[0].today.year),
    "月": lambda matters, _within: str(matters[0].today.month),
    "回复期限": lambda _matters, within: f"{within}个工作日",
}
SAMPLE = {
    "单位": "市发改委",
    "事项": "办结“修订实施方案”",
    "件数": "3",
    "日期": "2025年12月3日",
    "年": "2025",
    "月": "12",
    "回复期限": "5个工作日",
}
BRACED = re.compile(r"[{｛]([^{}｛｝]*)[}｝]")  # also as a Chinese keyboard types them


def why_not_wording(text: str) -> str:
    """The sentence that names the first wrong placeholder, or the brace that has no partner; otherwise nothing."""
    for found in BRACED.finditer(text):
        if found[1].strip() not in PLACEHOLDERS:
            return _("第%(n)d行的“{%(name)s}”不是可用的占位符，可以用：%(names)s。") % {
                "n": text.count("\n", 0, found.start()) + 1,
                "name": found[1],
                "names": "、".join(f"{{{name}}}" for name in PLACEHOLDERS),
            }
    left = re.search("[{}｛｝]", BRACED.sub("", text))
    if left:
        line = next(
            n for n, said in enumerate(text.split("\n"), 1) if re.search("[{}｛｝]", BRACED.sub("", said))
        )
        return _("第%(n)d行的“%(brace)s”没有成对，占位符要写成{单位}的样子。") % {"n": line, "brace": left[0]}
    return ""


def filled(text: str, values: Mapping[str, str]) -> str:
    """Of a text that `why_not_wording` has nothing against."""
    return BRACED.sub(lambda found: values[found[1].strip()], text)


def own_words(dispatch: Dispatch, matters: Sequence[Matter]) -> dict[str, str]:
    """The parts of this letter for which its office has words of its own, by name of the part. One query."""
    return words_of(dispatch.office_id, dispatch.kind, matters, reply_within=dispatch.reply_within)


def words_of(office: int, kind: str, matters: Sequence[Matter], *, reply_within: int) -> dict[str, str]:
    told = dict(_told(office, str(kind)))
    if not told:
        return {}
    values = {name: say(matters, reply_within) for name, say in PLACEHOLDERS.items()}
    return {part: filled(text, values) for part, text in told.items()}


@composed
def _told(office: int, kind: str) -> QuerySet[LetterWording, tuple[str, str]]:
    rows = LetterWording.objects.filter(office=office, kind=kind).exclude(text="")
    return rows.values_list("part", "text")
