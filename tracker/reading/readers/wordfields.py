"""Fields of Word that fetch something from elsewhere or start a program: their instructions stand between the words of a page,
in files of today and of yesterday alike."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .oldwords import FETCHING

_NAMED = re.compile(rf"(?:{'|'.join(FETCHING)})\b", re.IGNORECASE)
_RUNS = re.compile(r"(?:DDEAUTO|DDE|MACROBUTTON)\b", re.IGNORECASE)
# Another machine, by any protocol. A run of letters is tried once, from its beginning: a pattern that tries it from each of its
# letters takes hours for a million of them, and holds the whole process.
_AWAY = re.compile(
    r"(?<![a-z0-9+.-])(?!file:/+[a-z]:)[a-z0-9+.-]{2,}:/|(?:^|[\s\"'])[\\/]{2}[^\s]", re.IGNORECASE
)
_BLANK = "\"'“” \t\r\n\xa0"
BUILT = "…"  # stands for a field whose name another field writes: nobody can say what it does


LONGEST_NAME = 200  # characters in which a field has said its name


def does_more(instruction: str) -> bool:
    """Whatever is no business of a letter's page: the name that the instruction begins with says it."""
    said = instruction.strip(_BLANK)
    return said == BUILT or _NAMED.match(said) is not None


def fetches(instruction: str) -> bool:
    """Whether a field starts a program, or brings something in from another machine. A picture of the writer's own disk is
    no such thing: nobody else has it."""
    said = instruction.strip(_BLANK)
    if said == BUILT or _RUNS.match(said):
        return True
    return _NAMED.match(said) is not None and _AWAY.search(said) is not None


def instructions(elements: Iterable[tuple[str, str, str]]) -> list[str]:
    """Of (tag without namespace, text, `instr` or `fldCharType`) in the order of the page: Word cuts one into runs as it
    likes."""
    elements = list(elements)
    found: list[str] = [BUILT] if _is_built(elements) else []
    said = ""
    for tag, text, simple in elements:
        if tag == "instrText":
            said += text
        elif tag == "fldSimple":
            found.append(simple)
        else:  # fldChar: one begins or ends
            found.append(said)
            said = ""
    return [each for each in (*found, said) if each.strip()]


def _is_built(elements: list[tuple[str, str, str]]) -> bool:
    """Whether another field stands where one says its name."""
    open_fields: list[str | None] = []  # what each says so far; None: it shows its result
    for tag, text, kind in elements:
        before = open_fields[-1] if open_fields else None
        if tag == "instrText" and before is not None and len(before) < LONGEST_NAME:
            open_fields[-1] = before + text
        elif tag != "fldChar":
            continue
        elif kind == "begin":
            if before is not None and _is_begun(before):
                return True
            open_fields.append("")
        elif open_fields:
            open_fields.pop()
            if kind == "separate":
                open_fields.append(None)
    return False


def _is_begun(said: str) -> bool:
    """Whether what follows can still become a name that fetches: nothing was said yet, or the beginning of such a name."""
    name = said.lstrip(_BLANK).upper()
    return any(each.startswith(name) for each in FETCHING)
