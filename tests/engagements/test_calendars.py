from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from engagements.calendars import holiday_subdivisions, public_holidays, work_calendar

NY = ZoneInfo("America/New_York")
WEEK = [(day, time(9), time(17)) for day in range(5)]


def local(*when):
    return datetime(*when, tzinfo=NY)


@pytest.mark.covers("R24")
def test_public_holidays_include_the_observed_day():
    found = public_holidays("US")
    assert found[date(2026, 7, 3)] == "Independence Day (observed)"
    assert date(2026, 7, 6) not in found


def test_public_holidays_of_no_country_are_none():
    assert public_holidays("") == {}


def test_public_holidays_follow_the_subdivision():
    only = set(public_holidays("US", "GA")) - set(public_holidays("US"))
    assert {day.year for day in only} >= {2026}


def test_public_holidays_of_a_country_with_fewer_known_years_do_not_warn():
    assert date(2026, 1, 26) in public_holidays("IN")


def test_holiday_subdivisions_name_countries_and_states():
    known = holiday_subdivisions()
    assert "GA" in known["US"]
    assert list(known) == sorted(known)


@pytest.mark.covers("R21")
def test_work_calendar_skips_weekend_and_observed_holiday():
    calendar = work_calendar(time_zone="America/New_York", windows=WEEK, country="US")
    due = calendar.add(local(2026, 7, 2, 16), timedelta(hours=8))
    assert due == local(2026, 7, 6, 16)


def test_work_calendar_exception_wins_over_holiday_and_hours():
    calendar = work_calendar(
        time_zone="America/New_York",
        windows=WEEK,
        country="US",
        exceptions={date(2026, 7, 3): [(time(9), time(12))], date(2026, 7, 6): []},
    )
    due = calendar.add(local(2026, 7, 2, 16), timedelta(hours=8))
    assert due == local(2026, 7, 7, 13)


def test_work_calendar_with_two_intervals_a_day_skips_the_break():
    split = [(0, time(9), time(12)), (0, time(13), time(17))]
    calendar = work_calendar(time_zone="America/New_York", windows=split)
    assert calendar.between(local(2026, 3, 2, 11), local(2026, 3, 2, 14)) == timedelta(hours=2)


def test_work_calendar_of_the_same_rows_is_the_same_object():
    first = work_calendar(time_zone="UTC", windows=WEEK, country="US")
    assert work_calendar(time_zone="UTC", windows=reversed(WEEK), country="US") is first
    assert first.is_working(datetime(2026, 3, 2, 9, tzinfo=UTC))
