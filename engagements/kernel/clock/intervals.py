"""Half-open stretches of time and the few set operations the clock needs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


def utc(moment: datetime) -> datetime:
    """The same instant in UTC: two local times of one zone subtract as walls, not as instants."""
    if moment.tzinfo is UTC:
        return moment
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise ValueError(f"{moment} names no time zone: pass an aware datetime.")
    return moment.astimezone(UTC)


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """The instants from `start` up to, but not including, `end`; kept in UTC."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        object.__setattr__(self, "start", utc(self.start))
        object.__setattr__(self, "end", utc(self.end))
        if self.end < self.start:
            raise ValueError(f"An interval cannot end ({self.end}) before {self.start}.")

    @property
    def length(self) -> timedelta:
        return self.end - self.start


def union(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """The same instants as sorted, disjoint intervals; touching ones become one, empty ones go."""
    merged: list[Interval] = []
    for interval in sorted(intervals):
        if interval.end == interval.start:
            continue
        if merged and interval.start <= merged[-1].end:
            merged[-1] = Interval(merged[-1].start, max(merged[-1].end, interval.end))
        else:
            merged.append(interval)
    return tuple(merged)


def clip(intervals: Iterable[Interval], window: Interval) -> tuple[Interval, ...]:
    """The parts of the intervals that lie inside the window, as a union."""
    return union(
        Interval(max(each.start, window.start), min(each.end, window.end))
        for each in intervals
        if each.start < window.end and each.end > window.start
    )
