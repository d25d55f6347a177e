"""What is installed, started and deployed agrees with what is tested."""

import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from tests.services import environment, manage
from tests.support.postgres import version as postgres_version
from tracker.embedded import commands

ROOT = Path(__file__).resolve().parents[1]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
SERVICES = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
EXAMPLE = (ROOT / ".env.example").read_text("utf-8")
SETTINGS = (ROOT / "tracker" / "settings.py").read_text("utf-8")
OURS = ("migrate", "web", "worker", "beat")
REQUIRED = (
    "SECRET_KEY",
    "ALLOWED_HOSTS",
    "EMAIL_URL",
    "DUBAN_BASE_URL",
    "DUBAN_MAIL_FROM",
    "DUBAN_MAIL_DOMAIN",
)


def requirements(name):
    """{package: version} of one requirements file."""
    text = (ROOT / "requirements" / name).read_text("utf-8")
    return dict(re.findall(r"^([a-z0-9_.-]+)==(\S+)", text, flags=re.MULTILINE))


def test_compose_starts_the_same_commands_as_up():
    assert SERVICES["web"]["command"] == commands.web(bind="0.0.0.0:8000")
    assert SERVICES["worker"]["command"] == commands.worker()
    assert SERVICES["beat"]["command"] == commands.beat()
    assert SERVICES["migrate"]["command"] == ["python", *commands.migrate()]
    last = DOCKERFILE.strip().splitlines()[-1]
    assert last.startswith("CMD ")
    assert yaml.safe_load(last.removeprefix("CMD ")) == commands.web(bind="0.0.0.0:8000")


def test_compose_uses_the_versions_that_the_tests_use():
    assert SERVICES["postgres"]["image"] == f"postgres:{postgres_version().split('.')[0]}"
    oldest = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["requires-python"]
    assert f"FROM python:{oldest.removeprefix('>=')}-slim" in DOCKERFILE


def test_compose_runs_a_queue_that_is_still_supported():
    """An office's queue must get security fixes: not the old Redis of the wheel, which is for one machine."""
    assert re.fullmatch(r"valkey/valkey:(8|9)(\.\d+)?", SERVICES["redis"]["image"])
    assert SERVICES["redis"]["command"][0] == "valkey-server"


def test_every_long_running_service_has_a_health_check_and_waits_for_the_migration():
    for name, service in SERVICES.items():
        if name != "migrate":
            assert service["healthcheck"]["test"], name
    for name in ("web", "worker", "beat"):
        waits = SERVICES[name]["depends_on"]
        assert waits["migrate"]["condition"] == "service_completed_successfully"
        assert {waits["postgres"]["condition"], waits["redis"]["condition"]} == {"service_healthy"}


def test_files_live_on_a_volume_that_the_unprivileged_user_may_write():
    for name in OURS:
        assert SERVICES[name]["volumes"] == ["files:/var/lib/duban"]
        assert SERVICES[name]["environment"]["DUBAN_VAR"] == "/var/lib/duban"
    assert re.search(r"^USER duban$", DOCKERFILE, re.MULTILINE)
    assert "chown duban:duban /var/lib/duban" in DOCKERFILE
    assert {"files", "database"} <= set(COMPOSE["volumes"])


@pytest.mark.parametrize("name", [*REQUIRED, "POSTGRES_PASSWORD"])
def test_compose_refuses_to_start_without_what_it_needs(name):
    said = re.search(rf"\$\{{{name}:\?([^}}]+)\}}", (ROOT / "docker-compose.yml").read_text("utf-8"))
    assert said, f"{name} has no sentence"
    assert name in said[1]
    assert re.search(r"[\u4e00-\u9fff]", said[1])


def test_every_setting_is_in_the_example_and_in_compose():
    read = set(re.findall(r"env\.\w+\(\s*[\"'](\w+)[\"']", SETTINGS))
    assert {"SECRET_KEY", "DATABASE_URL", "DUBAN_LEASE", "PORT"} <= read
    example = set(re.findall(r"^#?([A-Z_]+)=", EXAMPLE, flags=re.MULTILINE))
    assert read - example == set()
    in_container = set(SERVICES["web"]["environment"]) | set(re.findall(r"(DUBAN_STATIC)=", DOCKERFILE))
    assert read - in_container == {"DUBAN_DEMO", "DUBAN_DEBUG", "PORT"}


def test_the_example_is_read_by_a_shell():
    done = subprocess.run(
        ["sh", "-c", f'set -a; . {shlex.quote(str(ROOT / ".env.example"))}; printf %s "$DUBAN_MAIL_FROM"'],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "督办平台 <duban@example.gov.cn>"


def test_requirements_are_pinned_hashed_and_name_no_index():
    for name in ("run.txt", "dev.txt"):
        text = (ROOT / "requirements" / name).read_text("utf-8")
        entries = re.split(r"\n(?=\S)", text.strip())
        assert all("==" in entry and "--hash=sha256:" in entry for entry in entries), name
        assert not re.search(r"https?:|file:|--index|--find-links|^\s*#", text, flags=re.MULTILINE), name


def test_tests_run_with_the_versions_that_are_delivered():
    run, dev = requirements("run.txt"), requirements("dev.txt")
    assert run.items() <= dev.items()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = project["project"]["dependencies"]
    names = {re.match(r"[a-z0-9-]+", line)[0] for line in wanted}
    assert names <= run.keys()
    assert {re.match(r"[a-z0-9-]+", line)[0] for line in project["dependency-groups"]["dev"]} <= dev.keys()


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": "change-me"}, "SECRET_KEY"),
        ({"PORT": "abc"}, "PORT"),
        ({"DUBAN_LEASE": "30"}, "DUBAN_LEASE"),
        ({"DUBAN_DEMO": "1", "EMAIL_URL": "smtp://mail.example:25"}, "EMAIL_URL"),
    ],
)
def test_a_wrong_setting_is_named_in_one_sentence(tmp_path, change, named):
    done = manage("check", env=environment(var=tmp_path) | change, check=False)
    assert done.returncode != 0
    assert named in done.stderr
    assert re.search(r"[\u4e00-\u9fff]", done.stderr)
    assert "Traceback" not in done.stderr


def test_make_alone_lists_the_targets():
    said = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for target in [
        "setup",
        "run",
        "test",
        "check",
        "fix",
        "bench",
        "faults",
        "score",
        "reset",
        "lock",
        "clean",
    ]:
        assert re.search(rf"make {target} +\w", said), target


def test_setup_says_when_python_is_missing_or_old(tmp_path):
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    install = ["sh", "requirements/install.sh", "run"]
    missing = subprocess.run(
        install, cwd=tmp_path, env={"PATH": "/usr/bin:/bin"}, capture_output=True, text=True
    )
    assert missing.returncode == 1
    assert "Python 3.11" in missing.stderr
    old = tmp_path / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    env = {"PATH": "/usr/bin:/bin", "PYTHON": str(old)}
    refused = subprocess.run(install, cwd=tmp_path, env=env, capture_output=True, text=True)
    assert refused.returncode == 1
    assert str(old) in refused.stderr
    assert not (tmp_path / ".venv").exists()


def test_setup_does_nothing_when_nothing_changed(tmp_path):
    """A second start must not wait for pip."""
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / ".venv"], check=True)
    shutil.copy(ROOT / "requirements" / "run.txt", tmp_path / ".venv" / ".installed-run")
    (tmp_path / "pip.py").write_text("")
    env = {"PATH": "/usr/bin:/bin", "PYTHON": "", "PYTHONPATH": str(tmp_path)}
    done = subprocess.run(
        ["sh", "requirements/install.sh", "run"],
        cwd=tmp_path,
        env=env,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == ""
