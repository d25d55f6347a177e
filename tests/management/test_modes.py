"""Commands and the database they find: the other mode's, none at all, or one that does not answer."""

import pytest
from django.core.management import load_command_class
from django.core.management.base import CommandError, SystemCheckError

from tests.services import environment, manage
from tracker.models import Event, Installation, Notice


def run(name: str, *arguments: str) -> None:
    """As from the command line, checks included, but on this test's connection."""
    command = load_command_class("tracker", name)
    options = vars(command.create_parser("manage.py", name).parse_args(arguments))
    command.execute(*options.pop("args", ()), **options)


@pytest.mark.parametrize(
    "command",
    [["sweep"], ["deliver"], ["seed"], ["create_admin"], ["import_source", "seeds/work-plan-2025.csv"]],
    ids=lambda command: command[0],
)
def test_no_command_that_writes_works_on_the_other_modes_database(db, settings, command):
    Installation.objects.update_or_create(pk=1, defaults={"is_demo": True})
    settings.DEMO = False
    with pytest.raises((CommandError, SystemCheckError), match="这是演示数据库，正式模式拒绝使用。"):
        run(*command)
    assert not Event.objects.exists()
    assert not Notice.objects.exists()


@pytest.mark.process
def test_the_first_administrators_are_made_on_an_empty_machine(tmp_path):
    """Before anything else was run there: no folder, no database."""
    done = manage("create_admin", "--city", "示例市", env=environment(var=tmp_path / "new"))
    assert done.stdout.count("初始密码 ") == 3


@pytest.mark.process
@pytest.mark.parametrize(("command", "url"), [("verify_events", ""), ("sweep", "postgres://x@127.0.0.1:1/y")])
def test_a_database_that_cannot_be_used_is_a_sentence(tmp_path, command, url):
    done = manage(command, env=environment(var=tmp_path, database_url=url), check=False)
    assert done.returncode == 1
    assert "数据库无法使用" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("command", "arguments", "sentence"),
    [
        ("sweep", ["--on", "2025-13-01"], "日期“2025-13-01”无法识别"),
        ("forecast", ["--on", "morgen"], "日期“morgen”无法识别"),
        ("sweep", ["--on", "9999-12-31"], "1949-01-01至2200-12-31之间"),
        ("sweep", ["--on", "0001-01-01"], "1949-01-01至2200-12-31之间"),
        ("forecast", ["--on", "9999-12-31"], "1949-01-01至2200-12-31之间"),
        ("backup", ["a\0b"], "空字符"),
        ("restore", ["a\0b"], "空字符"),
        ("publish", ["--out", "a\0b"], "空字符"),
        ("import_source", ["a\0b"], "空字符"),
        ("seed", ["--on", "x"], "日期“x”无法识别"),
        ("forecast", ["--days", "x"], "“x”不是整数"),
        ("deliver", ["--limit", "-1"], "“-1”不是整数"),
    ],
)
def test_a_wrong_argument_is_a_sentence_and_exit_code_2(capsys, command, arguments, sentence):
    with pytest.raises(SystemExit) as ended:
        load_command_class("tracker", command).run_from_argv(["manage.py", command, *arguments])
    assert ended.value.code == 2
    assert sentence in capsys.readouterr().err
