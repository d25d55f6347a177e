"""Templates are laid out for readers; what is sent must not show it."""

from pathlib import Path

import pytest
from django.template import Context, Template, TemplateSyntaxError, engines
from django.template.base import Origin
from django.utils import translation

from tracker import punctuation
from tracker.unindented import Loader

ROOT = Path(__file__).resolve().parents[1]
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*") if path.suffix in (".html", ".txt"))
PAGES = [path for path in TEMPLATES if path.suffix == ".html"]
LONGEST_LINE = 120


def rendered(text: str, **values) -> str:
    return Template("{% load lines %}" + text).render(Context(values))


def test_joined_lines_stand_on_one_line_of_the_page():
    text = """{% joined %}
      市教育局
      {% if late %}，
        <b>逾期</b>
      {% endif %}
      {% for n in numbers %}
        （{{ n }}）
      {% endfor %}
    {% endjoined %}"""
    assert rendered(text, late=True, numbers=[1, 2]) == "市教育局，<b>逾期</b>（1）（2）"
    assert rendered(text, late=False, numbers=[]) == "市教育局"


def test_joined_keeps_blanks_within_a_line_and_what_values_say():
    text = "{% joined %}\n  于 {{ day }} 办结\n  {{ words }}\n{% endjoined %} 。"
    assert rendered(text, day="3月1日", words="一\n  二") == "于 3月1日 办结一\n  二 。"


@pytest.mark.parametrize(
    ("name", "kept"), [("a.html", "<p>\n<b>\n\n甲 乙"), ("a.txt", "<p>\n  <b>\n\n\t甲 乙")]
)
def test_pages_are_sent_without_indentation_and_plain_text_with_it(tmp_path, name, kept):
    path = tmp_path / name
    path.write_text("<p>\n  <b>\n\n\t甲 乙", "utf-8")
    loader = Loader(engines["django"].engine, dirs=[tmp_path])
    assert loader.get_contents(Origin(str(path), name, loader)) == kept


def test_every_template_compiles():
    """A letter whose template does not compile is held back, and only its reader would miss it."""
    broken = {}
    for path in TEMPLATES:
        name = path.relative_to(ROOT / "templates").as_posix()
        try:
            engines["django"].get_template(name)
        except TemplateSyntaxError as error:
            broken[name] = str(error)
    assert broken == {}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_template_lines_are_short(path):
    """A line may be longer only if it is one sentence to translate, which Django cannot break."""
    lines = enumerate(path.read_text("utf-8").splitlines(), 1)
    long = [n for n, line in lines if len(line) > LONGEST_LINE and "{% blocktranslate" not in line]
    assert not long, f"{path.relative_to(ROOT)}: 第{long}行"


def test_punctuation_of_a_template_follows_the_language_and_values_keep_theirs(tmp_path):
    (tmp_path / "a.html").write_text("{% if who %}{{ who }}：{{ what }}{% endif %}（{{ n }}）。", "utf-8")
    template = punctuation.Loader(
        engines["django"].engine, [("tracker.unindented.Loader", [tmp_path])]
    ).get_template("a.html")
    said = {"who": "（一）；二", "what": "三。", "n": 4}
    for language, told in (("zh-hans", "（一）；二：三。（4）。"), ("en", "（一）；二: 三。 (4). ")):
        with translation.override(language):
            assert template.render(Context(said)) == told


def test_punctuation_between_values_of_a_python_text_follows_the_language_too():
    for language, told in (("zh-hans", "甲：乙；丙（3），甲、乙"), ("en", "甲: 乙；丙 (3)，甲, 乙")):
        with translation.override(language):
            words = punctuation.spelt("{}：{}（{}）", "甲", "乙；丙", 3)
            assert f"{words}，{punctuation.listed(['甲', '乙'])}" == told
