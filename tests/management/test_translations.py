"""The catalogue follows the code, and says what is missing or wrong."""

import gettext
import subprocess
import sys

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from tests.services import environment
from tests.support.processes import ROOT
from tracker.management import translations
from tracker.management.catalogs import compile_catalogs


@pytest.fixture
def project(tmp_path, settings):
    """A small project of one Python file and one template."""
    settings.BASE_DIR = tmp_path
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    (tmp_path / "tracker" / "migrations").mkdir(parents=True)
    (tmp_path / "templates").mkdir()
    (tmp_path / "tracker" / "words.py").write_text(
        'label = _("任务")\nn = ngettext("%(n)s 项", "%(n)s 项", n)\n'
    )
    (tmp_path / "tracker" / "migrations" / "0001.py").write_text('_("不收")\n')
    (tmp_path / "templates" / "page.html").write_text(
        "    <p>它's {% translate \"首页\" %}</p>\n  {{ _('退出') }}\n{% comment %}{% translate '注释' %}{% endcomment %}\n"
        "        {% blocktranslate trimmed with a=b %}\n  共 {{ a }} 封\n{% endblocktranslate %}"
        '{% translate "自" context "日期" %}'
    )
    return tmp_path


def translate(words):
    """Write a catalogue that holds these translations and nothing else."""
    catalog = Catalog(locale="en")
    for key, value in words.items():
        context, message = (
            key if isinstance(key, tuple) and len(key) == 2 and key[0] == "日期" else (None, key)
        )
        catalog.add(message, value, context=context, flags={"python-format"} if "%(" in str(message) else ())
    translations.catalog_path().parent.mkdir(parents=True, exist_ok=True)
    with translations.catalog_path().open("wb") as file:
        write_po(file, catalog)


COMPLETE = {
    "任务": "Task",
    ("%(n)s 项", "%(n)s 项"): ("%(n)s item", "%(n)s items"),
    "首页": "Home",
    "退出": "Log out",
    "共 %(a)s 封": "%(a)s letters",
    ("日期", "自"): "from",
}


def test_code_and_templates_are_extracted_without_migrations_and_comments(project):
    found = {message.id for message in translations.extract_messages() if message.id}
    assert found == {"任务", ("%(n)s 项", "%(n)s 项"), "首页", "退出", "共 %(a)s 封", "自"}


def test_a_complete_catalogue_has_no_problem(project):
    translate(COMPLETE)
    assert translations.problems() == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"首页": ""}, "没有英文译文"),
        ({"共 %(a)s 封": "%(b)s letters"}, "占位符有误"),
        ({"旧文": "old"}, "不再使用"),
    ],
)
def test_each_fault_is_named(project, change, said):
    translate(COMPLETE | change)
    (problem,) = translations.problems()
    assert said in problem


def test_a_new_text_is_missed_until_it_is_extracted_and_translated(project):
    translate({key: value for key, value in COMPLETE.items() if key != "退出"})
    assert "退出" in translations.problems()[0]
    total, missing = translations.update_catalog()
    assert (total, missing) == (6, 1)
    assert translations.read_catalog().get("首页").string == "Home", "what was translated stays"


def test_extracting_twice_changes_nothing(project):
    translations.update_catalog()
    before = translations.catalog_path().read_bytes()
    translations.update_catalog()
    assert translations.catalog_path().read_bytes() == before


def test_only_what_changed_is_compiled(project):
    translate(COMPLETE)
    (compiled,) = compile_catalogs()
    assert compile_catalogs() == []
    with compiled.open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("首页") == "Home"


def test_every_message_comes_out_of_the_compiled_catalogue(project):
    """Plurals and contexts too; what is not translated stays Chinese."""
    translate(COMPLETE | {"未译": ""})
    (compiled,) = compile_catalogs()
    with compiled.open("rb") as file:
        english = gettext.GNUTranslations(file)
    assert english.ngettext("%(n)s 项", "%(n)s 项", 1) == "%(n)s item"
    assert english.ngettext("%(n)s 项", "%(n)s 项", 2) == "%(n)s items"
    assert english.pgettext("日期", "自") == "from"
    assert english.gettext("自") == "自"
    assert english.gettext("未译") == "未译"


def test_a_running_installation_compiles_without_the_developers_packages(tmp_path):
    """Babel is 31 MB; `make run` and the image do without it, and the developer's half says what it lacks."""
    without = (
        "import sys; sys.modules['babel'] = None; sys.argv = ['manage.py', 'translations', sys.argv[1]]; "
    )
    env = environment(var=tmp_path, DUBAN_DEMO="1")
    for what, code in (("compile", 0), ("check", 1)):
        done = subprocess.run(
            [sys.executable, "-c", without + "import manage; manage.main()", what],
            cwd=ROOT, env=env, capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == code, done.stderr
    assert "babel" in done.stderr
    assert "make dev" in done.stderr
    assert "Traceback" not in done.stderr
