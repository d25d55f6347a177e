"""What was asked for last is kept, and no more than there is room for."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.recent import Recent

KEYS = st.integers(0, 9)


def test_the_one_goes_that_nobody_has_asked_for_longest() -> None:
    kept: Recent[str] = Recent(2)
    kept.put(1, "first")
    kept.put(2, "second")
    kept.get(1)
    kept.put(3, "third")
    assert [kept.get(key) for key in (1, 2, 3)] == ["first", None, "third"]


def test_what_is_larger_than_the_room_is_not_kept() -> None:
    kept: Recent[str] = Recent(5, takes=len)
    kept.put(1, "much too long")
    kept.put(2, "short")
    assert (kept.get(1), kept.get(2)) == (None, "short")


def test_after_clear_there_is_all_the_room_again() -> None:
    kept: Recent[str] = Recent(5, takes=len)
    kept.put(1, "short")
    kept.clear()
    kept.put(2, "other")
    assert (kept.get(1), kept.get(2)) == (None, "other")


@given(st.lists(st.tuples(KEYS, st.text(max_size=4))))
def test_what_is_kept_was_put_last_and_never_takes_more_than_the_room(puts: list[tuple[int, str]]) -> None:
    kept: Recent[str] = Recent(8, takes=len)
    for key, value in puts:
        kept.put(key, value)
    last = dict(puts)
    found = {key: value for key in range(10) if (value := kept.get(key)) is not None}
    assert found.items() <= last.items()
    assert sum(map(len, found.values())) <= 8
    assert not puts or puts[-1][0] in found
