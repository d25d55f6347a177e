"""The English catalogue itself: nothing lost or left in Chinese, and pages really come out in English."""

import re
import shutil
from pathlib import Path

import pytest
from django.urls import reverse

from tests import factories
from tracker.management import translations
from tracker.management.catalogs import compile_catalogs

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|\{\w*\}")
IDEOGRAPHS = re.compile(r"[\u4e00-\u9fff]+")


def translated() -> list[tuple[str, str]]:
    """(Chinese, English) of every message; each plural form is a pair of its own."""
    pairs = []
    for message in translations.read_catalog():
        if message.id:
            chinese = [message.id] if isinstance(message.id, str) else list(message.id)
            english = [message.string] if isinstance(message.string, str) else list(message.string)
            pairs += zip(chinese, english, strict=True)
    return [(chinese, english) for chinese, english in pairs if english]


def test_there_is_a_catalogue():
    assert len(translated()) > 1000


def test_every_placeholder_is_kept():
    lost = [
        (chinese, english)
        for chinese, english in translated()
        if sorted(PLACEHOLDER.findall(chinese)) != sorted(PLACEHOLDER.findall(english))
    ]
    assert lost == []


def test_english_quotes_chinese_only_where_chinese_must_be_typed():
    """Such as the headings of a spreadsheet; what is quoted then stands in the Chinese text as well."""
    foreign = [
        (english, word)
        for chinese, english in translated()
        for word in IDEOGRAPHS.findall(english)
        if word not in chinese
    ]
    assert foreign == []


def test_a_whole_sentence_stays_one():
    broken = [english for chinese, english in translated() if chinese.endswith("。") and not ends(english)]
    assert broken == []


def ends(english: str) -> bool:
    return english.rstrip().endswith((".", "?", ".)"))


@pytest.fixture
def compiled(tmp_path, settings) -> None:
    """The catalogue as it stands, compiled aside: a .mo from an earlier start may be older."""
    source = translations.catalog_path()
    target = Path(tmp_path, "en", "LC_MESSAGES", "django.po")
    target.parent.mkdir(parents=True)
    shutil.copy(source, target)
    settings.LOCALE_PATHS = [tmp_path]
    compile_catalogs()


@pytest.mark.django_db
def test_pages_come_out_in_english_once_it_is_chosen(compiled, client):
    client.force_login(factories.people().officer)
    client.post(reverse("set_language"), {"language": "en", "next": "/"})
    for name, title in (("lists", "Lists"), ("tasks", "All tasks"), ("dispatches", "Dispatches")):
        html = client.get(reverse(name)).content.decode()
        assert '<html lang="en">' in html
        assert re.search(r"<h1>\s*(.*?)\s*</h1>", html, re.S)[1] == title
        assert "工作台" not in html
    assert "Waiting for me" in client.get("/").content.decode()
