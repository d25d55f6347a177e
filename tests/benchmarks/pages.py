"""What a page costs from 1,000 to 1,000,000 tasks: it must not grow with the table.

    python -m tests.benchmarks pages [--sizes 1000 10000 …] [--only sqlite|postgresql] [--rounds 30] [--processor]

The web server as installed, on one database per engine that grows from size to size; an officer and a liaison read. Each
page is asked for over one connection and over eight at once. What counts are the ratios: to 1,000 tasks, and to a page
that is a template and nothing else (`bare`). A server named by TEST_DATABASE_URL is used if there is one, such as a
packaged PostgreSQL with its JIT compiler; the wheel's has none. `--processor` asks in one process instead, without a server,
and counts the processor time of that process and of its PostgreSQL, the least of all rounds: on a machine that has other
work, the clock says nothing. The business day is that of the rows, whenever the benchmark runs.
"""

import argparse
import gc
import http.client
import json
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import date
from pathlib import Path

from tests.benchmarks.engines import ENGINES, chosen, database
from tests.support.ports import free_port
from tests.support.processes import ROOT, Web, manage, wait_until

SIZES = (1_000, 10_000, 100_000, 1_000_000)
TODAY = date(2025, 12, 3)
AT_ONCE = 8
HOST = {"host": "localhost"}
AIM = 1.3  # of the smallest size

Ask = Callable[[str, str], tuple[float, int]]


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="pages", description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--only", choices=ENGINES)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument(
        "--pages", nargs="+", metavar="WORD", help="only pages whose name begins so, and bare"
    )
    parser.add_argument("--processor", action="store_true", help="processor time, in one process")
    parser.add_argument("--reckon", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--fill", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.fill:
        print(json.dumps(fill(options.fill)))
        return
    if options.reckon:
        reckon(options.reckon, options.pages)
        return
    for engine in chosen(options.only):
        with ExitStack() as stack:
            measure(engine, options, stack)


def measure(engine: str, options: argparse.Namespace, stack: ExitStack) -> None:
    env = database(engine, stack) | {"DUBAN_LOG_LEVEL": "WARNING"}
    manage("collectstatic", "-v0", "--no-input", env=env)
    first: dict[str, float] = {}
    for size in sorted(options.sizes):
        told = _filled(env, size)
        if options.processor:
            print(f"\npages, {engine}, {size:,} tasks; processor time", flush=True)
            argv = [sys.executable, "-m", "tests.benchmarks.pages", "--reckon", str(options.rounds)]
            subprocess.run([*argv, "--pages", *(options.pages or [""])], env=env, cwd=ROOT, check=True)
            continue
        told["pages"] = [p for p in told["pages"] if _is_wanted(p["name"], options.pages)]
        with Web(port=(port := free_port()), env=env):
            ask = _asker(port, told["cookies"])
            wait_until(lambda: ask("officer", "/password/"), what="the site answers")  # noqa: B023
            _report(engine, size, told["pages"], ask, options.rounds, first)


def _is_wanted(name: str, words: list[str] | None) -> bool:
    return not words or name == "bare" or any(name.startswith(word) for word in words)


def _filled(env: dict[str, str], size: int) -> dict:
    argv = [sys.executable, "-m", "tests.benchmarks.pages", "--fill", str(size)]
    done = subprocess.run(argv, env=env, cwd=ROOT, text=True, capture_output=True)
    if done.returncode:
        raise SystemExit(f"{done.stdout}\n{done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


def _report(
    engine: str, size: int, pages: list[dict], ask: Ask, rounds: int, first: dict[str, float]
) -> None:
    print(f"\npages, {engine}, {size:,} tasks; milliseconds, {rounds} rounds", flush=True)
    print(
        f"{'page':<34}{'p50':>8}{'p95':>8}{'to 1st':>8}{'to bare':>9}{'8: p50':>8}{'pages/s':>9}{'kB':>7}{'SQL':>5}"
    )
    bare = 0.0
    for page in pages:
        times, size_of = _one_by_one(ask, page, rounds)
        p50, p95 = statistics.median(times), sorted(times)[int(len(times) * 0.95)]
        bare = bare or p50  # the first in the list
        base = first.setdefault(page["name"], p50)
        together, rate = _together(ask, page, rounds)
        print(
            f"{page['name']:<34}{p50 * 1000:>8.1f}{p95 * 1000:>8.1f}{p50 / base:>8.2f}{p50 / bare:>9.1f}"
            f"{together * 1000:>8.1f}{rate:>9.1f}{size_of / 1000:>7.1f}{page['sql']:>5}",
            flush=True,
        )


def _one_by_one(ask: Ask, page: dict, rounds: int) -> tuple[list[float], int]:
    for _warm in range(3):
        _seconds, size = ask(page["who"], page["url"])
    return [ask(page["who"], page["url"])[0] for _round in range(rounds)], size


def _together(ask: Ask, page: dict, rounds: int) -> tuple[float, float]:
    """(median seconds, pages a second) over eight connections at once."""
    found: list[float] = []
    each = max(rounds // AT_ONCE, 4)

    def reader() -> None:
        found.extend(ask(page["who"], page["url"])[0] for _round in range(each))

    threads = [threading.Thread(target=reader) for _n in range(AT_ONCE)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return statistics.median(found), len(found) / (time.perf_counter() - started)


def _asker(port: int, cookies: dict[str, str]) -> Ask:
    """Asks for a page as somebody; tells how long it took and how large it was. One connection per thread."""
    local = threading.local()

    def ask(who: str, url: str) -> tuple[float, int]:
        if not hasattr(local, "link"):
            local.link = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        started = time.perf_counter()
        headers = {"Cookie": f"sessionid={cookies[who]}"}
        try:
            local.link.request("GET", url, headers=headers)
            answer = local.link.getresponse()
        except (http.client.HTTPException, OSError):  # the server closes a connection after a while
            local.link.close()
            local.link.request("GET", url, headers=headers)
            answer = local.link.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise SystemExit(f"{url} answered {answer.status}")
        return time.perf_counter() - started, len(body)

    return ask


# --- In the process that fills -----------------------------------------------------------------------
def fill(size: int) -> dict:
    """Rows, cookies, and the pages to ask for, each with how many statements it makes."""
    import django

    django.setup()
    from django.apps import apps
    from django.core.management.color import no_style
    from django.db import connection

    from tests.benchmarks import sweep_rows
    from tracker.models import Installation

    sweep_rows.fill(size, today=TODAY)
    Installation.objects.update_or_create(pk=1, defaults={"is_demo": True, "demo_on": TODAY})
    _index(size)
    with connection.cursor() as cursor:  # the rows brought their numbers with them
        for sql in connection.ops.sequence_reset_sql(no_style(), apps.get_app_config("tracker").get_models()):
            cursor.execute(sql)
        cursor.execute("ANALYZE")
    browsers = _browsers()
    pages = [
        {"name": name, "who": who, "url": url, "sql": _statements(browsers[who], url)}
        for name, who, url in _pages(browsers)
    ]
    cookies = {who: browser.cookies["sessionid"].value for who, browser in browsers.items()}
    return {"cookies": cookies, "pages": pages}


def _index(size: int) -> None:
    """The entries of the search. All tasks of a unit read alike but for their number, so that only the first of each are
    read; a million would take longer than all measurements."""
    from django.db import connection, transaction

    from tests.benchmarks.sweep_rows import UNITS
    from tracker.domain.search import index
    from tracker.models import SearchEntry
    from tracker.rules.grams import pairs

    index("task", range(UNITS, 2 * UNITS))
    entries = dict(SearchEntry.objects.filter(task__lt=2 * UNITS).values_list("task", "grams"))
    likes = {pk % UNITS: (text, pairs(f"任务{pk}")) for pk, text in entries.items()}
    have = set(SearchEntry.objects.filter(task__isnull=False).values_list("task", flat=True))

    def rows():
        for pk in range(1, size + 1):
            if pk not in have:
                text, own = likes[pk % UNITS]
                yield pk, text.replace(own, pairs(f"任务{pk}"), 1)

    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy("COPY tracker_searchentry (task_id, grams) FROM STDIN") as copy:
                for row in rows():
                    copy.write_row(row)
        else:
            # Row by row FTS5 writes to the disk for each; built at once it takes a tenth of the time.
            cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'tracker_search_added'")
            ((trigger,),) = cursor.fetchall()
            cursor.execute("DROP TRIGGER tracker_search_added")
            cursor.executemany("INSERT INTO tracker_searchentry (task_id, grams) VALUES (%s, %s)", rows())
            cursor.execute("INSERT INTO tracker_search(tracker_search) VALUES ('rebuild')")
            cursor.execute(trigger)


# --- In the process that asks by itself --------------------------------------------------------------
def reckon(rounds: int, words: list[str] | None) -> None:
    """Each page with the least of its milliseconds and its ratio to `bare`, once it was asked for twice."""
    import django

    django.setup()
    from django.db.backends.signals import connection_created
    from django.test.utils import teardown_test_environment

    from tracker.reporting.kept import keep
    from tracker.web.database import limit_statements

    limit_statements()
    connection_created.connect(_alone)
    browsers = _browsers()
    pages = [page for page in _pages(browsers) if _is_wanted(page[0], words)]
    counts = {url: _statements(browsers[who], url) for _name, who, url in pages}
    teardown_test_environment()  # it looks into every template
    keep()
    gc.collect()
    gc.freeze()  # as web processes do: otherwise a collection falls into every second page
    gc.set_threshold(10_000, 10, 10)
    bare = 0.0
    for name, who, url in pages:
        for _warm in range(2):
            size = len(browsers[who].get(url, headers=HOST).content)
        for after, before in FIGURES.items() if name.startswith("statistics") else (("", None),):
            least = min(_times(lambda: browsers[who].get(url, headers=HOST), rounds, before))  # noqa: B023
            bare = bare or least
            told = f"{least * 1000:>8.1f} ms{least / bare:>7.1f} to bare{size / 1000:>8.1f} kB"
            print(f"{name + after:<40}{told}{counts[url]:>4} SQL", flush=True)


def _times(ask: Callable[[], object], rounds: int, before: Callable[[int], None] | None) -> list[float]:
    """Processor seconds of each round; `before` is done first, and not counted."""
    times = []
    for n in range(rounds):
        if before:
            before(n)
        started = _processor_seconds()
        ask()
        times.append(_processor_seconds() - started)
    return times


def _change(n: int) -> None:
    """Something happens to one task."""
    from tracker.domain.actor import Actor
    from tracker.domain.events import chronicle, tell
    from tracker.models import Task, Verb

    task = Task.objects.order_by("-pk")[(n * 977) % 1000]
    with chronicle():
        tell(Verb.TASK_CHANGED, by=Actor.system(TODAY), task=task, note="标题")


def _forget(_n: int) -> None:
    from tracker.reporting.kept import keep

    keep()


FIGURES: dict = {"": None, " (a task changed)": _change, " (anew)": _forget}  # done before each round


def _alone(connection, **_more) -> None:
    """Without the processes that PostgreSQL shares large statements with: nobody could count what they take."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET max_parallel_workers_per_gather = 0")


def _processor_seconds() -> float:
    from django.db import connection

    spent = time.process_time()
    if connection.vendor == "postgresql":
        connection.ensure_connection()
        pid = connection.connection.info.backend_pid
        spent += int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9
    return spent


def _browsers() -> dict:
    from django.test import Client
    from django.test.utils import setup_test_environment

    from tracker.models import Membership

    setup_test_environment()
    browsers = {}
    for role in ("officer", "liaison", "leader"):
        browsers[role] = Client()
        held = Membership.objects.filter(role=role).order_by("-unit")
        browsers[role].force_login(held[0].user)
    return browsers


def _statements(browser, url: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser.get(url)
    with CaptureQueriesContext(connection) as found:
        answer = browser.get(url)
    if answer.status_code != 200:
        raise SystemExit(f"{url} answered {answer.status_code}")
    return len(found)


def _pages(browsers: dict) -> list[tuple[str, str, str]]:
    from django.urls import reverse

    from tracker.models import Obligation, Task, Unit

    tasks, last = reverse("tasks"), Task.objects.order_by("-pk").first()
    unit = Unit.objects.get(name="第07单位")
    deep = _deep(browsers["officer"], tasks)
    return [
        ("bare", "officer", reverse("password_change")),
        ("tasks", "officer", tasks),
        ("tasks, overdue", "officer", f"{tasks}?colour=4"),
        ("tasks, of a unit", "officer", f"{tasks}?unit={unit.pk}"),
        ("tasks, by date", "officer", f"{tasks}?order=due"),
        ("tasks, page 40", "officer", deep),
        ("tasks, with words", "officer", f"{tasks}?text=99"),  # 20 in a thousand, 45,000 in a million
        ("tasks, with words of all", "officer", f"{tasks}?text=任务"),
        ("tasks by list", "officer", f"{tasks}?group=list"),
        ("search", "officer", reverse("search") + "?q=99"),
        ("obligations", "officer", reverse("obligations") + "?view=open"),
        ("tasks (unit's)", "liaison", tasks),
        ("home (office)", "officer", reverse("home")),
        ("home (unit)", "liaison", reverse("home")),
        ("home (leader)", "leader", reverse("home")),
        ("a task", "officer", reverse("task", args=[last.pk])),
        (
            "an obligation",
            "officer",
            reverse("obligation", args=[Obligation.objects.order_by("-pk").first().pk]),
        ),
        ("a list", "officer", reverse("list", args=[last.task_list_id])),
        ("lists", "officer", reverse("lists")),
        ("overdue", "officer", reverse("overdue")),
        ("overdue (leader)", "leader", reverse("overdue")),
        ("forecast", "officer", reverse("forecast")),
        ("statistics", "officer", reverse("statistics") + f"?list={last.task_list_id}"),
        ("statistics, the year", "officer", reverse("statistics")),
        ("statistics, ladder", "officer", reverse("statistics_ladder")),
        ("statistics, burden", "officer", reverse("statistics_burden")),
        ("statistics, years", "officer", reverse("statistics_years")),
        ("letters of today", "officer", reverse("dispatches")),
        ("letters", "officer", reverse("dispatches") + "?tab=dispatches"),
        ("notices", "officer", reverse("notices")),
        ("notices by day", "officer", reverse("notices") + "?group=day"),
        ("mails", "officer", reverse("letters")),
        ("history", "officer", reverse("history")),
        ("admin, tasks", "officer", reverse("admin:tracker_task_changelist")),
        ("admin, obligations", "officer", reverse("admin:tracker_obligation_changelist")),
        ("admin, a task", "officer", reverse("admin:tracker_task_change", args=[last.pk])),
    ]


def _deep(browser, url: str) -> str:
    """The fortieth page, or the last one of a short list."""
    after = ""
    for _page in range(39):
        found = browser.get(url + (f"?after={after}" if after else "")).context["listing"]
        if not found.after:
            break
        after = found.after
    return f"{url}?after={after}"


if __name__ == "__main__":
    main(sys.argv[1:])
