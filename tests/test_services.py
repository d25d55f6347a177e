"""The services that other tests lean on do what they promise."""

import os
import pwd
import smtplib
import subprocess

import psycopg
import pytest
import redis as redis_client

from tests.services import (
    CLOSE_DURING_DATA,
    DROP_AFTER_DATA,
    MailSink,
    Postgres,
    Redis,
    environment,
    every,
    hang,
    in_turn,
    manage,
    reply,
)
from tests.support import postgres

LETTER = b"Message-ID: <1@test>\r\nSubject: hello\r\n\r\nbody\r\n"

pytestmark = pytest.mark.process


def send(mail, *recipients):
    with smtplib.SMTP("127.0.0.1", mail.port, timeout=1) as smtp:
        return smtp.sendmail("from@test", list(recipients) or ["to@test"], LETTER)


def test_a_mail_is_kept_with_its_recipients():
    with MailSink() as mail:
        send(mail, "a@test", "b@test")
        assert mail.mails[0].recipients == ("a@test", "b@test")
        assert mail.mails[0].message_id == "<1@test>"
        assert mail.mails[0].text == "body\n"
        assert mail.doubles() == {}


def test_the_sink_refuses_each_second_mail():
    with MailSink() as mail:
        mail.plan = every(2, reply("451 4.3.0 later"))
        send(mail)
        with pytest.raises(smtplib.SMTPDataError) as refusal:
            send(mail)
        assert refusal.value.smtp_code == 451
        send(mail)
        assert len(mail.mails) == 2


def test_the_sink_closes_during_data_and_keeps_nothing():
    with MailSink() as mail:
        mail.plan = in_turn([CLOSE_DURING_DATA])
        with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionError)):
            send(mail)
        assert mail.mails == []
        send(mail)
        assert len(mail.mails) == 1


def test_the_sink_drops_after_data_and_keeps_the_mail():
    with MailSink() as mail:
        mail.plan = in_turn([DROP_AFTER_DATA])
        with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionError)):
            send(mail)
        send(mail)
        assert mail.doubles() == {("<1@test>", ("to@test",)): 2}


def test_the_sink_hangs_longer_than_the_sender_waits():
    with MailSink() as mail:
        mail.plan = in_turn([hang(30)])
        with pytest.raises((TimeoutError, smtplib.SMTPServerDisconnected)):
            send(mail)
        assert mail.mails == []


def test_the_sink_refuses_a_recipient_and_is_away_while_stopped():
    with MailSink() as mail:
        mail.refuse_recipient = lambda address: "550 5.1.1 unknown" if address == "b@test" else None
        assert list(send(mail, "a@test", "b@test")) == ["b@test"]
        mail.stop()
        with pytest.raises(ConnectionRefusedError):
            send(mail)
        mail.start()
        send(mail)
        assert len(mail.mails) == 2


def test_redis_forgets_everything_when_killed():
    with Redis() as redis:
        client = redis_client.from_url(redis.client_url)
        client.set("key", "value")
        redis.kill()
        redis.start()
        assert client.get("key") is None


def test_postgres_keeps_what_was_committed_when_killed():
    with Postgres() as postgres:
        url = postgres.create_database()
        with psycopg.connect(url) as link:
            link.execute("CREATE TABLE kept AS SELECT 1 AS one")
        postgres.kill()
        postgres.start()
        with psycopg.connect(url) as link:
            assert link.execute("SELECT one FROM kept").fetchone() == (1,)


def test_postgres_runs_from_a_copy_where_its_user_cannot_reach_the_wheel(tmp_path, monkeypatch):
    monkeypatch.setattr(postgres, "_readable_by", lambda user, program: False)
    binaries = postgres._reachable_binaries(tmp_path, user=pwd.getpwuid(os.geteuid()))
    assert binaries.is_relative_to(tmp_path)
    subprocess.run([binaries / "bin" / "initdb", "--version"], check=True, capture_output=True)


def test_a_fresh_database_is_empty_and_its_own(fresh_database, tmp_path):
    env = environment(var=tmp_path, database_url=fresh_database)
    assert "[ ] 0001" in manage("showmigrations", "tracker", env=env).stdout
    manage("migrate", env=env)
    assert "[ ]" not in manage("showmigrations", "tracker", env=env).stdout
