from pathlib import Path

import pytest

from tracker.rules.holidays_cn import parse_schedule
from tracker.rules.workdays import Calendar

GOLDEN = Path(__file__).parent / "golden"


def official_days(year):
    return parse_schedule((GOLDEN / f"schedule-{year}.csv").read_text(encoding="utf-8")).days


@pytest.fixture(scope="session")
def calendar():
    """The office's calendar with the official schedules of 2024 to 2026."""
    return Calendar.of(day for year in (2024, 2025, 2026) for day in official_days(year))
