"""The house rules, kept by the machine. A failure names the file, the line and the rule."""

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import grimp
import pytest
from django.apps import apps

from tests.check import IMPORT_RULES
from tracker.checks import misnamed_fields

ROOT = Path(__file__).resolve().parents[1]
TRACKER = ROOT / "tracker"
NOT_OURS = {
    ".git",
    ".venv",
    ".coverage",
    ".migrated",
    "var",
    "__pycache__",
    ".pytest_cache",
    ".ruff_cache",
    ".mypy_cache",
    ".hypothesis",
    "node_modules",
    "sbom.json",
}
CODE = sorted(path for path in TRACKER.rglob("*.py") if "migrations" not in path.parts)
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*") if path.suffix in (".html", ".txt"))
DOORS = ("web", "admin", "management", "templatetags")
LONGEST_FILE = 700
LONGEST_JOB = 10
# Parameters that Django itself hands over by position.
DJANGO_BOOLEANS = {"commit", "change"}


@cache
def tree_of(path):
    return ast.parse(path.read_text("utf-8"), str(path))


def parsed(paths):
    return [(path, tree_of(path)) for path in paths]


def listed(findings) -> str:
    return "\n" + "\n".join(map(str, findings))


def at(path, node) -> str:
    return f"{path.relative_to(ROOT)}:{node.lineno}"


def calls(tree):
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def functions(tree):
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def imported_names(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node, f"{node.module}.{alias.name}") for alias in node.names)


def is_in_doors(path) -> bool:
    return path.relative_to(TRACKER).parts[0] in (*DOORS, "jobs.py")


def test_rooms_import_only_what_they_may():
    """In a process of its own: the linter sets up logging, and silences every logger that is there already."""
    done = subprocess.run(
        [sys.executable, "-c", IMPORT_RULES], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_rules_and_reading_rooms_know_neither_django_nor_rows():
    graph = grimp.build_graph("tracker", include_external_packages=True, cache_dir=None)
    pure = {name for name in graph.modules if name == "tracker.rules" or name.startswith("tracker.rules.")}
    pure |= {name for name in graph.modules if name.startswith("tracker.reading")}
    pure |= {"tracker.importing.editing", "tracker.importing.codec"} & graph.modules
    assert len(pure) > 5
    for name in sorted(pure):
        for forbidden in ("django", "celery", "tracker.models", "tracker.settings"):
            chain = graph.find_shortest_chain(importer=name, imported=forbidden)
            assert chain is None, f"{name} must stay pure, but {' → '.join(chain)}"


def test_dates_end_in_on_moments_in_at_people_in_by():
    models = apps.get_app_config("tracker").get_models()
    wrong = [f"{field}: {rule}" for model in models for field, rule in misnamed_fields(model)]
    assert not wrong, listed(wrong)


def test_booleans_are_keyword_only():
    wrong = []
    for path, tree in parsed(CODE):
        for function in functions(tree):
            wrong += [
                f"{at(path, function)} {function.name}({name})" for name in positional_booleans(function)
            ]
    assert not wrong, listed(wrong)


def positional_booleans(function):
    arguments = [*function.args.posonlyargs, *function.args.args]
    defaults = [None] * (len(arguments) - len(function.args.defaults)) + function.args.defaults
    for argument, default in zip(arguments, defaults, strict=True):
        annotated = argument.annotation is not None and re.search(
            r"\bbool\b", ast.unparse(argument.annotation)
        )
        is_default = isinstance(default, ast.Constant) and isinstance(default.value, bool)
        if (is_annotated_bool(annotated, argument) or is_default) and argument.arg not in DJANGO_BOOLEANS:
            yield argument.arg


def is_annotated_bool(annotated, argument) -> bool:
    """`bool` and `bool | None`, but not `Callable[[X], bool]` and the like."""
    return bool(annotated) and ast.unparse(argument.annotation) in ("bool", "bool | None", "None | bool")


def test_no_domain_work_in_signals():
    wrong = [
        f"{at(path, node)} {name}"
        for path, tree in parsed(CODE)
        for node, name in imported_names(tree)
        if name.startswith(("django.db.models.signals", "django.dispatch"))
    ]
    assert not wrong, listed(wrong)


def test_no_assert_carries_a_rule():
    wrong = [
        at(path, node)
        for path, tree in parsed(CODE)
        for node in ast.walk(tree)
        if isinstance(node, ast.Assert)
    ]
    assert not wrong, listed(wrong)


def test_filters_on_states_have_names():
    """Doors say `.open()` or `.overdue(today)`; what those mean is said once, in models/."""
    wrong = []
    for path, tree in parsed(path for path in CODE if is_in_doors(path)):
        for call in calls(tree):
            called = getattr(call.func, "attr", getattr(call.func, "id", ""))
            if called not in ("filter", "exclude", "get", "Q"):
                continue
            wrong += [
                f"{at(path, call)} {called}({key.arg}=…)" for key in call.keywords if names_a_state(key.arg)
            ]
    assert not wrong, listed(wrong)


def names_a_state(argument: str | None) -> bool:
    return argument is not None and "state" in argument.split("__")


def test_jobs_are_short_doors():
    jobs = TRACKER / "jobs.py"
    for function in functions(ast.parse(jobs.read_text("utf-8"))):
        length = function.end_lineno - function.lineno + 1
        assert length <= LONGEST_JOB, f"{at(jobs, function)} {function.name} has {length} lines"


def test_migrations_are_named_and_import_no_live_code():
    for path in sorted((TRACKER / "migrations").glob("0*.py")):
        assert not re.search(r"_auto_|_alter_|_initial$", path.stem), f"{path.name}: name it by its purpose"
        if path.name.startswith("0001"):
            continue  # the first one holds the managers that Django wrote into it
        live = [
            name for _node, name in imported_names(ast.parse(path.read_text("utf-8"))) if "tracker" in name
        ]
        assert live == [], f"{path.name} imports {live}"


def our_files():
    for path in sorted(ROOT.rglob("*")):
        inside = path.relative_to(ROOT)
        if path.is_file() and not NOT_OURS.intersection(inside.parts) and path.suffix not in (".mo", ".pyc"):
            yield path


def test_files_stay_small():
    """Past 400 lines a file is a question, past 700 a task."""
    long = [
        f"{path.relative_to(ROOT)}: {len(lines)} lines"
        for path in our_files()
        if path.suffix in (".py", ".html", ".css", ".js") and "migrations" not in path.parts
        for lines in [path.read_text("utf-8").splitlines()]
        if len(lines) > LONGEST_FILE
    ]
    assert not long, listed(long)


def test_no_file_names_a_machine_or_a_package_index():
    # Put together here, so that this file does not find itself.
    leaks = re.compile(
        "|".join(
            [
                "/" + r"work/(?!flows)",
                "/" + "root/",
                "bash" + "_jobs",
                "py" + r"pi\.org",
                r"python" + "hosted",
                "registry" + r"\.npmjs",
            ]
        )
    )
    wrong = []
    for path in our_files():
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        wrong += [f"{path.relative_to(ROOT)}: {match[0]}" for match in leaks.finditer(text)]
    assert not wrong, listed(wrong)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_templates_keep_the_content_security_policy(path):
    """No inline script or style, no handler attribute, nothing from outside: the policy would block it."""
    text = re.sub(r"\{#.*?#\}|\{% comment.*?endcomment %\}", "", path.read_text("utf-8"), flags=re.DOTALL)
    is_mail = "emails" in path.relative_to(ROOT).parts  # mail programs read inline styles and nothing else
    assert not re.search(r"<script(?![^>]*\bsrc=)", text), "inline script"
    assert not re.search(r"<[^>]+\son[a-z]+\s*=", text), "handler attribute"
    assert is_mail or not re.search(r"<style|<[^>]+\sstyle\s*=", text), "inline style"
    assert not re.search(r"(?:src|href|action|srcset)\s*=\s*[\"']?(?:https?:)?//", text), "address outside"


def test_the_glossary_names_every_noun_and_points_to_what_is_there():
    text = (ROOT / "docs" / "glossary.md").read_text("utf-8")
    nouns = {model.__name__ for model in apps.get_app_config("tracker").get_models()}
    assert not {noun for noun in nouns if f"`{noun}`" not in text}
    paths = set(re.findall(r"`([a-z_]+/[a-z_/]*(?:\.py)?)`", text))
    assert len(paths) > 20
    assert not {path for path in paths if not (TRACKER / path).exists()}
