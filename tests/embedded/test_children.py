"""Children are restarted when they die and gone when their parent is, however it ended."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from tests.services import wait_until
from tracker.embedded.children import Child, Children

pytestmark = pytest.mark.process

SLEEP = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(60)"]
# A child with a child of its own, as pool workers are.
FAMILY = [
    sys.executable,
    "-c",
    "import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']); time.sleep(60)",
]


@pytest.fixture
def said():
    return []


@pytest.fixture
def children(said):
    family = Children(environ=dict(os.environ), tell=said.append)
    yield family
    family.stop()


def alive(pid):
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


def descendants(pid):
    return [process.pid for process in psutil.Process(pid).children(recursive=True)]


def test_a_dead_child_is_started_again_after_a_pause(children, said, tmp_path):
    child = Child("sleeper", SLEEP, tmp_path / "sleeper.log")
    children.start(child)
    first = child.process.pid
    os.kill(first, signal.SIGKILL)
    child.process.wait()
    children.tend()
    assert child.process is None, "it must pause before it starts again"
    child.not_before = 0
    children.tend()
    assert alive(child.process.pid)
    assert child.process.pid != first
    assert "sleeper" in said[0]


def test_a_child_that_dies_again_and_again_waits_longer_and_shows_its_last_words(children, said, tmp_path):
    child = Child(
        "fool", [sys.executable, "-c", "raise SystemExit('no such setting')"], tmp_path / "fool.log"
    )
    children.start(child)
    pauses = []
    for _ in range(3):
        child.process.wait()
        pauses.append(child.pause)
        children.tend()
        child.not_before = 0
        if len(pauses) < 3:
            children.tend()
    assert pauses == [1, 2, 4]
    assert "no such setting" in said[-1]


def test_stop_ends_the_whole_family(children, tmp_path):
    child = Child("family", FAMILY, tmp_path / "family.log")
    children.start(child)
    wait_until(lambda: descendants(child.process.pid), what="the grandchild")
    family = [child.process.pid, *descendants(child.process.pid)]
    children.stop()
    wait_until(lambda: not any(map(alive, family)), seconds=5, what="all have ended")


def test_a_stubborn_child_is_ended_by_force(children, said, tmp_path):
    stubborn = (
        "import signal, time; signal.signal(15, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
    )
    child = Child("mule", [sys.executable, "-c", stubborn], tmp_path / "mule.log", stop_seconds=0.3)
    children.start(child)
    wait_until(lambda: "up" in child.last_words())
    pid = child.process.pid
    children.stop()
    assert not alive(pid)
    assert "mule" in said[-1]


def test_kill_9_of_the_parent_leaves_no_orphan_and_no_folder(tmp_path):
    folder = tmp_path / "private"
    folder.mkdir()
    script = (
        "import os, time; from pathlib import Path; from tracker.embedded.children import Child, Children\n"
        "family = Children(environ=dict(os.environ), tell=print)\n"
        f"family.start(Child('family', {FAMILY!r}, Path({str(tmp_path / 'log')!r})))\n"
        f"family.remove_at_end(Path({str(folder)!r}))\n"
        "print('ready', flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", script],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).resolve().parents[2],
    )
    assert parent.stdout.readline() == "ready\n"
    wait_until(lambda: len(descendants(parent.pid)) >= 3, what="child, grandchild and watchdog")
    family = descendants(parent.pid)
    parent.kill()
    parent.wait()
    wait_until(lambda: not any(map(alive, family)), seconds=10, what="no orphan")
    assert not folder.exists()


def test_a_killed_watchdog_is_replaced_and_knows_the_children(children, tmp_path):
    child = Child("sleeper", SLEEP, tmp_path / "sleeper.log")
    children.start(child)
    children._watchdog.kill()
    children._watchdog.wait()
    children.tend()
    pid = child.process.pid
    watchdog, children._watchdog = children._watchdog, None
    watchdog.stdin.close()  # what it sees when the parent dies
    wait_until(lambda: child.process.poll() is not None, seconds=10, what=f"{pid} has ended")
    watchdog.wait(10)


def test_a_long_log_is_rolled(children, tmp_path, monkeypatch):
    monkeypatch.setattr("tracker.embedded.children.LOG_BYTES", 10)
    log = tmp_path / "sleeper.log"
    log.write_text("a long history")
    children.start(Child("sleeper", SLEEP, log))
    assert (tmp_path / "sleeper.old.log").read_text() == "a long history"
    wait_until(lambda: log.read_text() == "up\n")
