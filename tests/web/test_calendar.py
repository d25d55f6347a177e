"""工作日历, 发函预告 and 代办."""

import io
import resource
import zipfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from tests import factories
from tests.factories import TODAY
from tests.web.conftest import page
from tracker.actions.pending_changes import confirm
from tracker.domain.actor import Actor
from tracker.models import Absence, CalendarDay, Notice, PendingChange

GOLDEN = Path(__file__).parents[1] / "rules" / "golden" / "schedule-2026.csv"


def upload(as_, person, content: bytes, name: str = "安排.csv"):
    file = SimpleUploadedFile(name, content)
    return as_(person).post(reverse("calendar_change"), {"file": file})


def confirmed(cast):
    """By somebody else, as the rules take."""
    keeper = factories.person(unit=cast.city, role="security_admin")
    confirm(change=PendingChange.objects.get(), by=Actor.of(keeper, TODAY))


def as_xlsx(text: str) -> bytes:
    book = Workbook()
    for line in text.strip().splitlines():
        book.active.append(line.split(","))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_the_year_shows_holidays_and_worked_weekends(cast, as_):
    factories.calendar(years=(2025,))
    response = as_(cast.liaison).get(reverse("calendar"))
    looks = {c.on: c.look for _m, weeks in response.context["months"] for week in weeks for c in week if c}
    assert len(looks) == 365
    assert looks[date(2025, 10, 1)] == "rest"
    assert looks[date(2025, 9, 28)] == "shift"
    assert looks[date(2025, 12, 6)] == "weekend"
    assert "国务院办公厅已公布" in page(response)
    assert "没有安排" in page(as_(cast.liaison).get(reverse("calendar"), {"year": "2031"}))
    assert as_(cast.liaison).get(reverse("calendar"), {"year": "x"}).status_code == 400


@pytest.mark.parametrize("kind", ["csv", "gb18030", "xlsx"])
def test_next_year_is_shown_before_it_is_applied(cast, as_, kind):
    text = GOLDEN.read_text("utf-8-sig")
    content = {"csv": text.encode(), "gb18030": text.encode("gb18030"), "xlsx": as_xlsx(text)}[kind]
    preview = upload(as_, cast.head, content, "安排.xlsx" if kind == "xlsx" else "安排.csv")
    assert "2026年放假安排：启用前预览" in page(preview)
    assert not CalendarDay.objects.exists()
    as_(cast.head).post(reverse("calendar_change"), {"schedule": preview.context["as_text"]})
    assert not CalendarDay.objects.exists()
    confirmed(cast)
    assert CalendarDay.objects.filter(falls_on=date(2026, 10, 1), is_working=False, is_official=True).exists()


def test_every_date_that_would_move_is_named_first(cast, as_):
    """A reply counted across New Year: the days off of 1 and 2 January 2026 are not yet known."""
    sent = factories.dispatch(office=cast.office, units=(cast.bureau,), title="督办单甲", reply_within=5)
    reply = cast.bureau.obligations.create(
        office=cast.office, kind="reply", dispatch=sent, opened_on=date(2025, 12, 29), due_on=date(2026, 1, 5)
    )
    preview = upload(as_, cast.head, GOLDEN.read_bytes())
    moved = preview.context["moved"]
    assert [m.obligation for m in moved] == [reply]
    assert "督办单甲" in page(preview)
    reply.refresh_from_db()
    assert reply.due_on == date(2026, 1, 5)
    as_(cast.head).post(reverse("calendar_change"), {"schedule": preview.context["as_text"]})
    confirmed(cast)
    reply.refresh_from_db()
    assert reply.due_on == moved[0].after > date(2026, 1, 5)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "请选择放假安排文件"),
        ("日期,类型,名称\n2026-13-01,放假,元旦\n".encode(), "第2行"),
        ("没有表头\n".encode(), "第1行应为表头"),
        (b"PK\x03\x04broken", "文件已损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00", "内容却是旧版办公文件"),
        ("日期，类型，名称\n2026-01-01，放假，元旦\n".encode(), "不完整"),
        (b"x" * (5 * 1024 * 1024 + 1), "超过 5 MB"),
    ],
)
def test_a_faulty_file_is_explained_and_changes_nothing(cast, as_, content, complaint):
    file = SimpleUploadedFile("安排.csv", content)
    told = as_(cast.head).post(reverse("calendar_change"), {"file": file}, follow=True)
    assert complaint in told.content.decode()
    assert not CalendarDay.objects.exists()


def test_a_bomb_is_refused_without_being_unpacked_here(cast, as_):
    """An xlsx of some hundred kilobytes whose strings would fill gigabytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/workbook.xml", "<workbook/>")
        book.writestr("xl/sharedStrings.xml", b"<si>" + b"0" * 120_000_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    told = upload(as_, cast.head, packed.getvalue(), "安排.xlsx")
    assert "压缩炸弹" in told.content.decode()
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000  # kilobytes


def test_the_security_administrator_sees_how_many_dates_move_and_none_of_them(cast, as_):
    sent = factories.dispatch(office=cast.office, units=(cast.bureau,), title="督办单甲", reply_within=5)
    cast.bureau.obligations.create(
        office=cast.office, kind="reply", dispatch=sent, opened_on=date(2025, 12, 29), due_on=date(2026, 1, 5)
    )
    keeper = factories.person(unit=cast.city, role="security_admin")
    shown = page(upload(as_, keeper, GOLDEN.read_bytes()))
    assert "1个应办日期会变动" in shown and "其余由各督办机构查看" in shown
    assert "督办单甲" not in shown and "市发改委" not in shown
    assert "督办单甲" in page(upload(as_, cast.head, GOLDEN.read_bytes()))


def test_a_head_whose_realm_holds_not_all_offices_sees_and_moves_nothing(cast, as_):
    district = factories.unit(name="昌江区", kind="county", parent=cast.city)
    office = factories.unit(name="区督办室", parent=district, is_office=True)
    head = factories.person(unit=office, role="office_head")
    answer = upload(as_, head, GOLDEN.read_bytes())
    assert answer.status_code == 422 and "不在您的督办范围内" in answer.content.decode()


def test_only_the_keepers_of_the_rules_change_the_calendar(cast, as_):
    keeper = factories.person(unit=cast.city, role="security_admin")
    assert upload(as_, cast.officer, GOLDEN.read_bytes()).status_code == 403
    assert upload(as_, cast.liaison, GOLDEN.read_bytes()).status_code == 403
    assert upload(as_, keeper, GOLDEN.read_bytes()).status_code == 200
    assert 'type="file"' not in page(as_(cast.officer).get(reverse("calendar")))


# --- 发函预告 ---------------------------------------------------------------------------------------
def test_the_forecast_names_day_unit_reader_and_reason(cast, as_):
    factories.calendar()
    factories.ladder()
    owed = factories.obligation(unit=cast.bureau, due_on=TODAY + timedelta(days=28), next_on=TODAY)
    text = page(as_(cast.officer).get(reverse("forecast")))
    for told in ("2025-12-03", "市发改委", "吴芳", owed.task.title, "工作提醒"):
        assert told in text, told
    assert not Notice.objects.exists()


def test_the_forecast_rehearses_a_rule_and_refuses_nonsense(cast, as_):
    factories.calendar()
    codes = list(factories.ladder())
    factories.obligation(unit=cast.bureau, due_on=TODAY + timedelta(days=28), next_on=TODAY)
    browser, where = as_(cast.officer), reverse("forecast")
    assert "演练：假定规则" in page(browser.get(where, {"rung": codes[0], "days": "30"}))
    for query in ({"days": "5"}, {"days": "x"}, {"rung": "nothing"}):
        response = browser.get(where, query)
        assert (response.status_code, response.context["count"]) == (400, 0)


def test_another_office_does_not_see_our_letters_to_come(cast, as_):
    factories.calendar()
    factories.ladder()
    factories.obligation(unit=cast.bureau, due_on=TODAY + timedelta(days=28), next_on=TODAY)
    other = factories.unit(name="市政府督查室", parent=cast.city, is_office=True)
    officer = factories.person(unit=other, role="officer")
    assert as_(officer).get(reverse("forecast")).context["count"] == 0
    assert as_(cast.officer).get(reverse("forecast")).context["count"] > 0


# --- 代办 -------------------------------------------------------------------------------------------
def absent(person, substitute, **more):
    return {
        "person": person.pk,
        "substitute": substitute.pk,
        "from_on": "2025-12-03",
        "until_on": "2025-12-09",
    } | more


def test_an_absence_is_recorded_with_the_substitute(cast, as_):
    as_(cast.liaison).post(reverse("absences"), absent(cast.liaison, cast.chief, reason="出差"))
    row = Absence.objects.get()
    assert (row.person, row.substitute, row.recorded_by) == (cast.liaison, cast.chief, cast.liaison)
    assert "正在代办" in page(as_(cast.chief).get(reverse("absences")))


def test_nobody_is_declared_absent_by_a_stranger(cast, as_):
    response = as_(cast.college_liaison).post(reverse("absences"), absent(cast.liaison, cast.college_chief))
    assert response.status_code == 422
    assert not Absence.objects.exists()


def test_an_officer_may_record_it_for_a_unit_and_wrong_dates_are_told(cast, as_):
    wrong = absent(cast.liaison, cast.chief, until_on="2025-12-01", reason="写下的事由")
    response = as_(cast.officer).post(reverse("absences"), wrong)
    assert "结束日期早于开始日期" in response.content.decode()
    assert "写下的事由" in response.content.decode()
    as_(cast.officer).post(reverse("absences"), absent(cast.liaison, cast.chief))
    row = Absence.objects.get()
    assert (row.recorded_by, row.confirmed_by) == (cast.officer, None)
    waiting = page(as_(cast.liaison).get(reverse("absences")))
    assert "待确认" in waiting and reverse("absence_confirm", args=[row.pk]) in waiting
    as_(cast.liaison).post(reverse("absence_confirm", args=[row.pk]))
    assert "正在代办" in page(as_(cast.chief).get(reverse("absences")))


def test_an_absence_is_ended_by_a_button_that_strangers_do_not_find(cast, as_):
    as_(cast.liaison).post(reverse("absences"), absent(cast.liaison, cast.chief))
    address = reverse("absence_end", args=[cast.liaison.absences.get().pk])
    assert as_(cast.college_liaison).post(address).status_code == 404
    as_(cast.liaison).post(address)
    assert not cast.chief.stands_in.current(TODAY).exists()
