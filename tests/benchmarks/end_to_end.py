"""From the start of the process to the last mail accepted: sweep, compose and deliver of one day.

    python -m tests.benchmarks end_to_end [--tasks 10000] [--due 2000] [--rounds 3] [--only sqlite|postgresql]

Three offices with 10,000 open tasks of which 2,000 are overdue: 50 people who get digests; 2,000 people who get
one letter each; the same against a relay that takes 20 ms per mail. Each is run twice: the second run must send
nothing. Beside each stands the floor of the same run: as many mails of the same size, built as an EmailMessage
and sent over one smtplib connection, Python's start included.
"""

import argparse
import json
import statistics
import subprocess
import sys
import time
from contextlib import ExitStack
from datetime import date

from tests.benchmarks.delivery import built, connected
from tests.benchmarks.engines import ENGINES, chosen, database
from tests.benchmarks.sink import Sink
from tests.support.processes import ROOT

TODAY = date(2025, 12, 3)
RELAY_SECONDS = 0.02
UNITS = 50
# What others took for such a day on a machine of this kind, on PostgreSQL (issue 4): only orders of magnitude.
PEERS = {
    "digests": "Kanboard 3.1 s, Redmine 14.8 s",
    "letters": "django-helpdesk 60/s, healthchecks 10/s",
    "relay": "26/s",
}


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="end_to_end", description=__doc__.splitlines()[0])
    parser.add_argument("--tasks", type=int, default=10_000)
    parser.add_argument("--due", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", choices=ENGINES)
    parser.add_argument("--worker", choices=sorted(WORK), help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.worker:
        work(options.worker, options.tasks, options.due)
        return
    for engine in chosen(options.only):
        print(f"\nend to end, {engine}: {options.tasks:,} open tasks, {options.due:,} overdue (median)")
        for name, delay in (("digests", 0.0), ("letters", 0.0), ("relay", RELAY_SECONDS)):
            with ExitStack() as stack:
                measure(engine, name, delay, options, stack)


def measure(engine: str, name: str, delay: float, options: argparse.Namespace, stack: ExitStack) -> None:
    sink = stack.enter_context(Sink(delay_seconds=delay))
    env = database(engine, stack) | {"EMAIL_URL": sink.url}
    sizes = ["--tasks", str(options.tasks), "--due", str(options.due)]
    run(env, "fill_digests" if name == "digests" else "fill_letters", sizes)
    seconds, floors, mails = [], [], 0
    for _ in range(options.rounds):
        run(env, "reset", sizes)
        sink.accepted()
        took, mails = timed(env, "day", sizes, sink)
        seconds.append(took)
        _again, repeated = timed(env, "day", sizes, sink)
        if repeated:
            raise SystemExit(f"{name}: the second run sent {repeated} mails")
        floors.append(timed(env, "floor", sizes, sink)[0])
    took, floor = statistics.median(seconds), statistics.median(floors)
    print(
        f"  {name:<8}{mails:>6} mails {took:>7.2f} s {mails / took:>6.0f}/s   floor {floor:>6.2f} s "
        f"{mails / floor:>5.0f}/s   again 0   (others: {PEERS[name]})"
    )


def timed(env: dict[str, str], job: str, sizes: list[str], sink: Sink) -> tuple[float, int]:
    """Seconds from the process's start to the last mail, and how many mails arrived."""
    started = time.time()
    run(env, job, sizes)
    count, last = sink.accepted()
    return last - started, count


def run(env: dict[str, str], job: str, sizes: list[str]) -> None:
    argv = [sys.executable, "-m", "tests.benchmarks.end_to_end", *sizes, "--worker", job]
    done = subprocess.run(argv, env=env, cwd=ROOT, text=True, capture_output=True)
    if done.returncode:
        raise SystemExit(f"{job}: {done.stdout}\n{done.stderr}")


# --- In the processes that measure -----------------------------------------------------------------
def work(name: str, tasks: int, due: int) -> None:
    import django

    django.setup()
    WORK[name](tasks, due)


def day(tasks: int, due: int) -> None:
    """What the worker does for one business date (jobs.catch_up), with the date of the rows."""
    from tracker.outbox.compose import compose
    from tracker.outbox.deliver import deliver
    from tracker.supervision.sweep import sweep

    report = sweep(today=TODAY, budget=5_000)
    letters = compose(today=TODAY)
    sent = deliver(today=TODAY).sent
    print(json.dumps({"notices": report.notices, "letters": letters, "sent": sent}))


def floor(tasks: int, due: int) -> None:
    from tracker.models import Letter

    with connected() as link:
        for letter in Letter.objects.select_related("person").iterator():
            link.send_message(built(letter))


def fill_digests(tasks: int, due: int) -> None:
    from tests.benchmarks.sweep_rows import fill
    from tracker.models import Membership

    fill(tasks, today=TODAY)
    Membership.objects.filter(role="unit_leader", unit__name__endswith="单位").delete()


def fill_letters(tasks: int, due: int) -> None:
    from tests.benchmarks.delivery_rows import fill

    fill(tasks, today=TODAY, due_in=-1)


def reset(tasks: int, due: int) -> None:
    """As before the day: `due` of the obligations became overdue yesterday, nothing was said about them."""
    from tracker.models import CalendarDay, Letter, LetterNotice, Notice, Obligation

    LetterNotice.objects.all().delete()
    Letter.objects.all().delete()
    Notice.objects.filter(owed_on=TODAY).delete()
    yesterday = CalendarDay.objects.calendar().minus(TODAY, 1)
    owed = Obligation.objects.order_by("pk").values_list("pk", flat=True)
    late = [pk for i, pk in enumerate(owed) if (i // UNITS) % (tasks // due) == 0]  # alike in all units
    # A round of its own: the long overdue among them begin anew with their urge.
    Obligation.objects.filter(pk__in=late).update(due_on=yesterday, next_on=TODAY, round=2)
    Obligation.objects.exclude(pk__in=late).update(next_on=None)


WORK = {
    "day": day,
    "floor": floor,
    "fill_digests": fill_digests,
    "fill_letters": fill_letters,
    "reset": reset,
}


if __name__ == "__main__":
    main()
