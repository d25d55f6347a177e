"""Words as data: each `*.toml` here holds rows with an id, what it means, its forms, and examples that a test runs.

`rows("dates", "wording")` gives the rows of one kind; `compiled(row, pieces)` its patterns. See docs/reading.md.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent
_PIECE = re.compile(r"\{([A-Z]+\d?)\}")


@cache
def table(name: str) -> dict:
    """One file of the lexicon."""
    return tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def rows(name: str, kind: str) -> list[dict]:
    found: list[dict] = table(name)[kind]
    return found


def names() -> list[str]:
    return sorted(path.stem for path in _FOLDER.glob("*.toml"))


def fill(form: str, pieces: dict[str, str]) -> str:
    """The form with its {PIECES}; {D0} is the piece D without a name of its own."""

    def piece(match: re.Match) -> str:
        name = match.group(1)
        if name.endswith("0"):
            return plain(pieces[name[:-1]]) if name != "CN0" else f"[{pieces['CN']}]"
        return pieces[name]

    return _PIECE.sub(piece, form)


def plain(pattern: str) -> str:
    """The pattern without names of groups, so that it may stand beside others."""
    return re.sub(r"\(\?P<\w+>", "(?:", pattern)


def compiled(row: dict, pieces: dict[str, str]) -> list[re.Pattern]:
    return [re.compile(fill(form, pieces)) for form in row["forms"]]
