"""The sweep on 1,000 to 1,000,000 open tasks, with the same 2,000 due and a fifth long overdue.

    python -m tests.benchmarks sweep [--sizes 1000 10000 …] [--only sqlite|postgresql]

Each size is measured in a process of its own, on one database per engine that grows from size to size. What
counts are the ratios to the run with 10,000, the statements and the memory; the machine's speed is not ours.
"""

import argparse
import json
import statistics
import subprocess
import sys
import time
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path

from tests.benchmarks.engines import ENGINES, chosen, database
from tests.support.processes import ROOT

SIZES = (1_000, 10_000, 100_000, 1_000_000)
REFERENCE = 10_000
DUE = 2_000
REPEATS = 5
BUDGET = 5_000  # as in the settings
TODAY = date(2025, 12, 3)
POSTGRES = {"shared_buffers": "1GB"}  # a server for a million tasks is not left at the default of 128 MB


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="sweep", description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--only", choices=ENGINES)
    parser.add_argument("--measure", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.measure:
        print(json.dumps(measure(options.measure)))
        return
    for engine in chosen(options.only):
        report(engine, [measured(engine_env, size) for engine_env, size in runs(engine, options.sizes)])


def runs(engine: str, sizes: list[int]):
    """The environment and the size of each measurement, on one growing database."""
    with ExitStack() as stack:
        env = database(engine, stack, postgres=POSTGRES)
        for size in sorted(sizes):
            yield env, size


def measured(env: dict[str, str], size: int) -> dict:
    argv = [sys.executable, "-m", "tests.benchmarks.sweep", "--measure", str(size)]
    done = subprocess.run(argv, env=env, cwd=ROOT, text=True, capture_output=True)
    if done.returncode:
        raise SystemExit(f"{done.stdout}\n{done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


def report(engine: str, rows: list[dict]) -> None:
    base = next((r["seconds"] for r in rows if r["size"] == REFERENCE), rows[0]["seconds"])
    print(f"\nsweep, {engine}: {DUE} due, 20 % long overdue; median of {REPEATS} runs")
    print(
        "open tasks    due   seconds   ratio   first run   statements/task   per batch   peak MB   idle ms   index"
    )
    for r in rows:
        print(
            f"{r['size']:>10,} {r['due']:>6,} {r['seconds']:>9.3f} {r['seconds'] / base:>7.2f} "
            f"{r['first']:>11.3f} {r['statements']:>17.4f} {r['per_batch']:>11.1f} {r['peak_mb']:>9.1f} "
            f"{r['idle_ms']:>9.1f}   {'yes' if r['uses_index'] else 'NO'}"
        )


# --- In the process that measures ------------------------------------------------------------------
def measure(size: int) -> dict:
    import django

    django.setup()
    from tests.benchmarks.sweep_rows import fill, make_due, undo
    from tracker.supervision.sweep import sweep

    fill(size, today=TODAY)
    due = min(DUE, size)
    times, counts, peaks = [], [], []
    for _ in range(REPEATS):
        make_due(due, size=size, today=TODAY)
        used = memory(reset=True)
        with counting() as statements:
            started = time.perf_counter()
            outcome = sweep(today=TODAY, budget=BUDGET)
            times.append(time.perf_counter() - started)
        peaks.append(memory() - used)
        counts.append(statements["n"])
        if outcome.notices != due or outcome.looked_at != due:
            raise SystemExit(f"expected {due} notices: {outcome}")
        idle_ms, nothing = idle(sweep)
        undo(today=TODAY)
    make_due(due, size=size, today=TODAY)
    with counting() as smaller:
        sweep(today=TODAY, budget=BUDGET, batch=250)
    undo(today=TODAY)
    batches = max(due // 250 - max(due // 1000, 1), 1)
    return {
        "size": size,
        "due": due,
        "first": times[0],
        "seconds": statistics.median(times),
        "statements": max(counts) / due,
        "per_batch": (smaller["n"] - counts[-1]) / batches,
        "peak_mb": max(peaks) / 1024,
        "idle_ms": idle_ms * 1000,
        "uses_index": uses_index(),
        "again": nothing,
    }


def idle(sweep) -> tuple[float, int]:
    """The second sweep of the day: nothing is due."""
    started = time.perf_counter()
    outcome = sweep(today=TODAY, budget=BUDGET)
    if outcome.notices or outcome.looked_at:
        raise SystemExit(f"the second sweep did something: {outcome}")
    return time.perf_counter() - started, outcome.notices


class counting:
    """Counts the statements of a `with` block."""

    def __enter__(self) -> dict:
        from django.db import connection

        self.counted = {"n": 0}
        self.wrapper = connection.execute_wrapper(self.count)
        self.wrapper.__enter__()
        return self.counted

    def count(self, execute, sql, params, many, context):
        self.counted["n"] += len(params) if many else 1
        return execute(sql, params, many, context)

    def __exit__(self, *error: object) -> None:
        self.wrapper.__exit__(*error)


def memory(*, reset: bool = False) -> int:
    """Peak resident memory of this process in KB; with `reset` it is measured anew from here on."""
    if reset:
        Path("/proc/self/clear_refs").write_text("5")
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))


def uses_index() -> bool:
    """Whether the question that finds the work is answered by the partial index alone."""
    from tracker.models import Obligation

    due = Obligation.objects.due_for_sweep(TODAY).order_by("next_on", "pk").values_list("next_on", "pk")
    later = due.filter(next_on__gte=TODAY - timedelta(days=1))
    return all("obligation_next" in rows[:1000].explain() for rows in (due, later))


if __name__ == "__main__":
    main()
