"""The gates of `make check` that are our own can fail, and say what to do."""

from pathlib import Path

from tests.gates import complexity, dead

TANGLED = "def ways(a, b):\n" + "".join(f"    if a == {n} and b:\n        return {n}\n" for n in range(8))


def test_complexity_counts_every_and():
    assert dict(complexity.functions(TANGLED)) == {"ways": 17}
    assert dict(complexity.functions("class A:\n    def f(self):\n        return 1 or 2\n")) == {"A.f": 2}


def test_a_tangled_function_is_refused_and_the_list_of_known_ones_only_shrinks():
    def said(figure, **known):
        return complexity.problems(
            {"x.py:f": figure}, {f"x.py:{k}": v for k, v in known.items()}, spared=("old/",)
        )

    assert said(15) == []
    assert "take it apart" in said(16)[0]
    assert said(18, f=18) == []
    assert "take it apart" in said(19, f=18)[0]
    assert "write that into" in said(17, f=18)[0]
    assert "nowhere else" in said(3, gone=18)[0]
    assert complexity.problems({"old/x.py:f": 99}, {}, spared=("old/",)) == []


def test_what_nobody_calls_is_dead_unless_a_template_or_a_name_in_a_string_calls_it(tmp_path):
    tracker, templates = tmp_path / "tracker", tmp_path / "templates"
    tracker.mkdir()
    templates.mkdir()
    (tracker / "a.py").write_text(
        "def called(): pass\ndef shown(): pass\ndef named(): pass\ndef forgotten(): pass\n"
        "class Row:\n    @property\n    def lost(self): pass\n"
        "called(), Row()\nMIDDLEWARE = ['tracker.a.named']\nNOTE = 'a word about what is forgotten'\n"
    )
    (templates / "page.html").write_text("{{ row.shown }}")
    found = dict(dead.unused(tracker, templates))
    assert set(found) == {"forgotten", "lost"}
    assert Path(found["forgotten"]).as_posix() == "tracker/a.py:4"


def test_a_reason_is_asked_for_and_goes_when_it_is_no_longer_needed():
    assert "nobody calls it" in dead.problems({"lookups": "a.py:1"}, {})[0]
    assert dead.problems({"lookups": "a.py:1"}, {"admin_filter": ["lookups"]}) == []
    assert "strike it out" in dead.problems({}, {"admin_filter": ["lookups"]})[0]
