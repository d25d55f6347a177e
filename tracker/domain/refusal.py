"""How a verb says no: one sentence for the person who acted."""

from __future__ import annotations

from collections.abc import Iterable


class Refused(Exception):
    """The state, the role or the input forbids it. `str()` is a Chinese sentence to show as it is."""


def refuse_if(sentence: str) -> None:
    if sentence:
        raise Refused(sentence)


def need(text: str, sentence: str) -> str:
    """What was written, without blanks around it; refused with this sentence where nothing was."""
    refuse_if("" if text.strip() else sentence)
    return text.strip()


def refuse_unknown(names: Iterable[str], known: Iterable[str], sentence: str) -> None:
    """`sentence` names the fields that there are none of, as `names`."""
    if unknown := sorted(set(names) - set(known)):
        raise Refused(sentence % {"names": "、".join(unknown)})
