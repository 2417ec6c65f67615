"""The clock of a chart: what its event log says."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagements.kernel.clock import (
    ClockBasis,
    ClockEvent,
    ClockEventKind,
    ClockReading,
    ClockTerms,
    WorkCalendar,
    read_clock,
)

OFFICE = WorkCalendar.of(
    "America/New_York",
    [(day, time(9), time(17)) for day in range(5)],
    holidays=[date(2026, 7, 3)],
)
KIND = ClockEventKind


def ny(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=ZoneInfo("America/New_York"))


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


def terms(allowance: float, basis: ClockBasis = ClockBasis.BUSINESS) -> ClockTerms:
    return ClockTerms(hours(allowance), basis, OFFICE)


def complete(*parts: int) -> ClockEvent:
    return ClockEvent(KIND.DOCUMENTATION_COMPLETE, ny(*parts))


def hold(reference: str, start: datetime, end: datetime | None = None) -> list[ClockEvent]:
    events = [ClockEvent(KIND.PAUSE, start, reference)]
    return events if end is None else [*events, ClockEvent(KIND.RESUME, end, reference)]


@pytest.mark.covers("R24")
def test_the_clock_does_not_start_before_the_documentation_is_complete():
    log = [*hold("q1", ny(2026, 3, 2, 9)), ClockEvent(KIND.READY, ny(2026, 3, 3, 9))]
    assert read_clock(log, terms(8)) == ClockReading()
    assert read_clock([], terms(8)) == ClockReading()


@pytest.mark.covers("R24")
def test_a_pause_moves_the_due_time_by_its_working_time():
    log = [complete(2026, 3, 2, 13), *hold("q1", ny(2026, 3, 3, 11), ny(2026, 3, 4, 15))]
    reading = read_clock(log, terms(16))
    assert reading.due_at == ny(2026, 3, 5, 17)
    assert reading.paused == hours(12)
    done = read_clock([*log, ClockEvent(KIND.READY, ny(2026, 3, 5, 12))], terms(16))
    assert done.turnaround == hours(11)
    assert done.on_time is True


@pytest.mark.covers("R24")
def test_a_pause_outside_working_hours_has_no_effect():
    log = [
        complete(2026, 3, 6, 15),
        *hold("q1", ny(2026, 3, 6, 18), ny(2026, 3, 8, 20)),
        ClockEvent(KIND.READY, ny(2026, 3, 9, 11)),
    ]
    reading = read_clock(log, terms(8))
    assert reading.turnaround == hours(4)
    assert reading.paused == hours(0)
    assert reading.due_at == ny(2026, 3, 9, 15)


def test_elapsed_hours_run_through_the_night_and_the_change_of_the_clock():
    reading = read_clock([complete(2026, 3, 7, 12)], terms(24, ClockBasis.ELAPSED))
    assert reading.due_at == datetime(2026, 3, 8, 17, tzinfo=UTC)
    log = [complete(2026, 3, 7, 12), *hold("q1", ny(2026, 3, 8, 1), ny(2026, 3, 8, 4))]
    assert read_clock(log, terms(24, ClockBasis.ELAPSED)).due_at == ny(2026, 3, 8, 15)


@pytest.mark.covers("R24")
def test_overlapping_queries_hold_the_clock_once():
    log = [
        complete(2026, 3, 2, 9),
        *hold("q1", ny(2026, 3, 2, 10), ny(2026, 3, 2, 13)),
        *hold("q2", ny(2026, 3, 2, 12), ny(2026, 3, 2, 15)),
    ]
    reading = read_clock(log, terms(8))
    assert reading.paused == hours(5)
    assert reading.due_at == ny(2026, 3, 3, 14)


def test_the_clock_stands_while_any_query_is_open():
    log = [
        complete(2026, 3, 2, 9),
        *hold("q1", ny(2026, 3, 2, 10), ny(2026, 3, 2, 12)),
        *hold("q2", ny(2026, 3, 2, 11)),
    ]
    at_last_event = read_clock(log, terms(8))
    assert at_last_event.paused_since == ny(2026, 3, 2, 10)
    assert not at_last_event.is_running
    assert at_last_event.due_at == ny(2026, 3, 3, 11)
    later = read_clock(log, terms(8), as_of=ny(2026, 3, 3, 10))
    assert later.due_at == ny(2026, 3, 3, 17)
    assert later.paused == hours(8)


@pytest.mark.covers("R24")
def test_a_pause_after_the_target_cannot_win_it_back():
    log = [
        complete(2026, 3, 2, 9),
        *hold("q1", ny(2026, 3, 3, 10), ny(2026, 3, 5, 10)),
        ClockEvent(KIND.READY, ny(2026, 3, 5, 11)),
    ]
    reading = read_clock(log, terms(8))
    assert reading.due_at == ny(2026, 3, 2, 17)
    assert reading.on_time is False
    assert reading.turnaround == hours(10)


def test_the_first_ready_counts_until_the_chart_is_reopened():
    log = [
        complete(2026, 3, 2, 9),
        ClockEvent(KIND.READY, ny(2026, 3, 2, 11)),
        ClockEvent(KIND.READY, ny(2026, 3, 2, 12)),
    ]
    assert read_clock(log, terms(8)).turnaround == hours(2)
    log += [ClockEvent(KIND.REOPEN, ny(2026, 3, 2, 13))]
    assert read_clock(log, terms(8)).is_running
    log += [ClockEvent(KIND.READY, ny(2026, 3, 2, 15))]
    assert read_clock(log, terms(8)).turnaround == hours(6)


def test_a_restart_counts_only_after_the_first_complete_documentation():
    restart = ClockEvent(KIND.RESTART, ny(2026, 3, 3, 9))
    assert read_clock([restart], terms(8)).started_at is None
    log = [complete(2026, 3, 2, 9), *hold("q1", ny(2026, 3, 2, 10), ny(2026, 3, 3, 10)), restart]
    reading = read_clock(log, terms(8))
    assert reading.started_at == ny(2026, 3, 3, 9)
    assert reading.paused == hours(1)


def test_a_second_completion_does_not_restart_the_clock():
    log = [complete(2026, 3, 2, 9), complete(2026, 3, 4, 9)]
    assert read_clock(log, terms(8)).started_at == ny(2026, 3, 2, 9)


@pytest.mark.covers("R25")
def test_documentation_lag_is_the_practices_part():
    served = ny(2026, 2, 28, 0)
    reading = read_clock([complete(2026, 3, 2, 9)], terms(8), service_ended_at=served)
    assert reading.documentation_lag == timedelta(days=2, hours=9)
    same_day = read_clock([complete(2026, 2, 27, 9)], terms(8), service_ended_at=served)
    assert same_day.documentation_lag == hours(0)
    assert read_clock([complete(2026, 2, 27, 9)], terms(8)).documentation_lag is None


moments = st.datetimes(
    min_value=datetime(2026, 2, 1),  # noqa: DTZ001 -- hypothesis adds the zone
    max_value=datetime(2026, 4, 30),  # noqa: DTZ001 -- hypothesis adds the zone
    timezones=st.just(UTC),
)
bases = st.sampled_from(ClockBasis)


@st.composite
def holds(draw, prefix="q"):
    """Queries: some answered, some still open."""
    log = []
    for number in range(draw(st.integers(0, 4))):
        start, end = sorted([draw(moments), draw(moments)])
        log += hold(f"{prefix}{number}", start, end if draw(st.booleans()) else None)
    return log


@given(moments, holds(), holds("more"), bases)
def test_another_pause_only_ever_delays(start, some, more, basis):
    begin = [ClockEvent(KIND.DOCUMENTATION_COMPLETE, start)]
    as_of = datetime(2026, 5, 1, tzinfo=UTC)
    few = read_clock(begin + some, terms(16, basis), as_of=as_of)
    many = read_clock(begin + some + more, terms(16, basis), as_of=as_of)
    assert many.due_at >= few.due_at
    assert many.paused >= few.paused


@given(moments, holds(), moments, bases, st.randoms(use_true_random=False))
def test_a_reading_does_not_depend_on_the_order_of_the_log(start, some, ready, basis, random):
    log = [
        ClockEvent(KIND.DOCUMENTATION_COMPLETE, start),
        *some,
        ClockEvent(KIND.READY, ready),
    ]
    shuffled = list(log)
    random.shuffle(shuffled)
    assert read_clock(shuffled, terms(16, basis)) == read_clock(log, terms(16, basis))


@pytest.mark.covers("N4")
@given(moments, holds(), moments, bases)
def test_worked_and_held_time_fill_the_stretch_and_decide_the_verdict(start, some, ready, basis):
    log = [ClockEvent(KIND.DOCUMENTATION_COMPLETE, start), *some, ClockEvent(KIND.READY, ready)]
    contract = terms(16, basis)
    reading = read_clock(log, contract)
    if ready < start:
        assert reading.ready_at is None
        return
    assert reading.turnaround + reading.paused == contract.between(start, ready)
    if reading.turnaround < contract.allowance:
        assert reading.on_time
    if reading.turnaround > contract.allowance:
        assert not reading.on_time
