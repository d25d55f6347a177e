"""`python -m tests.gates.complexity`: no function takes more than LIMIT ways, but those of complexity.toml.

radon counts what a reader must keep in mind: `and`, `or` and comprehensions too, which ruff's counter leaves out. The list
may only shrink: a function that has become simpler must be written down with its new figure, or struck out.
"""

import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from radon.complexity import cc_visit
from radon.visitors import Class

ROOT = Path(__file__).resolve().parents[2]
TRACKER = ROOT / "tracker"
LIST = Path(__file__).with_suffix(".toml")
LIMIT = 15


def measured(folder: Path) -> Iterator[tuple[str, str, int]]:
    """File, function and figure of every function and method."""
    for path in sorted(folder.rglob("*.py")):
        if "migrations" not in path.parts:
            for name, figure in functions(path.read_text("utf-8")):
                yield path.relative_to(folder).as_posix(), name, figure


def functions(source: str) -> Iterator[tuple[str, int]]:
    for block in cc_visit(source):
        if not isinstance(block, Class):  # its methods stand in the list by themselves
            yield block.fullname, block.complexity


def problems(found: dict[str, int], allowed: dict[str, int], *, spared: tuple[str, ...]) -> list[str]:
    """One sentence for each function that is too complex, or simpler than the list says."""
    said = []
    for name, figure in found.items():
        limit = allowed.get(name, LIMIT)
        if figure > limit and not name.startswith(spared):
            said.append(f"{name} has complexity {figure}, allowed are {limit}: take it apart")
        elif name in allowed and figure < limit:
            said.append(
                f"{name} fell from {limit} to {figure}: write that into {LIST.name}, or strike it out"
            )
    return said + [
        f"{name} is in {LIST.name} and nowhere else: strike it out" for name in allowed.keys() - found.keys()
    ]


def main() -> int:
    settings = tomllib.loads(LIST.read_text("utf-8"))
    found: dict[str, int] = {}
    for path, name, figure in measured(TRACKER):
        key = f"{path}:{name}"
        found[key] = max(figure, found.get(key, 0))  # two of one name: the worse counts
    said = problems(found, settings["functions"], spared=tuple(settings["spared"]))
    print(
        "\n".join(said)
        or f"{len(found)} functions, none above {LIMIT} but {len(settings['functions'])} known ones"
    )
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())
