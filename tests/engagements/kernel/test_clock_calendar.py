"""Working-time arithmetic: published vectors, hand-computed tables and properties."""

import json
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagements.kernel.clock import (
    Interval,
    NoWorkingTimeError,
    WorkCalendar,
    add_business,
    add_elapsed,
    business_between,
    business_overlap,
    clip,
    elapsed_between,
    elapsed_overlap,
    union,
)

NEW_YORK = "America/New_York"
OFFICE = WorkCalendar.of(
    NEW_YORK,
    [(day, time(9), time(17)) for day in range(5)],
    holidays=[date(2026, 7, 3), date(2026, 1, 1), date(2026, 12, 25)],
)
LUNCH = WorkCalendar.of(
    "Europe/Berlin",
    [(day, *hours) for day in range(5) for hours in ((time(8), time(13)), (time(14), time(18)))],
)
NIGHT = WorkCalendar.of(NEW_YORK, [(day, time(22), time(6)) for day in range(7)])
CALENDARS = {
    "office": OFFICE,
    "lunch": LUNCH,
    "night": NIGHT,
    "always": WorkCalendar.always("America/Sao_Paulo"),
    "odd": WorkCalendar.of(
        "Australia/Lord_Howe",
        [(0, time(2, 15), time(2, 45)), (6, time(1), time(3)), (6, time(1, 30), time(2, 30))],
        exceptions={date(2026, 5, 1): [(time(0), time(0))], date(2026, 5, 3): []},
    ),
}


def ny(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=ZoneInfo(NEW_YORK))


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


def published_calendar(vector: dict, kinds: dict) -> WorkCalendar:
    kind = kinds[vector["calendar"]]
    days = range(7) if kind["days"] == "Mon-Sun" else range(5)
    weekly = [(d, time(a % 24), time(b % 24)) for d in days for a, b in kind["hours"]]
    years = range(2014, 2019)
    dates = [date.fromisoformat(f"{year}-{day}") for year in years for day in vector["holidays"]]
    return WorkCalendar.of(vector["cal_tz"], weekly, dates)


@pytest.fixture
def published(shared_data: Path) -> dict:
    return json.loads((shared_data / "clocks/business_time_add.json").read_text())


@pytest.mark.covers("R24")
@pytest.mark.parametrize("number", range(28))
def test_add_business_gives_the_published_vectors(published, number):
    vector = published["add"][number]
    zone = ZoneInfo(vector["tz"])
    start = datetime.fromisoformat(vector["start"]).replace(tzinfo=zone)
    amount = timedelta(seconds=vector["add_seconds"])
    calendar = published_calendar(vector, published["calendars"])
    due = add_business(start, amount, calendar)
    assert due.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S") == vector["expected"]
    assert business_between(start, due, calendar) == amount


def test_every_published_vector_is_tried(published):
    assert len(published["add"]) == 28


@pytest.mark.covers("R24")
@pytest.mark.parametrize(
    ("start", "amount", "expected"),
    [
        (ny(2026, 2, 27, 16), 8, utc(2026, 3, 2, 21)),
        (ny(2026, 2, 28, 10), 16, ny(2026, 3, 3, 17)),
        (ny(2026, 3, 6, 16), 8, utc(2026, 3, 9, 20)),
        (ny(2026, 7, 2, 16), 2, ny(2026, 7, 6, 10)),
        (ny(2026, 3, 2, 9), 8, ny(2026, 3, 2, 17)),
        (ny(2026, 3, 1, 9), 0, ny(2026, 3, 1, 9)),
    ],
)
def test_add_business_gives_the_hand_computed_table(start, amount, expected):
    assert add_business(start, hours(amount), OFFICE) == expected


def test_add_elapsed_crosses_the_start_of_summer_time():
    due = add_elapsed(ny(2026, 3, 7, 12), hours(24))
    assert due == utc(2026, 3, 8, 17)
    assert due.astimezone(ZoneInfo(NEW_YORK)).hour == 13
    assert elapsed_between(ny(2026, 3, 7, 12), due) == hours(24)
    assert elapsed_between(due, ny(2026, 3, 7, 12)) == hours(0)


def test_local_times_of_one_zone_are_instants_not_walls():
    assert elapsed_between(ny(2026, 3, 8, 1), ny(2026, 3, 8, 4)) == hours(2)
    assert Interval(ny(2026, 11, 1, 0), ny(2026, 11, 1, 4)).length == hours(5)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (ny(2026, 3, 6, 15), ny(2026, 3, 9, 11), 4),
        (ny(2026, 3, 7, 0), ny(2026, 3, 8, 23), 0),
        (ny(2026, 3, 9, 11), ny(2026, 3, 6, 15), 0),
        (ny(2025, 12, 31, 16), ny(2026, 1, 2, 10), 2),
    ],
)
def test_business_between_counts_only_open_hours(start, end, expected):
    assert business_between(start, end, OFFICE) == hours(expected)


def test_a_lunch_break_does_not_count():
    start = datetime(2026, 3, 2, 12, tzinfo=ZoneInfo("Europe/Berlin"))
    assert add_business(start, hours(2), LUNCH) == start + hours(3)


@pytest.mark.parametrize(
    ("day", "expected"),
    [(date(2026, 3, 7), 7), (date(2026, 10, 31), 9), (date(2026, 6, 6), 8)],
    ids=["spring forward", "fall back", "plain"],
)
def test_a_night_shift_is_as_long_as_the_clock_really_ran(day, expected):
    evening = datetime.combine(day, time(20), tzinfo=ZoneInfo(NEW_YORK))
    morning = datetime.combine(day + timedelta(1), time(12), tzinfo=ZoneInfo(NEW_YORK))
    assert business_between(evening, morning, NIGHT) == hours(expected)


def test_a_skipped_wall_time_starts_where_the_clock_jumps():
    calendar = WorkCalendar.of(NEW_YORK, [(6, time(2, 30), time(4))])
    (window,) = calendar.windows(Interval(ny(2026, 3, 8), ny(2026, 3, 9)))
    assert window == Interval(utc(2026, 3, 8, 7), utc(2026, 3, 8, 8))


def test_a_window_inside_the_skipped_hour_is_empty():
    calendar = WorkCalendar.of(NEW_YORK, [(6, time(2, 10), time(2, 50))])
    assert list(calendar.windows(Interval(ny(2026, 3, 8), ny(2026, 3, 9)))) == []


def test_a_repeated_wall_time_means_its_first_occurrence():
    calendar = WorkCalendar.of(NEW_YORK, [(6, time(0), time(1, 30)), (6, time(1, 30), time(3))])
    assert list(calendar.windows(Interval(ny(2026, 11, 1), ny(2026, 11, 2)))) == [
        Interval(utc(2026, 11, 1, 4), utc(2026, 11, 1, 8))
    ]


@pytest.mark.covers("R21")
def test_an_exception_replaces_the_day_and_wins_over_a_holiday():
    calendar = WorkCalendar.of(
        NEW_YORK,
        [(day, time(9), time(17)) for day in range(5)],
        holidays=[date(2026, 7, 3)],
        exceptions={date(2026, 7, 3): [(time(9), time(12))], date(2026, 7, 6): []},
    )
    assert add_business(ny(2026, 7, 2, 16), hours(5), calendar) == ny(2026, 7, 7, 10)
    assert calendar.is_working(ny(2026, 7, 3, 11, 59))
    assert not calendar.is_working(ny(2026, 7, 3, 12))


def test_a_calendar_that_never_opens_says_so():
    with pytest.raises(NoWorkingTimeError):
        add_business(utc(2026, 1, 1), hours(1), WorkCalendar.of("UTC", []))
    once = WorkCalendar.of("UTC", [], exceptions={date(2031, 1, 1): [(time(9), time(17))]})
    assert add_business(utc(2026, 1, 1), hours(8), once) == utc(2031, 1, 1, 17)
    with pytest.raises(NoWorkingTimeError):
        add_business(utc(2026, 1, 1), hours(9), once)


def test_what_cannot_be_meant_is_refused():
    with pytest.raises(ValueError, match="negative"):
        add_business(utc(2026, 1, 1), hours(-1), OFFICE)
    with pytest.raises(ValueError, match="names no time zone"):
        add_business(datetime(2026, 1, 1), hours(1), OFFICE)  # noqa: DTZ001 -- the refused input
    with pytest.raises(ValueError, match="no weekday"):
        WorkCalendar.of("UTC", [(7, time(9), time(17))])
    with pytest.raises(ValueError, match="cannot end"):
        Interval(utc(2026, 1, 2), utc(2026, 1, 1))


def test_overlap_counts_each_held_instant_once():
    window = Interval(ny(2026, 3, 2, 9), ny(2026, 3, 3, 17))
    held = [
        Interval(ny(2026, 3, 2, 10), ny(2026, 3, 2, 12)),
        Interval(ny(2026, 3, 2, 11), ny(2026, 3, 3, 10)),
        Interval(ny(2026, 3, 3, 16), ny(2026, 3, 9, 10)),
    ]
    assert business_overlap(held, window, OFFICE) == hours(9)
    assert elapsed_overlap(held, window) == hours(25)


moments = st.datetimes(
    min_value=datetime(2025, 1, 1),  # noqa: DTZ001 -- hypothesis adds the zone
    max_value=datetime(2027, 12, 31),  # noqa: DTZ001 -- hypothesis adds the zone
    timezones=st.just(UTC),
)
amounts = st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=20))
calendars = st.sampled_from(sorted(CALENDARS)).map(CALENDARS.__getitem__)
intervals = st.tuples(moments, moments).map(lambda pair: Interval(min(pair), max(pair)))


@given(moments, amounts, calendars)
def test_adding_then_measuring_gives_the_amount_back(start, amount, calendar):
    due = calendar.add(start, amount)
    assert due >= start
    assert calendar.between(start, due) == amount
    if amount:
        assert calendar.between(start, due - timedelta(microseconds=1)) < amount


@given(moments, amounts, amounts, calendars)
def test_adding_in_two_steps_is_adding_at_once(start, first, second, calendar):
    assert calendar.add(calendar.add(start, first), second) == calendar.add(start, first + second)


@given(st.lists(moments, min_size=3, max_size=3).map(sorted), calendars)
def test_splitting_a_stretch_adds_up(three, calendar):
    start, middle, end = three
    parts = calendar.between(start, middle) + calendar.between(middle, end)
    assert parts == calendar.between(start, end)
    assert parts <= end - start


@given(moments, st.timedeltas(timedelta(0), timedelta(days=400)), calendars)
def test_working_time_is_the_sum_of_its_windows(start, span, calendar):
    window = Interval(start, start + span)
    parts = list(calendar.windows(window))
    assert sum((p.length for p in parts), timedelta(0)) == calendar.between(start, start + span)
    assert list(union(parts)) == parts


@given(st.lists(intervals, max_size=6), st.randoms(use_true_random=False))
def test_a_union_does_not_depend_on_order_or_repetition(some, random):
    shuffled = [*some, *some[:2]]
    random.shuffle(shuffled)
    merged = union(shuffled)
    assert merged == union(some)
    assert union(merged) == merged
    assert all(a.end < b.start for a, b in pairwise(merged))


@given(st.lists(intervals, max_size=6), intervals)
def test_clipping_keeps_exactly_what_lies_inside(some, window):
    inside = clip(some, window)
    assert all(window.start <= part.start < part.end <= window.end for part in inside)
    around = Interval(utc(2024, 1, 1), window.start), Interval(window.end, utc(2029, 1, 1))
    outside = [part for side in around for part in clip(some, side)]
    assert union([*inside, *outside]) == union(some)


@given(st.dates(date(2026, 2, 2), date(2026, 3, 27)), st.integers(0, 60), st.integers(0, 60))
def test_days_before_a_change_are_counted_as_they_were(changed, before, after):
    """Office hours until the day, evenings from it on; the clock goes forward in between."""
    evenings = [(day, time(20), time(23)) for day in range(7)]
    spliced = WorkCalendar(NEW_YORK, tuple(evenings), former=(changed, OFFICE))
    midnight = datetime.combine(changed, time(0), tzinfo=ZoneInfo(NEW_YORK))
    start, end = utc_of(midnight) - before * hours(12), utc_of(midnight) + after * hours(12)
    assert business_between(start, end, spliced) == business_between(
        start, midnight, OFFICE
    ) + business_between(midnight, end, WorkCalendar.of(NEW_YORK, evenings))


def utc_of(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


def test_a_date_before_the_change_opens_and_closes_as_it_did():
    shut = WorkCalendar(NEW_YORK, (), former=(date(2026, 3, 4), OFFICE))
    assert [shut.opens_on(date(2026, 3, day)) for day in (2, 3, 4, 5)] == [True, True, False, False]
    assert shut.closes_at(date(2026, 3, 3)) == ny(2026, 3, 3, 17)
    assert business_between(ny(2026, 3, 2), ny(2026, 4, 1), shut) == hours(16)
