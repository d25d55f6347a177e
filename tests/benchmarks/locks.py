"""Whether people can read while somebody writes: the time of pages with the write lock held, against without.

    python -m tests.benchmarks locks [--tasks 10000] [--rounds 7] [--only sqlite|postgresql]

The web server as installed, one browser of an officer. `held`: another process holds the lock of everything that can be
written. `importing` and `sweeping`: 10,000 rows are imported in one transaction, 5,000 Obligations swept; both also
take processor time, so they stand against `busy`, a process that only reckons.
"""

import argparse
import http.client
import json
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date

from tests.benchmarks.engines import ENGINES, chosen, database
from tests.support.locks import holding
from tests.support.ports import free_port
from tests.support.processes import ROOT, Web, manage, wait_until

TODAY = date(2025, 12, 3)
ROWS, DUE = 10_000, 5_000
AIM = 1.5
PAGES = ("home", "tasks", "lists", "sources", "dispatches", "imports", "calendar", "admin:index")

Times = dict[str, list[float]]


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="locks", description=__doc__.splitlines()[0])
    parser.add_argument("--tasks", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--only", choices=ENGINES)
    parser.add_argument("--worker", choices=sorted(WORK), help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.worker:
        work(options.worker, options.tasks)
        return
    for engine in chosen(options.only):
        with ExitStack() as stack:
            measure(engine, options, stack)


def measure(engine: str, options: argparse.Namespace, stack: ExitStack) -> None:
    env = database(engine, stack) | {"DUBAN_LOG_LEVEL": "WARNING"}
    manage("collectstatic", "-v0", "--no-input", env=env)
    with running("fill", env, options.tasks) as process:
        told = json.loads(process.stdout.readline())
    port = free_port()
    stack.enter_context(Web(port=port, env=env))
    ask = browser(port, told["cookie"])
    wait_until(lambda: all(ask(page) for page in told["pages"]), what="every page has come once")
    free, held = defaultdict(list), defaultdict(list)
    for _ in range(options.rounds):
        once(ask, told["pages"], free)
        with running("hold", env, options.tasks):
            once(ask, told["pages"], held)
    busy = meanwhile("busy", env, options.tasks, ask, told["pages"])
    print(f"\nlocks, {engine}: {len(told['pages'])} pages, {options.tasks:,} tasks; median and slowest, ms")
    report("free", free, None)
    report("held", held, free)
    report("busy", busy, None)
    for name in ("importing", "sweeping"):
        report(name, meanwhile(name, env, options.tasks, ask, told["pages"]), busy)


def report(name: str, found: Times, base: Times | None) -> None:
    every = [seconds for page in found.values() for seconds in page]
    line = f"  {name:<10}{statistics.median(every) * 1000:>8.1f}{max(every) * 1000:>9.1f}   {len(every):>4} pages"
    if base is not None:
        ratios = [
            statistics.median(found[page]) / statistics.median(base[page]) for page in base if found[page]
        ]
        line += f"   ratio {statistics.median(ratios):.2f}, of the worst page {max(ratios):.2f} (aim {AIM})"
    print(line, flush=True)


def browser(port: int, cookie: str) -> Callable[[str], float]:
    """Asks for a page and says how long it took."""

    def ask(page: str) -> float:
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        started = time.perf_counter()
        link.request("GET", page, headers={"Cookie": f"sessionid={cookie}"})
        answer = link.getresponse()
        answer.read()
        link.close()
        if answer.status != 200:
            raise SystemExit(f"{page} answered {answer.status}")
        return time.perf_counter() - started

    return ask


def once(ask: Callable[[str], float], pages: list[str], found: Times) -> None:
    for page in pages:
        found[page].append(ask(page))


def meanwhile(name: str, env: dict, tasks: int, ask: Callable[[str], float], pages: list[str]) -> Times:
    """The pages again and again, as long as that process works."""
    found: Times = defaultdict(list)
    with running(name, env, tasks) as process:
        process.stdin.write("go\n")
        process.stdin.flush()
        while process.poll() is None:
            once(ask, pages, found)
    return found


@contextmanager
def running(name: str, env: dict[str, str], tasks: int) -> Iterator[subprocess.Popen]:
    """A process of this module that is ready; it is told to end, and waited for."""
    argv = [sys.executable, "-m", "tests.benchmarks.locks", "--tasks", str(tasks), "--worker", name]
    process = subprocess.Popen(
        argv, env=env, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    if process.stdout.readline() != "ready\n":
        raise SystemExit(f"{name}: the process did not start")
    yield process
    process.communicate()
    if process.returncode:
        raise SystemExit(f"{name}: exit code {process.returncode}")


# --- In the processes that write -------------------------------------------------------------------
def work(name: str, tasks: int) -> None:
    import django

    django.setup()
    WORK[name](tasks)


def started() -> None:
    print("ready", flush=True)
    sys.stdin.readline()


def fill(tasks: int) -> None:
    """Rows of the sweep's benchmark; an officer's cookie and the pages to ask for are printed."""
    from django.apps import apps
    from django.core.management.color import no_style
    from django.db import connection
    from django.test import Client
    from django.urls import reverse

    from tests.benchmarks import sweep_rows
    from tracker.models import Membership, Obligation, Task

    print("ready", flush=True)
    sweep_rows.fill(tasks, today=TODAY)
    with connection.cursor() as cursor:  # the rows brought their numbers with them
        for sql in connection.ops.sequence_reset_sql(no_style(), apps.get_app_config("tracker").get_models()):
            cursor.execute(sql)
    client = Client()
    client.force_login(Membership.objects.filter(role="officer")[0].user)
    things = {"task": Task.objects.first(), "obligation": Obligation.objects.first()}
    pages = [reverse(name) for name in PAGES] + [reverse(n, args=[t.pk]) for n, t in things.items()]
    print(json.dumps({"cookie": client.cookies["sessionid"].value, "pages": pages}), flush=True)


def hold(tasks: int) -> None:
    with holding():
        started()


def busy(tasks: int) -> None:
    started()
    until = time.monotonic() + 10
    while time.monotonic() < until:
        sum(range(1000))


def importing(tasks: int) -> None:
    from tests import factories
    from tests.benchmarks.intake import UNITS, proposed
    from tracker import importing
    from tracker.domain.actor import Actor
    from tracker.models import Unit

    office = Unit.objects.get(is_office=True)
    for name in set(UNITS) - set(Unit.objects.values_list("name", flat=True)):
        factories.unit(name=name, parent=office.parent)
    task_list = factories.task_list(office=office, state="draft", issued_on=None)
    items = proposed(ROWS)
    started()
    importing.apply(items=items, source=None, task_list=task_list, by=Actor(None, TODAY))


def sweeping(tasks: int) -> None:
    from tests.benchmarks.sweep_rows import make_due
    from tracker.supervision.sweep import sweep

    make_due(DUE, size=tasks, today=TODAY)
    started()
    found = sweep(today=TODAY, budget=DUE)
    if found.notices != DUE:
        raise SystemExit(f"expected {DUE} notices: {found}")


WORK = {"fill": fill, "hold": hold, "busy": busy, "importing": importing, "sweeping": sweeping}


if __name__ == "__main__":
    main()
