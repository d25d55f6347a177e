"""The main job with real processes: the seeds go in, the clock goes on day by day, letters come out by SMTP.

Nobody signs, answers or signs for anything, so the whole ladder is climbed. A Celery worker does the work; the
counts are those of a real mail server.
"""

import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta

import psycopg
import pytest
from celery import Celery
from redis import Redis as RedisClient

from tests.services import MailSink, Worker, environment, manage, wait_until
from tests.support.migrated import migrate

FIRST, LAST = date(2025, 12, 3), date(2026, 1, 12)
pytestmark = pytest.mark.process


@dataclass
class Installation:
    """A real installation with the seeds in it, the mail server it speaks to, and a view of its rows."""

    env: dict
    mail: MailSink
    redis_url: str
    client_url: str

    def catch_up(self, on: date) -> None:
        """Have the worker do one business day, as beat would, and wait until it has."""
        Celery(broker=self.redis_url).send_task("tracker.jobs.catch_up", args=[on.isoformat()])
        self.wait_until_idle()

    def wait_until_idle(self) -> None:
        with closing(RedisClient.from_url(self.client_url)) as redis:
            wait_until(lambda: not redis.llen("celery") and not redis.hlen("unacked"), what="the worker")

    def rows(self, sql: str) -> list[tuple]:
        url = self.env["DATABASE_URL"]
        if url.startswith("sqlite"):
            with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as link:
                return link.execute(sql).fetchall()
        with psycopg.connect(url) as link:
            return link.execute(sql).fetchall()

    def notices(self) -> dict[str, int]:
        """Sent notices of the ladder by rung, repetitions counted with their rung."""
        sent = self.rows(
            "SELECT rung_code FROM tracker_notice WHERE state = 'sent' AND obligation_id IS NOT NULL"
        )
        return Counter(code.partition("@")[0] for (code,) in sent)


@pytest.fixture
def installation(tmp_path, fresh_database, redis_server):
    with MailSink() as mail:
        env = environment(
            var=tmp_path,
            database_url=fresh_database,
            redis_url=redis_server.url,
            email_url=mail.url,
            DUBAN_LEASE="6",
            DUBAN_SMTP_TIMEOUT="2",
        )
        migrate(env)
        manage("seed", env=env)
        yield Installation(env, mail, redis_server.url, redis_server.client_url)


def test_the_whole_ladder_is_climbed_and_each_mail_arrives_once(installation):
    mail = installation.mail
    with Worker(env=installation.env):
        installation.catch_up(FIRST)
        assert installation.notices() == {"guidance": 28, "remind-20": 12}
        assert len(mail.mails) == len(mail.per_recipient()) == 29, (
            "one digest per person, supporting units too"
        )
        installation.catch_up(FIRST)
        assert len(mail.mails) == 29, "the same day again sends nothing"
        on = FIRST
        while on < LAST:
            on += timedelta(days=1)
            installation.catch_up(on)
    sent = installation.notices()
    # 12 commitments and problems and 41 quarterly reports fell due at the year's end; 28 lists were not signed for. Each is
    # urged on the first working day afterwards, and once more on the Monday of the next week.
    assert {code: sent[code] for code in ("guidance", "remind-20", "remind-5", "remind-1", "urge")} == {
        "guidance": 28,
        "remind-20": 12,
        "remind-5": 53,
        "remind-1": 53,
        "urge": 53 * 2,
    }
    assert sent["sign-for-urge"] == 28, "asked once; then the office is alerted"
    assert_nothing_doubled(installation)
    assert_orders_wait_for_a_signature(installation)


def assert_nothing_doubled(installation: Installation) -> None:
    """Per person and rung: what the ledger says was sent is what the mail server got, once."""
    mail = installation.mail
    assert mail.doubles() == {}
    letters = installation.rows(
        "SELECT address, count(*) FROM tracker_letter WHERE state = 'sent' GROUP BY address"
    )
    assert dict(letters) == dict(mail.per_recipient())
    told = installation.rows(
        "SELECT ln.person_id, n.rung_code, n.obligation_id, n.about, n.round FROM tracker_letternotice ln"
        " JOIN tracker_notice n ON n.id = ln.notice_id JOIN tracker_letter l ON l.id = ln.letter_id"
        " WHERE l.state = 'sent'"
    )
    assert told
    assert max(Counter(told).values()) == 1


def assert_orders_wait_for_a_signature(installation: Installation) -> None:
    orders = installation.rows("SELECT state, number FROM tracker_dispatch WHERE kind = 'order'")
    assert Counter(orders) == {("draft", ""): 7}, "one for each unit"
    assert installation.rows("SELECT count(*) FROM tracker_dispatchitem") == [(53,)]
    assert not installation.rows("SELECT 1 FROM tracker_letter WHERE dispatch_id IS NOT NULL")


def test_a_worker_killed_while_sending_loses_nothing(installation):
    mail = installation.mail
    mail.delay_seconds = 0.1
    worker = Worker(env=installation.env)
    with worker:
        Celery(broker=installation.redis_url).send_task("tracker.jobs.catch_up", args=[FIRST.isoformat()])
        mail.wait_for(5)
        worker.kill()
        assert len(mail.mails) < 29, "killed too late to prove anything"
        worker.start()
        wait_until(lambda: deliver_again(installation) == 29, seconds=60, every=1, what="every letter sent")
    assert len(mail.per_recipient()) == 29, "everybody has their letter"
    assert sum(count - 1 for count in mail.doubles().values()) <= 1, "at most the one in flight twice"


def deliver_again(installation: Installation) -> int:
    """The same day again, a working day whatever today is; returns how many letters the ledger holds as sent. The killed
    call stays unanswered."""
    Celery(broker=installation.redis_url).send_task("tracker.jobs.catch_up", args=[FIRST.isoformat()])
    return installation.rows("SELECT count(*) FROM tracker_letter WHERE state = 'sent'")[0][0]
