"""A mail sink in a process of its own, so that it takes nothing from the sender's interpreter.

with Sink(delay_seconds=0.005) as sink: …  sink.url …  sink.accepted()
"""

import argparse
import subprocess
import sys
import time
from types import TracebackType

from tests.support.mail import MailSink
from tests.support.processes import ROOT


class Sink:
    """`delay_seconds`: what a relay takes for each mail; several connections are served at once."""

    def __init__(self, *, delay_seconds: float = 0.0) -> None:
        self._delay = delay_seconds
        self._process: subprocess.Popen | None = None
        self.port = 0

    def __enter__(self) -> "Sink":
        argv = [sys.executable, "-m", "tests.benchmarks.sink", "--delay", str(self._delay)]
        self._process = subprocess.Popen(
            argv, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.port = int(self._process.stdout.readline())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.stdin.close()
        self._process.wait(10)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def accepted(self) -> tuple[int, float]:
        """How many mails since the last question, and the moment (time.time) of the last one."""
        self._process.stdin.write("?\n")
        self._process.stdin.flush()
        count, at = self._process.stdout.readline().split()
        return int(count), float(at)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--delay", type=float, default=0.0)
    options = parser.parse_args()
    with MailSink() as sink:
        sink.delay_seconds = options.delay
        print(sink.port, flush=True)
        for _question in sys.stdin:
            last = sink.mails[-1].received_at if sink.mails else time.time()
            print(len(sink.mails), last, flush=True)
            sink.clear()


if __name__ == "__main__":
    main()
