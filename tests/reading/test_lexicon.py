"""Every row of the lexicon against its own examples: what must come out, and what must not."""

import pytest

from tracker.reading import lexicon
from tracker.reading.dates.engine import parse_dates
from tracker.reading.owners.units import looks_like_unit
from tracker.reading.owners.words import key_row
from tracker.reading.sections.scoring import words_of

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


SENTENCES = [(kind, row) for kind in ("feature", "lean") for row in lexicon.rows("sentences", kind)]


@pytest.mark.parametrize(
    ("kind", "row"), SENTENCES, ids=lambda value: value if isinstance(value, str) else value["id"]
)
def test_a_feature_of_a_sentence_is_found_where_it_should_be_and_nowhere_else(kind, row):
    found = {words: row["id"] in words_of(words, kind).rules for words in [*row["yes"], *row["no"]]}
    assert found == dict.fromkeys(row["yes"], True) | dict.fromkeys(row["no"], False)


KEYS = [(row["id"], words) for row in lexicon.rows("owners", "key") for words in row["yes"]]
NO_KEYS = [(row["id"], words) for row in lexicon.rows("owners", "key") for words in row["no"]]


@pytest.mark.parametrize(("row", "words"), KEYS)
def test_a_key_word_opens_the_field_of_its_row(row, words):
    assert key_row(words) == row


@pytest.mark.parametrize(("row", "words"), NO_KEYS)
def test_a_key_word_of_another_row_is_left_to_it(row, words):
    assert key_row(words) != row


ENDINGS = [(words, wanted) for row in lexicon.rows("owners", "ending") for wanted, key in ((True, "yes"), (False, "no")) for words in row[key]]  # fmt: skip


@pytest.mark.parametrize(("name", "wanted"), ENDINGS)
def test_the_shape_of_a_name_tells_a_unit(name, wanted):
    assert looks_like_unit(name, strict=True) is wanted
