"""Every place that hands out a file it has made is known here: as a paper of a kind, which has its command and its row in
test_every_paper.py, or with the reason why there is none."""

import ast
from pathlib import Path

import tracker
from tracker.papers.kinds import KINDS

HANDS_OUT = {"made", "table_file", "paper_file", "paper_of", "slip_of"}
WITHIN = {"desk/downloads.py", "web/exports.py", "web/papers.py"}  # the doors themselves
DOORS = {
    "web/views/papers.py:_file": "all kinds",
    "web/views/annual.py:report_file": "annual_report",
    "web/views/reviews.py:review_file": "review",
    "web/views/dispatches.py:slip_file": "slip",
    "web/views/dispatches.py:dispatch_file": "the letter of its kind",
    "web/views/public.py:list_file": "manage.py publish, see tests/publishing/test_publishing.py",
    "web/views/public.py:calendar": "manage.py publish, see tests/publishing/test_publishing.py",
    "web/views/public.py:export": "manage.py publish --list, see tests/publishing/test_publishing.py",
    "web/tables/page.py:_file": "rows of a list as the page shows them: tests/web/test_list_component.py",
    "web/views/landing.py:result_file": "what an import did, once: tests/web/test_imports.py",
    "web/views/imports.py:list_export": "a list as the import reads it: goes in again, see tests/web/test_imports.py",
    "web/views/imports.py:template": "empty, to be filled in",
    "web/views/first_passwords.py:people_template": "empty, to be filled in",
    "web/views/first_passwords.py:passwords_file": "secrets, given out once and never by a command",
    "admin/log.py:export_view": "the auditor's log",
}


def doors():
    root = Path(tracker.__file__).parent
    for folder in ("web", "admin", "desk"):
        for path in sorted((root / folder).rglob("*.py")):
            name = str(path.relative_to(root))
            for function in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(function, ast.FunctionDef) and name not in WITHIN and _hands_out(function):
                    yield f"{name}:{function.name}"


def _hands_out(function):
    calls = (node.func for node in ast.walk(function) if isinstance(node, ast.Call))
    return any(isinstance(called, ast.Name) and called.id in HANDS_OUT for called in calls)


def test_every_door_is_known():
    assert sorted(doors()) == sorted(DOORS), (
        "a new file that comes out: which paper is it, or why is it none?"
    )


def test_the_kinds_named_here_are_there():
    assert {name for name in DOORS.values() if name in KINDS} == {"annual_report", "review", "slip"}
