"""Child processes that are started in order, restarted when they die, and all ended with their parent."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 1.0, 30.0
STEADY_SECONDS = 30.0  # a child that lived this long has recovered: its next pause is short again
LOG_BYTES = 10 * 1024 * 1024


@dataclass
class Child:
    """One long-running process: how it is started, and what became of it."""

    name: str
    argv: list[str]
    log: Path
    stop_seconds: float = 10.0
    process: subprocess.Popen | None = None
    started: float = 0.0
    pause: float = FIRST_PAUSE_SECONDS
    not_before: float = 0.0
    deaths: int = 0

    def last_words(self, lines: int = 8) -> str:
        """The end of its log, for a person who must find out why it died."""
        text = self.log.read_text("utf-8", "replace") if self.log.exists() else ""
        return "\n".join(text.splitlines()[-lines:])


@dataclass
class Children:
    """Supervises children. `tell` receives one sentence for each thing a person should know."""

    environ: dict[str, str]
    tell: Callable[[str], None]
    folder: Path = field(default_factory=Path.cwd)
    members: list[Child] = field(default_factory=list)
    folders: list[Path] = field(default_factory=list)
    _watchdog: subprocess.Popen | None = None
    _stopping: threading.Event = field(default_factory=threading.Event)

    def start(self, child: Child) -> None:
        """Start one more child and look after it until `stop`."""
        if self._watchdog is None:
            self._start_watchdog()
        child.log.parent.mkdir(parents=True, exist_ok=True)
        self.members.append(child)
        self._spawn(child)

    def remove_at_end(self, folder: Path) -> None:
        """A private folder that shall go when the parent ends, however it ends."""
        self.folders.append(folder)
        self._report(f"rm {folder}")

    def watch(self) -> None:
        """Restart what dies, until a signal interrupts or another thread calls `stop`."""
        while not self._stopping.wait(0.2):
            self.tend()

    def tend(self) -> None:
        """One look at all children: note the dead, start again those whose pause is over."""
        now = time.monotonic()
        if self._watchdog is not None and self._watchdog.poll() is not None:
            self._start_watchdog()
        for child in self.members:
            if child.process is not None and child.process.poll() is not None:
                self._bury(child, now)
            if child.process is None and now >= child.not_before and not self._stopping.is_set():
                self._spawn(child)

    def stop(self) -> None:
        """End all children, the last started first; each may finish its work for its `stop_seconds`."""
        self._stopping.set()
        for child in reversed(self.members):
            self._end(child)
        if self._watchdog is not None and self._watchdog.stdin is not None:
            self._watchdog.stdin.close()
            self._watchdog.wait(10)
            self._watchdog = None

    def _spawn(self, child: Child) -> None:
        _roll(child.log)
        with child.log.open("ab") as log:
            child.process = subprocess.Popen(
                child.argv, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
                env=self.environ, cwd=self.folder, start_new_session=True,
            )  # fmt: skip
        child.started = time.monotonic()
        self._report(f"+{child.process.pid}")

    def _bury(self, child: Child, now: float) -> None:
        process, child.process = child.process, None
        _kill_group(process.pid, signal.SIGKILL)  # its own children, such as pool processes
        self._report(f"-{process.pid}")
        if now - child.started > STEADY_SECONDS:
            child.pause, child.deaths = FIRST_PAUSE_SECONDS, 0
        child.deaths += 1
        child.not_before = now + child.pause
        self.tell(
            f"进程 {child.name} 意外退出（代码 {process.returncode}），{child.pause:.0f} 秒后自动重启；"
            f"日志：{child.log}"
        )
        if child.deaths == 3:
            self.tell(f"进程 {child.name} 连续退出，日志末尾：\n{child.last_words()}")
        child.pause = min(2 * child.pause, LONGEST_PAUSE_SECONDS)

    def _end(self, child: Child) -> None:
        process, child.process = child.process, None
        if process is None:
            return
        if process.poll() is None:
            process.terminate()
        try:
            process.wait(child.stop_seconds)
        except subprocess.TimeoutExpired:
            self.tell(
                f"进程 {child.name} 在 {child.stop_seconds:.0f} 秒内没有结束，已强制结束；"
                "未完成的工作在下次启动后继续。"
            )
        _kill_group(process.pid, signal.SIGKILL)
        process.wait()
        self._report(f"-{process.pid}")

    def _start_watchdog(self) -> None:
        script = Path(__file__).with_name("watchdog.py")
        self._watchdog = subprocess.Popen(
            [sys.executable, "-I", str(script)], stdin=subprocess.PIPE, text=True, start_new_session=True
        )
        for folder in self.folders:
            self._report(f"rm {folder}")
        for child in self.members:
            if child.process is not None:
                self._report(f"+{child.process.pid}")

    def _report(self, line: str) -> None:
        if self._watchdog is None or self._watchdog.stdin is None:
            return
        try:
            self._watchdog.stdin.write(line + "\n")
            self._watchdog.stdin.flush()
        except BrokenPipeError:
            # It was killed: `tend` starts another one, which is told everything again.
            self._watchdog.wait(1)


def _kill_group(group: int, signum: int) -> None:
    try:
        os.killpg(group, signum)
    except ProcessLookupError:
        return


def _roll(log: Path) -> None:
    """Keep one old log of at most LOG_BYTES beside the current one."""
    if log.exists() and log.stat().st_size > LOG_BYTES:
        log.replace(log.with_suffix(".old.log"))
