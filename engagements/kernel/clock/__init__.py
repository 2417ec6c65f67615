"""Business time: calendars with real zones, and the clock that runs on them.

`add_business` and `business_between` count the working time of a calendar, `add_elapsed` and
`elapsed_between` every instant; `read_clock` turns an event log into start, due, ready, turnaround
and pause. No models, no settings: dates and hours come in as values.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from engagements.kernel.clock.calendar import Hours, NoWorkingTimeError, WorkCalendar
from engagements.kernel.clock.cutoffs import Cutoff
from engagements.kernel.clock.intervals import Interval, clip, union, utc
from engagements.kernel.clock.reading import (
    ClockBasis,
    ClockEvent,
    ClockEventKind,
    ClockReading,
    ClockTerms,
    read_clock,
    started_at,
)

__all__ = [
    "ClockBasis",
    "ClockEvent",
    "ClockEventKind",
    "ClockReading",
    "ClockTerms",
    "Cutoff",
    "Hours",
    "Interval",
    "NoWorkingTimeError",
    "WorkCalendar",
    "add_business",
    "add_elapsed",
    "business_between",
    "business_overlap",
    "clip",
    "elapsed_between",
    "elapsed_overlap",
    "read_clock",
    "started_at",
    "union",
    "utc",
]


def add_business(start: datetime, amount: timedelta, calendar: WorkCalendar) -> datetime:
    return calendar.add(start, amount)


def business_between(start: datetime, end: datetime, calendar: WorkCalendar) -> timedelta:
    return calendar.between(start, end)


def business_overlap(
    intervals: Iterable[Interval], window: Interval, calendar: WorkCalendar
) -> timedelta:
    """Working time of the window that the union of the intervals covers."""
    parts = (calendar.between(part.start, part.end) for part in clip(intervals, window))
    return sum(parts, timedelta(0))


def add_elapsed(start: datetime, amount: timedelta) -> datetime:
    return utc(start) + amount


def elapsed_between(start: datetime, end: datetime) -> timedelta:
    """Time from start to end; zero when end comes first."""
    return max(timedelta(0), utc(end) - utc(start))


def elapsed_overlap(intervals: Iterable[Interval], window: Interval) -> timedelta:
    return sum((part.length for part in clip(intervals, window)), timedelta(0))
