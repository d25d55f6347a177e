"""China's yearly schedule of holidays and make-up working days: from the `holidays` package, or from a file.

The State Council's general office publishes the schedule for the next year about November. Until then the
package knows only the statutory days; those rows are not official (预计), and the office replaces them by the
published schedule as a file.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from .faults import FaultyFile
from .workdays import Day

if TYPE_CHECKING:
    import holidays

REST_WORDS = frozenset({"放假", "休息", "节假日", "休", "假日", "放假调休"})
WORK_WORDS = frozenset({"调休上班", "上班", "补班", "班", "调休"})
HEADINGS = ("日期", "类型", "名称")
WEEKDAYS = "一二三四五六日"
A_DATE = r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
DATE = re.compile(A_DATE)
SPAN = re.compile(rf"{A_DATE}\s*(?:至|到|~|～|—|－|–)+\s*{A_DATE}")
LONGEST_HOLIDAY = 15  # days; a longer span is a typing mistake
ONE_DAY = timedelta(days=1)


class ScheduleError(FaultyFile):
    """A calendar of a year; a sentence for each faulty row."""


@dataclass(frozen=True, slots=True)
class YearSchedule:
    """An official schedule as read: the year it is for, and its day rows (may reach into the year before)."""

    year: int
    days: tuple[Day, ...]


def year_days(year: int) -> tuple[Day, ...]:
    """Rest days and make-up working days of a year as the `holidays` package knows them, in order.

    Weekend days joined to a holiday are listed as part of it. `official` is False when the package does not
    know that year's notice. Raises ValueError for years before 1950 or after 2100.
    """
    # Not above: every process would take a tenth of a second longer to start.
    from holidays.countries.china import China as country

    if not country.start_year <= year <= country.end_year:
        raise ValueError(f"没有{year}年的节假日数据，只能推算{country.start_year}年至{country.end_year}年。")
    # The neighbouring years tell which days of late December belong to the next New Year's schedule.
    known = country(years=(year - 1, year, year + 1), language="zh_CN", expand=False)
    worked = {on for on in known.weekend_workdays if on.year == year}
    official = year in known.special_public_holidays
    days = [Day(on, True, "调休上班", official) for on in worked]
    for run in _runs(set(known), worked):
        name = _festival(known, run)
        days += [Day(on, False, name, official) for on in run if on.year == year]
    return tuple(sorted(days, key=lambda day: day.on))


def _runs(rest: set[date], worked: set[date]) -> Iterator[list[date]]:
    """Unbroken runs of rest days that hold at least one holiday; weekends count unless they are worked."""

    def is_rest(on: date) -> bool:
        return on in rest or (on.weekday() >= 5 and on not in worked)

    seen: set[date] = set()
    for on in sorted(rest):
        if on in seen:
            continue
        first = last = on
        while is_rest(first - ONE_DAY):
            first -= ONE_DAY
        while is_rest(last + ONE_DAY):
            last += ONE_DAY
        run = [first + timedelta(days=i) for i in range((last - first).days + 1)]
        seen.update(run)
        yield run


def _festival(known: "holidays.HolidayBase", run: list[date]) -> str:
    """The festivals of a run by name: 国庆节、中秋节. Swapped days have no name of their own."""
    names = [re.sub(r"（.*）$", "", name) for on in run if on in known for name in known[on].split("; ")]
    return "、".join(
        dict.fromkeys("春节" if name == "农历除夕" else name for name in names if name != "休息日")
    )


def parse_schedule(text: str) -> YearSchedule:
    """The official schedule from a table with the columns 日期, 类型, 名称, separated by commas or tabs.

    日期 is a day or a span (2025-10-01, 2025年10月1日, 2025-10-01至2025-10-08); 类型 is 放假 or 调休上班.
    Raises ScheduleError naming every faulty row.
    """
    text = text.lstrip("\ufeff").replace("，", ",")
    first_line = text.partition("\n")[0]
    return parse_rows(csv.reader(io.StringIO(text), delimiter="\t" if "\t" in first_line else ","))


def parse_rows(rows: Iterable[Iterable[object]]) -> YearSchedule:
    """Like `parse_schedule`, from rows already split (a spreadsheet); the first row is the heading."""
    table = [[_cell(value) for value in row] for row in rows]
    if not table or tuple(table[0][:3]) != HEADINGS:
        raise ScheduleError([f"第1行应为表头“{','.join(HEADINGS)}”。"])
    problems: list[str] = []
    days: dict[date, Day] = {}
    for number, cells in enumerate(table[1:], start=2):
        if not any(cells):
            continue
        for day in _read_row(number, cells, problems):
            if day.on in days:
                problems.append(f"第{number}行：{_words(day.on)}重复出现，每天只能写一次。")
            days[day.on] = day
    if not days and not problems:
        problems.append("文件中没有任何日期，请填写放假和调休上班的日期。")
    problems = problems or _year_problems(days)
    if problems:
        raise ScheduleError(problems)
    return YearSchedule(_year_of(days), tuple(days[on] for on in sorted(days)))


def _read_row(number: int, cells: list[str], problems: list[str]) -> list[Day]:
    when, kind, name = [*cells, "", "", ""][:3]
    try:
        span = _read_span(when)
    except ValueError as error:
        problems.append(f"第{number}行：日期“{when}”{error}")
        return []
    if kind not in REST_WORDS | WORK_WORDS:
        problems.append(f"第{number}行：类型“{kind}”无法识别，请填“放假”或“调休上班”。")
        return []
    is_working = kind in WORK_WORDS
    for on in span if is_working else ():
        if on.weekday() < 5:
            problems.append(
                f"第{number}行：{_words(on)}是星期{WEEKDAYS[on.weekday()]}，本来就上班，调休上班应在周末，请核对年份和日期。"
            )
    return [Day(on, is_working, name or ("调休上班" if is_working else "放假"), True) for on in span]


def _read_span(text: str) -> list[date]:
    match = SPAN.fullmatch(text)
    if match:
        numbers = [int(part) for part in match.groups()]
        first, last = _date(*numbers[:3]), _date(*numbers[3:])
    elif match := DATE.fullmatch(text):
        first = last = _date(*(int(part) for part in match.groups()))
    else:
        raise ValueError("无法识别，请写成2025-10-01，或2025-10-01至2025-10-08。")
    if not first <= last < first + timedelta(days=LONGEST_HOLIDAY):
        raise ValueError(f"起止不对，止日不能早于起日，且不超过{LONGEST_HOLIDAY}天。")
    return [first + timedelta(days=i) for i in range((last - first).days + 1)]


def _date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise ValueError("不存在，请核对月份和日子。") from error


def _year_problems(days: dict[date, Day]) -> list[str]:
    """A whole year's notice names each of its fixed holidays and nothing far outside the year."""
    year = _year_of(days)
    problems = [
        f"文件是{year}年的安排，但其中有{_words(on)}，请按年分别导入。"
        for on in sorted(days)
        if on.year != year and abs((on - date(year, 1, 1)).days) > LONGEST_HOLIDAY
    ]
    for month, name in ((1, "元旦"), (5, "劳动节"), (10, "国庆节")):
        on = date(year, month, 1)
        if on not in days or days[on].is_working:
            problems.append(f"文件中没有{_words(on)}（{name}）放假，{year}年的安排不完整，请补充后再导入。")
    return problems


def _year_of(days: dict[date, Day]) -> int:
    return Counter(on.year for on in days).most_common(1)[0][0]


def _cell(value: object) -> str:
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    return "" if value is None else str(value).strip()


def _words(on: date) -> str:
    return f"{on.year}年{on.month}月{on.day}日"
