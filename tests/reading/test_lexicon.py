"""Every row of the lexicon against its own examples: what must come out, and what must not."""

import pytest

from tracker.reading import lexicon
from tracker.reading.dates.engine import parse_dates

YEAR = 2024  # of the document that the examples stand in


def shown(day):
    """2024-06-30; monthly 5; yearly 3-1; ? for what is asked."""
    if day.due_on and day.rule in ("once", ""):
        return day.due_on.isoformat()
    if day.recurrence:
        when = "-".join(str(n) for n in (day.month, day.day) if n)
        return f"{day.recurrence} {when}".strip()
    return "?"


DATES = [
    (row["id"], *example.split(" = "))
    for row in lexicon.rows("dates", "wording")
    for example in row["yes"]
]  # fmt: skip
OTHERS = [(row["id"], words) for row in lexicon.rows("dates", "wording") for words in row["no"]]


@pytest.mark.parametrize(("row", "words", "wanted"), DATES)
def test_a_wording_of_a_date_means_what_its_row_says(row, words, wanted):
    days = parse_dates(words, year=YEAR)
    assert ", ".join(map(shown, days)) == wanted
    assert row in days[0].rules and days[0].explanation.endswith("。")


@pytest.mark.parametrize(("row", "words"), OTHERS)
def test_a_row_does_not_take_words_of_another_meaning(row, words):
    assert all(row not in day.rules for day in parse_dates(words, year=YEAR))
