"""The doctor names what is wrong and what to do; a well installation gets a clean bill."""

import shutil
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from tests import factories
from tests.services import MailSink
from tracker.models import CalendarDay, ClockCall, Installation, MailPause
from tracker.upkeep import doctor, machine, rows, servers
from tracker.upkeep.findings import Level

NOW = timezone.now()


def test_a_stopped_clock_is_a_fault(db):
    assert rows.clock_call(NOW).level is Level.WARNING  # nobody has called yet
    ClockCall.objects.note(now=NOW - timedelta(minutes=5))
    assert rows.clock_call(NOW).level is Level.OK
    ClockCall.objects.note(now=NOW - timedelta(hours=3))
    finding = rows.clock_call(NOW)
    assert finding.level is Level.FAULT
    assert "beat" in finding.advice


def test_mail_that_does_not_leave(db):
    assert rows.waiting_mail(NOW).level is Level.OK
    MailPause.objects.create(since_at=NOW, until_at=NOW, answer="553 sender refused")
    assert "553 sender refused" in rows.waiting_mail(NOW).says


def test_next_years_holidays_are_asked_for_when_they_are_published(db):
    autumn, winter = NOW.replace(year=2025, month=10, day=8), NOW.replace(year=2025, month=12, day=8)
    assert rows.next_years_holidays(autumn).level is Level.WARNING
    CalendarDay.objects.create(falls_on="2025-10-01", is_working=False, name="国庆节", is_official=True)
    assert rows.next_years_holidays(autumn).level is Level.OK
    assert "2026年" in rows.next_years_holidays(winter).says


def test_a_missing_contact_and_missing_administrators(db):
    assert rows.contact(NOW).level is Level.WARNING
    Installation.objects.update_or_create(pk=1, defaults={"contact": "王敏", "phone": "0000-1234"})
    assert rows.contact(NOW).level is Level.OK
    city = factories.unit(name="市司法局")
    for role in ("system_admin", "security_admin"):
        factories.person(name=role, unit=city, role=role)
    assert rows.administrators(NOW).says == "没有人担任：审计员。"
    factories.person(name="auditor", unit=city, role="auditor")
    assert rows.administrators(NOW).level is Level.OK


def test_a_folder_that_others_can_read(settings, tmp_path):
    settings.VAR_DIR = tmp_path / "var"
    settings.VAR_DIR.mkdir(mode=0o700)
    assert machine.data_folder(NOW).level is Level.OK
    settings.VAR_DIR.chmod(0o755)
    assert "chmod" in machine.data_folder(NOW).advice


def test_a_full_disk(settings, tmp_path, monkeypatch):
    settings.VAR_DIR = tmp_path
    usage = shutil.disk_usage(tmp_path)
    for free, level in ((2**40, Level.OK), (2**30, Level.WARNING), (2**20, Level.FAULT)):
        monkeypatch.setattr(machine.shutil, "disk_usage", lambda _path, f=free: usage._replace(free=f))
        assert machine.disk(NOW).level is level


def test_the_mail_server_is_tried(settings):
    settings.DEMO = False
    with MailSink() as mail:
        settings.EMAIL_URL = mail.url
        assert servers.mail_server(NOW).level is Level.OK
    finding = servers.mail_server(NOW)
    assert finding.level is Level.FAULT
    assert "EMAIL_URL" in finding.advice


def test_a_queue_or_a_scanner_that_does_not_answer(settings, tmp_path):
    settings.REDIS_URL = f"unix://{tmp_path}/nobody.sock"
    assert servers.queue(NOW).level is Level.FAULT
    settings.CLAMAV = f"unix:{tmp_path}/nobody.sock"
    assert servers.virus_scanner(NOW).level is Level.FAULT


def test_clocks_of_two_machines(db):
    from django.db import connection

    ahead = timezone.now() + timedelta(minutes=5)
    wanted = Level.FAULT if connection.vendor == "postgresql" else Level.OK
    assert servers.clock_of_the_database(ahead).level is wanted


def test_without_a_database_that_is_said_once(monkeypatch, tmp_path):
    def away(now):
        raise OperationalError("could not connect")

    monkeypatch.setattr(servers, "database", away)
    monkeypatch.setattr(doctor, "CHECKS", (machine.disk, away, servers.virus_scanner))
    found = doctor.examine(now=NOW)
    assert [each.subject for each in found] == ["磁盘空间", "数据库", "病毒扫描"]
    assert found[1].says == "无法使用：could not connect。"


@pytest.mark.parametrize(("minutes", "status"), [(5, 200), (300, 503)])
def test_monitors_learn_whether_the_clock_calls(client, db, minutes, status):
    ClockCall.objects.note(now=timezone.now() - timedelta(minutes=minutes))
    answer = client.get("/healthz")
    assert answer.status_code == status
    assert answer.json() == {"database": "ok", "clock": "ok" if status == 200 else "late"}


def test_monitors_learn_that_the_database_is_away(client, monkeypatch):
    def away(_self):
        raise OperationalError("gone")

    monkeypatch.setattr(type(ClockCall.objects), "current", away)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["database"]) == (503, "away")
