"""No command that writes works on the other mode's database."""

import pytest

from tests.services import environment, manage


@pytest.fixture(scope="module")
def demo_database(tmp_path_factory):
    var = tmp_path_factory.mktemp("mode")
    env = environment(var=var, database_url=f"sqlite:///{var / 'one.sqlite3'}")
    manage("migrate", env=env)
    manage("seed", env=env | {"DUBAN_DEMO": "1"})
    return env


@pytest.mark.process
@pytest.mark.parametrize(
    "command",
    [
        ["sweep", "--dry-run"],
        ["deliver"],
        ["seed"],
        ["create_admin"],
        ["import_source", "seeds/work-plan-2025.csv"],
    ],
    ids=lambda command: command[0],
)
def test_real_mode_leaves_the_demos_database_alone(demo_database, command):
    done = manage(*command, env=demo_database, check=False)
    assert done.returncode == 1
    assert "这是演示数据库，正式模式拒绝使用。" in done.stderr
    assert "Traceback" not in done.stderr
