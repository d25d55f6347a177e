"""`manage.py import_source`: one JSON object without any database, a diff, and drafts with --apply."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from tests import factories
from tests.importing.support import register
from tracker.models import Event, ImportRun, Source, Task, TaskList

ROOT = Path(__file__).parents[2]
PLAN = "2025年工作安排\n\n一、依法行政\n（一）推进政务公开。（市司法局牵头，市发改委配合，6月底前完成）\n"


@pytest.fixture
def plan(tmp_path):
    path = tmp_path / "安排.txt"
    path.write_text(PLAN, "utf-8")
    return str(path)


def shell(*arguments, **environment):
    """The command as its user starts it, in an environment where nothing was configured."""
    env = {"PATH": os.environ["PATH"], "LC_ALL": "C", **environment}
    command = [sys.executable, str(ROOT / "manage.py"), "import_source", *arguments]
    return subprocess.run(command, capture_output=True, env=env, cwd="/", check=False)


@pytest.mark.process
def test_a_dry_run_needs_neither_settings_nor_database(plan):
    done = shell(plan, "--dry-run", "--json", DATABASE_URL="postgres://nobody@127.0.0.1:1/nothing")
    assert done.returncode == 0, done.stderr.decode()
    body = json.loads(done.stdout)  # one object and nothing else
    [found] = body["items"]
    assert (found["lead"], found["co"], found["due"]) == (["市司法局"], ["市发改委"], "2025-06-30")
    assert found["path"] == ["一、依法行政"]
    assert {"figures", "outline", "warnings"} <= body.keys()
    assert "正在读取" in done.stderr.decode()


@pytest.mark.process
def test_an_unreadable_file_is_one_sentence_and_exit_code_1(tmp_path):
    path = tmp_path / "旧.doc"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    done = shell(str(path), "--dry-run", "--json")
    assert (done.returncode, done.stdout) == (1, b"")
    assert "另存为" in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()


@pytest.mark.process
def test_without_a_database_the_command_says_what_to_do(plan, tmp_path):
    done = shell(
        plan, SECRET_KEY="Vt3xq-9LwZ_bK7mRfY2sHdN8cJpA4gUeQ6oTiXz1vB5", DUBAN_VAR=str(tmp_path / "nowhere")
    )
    assert done.returncode == 1
    assert "--dry-run" in done.stderr.decode()


def run(*arguments):
    call_command("import_source", *arguments)


def ends(capsys, *arguments) -> str:
    with pytest.raises(SystemExit) as end:
        run(*arguments)
    assert end.value.code == 1
    return capsys.readouterr().err


@pytest.mark.django_db
def test_without_apply_the_difference_is_shown_and_nothing_written(plan, capsys):
    register()
    run(plan)
    out = capsys.readouterr().out
    assert "新增1" in out and "推进政务公开" in out
    assert (Task.objects.count(), Source.objects.count(), Event.objects.count()) == (0, 0, 0)


@pytest.mark.django_db
def test_apply_writes_drafts_once(plan, capsys):
    cast = register()
    run(plan, "--apply", "--by", cast.officer.username, "--list", "工作安排", "--json")
    body = json.loads(capsys.readouterr().out)
    assert body["counts"] == {"new": 1, "changed": 0, "unchanged": 0, "gone": 0}
    task = Task.objects.get()
    assert (task.state, task.task_list.name, task.task_list.office) == ("draft", "工作安排", cast.office)
    assert task.passage.source == TaskList.objects.get().source
    run(plan, "--apply", "--by", cast.officer.username, "--list", "工作安排")
    assert "未变1" in capsys.readouterr().out
    assert Task.objects.count() == 1
    assert not ImportRun.objects.exists()


@pytest.mark.django_db
def test_apply_asks_for_an_officer(plan, capsys):
    cast = register()
    assert "--by" in ends(capsys, plan, "--apply")
    assert "没有登录名为“nobody”" in ends(capsys, plan, "--apply", "--by", "nobody")
    assert "不是督办员" in ends(capsys, plan, "--apply", "--by", cast.liaison.username)
    loner = factories.person(name="无职")
    assert "没有任职" in ends(capsys, plan, "--apply", "--by", loner.username)
    assert Task.objects.count() == 0


@pytest.mark.django_db
def test_contradictions_and_impossible_years_are_refused(plan, capsys):
    assert "不能同时使用" in ends(capsys, plan, "--apply", "--dry-run")
    assert "四位年份" in ends(capsys, plan, "--year", "25", "--dry-run")


def test_a_missing_file_is_named_without_its_folders(capsys):
    told = ends(capsys, "/no/such/folder/报告.docx", "--dry-run")
    assert "报告.docx" in told and "/no/such" not in told
