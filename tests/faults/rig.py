"""One installation per fault case: PostgreSQL, Redis, a mail server that obeys orders, two workers.

A `Machine` holds the PostgreSQL server and a template database, made once; a `Rig` is one case's installation.
What takes minutes in real life is hurried through the rows: see `Rig.hurry`.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import psycopg
from celery import Celery
from redis import Redis as RedisClient

from tests.services import MailSink, Postgres, Redis, Worker, environment, manage, wait_until
from tests.support.processes import ROOT

TEMPLATE = "duban_template"
LEASE, SMTP_TIMEOUT = 5, 2  # seconds; the product asks that the lease be above twice the time-out
LANES = 2  # letters that one worker can have in hand at once: two pool processes, one connection each
SENDERS = 2 * LANES


class Machine:
    """`with Machine() as machine: with machine.rig() as rig: …`"""

    def __enter__(self) -> "Machine":
        self._stack = ExitStack()
        try:
            self.postgres = self._stack.enter_context(Postgres())
            with tempfile.TemporaryDirectory(prefix="duban-faults-") as var:
                url = self.postgres.create_database(TEMPLATE)
                manage("migrate", "-v0", "--skip-checks", env=environment(var=var, database_url=url))
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def create_database(self, name: str) -> str:
        with psycopg.connect(self.postgres.url(), autocommit=True) as link:
            link.execute(f'CREATE DATABASE "{name}" TEMPLATE "{TEMPLATE}"')
        return self.postgres.url(name)

    @contextmanager
    def rig(self, **settings: str) -> Iterator["Rig"]:
        """A fresh installation; `settings` are further environment variables of its processes."""
        with ExitStack() as stack:
            rig = Rig(self, stack, settings)
            yield rig


class Rig:
    def __init__(self, machine: Machine, stack: ExitStack, settings: dict[str, str]) -> None:
        self.stack, self.postgres = stack, machine.postgres
        self.var = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="duban-faults-")))
        self.redis = stack.enter_context(Redis())
        self.mail = stack.enter_context(MailSink())
        self.database_url = machine.create_database(f"duban_{self.var.name.rpartition('-')[2]}")
        self.env = environment(
            var=self.var, database_url=self.database_url, redis_url=self.redis.url, email_url=self.mail.url,
            DUBAN_LEASE=str(LEASE), DUBAN_SMTP_TIMEOUT=str(SMTP_TIMEOUT), DUBAN_SMTP_CONNECTIONS="1",
        ) | {"DJANGO_SETTINGS_MODULE": "tracker.settings"} | settings  # fmt: skip
        self.workers: list[Worker] = []

    # --- what an operator does ---------------------------------------------------------------------
    def start_workers(self, **settings: str) -> None:
        for name in ("worker1", "worker2"):
            worker = Worker(env=self.env | settings, name=name)
            self.workers.append(self.stack.enter_context(worker))

    def fill(self, *words: str) -> object:
        """One act of tests/faults/fill.py; returns its answer."""
        argv = [sys.executable, "-m", "tests.faults.fill", *words]
        done = subprocess.run(argv, env=self.env, cwd=ROOT, text=True, capture_output=True, timeout=300)
        if done.returncode:
            raise AssertionError(f"fill {words} → {done.returncode}\n{done.stdout}\n{done.stderr}")
        return json.loads(done.stdout.splitlines()[-1])

    def call(self, job: str, *arguments: str) -> None:
        """What beat does: put one call into the queue."""
        with Celery(broker=self.redis.url) as app:
            app.send_task(f"tracker.jobs.{job}", args=arguments, expires=30)

    # --- what the rows say -------------------------------------------------------------------------
    def rows(self, sql: str) -> list[tuple]:
        with psycopg.connect(self.database_url) as link:
            return link.execute(sql).fetchall()

    def change(self, sql: str) -> None:
        with psycopg.connect(self.database_url) as link:
            link.execute(sql)

    def count(self, table: str, where: str = "true") -> int:
        return self.rows(f"SELECT count(*) FROM tracker_{table} WHERE {where}")[0][0]

    def hurry(self) -> None:
        """What was put off by up to an hour may go at once: the minutes themselves prove nothing."""
        self.change(
            "UPDATE tracker_letter SET retry_at = retry_at - interval '1 hour'"
            " WHERE state = 'queued' AND retry_at IS NOT NULL"
        )
        self.change("UPDATE tracker_mailpause SET until_at = until_at - interval '1 hour'")

    def is_done(self, letters: int) -> bool:
        """At least so many letters exist, and none is on its way any more."""
        on_their_way, recorded = self.rows(
            "SELECT count(*) FILTER (WHERE state IN ('queued', 'sending')),"
            " count(*) FILTER (WHERE state IN ('sent', 'failed')) FROM tracker_letter"
        )[0]
        return not on_their_way and recorded >= letters

    # --- time --------------------------------------------------------------------------------------
    def sweep_and_deliver(self) -> None:
        self.call("sweep")
        self.call("deliver")

    def run_until(self, done: Callable[[], bool], *, seconds: float = 90, what: str = "all sent") -> None:
        """Play beat, once a second instead of once a minute, until `done()`."""
        deadline = time.monotonic() + seconds
        while not done():
            if time.monotonic() > deadline:
                raise AssertionError(f"not within {seconds} s: {what}; letters {self.states()}")
            self.hurry()
            self.call("deliver")
            time.sleep(1)

    def drain(self, letters: int, *, seconds: float = 90) -> None:
        self.run_until(lambda: self.is_done(letters), seconds=seconds)

    def wait_until_idle(self) -> None:
        """Nothing waits in the queue, and no worker has a call in hand."""
        with closing(RedisClient.from_url(self.redis.client_url)) as redis:
            wait_until(lambda: not redis.llen("celery") and not redis.hlen("unacked"), what="the workers")

    def states(self) -> dict[str, int]:
        return dict(self.rows("SELECT state, count(*) FROM tracker_letter GROUP BY state"))

    def until_sent(self, mails: int, *, seconds: float = 60) -> None:
        """Play beat until the mail server has accepted so many: the middle of the work."""
        self.run_until(lambda: len(self.mail.mails) >= mails, seconds=seconds, what=f"{mails} mails")
