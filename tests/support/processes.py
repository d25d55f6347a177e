"""Processes of the product, started by tests with an environment that is wholly theirs."""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from tracker.embedded import commands

ROOT = Path(__file__).resolve().parents[2]
SECRET_KEY = "only-for-tests-" + "0123456789abcdef" * 3
HISTORY_KEY = "5f0JqWm-only-for-tests_zR8vYc2KbT6nXgE1hLdP4sAu"
PASSED_ON = ("PATH", "HOME", "TMPDIR", "LANG", "LC_ALL", "SYSTEMROOT", "PYTHONPATH")


def environment(
    *, var: str | os.PathLike, database_url: str = "", redis_url: str = "", email_url: str = "", **more: str
) -> dict[str, str]:
    """The environment of a process of the product: only what is given here and the bare system's.

    `var` is the data folder (also the place of the SQLite database when `database_url` is empty).
    `more` are further settings by name: `DUBAN_DEMO="1"`, `DUBAN_LEASE="10"`.
    """
    env = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    env |= {"SECRET_KEY": SECRET_KEY, "DUBAN_VAR": os.fspath(var), "PYTHONUNBUFFERED": "1"}
    env |= {"DUBAN_SEND_WINDOW": "00:00-24:00", "DUBAN_HISTORY_KEY": HISTORY_KEY, "DUBAN_SIGNED_WAIT": "0"}
    given = {"DATABASE_URL": database_url, "REDIS_URL": redis_url, "EMAIL_URL": email_url}
    env |= {name: value for name, value in given.items() if value}
    return env | more


def manage(
    *arguments: str, env: Mapping[str, str], timeout: float = 300, check: bool = True
) -> subprocess.CompletedProcess[str]:
    """Run `manage.py` to its end and return stdout and stderr as text.

    With `check` a failure raises AssertionError that shows what the command said.
    """
    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *arguments],
        env=dict(env), cwd=ROOT, text=True, capture_output=True, timeout=timeout, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    if check and done.returncode:
        raise AssertionError(
            f"manage.py {' '.join(arguments)} → {done.returncode}\n{done.stdout}\n{done.stderr}"
        )
    return done


def wait_until(
    condition: Callable[[], object], *, seconds: float = 30, every: float = 0.05, what: str = ""
) -> None:
    """Return when `condition()` is true; raise AssertionError naming `what` after `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} s: {what or condition}")
        time.sleep(every)


class Process:
    """A long-running process in a process group of its own; its output is kept in `log`."""

    patience_seconds = 60.0

    def __init__(self, argv: list[str], *, env: Mapping[str, str], name: str = "process") -> None:
        self.argv, self.env, self.name = argv, dict(env), name
        handle, path = tempfile.mkstemp(prefix=f"duban-{name}-", suffix=".log")
        os.close(handle)
        self.log = Path(path)
        self.popen: subprocess.Popen | None = None

    def __enter__(self) -> "Process":
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        self.log.unlink(missing_ok=True)

    @property
    def pid(self) -> int:
        return self.popen.pid

    @property
    def running(self) -> bool:
        return self.popen is not None and self.popen.poll() is None

    @property
    def output(self) -> str:
        return self.log.read_text("utf-8", "replace")

    def start(self) -> None:
        """Start it (again). Returns when `ready` says so."""
        seen = len(self.output)
        with self.log.open("ab") as log:
            self.popen = subprocess.Popen(
                self.argv, env=self.env, cwd=ROOT, start_new_session=True,
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
            )  # fmt: skip
        wait_until(
            lambda: self.ready(self.output[seen:]) or not self.running,
            what=self.name,
            seconds=self.patience_seconds,
        )
        if not self.running:
            raise AssertionError(f"{self.name} ended at once:\n{self.output[seen:]}")

    def ready(self, output: str) -> bool:
        """Whether what it printed since `start` says that it works. The plain process is ready at once."""
        return True

    def kill(self) -> None:
        """kill -9 the whole group: what a power cut does."""
        if self.popen is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.popen.pid, signal.SIGKILL)
        self.popen.wait()

    def stop(self, *, seconds: float = 20) -> int | None:
        """SIGTERM, as an operator would; kill -9 after `seconds`. Returns the exit code."""
        if self.popen is None:
            return None
        if self.running:
            self.popen.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.popen.wait(seconds)
        self.kill()
        return self.popen.returncode


def _module(argv: list[str]) -> list[str]:
    return [sys.executable, "-m", *argv]


class Worker(Process):
    """A Celery worker exactly as `manage.py up` starts it, ready when it has connected."""

    def __init__(self, *, env: Mapping[str, str], name: str = "worker1") -> None:
        super().__init__(_module([*commands.worker(), "-n", f"{name}@%h"]), env=env, name=name)

    def ready(self, output: str) -> bool:
        return " ready." in output


class Beat(Process):
    """Celery beat exactly as `manage.py up` starts it."""

    def __init__(self, *, env: Mapping[str, str], name: str = "beat") -> None:
        super().__init__(_module(commands.beat()), env=env, name=name)

    def ready(self, output: str) -> bool:
        return "beat: Starting" in output


class Web(Process):
    """The web server on 127.0.0.1:`port`."""

    def __init__(self, *, port: int, env: Mapping[str, str], name: str = "web") -> None:
        super().__init__(_module(commands.web(bind=f"127.0.0.1:{port}")), env=env, name=name)

    def ready(self, output: str) -> bool:
        return "Booting worker" in output
