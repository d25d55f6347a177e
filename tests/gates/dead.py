"""`python -m tests.gates.dead`: nothing is kept that nobody calls, but what dead.toml gives a reason for.

vulture looks for functions, methods, properties and classes of tracker/ whose name stands nowhere else in it. What only a
test uses is dead too. A name counts as used where a template or a string of our code says it (Django finds much by name).
Fields and other class attributes are left to the reader: Django uses nearly all of them by itself.
"""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from vulture import Vulture

ROOT = Path(__file__).resolve().parents[2]
LIST = Path(__file__).with_suffix(".toml")
KINDS = ("function", "method", "property", "class", "import", "unreachable_code")
REGISTERED = [
    "@admin.register",
    "@register*",
    "@shared_task",
    "@*.task",
    "@*.connect",
]  # handed to a framework
LEAST_CONFIDENCE = 60  # vulture's own figure for "its name stands nowhere else"


def unused(tracker: Path, templates: Path) -> Iterator[tuple[str, str]]:
    """Name and place of what nobody calls."""
    vulture = Vulture(ignore_names=["Meta"], ignore_decorators=REGISTERED)
    vulture.scavenge([tracker], exclude=["*/migrations/*"])
    spoken = set(words(tracker, templates))
    for item in vulture.get_unused_code(min_confidence=LEAST_CONFIDENCE):
        if item.typ in KINDS and item.name not in spoken:
            yield item.name, f"{item.filename.relative_to(tracker.parent)}:{item.first_lineno}"


def words(tracker: Path, templates: Path) -> Iterator[str]:
    """Every name that a template or a string constant says."""
    for path in templates.rglob("*.*"):
        yield from re.findall(r"\w+", path.read_text("utf-8"))
    for path in tracker.rglob("*.py"):
        if "migrations" not in path.parts:
            for text in strings(ast.parse(path.read_text("utf-8"))):
                yield from text.split(".")


def strings(tree: ast.AST) -> Iterator[str]:
    """Constants that could be a name or a dotted path; a sentence is none."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and re.fullmatch(r"[\w.]+", node.value)
        ):
            yield node.value


def problems(found: dict[str, str], allowed: dict[str, list[str]]) -> list[str]:
    known = {name for names in allowed.values() for name in names}
    said = [
        f"{where} {name}: nobody calls it; delete it, or give the reason in {LIST.name}"
        for name, where in found.items()
        if name not in known
    ]
    return said + [
        f"{name} is in {LIST.name}, but is used or gone: strike it out"
        for name in sorted(known - found.keys())
    ]


def main() -> int:
    found = dict(unused(ROOT / "tracker", ROOT / "templates"))
    said = problems(found, tomllib.loads(LIST.read_text("utf-8")))
    print("\n".join(said) or f"nothing is dead; {len(found)} names are called by frameworks alone")
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())
