"""The yearly schedule from the package and from a file, row by row."""

from datetime import date, datetime, timedelta

import pytest

from tracker.rules.holidays_cn import ScheduleError, parse_rows, parse_schedule, year_days
from tracker.rules.workdays import Calendar

from .conftest import official_days

HEAD = "日期,类型,名称\n"
WHOLE = "2027-01-01,放假,元旦\n2027-05-01,放假,劳动节\n2027-10-01,放假,国庆节\n"


def problems_of(text):
    with pytest.raises(ScheduleError) as caught:
        parse_schedule(text)
    return caught.value.problems


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_the_package_agrees_with_the_official_schedule_on_every_day(year):
    packaged, official = Calendar.of(year_days(year)), Calendar.of(official_days(year))
    days = [date(year, 1, 1) + timedelta(days=i) for i in range(365)]
    assert [day for day in days if packaged.is_workday(day) != official.is_workday(day)] == []
    assert packaged.is_official(year)


def test_package_rows_name_the_holiday_and_the_worked_weekends():
    rows = {day.on: day for day in year_days(2025)}
    assert rows[date(2025, 10, 5)].name == "国庆节、中秋节"
    assert rows[date(2025, 1, 28)].name == "春节"
    assert rows[date(2025, 9, 28)].is_working
    assert rows[date(2025, 9, 28)].name == "调休上班"
    assert list(rows) == sorted(rows)


def test_a_year_not_yet_published_is_marked_as_provisional():
    rows = year_days(2030)
    assert {day.official for day in rows} == {False}
    assert date(2030, 10, 1) in {day.on for day in rows}
    assert not Calendar.of(rows).is_official(2030)


def test_a_worked_day_of_december_belongs_to_the_year_it_lies_in():
    assert date(2018, 12, 29) in {day.on for day in year_days(2018) if day.is_working}  # for New Year 2019
    assert {day.on.year for day in year_days(2019)} == {2019}


def test_the_first_and_the_last_year_of_the_package_can_be_built():
    assert year_days(1950)
    assert year_days(2100)
    with pytest.raises(ValueError, match="没有2101年的节假日数据"):
        year_days(2101)


def test_spans_tabs_and_chinese_dates_are_read():
    schedule = parse_schedule(
        "\ufeff日期\t类型\t名称\n2027年1月1日至2027年1月3日\t放假\t元旦\n2027/5/1\t休息\t劳动节\n"
        "2027.10.1—2027.10.3\t放假\t国庆节\n\n2027-10-9\t补班\t\n"
    )
    assert schedule.year == 2027
    assert [day.on.day for day in schedule.days if day.on.month == 1] == [1, 2, 3]
    assert [day.on for day in schedule.days if day.is_working] == [date(2027, 10, 9)]
    assert schedule.days[-1].name == "调休上班"


def test_rows_of_a_spreadsheet_are_read_with_their_dates():
    rows = [["日期", "类型", "名称"], *[line.split(",") for line in WHOLE.splitlines()]]
    rows.append([datetime(2027, 10, 9), "调休上班", None])
    assert parse_rows(rows).days[-1].on == date(2027, 10, 9)


def test_the_new_years_schedule_may_reach_into_december_before():
    schedule = parse_schedule(HEAD + WHOLE + "2026-12-31,放假,元旦\n")
    assert schedule.year == 2027
    assert schedule.days[0].on == date(2026, 12, 31)


def test_every_faulty_row_is_named():
    found = problems_of(
        HEAD + "2027-02-30,放假,春节\n十月一日,放假,国庆节\n2027-10-01,开会,国庆节\n"
        "2027-10-08,调休上班,国庆节\n"
        "2027-10-07至2027-10-01,放假,国庆节\n2027-10-02,放假,国庆节\n2027-10-02,放假,国庆节\n"
    )
    assert [sentence.partition("：")[0] for sentence in found] == [f"第{n}行" for n in (2, 3, 4, 5, 6, 8)]
    assert "不存在" in found[0]
    assert "无法识别，请写成2025-10-01" in found[1]
    assert "类型“开会”无法识别" in found[2]
    assert "2027年10月8日是星期五，本来就上班" in found[3]
    assert "止日不能早于起日" in found[4]
    assert "2027年10月2日重复出现" in found[5]


def test_a_missing_heading_is_refused():
    assert problems_of("2027-10-01,放假,国庆节\n") == ("第1行应为表头“日期,类型,名称”。",)
    assert problems_of("") == ("第1行应为表头“日期,类型,名称”。",)


def test_an_empty_file_is_refused():
    assert problems_of(HEAD) == ("文件中没有任何日期，请填写放假和调休上班的日期。",)


def test_half_a_year_is_refused_because_it_would_pass_as_official():
    (found,) = problems_of(HEAD + "2027-01-01,放假,元旦\n2027-05-01,放假,劳动节\n")
    assert found == "文件中没有2027年10月1日（国庆节）放假，2027年的安排不完整，请补充后再导入。"


def test_a_day_of_another_year_is_refused():
    (found,) = problems_of(HEAD + WHOLE + "2026-05-01,放假,劳动节\n")
    assert "文件是2027年的安排，但其中有2026年5月1日" in found
