"""The commands on a machine that has nothing yet, each in a process of its own."""

import json

from tests.support.processes import environment, manage


def test_a_command_without_a_database_says_what_to_run_first(tmp_path):
    env = environment(var=tmp_path / "new" / "var")
    refused = manage("sweep", "--json", env=env, check=False)
    assert refused.returncode == 1
    assert "请先运行 manage.py migrate" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_migrate_makes_the_folder_of_the_embedded_database(tmp_path):
    env = environment(var=tmp_path / "new" / "var")
    manage("migrate", "-v0", env=env)
    assert (tmp_path / "new" / "var" / "duban.sqlite3").is_file()
    assert json.loads(manage("sweep", "--json", env=env).stdout)["notices"] == 0


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    in_the_way = tmp_path / "file"
    in_the_way.write_text("not a folder")
    refused = manage("migrate", env=environment(var=in_the_way / "var"), check=False)
    assert refused.returncode == 1
    assert f"不能建立数据目录 {in_the_way / 'var'}" in refused.stderr
    assert "Traceback" not in refused.stderr
