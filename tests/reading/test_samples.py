"""Small documents in the many layouts offices use, each with the answers a careful reader gives."""

import re
from pathlib import Path

import pytest

from tracker.reading.proposal import propose_blocks
from tracker.reading.readers import read_here

FOLDER = Path(__file__).parent / "samples"


def load(name):
    """Samples of a file: (title, year, text, expected lines)."""
    for piece in re.split(r"(?m)^=== ", (FOLDER / name).read_text(encoding="utf-8"))[1:]:
        title, rest = piece.split("\n", 1)
        body, expected = rest.split("--- expect\n")
        year = int(re.match(r"# year (\d+)\n", body).group(1))
        yield title.strip(), year, body.split("\n", 1)[1], [x for x in expected.split("\n") if x.strip()]


def names(text):
    """`、` outside of brackets separates the expected units."""
    return (
        re.findall(r"(?:[^、（(〈〔]|（[^）]*）|\([^)]*\)|〈[^〉]*〉|〔[^〕]*〕|(?<=市)、(?=县两级))+", text)
        if text
        else []
    )


def describe(item):
    return "|".join([
        item.label, item.text[:16], "、".join(o.name for o in item.lead), "、".join(o.name for o in item.co),
        str(item.due or ""), item.recurrence or "", item.path[-1] if item.path else "",
    ])  # fmt: skip


SAMPLES = [
    pytest.param(*s, id=s[0].replace(" ", "_")) for f in sorted(FOLDER.glob("*.txt")) for s in load(f.name)
]


@pytest.mark.parametrize(("title", "year", "text", "expected"), SAMPLES)
def test_layout_is_read_as_a_careful_reader_would(title, year, text, expected):
    is_table = "表" in title.split()[1] and "," in text
    document = read_here(text.encode("utf-8"), "样本.csv" if is_table else "样本.txt")
    proposal = propose_blocks(document, year=year)
    got = "\n".join(describe(i) for i in proposal.items)
    problems = [line.split("|")[1] for line in expected if line.startswith("!problem")]
    if problems:
        assert [
            p.text[: len(want)] for p, want in zip(proposal.problems, problems, strict=False)
        ] == problems, got
        assert len(proposal.problems) == len(problems), got
        tasks = proposal.tasks
    else:
        tasks = [i for i in proposal.items if i.ticked]
    wanted = [line.split("|") for line in expected if not line.startswith("!problem")]
    assert len(tasks) == len(wanted), got
    for item, line in zip(tasks, wanted, strict=True):
        label, start, lead, co, due, recurrence, path = (line + [""] * 7)[:7]
        assert item.label == label, got
        assert item.text.startswith(start) or item.title.startswith(start), got
        assert [o.name for o in item.lead] == names(lead), got
        assert [o.name for o in item.co] == names(co), got
        assert str(item.due or "") in (due.rstrip("?"), "" if due.endswith("?") else due), got
        assert (item.recurrence or "") == recurrence, got
        if path:
            assert item.path[-1].replace(" ", "") == path, got
