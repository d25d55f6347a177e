"""How near delivery comes to the floor: smtplib on one connection to the same sink, measured in the same run.

    python -m tests.benchmarks delivery [--letters 1000] [--rounds 3] [--only sqlite|postgresql] [--processor]

Ratios are medians over rounds in which floors and deliveries take turns; the machine's speed is not ours. `--processor`: by the
processor time of the process that sends (with SQLite in it, without PostgreSQL's), for a machine that others use too.
"""

import argparse
import json
import smtplib
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date
from email.message import EmailMessage
from email.policy import SMTP

from tests.benchmarks.engines import ENGINES, chosen, database
from tests.benchmarks.sink import Sink
from tests.support.processes import ROOT

TODAY = date(2025, 12, 3)
SLOW_SECONDS = 0.005
WORKERS = (1, 2, 4)
AIMS = {"compose_and_deliver": 0.6, "deliver": 0.5, "deliver_rendered": 0.5, "scaling": 0.85}


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="delivery", description=__doc__.splitlines()[0])
    parser.add_argument("--letters", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", choices=ENGINES)
    parser.add_argument("--processor", action="store_true")
    parser.add_argument("--worker", choices=sorted(WORK), help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.worker:
        work(options.worker, options.letters, time.process_time if options.processor else time.perf_counter)
        return
    for engine in chosen(options.only):
        with ExitStack() as stack:
            env = database(engine, stack, DUBAN_SMTP_CONNECTIONS="1")
            rates(engine, env, options.letters, options.rounds, more=["--processor"] * options.processor)
            if engine == "postgresql" and not options.processor:
                scaling(env, options.letters, options.rounds)


def rates(engine: str, env: dict[str, str], letters: int, rounds: int, *, more: list[str]) -> None:
    found: dict[str, list[float]] = {name: [] for name in WORK if name not in ("prepare", "worker")}
    with Sink() as sink:
        env = env | {"EMAIL_URL": sink.url}
        for _ in range(rounds):
            once(env, ["prepare"], letters)
            for name in found:
                (seconds,) = once(env, [name], letters, more)
                accepted, _last = sink.accepted()
                if accepted != letters:
                    raise SystemExit(f"{name}: {accepted} mails arrived instead of {letters}")
                found[name].append(letters / seconds)
    of = "of the sender's processor" if more else ""
    print(
        f"\ndelivery, {engine}: {letters} letters, one connection, mails per second {of} (median of {rounds})"
    )
    for name, rate in found.items():
        print(f"  {name:<22}{statistics.median(rate):>9.0f}")
    for name, floor in (
        ("compose_and_deliver", "floor_building"),
        ("deliver", "floor_building"),
        ("deliver", "floor_ready"),
        ("deliver_rendered", "floor_ready"),
    ):
        ratio = statistics.median(a / b for a, b in zip(found[name], found[floor], strict=True))
        print(f"  {name} / {floor}: {ratio:.2f} (aim {AIMS[name]})")


def scaling(env: dict[str, str], letters: int, rounds: int) -> None:
    print(f"\nworkers on PostgreSQL, a sink of {SLOW_SECONDS * 1000:.0f} ms per mail, one connection each")
    with Sink(delay_seconds=SLOW_SECONDS) as sink:
        env = env | {"EMAIL_URL": sink.url}
        rate: dict[int, list[float]] = {n: [] for n in WORKERS}
        for _ in range(rounds):
            for workers in WORKERS:
                once(env, ["prepare"], letters)
                seconds = once(env, ["worker"] * workers, letters)
                accepted, _last = sink.accepted()
                if accepted != letters:
                    raise SystemExit(f"{workers} workers: {accepted} mails arrived instead of {letters}")
                rate[workers].append(letters / max(seconds))
    for workers, found in rate.items():
        linear = statistics.median(a / (b * workers) for a, b in zip(found, rate[1], strict=True))
        print(
            f"  {workers} workers {statistics.median(found):>7.0f} mails/s, {linear:.2f} of linear (aim {AIMS['scaling']})"
        )


def once(env: dict[str, str], jobs: list[str], letters: int, more: Sequence[str] = ()) -> list[float]:
    """Start the processes, let all begin at the same moment, and return their seconds."""
    argv = [sys.executable, "-m", "tests.benchmarks.delivery", "--letters", str(letters), *more, "--worker"]
    running = [
        subprocess.Popen(
            [*argv, job], env=env, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for job in jobs
    ]
    for process in running:
        if process.stdout.readline().strip() != "ready":
            raise SystemExit(f"{jobs}: a process did not start")
    for process in running:
        process.stdin.write("go\n")
        process.stdin.flush()
    seconds = [json.loads(process.stdout.readline() or "null") for process in running]
    codes = [process.wait(30) for process in running]
    if any(codes) or None in seconds:
        raise SystemExit(f"{jobs}: exit codes {codes}")
    return seconds


# --- In the processes that measure -----------------------------------------------------------------
def work(name: str, letters: int, clock: Callable[[], float]) -> None:
    import django

    django.setup()
    from django.db import connection

    connection.ensure_connection()
    job = WORK[name](letters)
    print("ready", flush=True)
    sys.stdin.readline()
    started = clock()
    job()
    print(json.dumps(clock() - started), flush=True)


def prepare(letters: int):
    """One person and one notice per letter, composed; nothing sent."""
    from tests.benchmarks.delivery_rows import owe

    return lambda: owe(letters, today=TODAY)


def deliver_all(letters: int):
    from tracker.outbox.deliver import deliver

    return lambda: deliver(today=TODAY)


def compose_and_deliver(letters: int):
    from tests.benchmarks.delivery_rows import uncompose
    from tracker.outbox.compose import compose
    from tracker.outbox.deliver import deliver

    uncompose()

    def job():
        compose(today=TODAY)
        deliver(today=TODAY)

    return job


def deliver_composed(letters: int):
    from tests.benchmarks.delivery_rows import unsend

    unsend(is_rendered=False)
    return deliver_all(letters)


def deliver_rendered(letters: int):
    from tests.benchmarks.delivery_rows import unsend

    unsend(is_rendered=True)
    return deliver_all(letters)


def floor_building(letters: int):
    rows = rendered()

    def job():
        with connected() as link:
            for letter in rows:
                link.send_message(built(letter))

    return job


def floor_ready(letters: int):
    ready = [(letter, built(letter).as_bytes(policy=SMTP)) for letter in rendered()]

    def job():
        with connected() as link:
            for letter, content in ready:
                link.sendmail("duban@localhost", [letter.address], content)

    return job


def rendered() -> list:
    """The very letters that the deliveries send, or what they would look like."""
    from tracker.models import Letter

    return list(Letter.objects.select_related("person"))


@contextmanager
def connected():
    from django.conf import settings

    with smtplib.SMTP("127.0.0.1", int(settings.EMAIL_URL.rpartition(":")[2])) as link:
        yield link


def built(letter) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["Subject"], message["From"] = letter.subject, "督办平台 <duban@localhost>"
    message["To"] = f"{letter.person.name} <{letter.address}>"
    message["Message-ID"], message["Auto-Submitted"] = letter.message_id, "auto-generated"
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    return message


# In the order of a round: the first delivery renders what the floors then send.
WORK = {
    "prepare": prepare,
    "worker": deliver_all,
    "compose_and_deliver": compose_and_deliver,
    "floor_building": floor_building,
    "floor_ready": floor_ready,
    "deliver": deliver_composed,
    "deliver_rendered": deliver_rendered,
}


if __name__ == "__main__":
    main()
