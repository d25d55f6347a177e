"""The annual report of many tasks, against the time of listing them.

    python -m tests.benchmarks annual [--sizes 1000 10000] [--only sqlite|postgresql] [--rounds 5]

Each task has an accepted report with a document number. What counts is the ratio of assembling to reading the tasks once
with what a list shows of them; storing what was assembled is shown beside it.
"""

import argparse
import json
import statistics
import subprocess
import sys
import time
from contextlib import ExitStack
from datetime import date

from tests.benchmarks.engines import ENGINES, chosen, database
from tests.support.processes import ROOT

SIZES = (1_000, 10_000)
YEAR, TODAY = 2025, date(2025, 12, 31)
AIM = 20.0  # times the listing


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="annual", description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--only", choices=ENGINES)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--measure", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.measure:
        print(json.dumps(measure(options.measure, options.rounds)))
        return
    for engine in chosen(options.only):
        print(f"\nannual report, {engine}; seconds, median of {options.rounds}; aim: {AIM:.0f} x listing")
        print(
            f"{'tasks':>10}{'list':>8}{'assemble':>10}{'ratio':>7}{'store':>8}{'again':>8}{'sentences':>11}"
        )
        for size in sorted(options.sizes):
            with ExitStack() as stack:
                r = _measured(database(engine, stack), size, options.rounds)
            print(
                f"{size:>10,}{r['list']:>8.3f}{r['assemble']:>10.3f}{r['assemble'] / r['list']:>7.1f}"
                f"{r['store']:>8.3f}{r['again']:>8.3f}{r['sentences']:>11,}"
            )


def _measured(env: dict[str, str], size: int, rounds: int) -> dict:
    argv = [sys.executable, "-m", "tests.benchmarks.annual", "--measure", str(size), "--rounds", str(rounds)]
    done = subprocess.run(argv, env=env, cwd=ROOT, text=True, capture_output=True)
    if done.returncode:
        raise SystemExit(f"{done.stdout}\n{done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


# --- In the process that measures ------------------------------------------------------------------
def measure(size: int, rounds: int) -> dict:
    import django

    django.setup()
    from tracker.actions import annual
    from tracker.models import Task
    from tracker.reporting.annual import assemble

    office, by = fill(size)
    rows = Task.objects.select_related("task_list").prefetch_related("assignments__unit").order_by("order")
    listing, assembling = [], []
    for _ in range(rounds):
        listing.append(_seconds(lambda: list(rows.all())))
        assembling.append(_seconds(lambda: assemble(office, YEAR)))
    report = annual.start_report(office=office, year=YEAR, by=by)
    drafted = assemble(office, YEAR)
    store = _seconds(lambda: annual.take_in(report=report, drafted=drafted, by=by))
    again = _seconds(lambda: annual.take_in(report=report, drafted=drafted, by=by))
    return {
        "list": statistics.median(listing),
        "assemble": statistics.median(assembling),
        "store": store,
        "again": again,
        "sentences": len(drafted),
    }


def _seconds(what) -> float:
    started = time.perf_counter()
    what()
    return time.perf_counter() - started


def fill(size: int):
    """A list of the year with `size` tasks in ten chapters of ten, each finished with an accepted report."""
    from django.utils import timezone

    from tests import factories
    from tracker.domain.actor import Actor
    from tracker.models import Assignment, Evidence, Obligation, Progress, Task

    cast = factories.people()
    plan = factories.task_list(office=cast.office, year=YEAR, kind="duty_list")
    tasks = Task.objects.bulk_create(
        Task(
            task_list=plan, office=cast.office, title=f"推进第{n}项工作", requirement=f"推进第{n}项工作，按期完成。", order=n,
            chapter=f"{n % 10}、第{n % 10}章 / （{n % 100}）第{n % 100}节", state="done", done_on=TODAY,
        )
        for n in range(size)
    )  # fmt: skip
    Assignment.objects.bulk_create(
        Assignment(task=task, unit=cast.bureau, written="市发改委", role="lead", basis="stated")
        for task in tasks
    )
    owed = Obligation.objects.bulk_create(
        Obligation(
            task=task, unit=cast.bureau, office=cast.office, kind="finish", opened_on=date(2025, 1, 2), due_on=TODAY,
            state="met", met_on=TODAY, deadline=factories.deadline(task=task, due_on=TODAY),
        )
        for task in tasks
    )  # fmt: skip
    now = timezone.now()
    told = Progress.objects.bulk_create(
        Progress(
            obligation=one, round=1, text="召开会议，印发方案。组织检查，整改到位。", state="accepted", drafted_by=cast.liaison,
            released_by=cast.chief, released_on=TODAY, released_at=now, decided_by=cast.officer, decided_on=TODAY,
            decided_at=now,
        )
        for one in owed
    )  # fmt: skip
    Evidence.objects.bulk_create(
        Evidence(
            progress=one,
            kind="document_number",
            document_number=f"发改〔2025〕{n}号",
            uploaded_by=cast.liaison,
        )
        for n, one in enumerate(told, start=1)
    )
    return cast.office, Actor.of(cast.officer, TODAY)


if __name__ == "__main__":
    main()
