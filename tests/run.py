"""`python -m tests.run` (`make test`): the suite on SQLite, then what touches the database on PostgreSQL.

A real Redis runs throughout. Tests that start processes of their own come after the others, file by file.
Arguments are handed on to pytest; `--only sqlite` or `--only postgresql` runs half of it.

The run on SQLite is measured: of the program's lines at least the share that pyproject.toml names must have run
(`fail_under`). Measuring costs half as much time again, so the second half of the suite goes without, and so do the tests that
start processes and those marked `one_database`.
"""

import os
import re
import subprocess
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass, replace

from tests.support import migrated
from tests.support.postgres import Postgres
from tests.support.redis import Redis

NO_TESTS = 5  # pytest's exit code
ALONE = "process or browser"
PLAIN = [sys.executable, "-m", "pytest"]
COVERAGE = [sys.executable, "-m", "coverage"]
MEASURED = [*COVERAGE, "run", "-m", "pytest"]
LEAST_COVERED = 20  # lines of the report
FAST_CORE = (
    {"COVERAGE_CORE": "sysmon"} if sys.version_info >= (3, 12) else {}
)  # Python's own way to watch lines
SUMMARY = re.compile(r"(\d+) (passed|failed|skipped|errors?)\b")


@dataclass
class Phase:
    name: str
    argv: list[str]
    database_url: str = ""
    measured: bool = False


@dataclass
class Outcome:
    phase: Phase
    code: int
    counts: dict[str, int]
    seconds: float


def phases(postgres_url: str, only: str) -> list[Phase]:
    together = ["-n", "2", "-m", f"not ({ALONE})"]
    alone = ["-n", "2", "--dist", "loadfile", "-m", ALONE]
    found = []
    if only in ("", "sqlite"):
        found += [
            Phase("SQLite", together, measured=True),
            Phase("SQLite, processes", alone),
        ]
    if only in ("", "postgresql"):
        found += [
            Phase("PostgreSQL", ["--needs-database", *together], postgres_url),
            Phase("PostgreSQL, processes", ["--needs-database", *alone], postgres_url),
        ]
    return found


def run(phase: Phase, redis_url: str, extra: list[str]) -> Outcome:
    """Run one phase with its output passed through; the counts come from pytest's closing line."""
    env = {**os.environ, "TEST_DATABASE_URL": phase.database_url, "TEST_REDIS_URL": redis_url, **FAST_CORE}
    argv = [*(MEASURED if phase.measured and not extra else PLAIN), *phase.argv, *extra]
    print(f"\n=== {phase.name}: pytest {' '.join([*phase.argv, *extra])}", flush=True)
    started, counts = time.monotonic(), {}
    process = subprocess.Popen(argv, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
    for line in process.stdout:
        print(line, end="", flush=True)
        if " in " in line and SUMMARY.search(line):
            counts = {word.rstrip("s"): int(n) for n, word in SUMMARY.findall(line)}
    return Outcome(phase, process.wait(), counts, time.monotonic() - started)


def main(arguments: list[str]) -> int:
    only = ""
    if arguments[:1] == ["--only"]:
        only, arguments = arguments[1], arguments[2:]
    is_measured = not arguments and only != "postgresql"
    if is_measured:
        subprocess.run([*COVERAGE, "erase"], check=True)
    with ExitStack() as stack:
        redis = stack.enter_context(Redis())
        postgres_url = os.environ.get("TEST_DATABASE_URL", "")
        if not postgres_url and only != "sqlite":
            server = stack.enter_context(Postgres())
            postgres_url = server.create_database()
            os.environ["TEST_DATABASE_TEMPLATE"] = migrated.on_server(server)
        outcomes = [run(phase, redis.url, arguments) for phase in phases(postgres_url, only)]
    if arguments:  # a selection may leave one of the phases without any test
        outcomes = [replace(o, code=0) if o.code == NO_TESTS else o for o in outcomes]
    covered = enough_is_covered() if is_measured else True
    return max(report(outcomes), 0 if covered else 1)


def enough_is_covered() -> bool:
    """Print how much of each room ran, and say whether the whole is above the floor."""
    subprocess.run([*COVERAGE, "combine", "--quiet"], check=True)
    done = subprocess.run(
        [*COVERAGE, "report", "--skip-covered", "--sort=miss"], capture_output=True, text=True
    )
    lines = done.stdout.splitlines()
    print("\n=== coverage: the files with most lines that never ran", *lines[-LEAST_COVERED:], sep="\n")
    return done.returncode == 0


def report(outcomes: list[Outcome]) -> int:
    print()
    for outcome in outcomes:
        said = ", ".join(f"{count} {word}" for word, count in outcome.counts.items()) or "no test"
        print(f"{outcome.phase.name:<24} {said:<40} {outcome.seconds:6.0f} s  exit {outcome.code}")
    total = {
        word: sum(o.counts.get(word, 0) for o in outcomes)
        for word in ("passed", "failed", "error", "skipped")
    }
    print(f"{total['passed']} passed, {total['failed'] + total['error']} failed, {total['skipped']} skipped")
    return 1 if any(outcome.code for outcome in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
