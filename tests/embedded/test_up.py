"""`manage.py up` from outside: it serves, its worker delivers, and nothing of it is left when it ends."""

import os
import re
import signal
import sys
import urllib.request
from pathlib import Path

import psutil
import pytest

from tests.services import environment, manage, wait_until
from tests.support.ports import free_port
from tests.support.processes import ROOT, Process

pytestmark = pytest.mark.process


class Up(Process):
    """`manage.py up`, ready when it has printed how to stop it."""

    patience_seconds = 240.0

    def __init__(self, *, env):
        super().__init__([sys.executable, str(ROOT / "manage.py"), "up"], env=env, name="up")

    def ready(self, output):
        return "Ctrl-C" in output

    def family(self):
        """up itself and everything below it."""
        parent = psutil.Process(self.pid)
        return [parent, *parent.children(recursive=True)]


def demo(tmp_path, **more):
    port = free_port()
    return port, environment(var=tmp_path / "var", DUBAN_DEMO="1", PORT=str(port), **more)


def gone(processes):
    return all(not p.is_running() or p.status() == psutil.STATUS_ZOMBIE for p in processes)


def redis_folders(family):
    """The private folder of the Redis among these processes."""
    lines = (" ".join(process.cmdline()) for process in family)
    return [Path(found[1]) for line in lines if (found := re.search(r"unixsocket:(\S+)/redis\.sock", line))]


def fetch(port, path="/"):
    with urllib.request.urlopen(f"http://localhost:{port}{path}", timeout=20) as answer:
        return answer.status, answer.read().decode()


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    """One demo for the module."""
    folder = tmp_path_factory.mktemp("up")
    port, env = demo(folder)
    env.pop("DUBAN_HISTORY_KEY")  # the kept year brings its own
    with Up(env=env) as up:
        up.port, up.var = port, folder / "var"
        yield up


def test_it_serves_the_site_and_prints_an_account_for_each_role(running):
    status, page = fetch(running.port)
    assert status == 200
    assert "<form" in page, "a stranger is asked to log in"
    for word in (f"localhost:{running.port}", "officer", "head", "liaison", "leader", "auditor"):
        assert word in running.output


def test_the_worker_delivers_the_first_letters_as_files(running):
    wait_until(lambda: list((running.var / "demo-mail").glob("**/*.eml")), seconds=90, what="letters")


def test_nothing_of_its_data_is_open_to_other_accounts(running):
    """Database, letters, uploads and the logs of all its processes."""
    paths = [path for path in (running.var, *running.var.rglob("*")) if path.exists()]
    assert {"demo.sqlite3", "web.log", "redis.log", "demo-files"} <= {path.name for path in paths}
    static = running.var / "static"
    mine = [path for path in paths if not path.is_relative_to(static)]
    assert [path for path in mine if path.exists() and path.stat().st_mode & 0o077] == []


def test_a_second_start_on_the_same_data_is_refused(running):
    env = running.env | {"PORT": str(free_port())}
    done = manage("up", env=env, check=False)
    assert done.returncode == 1
    assert "已有一个 Duban 在运行" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_taken_port_is_refused(running, tmp_path):
    done = manage("up", env=running.env | {"DUBAN_VAR": str(tmp_path)}, check=False)
    assert done.returncode == 1
    assert f"端口 {running.port}" in done.stderr


def test_a_killed_worker_is_started_again(running):
    worker = next(p for p in running.family() if p.ppid() == running.pid and "worker" in p.cmdline())
    os.killpg(worker.pid, signal.SIGKILL)
    wait_until(
        lambda: any(
            p.ppid() == running.pid and "worker" in p.cmdline()
            for p in running.family()
            if p.pid != worker.pid
        ),
        seconds=30,
        what="a new worker",
    )


def test_ctrl_c_stops_everything_and_the_next_start_is_quick(running):
    family = running.family()
    folders = redis_folders(family)
    assert len(family) > 6
    assert len(folders) == 1
    running.popen.send_signal(signal.SIGINT)
    assert running.popen.wait(60) == 0
    assert gone(family)
    assert not any(folder.exists() for folder in folders)
    running.start()
    assert fetch(running.port)[0] == 200


def test_kill_9_leaves_no_orphan(running):
    family = running.family()
    folders = redis_folders(family)
    os.kill(running.pid, signal.SIGKILL)
    running.popen.wait()
    wait_until(lambda: gone(family), seconds=20, what="the watchdog ends the rest")
    wait_until(lambda: not any(folder.exists() for folder in folders), seconds=5, what="no folder is left")


def test_the_real_mode_refuses_the_demo_database(running):
    database = f"sqlite:///{running.var / 'demo.sqlite3'}"
    env = {name: value for name, value in running.env.items() if name != "DUBAN_DEMO"}
    done = manage("up", env=env | {"DATABASE_URL": database, "PORT": str(free_port())}, check=False)
    assert done.returncode == 1
    assert "演示数据库" in done.stderr


def test_reset_throws_the_demo_away_and_nothing_else(running):
    keep = running.var / "duban.sqlite3"
    keep.write_text("the real one")
    manage("reset", env=running.env)
    assert not (running.var / "demo.sqlite3").exists()
    assert not (running.var / "demo-mail").exists()
    assert keep.exists()


def test_the_real_mode_says_how_to_create_the_first_account(tmp_path):
    port = free_port()
    with Up(env=environment(var=tmp_path / "var", PORT=str(port))) as up:
        assert "create_admin" in up.output
        assert fetch(port)[0] == 200
        assert up.stop() == 0
