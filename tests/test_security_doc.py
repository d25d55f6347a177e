"""docs/security.md says of each control which clause asks for it, where it is and what shows it: all of that is there."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HEAD = ["control", "what is done", "clause", "where", "test"]
CLAUSE = re.compile(r"等保 8\.\d+(\.\d+)+( [a-h](, [a-h])*)?|ASVS \d+(\.\d+){2}|PIPL \d+")


def rows() -> list[list[str]]:
    lines = (ROOT / "docs" / "security.md").read_text("utf-8").splitlines()
    table = [
        [cell.strip() for cell in line.strip("|").split(" | ")] for line in lines if line.startswith("|")
    ]
    assert table[0] == [*HEAD[:-1], HEAD[-1]]
    return table[2:]


ROWS = rows()
named = pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])


def quoted(cell: str) -> list[str]:
    """Paths in backquotes; a bare file name is in the folder of the one before it."""
    found: list[str] = []
    for name in re.findall(r"`([^`]+)`", cell):
        if "/" not in name and found and name.endswith(".py"):
            name = f"{found[-1].rpartition('/')[0]}/{name}"
        if "/" in name:
            found.append(name)
    return found


@named
def test_a_control_names_a_clause_of_each_kind_that_has_one(row):
    assert len(row) == len(HEAD)
    assert CLAUSE.search(row[2]), row[2]


@named
def test_its_place_is_there(row):
    places = quoted(row[3])
    missing = [place for place in places if not (ROOT / place).exists()]
    numbers = re.findall(r"migration (\d{4})", row[3])
    missing += [n for n in numbers if not list((ROOT / "tracker/migrations").glob(f"{n}_*.py"))]
    missing += [
        f"ADR {n}"
        for n in re.findall(r"ADR (\d+)", row[3])
        if not list((ROOT / "docs/adr").glob(f"{int(n):04}-*"))
    ]
    assert row[3] and not missing, missing


@named
def test_its_test_is_there_and_has_tests(row):
    files = quoted(row[4])
    assert files, "no test is named"
    for name in files:
        path = ROOT / name
        tree = ast.parse(path.read_text("utf-8"))
        assert any(isinstance(f, ast.FunctionDef) and f.name.startswith("test_") for f in tree.body), name


def test_no_control_stands_twice():
    names = [row[0] for row in ROWS]
    assert len(names) == len(set(names))
