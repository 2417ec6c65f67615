"""A span of whole local days, and the instants that bound it."""

import calendar
import dataclasses
import datetime as dt
import zoneinfo
from collections.abc import Iterable, Iterator


@dataclasses.dataclass(frozen=True)
class Period:
    """Local days ``start`` to ``end``, both included, in ``zone``; ``today`` is today there.

    Days that have not ended cannot be judged by a deadline that falls on them: measures marked
    ``settled`` stop at yesterday, whatever the period's end.
    """

    start: dt.date
    end: dt.date
    zone: str
    today: dt.date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"The period ends ({self.end}) before it starts ({self.start}).")

    @classmethod
    def month(cls, year: int, month: int, *, zone: str, now: dt.datetime) -> "Period":
        last = calendar.monthrange(year, month)[1]
        return cls(dt.date(year, month, 1), dt.date(year, month, last), zone, local_day(now, zone))

    @classmethod
    def last_days(cls, days: int, *, zone: str, now: dt.datetime) -> "Period":
        """The ``days`` days that end with today."""
        today = local_day(now, zone)
        return cls(today - dt.timedelta(days=days - 1), today, zone, today)

    @classmethod
    def custom(cls, start: dt.date, end: dt.date, *, zone: str, now: dt.datetime) -> "Period":
        return cls(start, end, zone, local_day(now, zone))

    @property
    def length(self) -> int:
        return (self.end - self.start).days + 1

    @property
    def is_month(self) -> bool:
        last = calendar.monthrange(self.start.year, self.start.month)[1]
        return self.start.day == 1 and self.end == self.start.replace(day=last)

    @property
    def label(self) -> str:
        if self.is_month:
            return f"{self.start:%B %Y}"
        return f"{self.start.isoformat()} to {self.end.isoformat()}"

    def previous(self) -> "Period":
        """The span of the same kind just before: the month before a month, else as many days."""
        end = self.start - dt.timedelta(days=1)
        start = end.replace(day=1) if self.is_month else end - dt.timedelta(days=self.length - 1)
        return dataclasses.replace(self, start=start, end=end)

    def days(self) -> Iterator[dt.date]:
        for offset in range(self.length):
            yield self.start + dt.timedelta(days=offset)

    def last_day(self, *, settled: bool) -> dt.date:
        """The last day that counts; may lie before ``start``, when no day counts."""
        return min(self.end, self.today - dt.timedelta(days=1)) if settled else self.end


def local_day(instant: dt.datetime, zone: str) -> dt.date:
    return instant.astimezone(zoneinfo.ZoneInfo(zone)).date()


def day_start(day: dt.date, zone: str) -> dt.datetime:
    """The first instant of a local day (a day that starts inside a DST gap starts after it)."""
    midnight = dt.datetime.combine(day, dt.time(), tzinfo=zoneinfo.ZoneInfo(zone))
    return midnight.astimezone(dt.UTC)


def runs(days: Iterable[dt.date]) -> list[tuple[dt.date, dt.date]]:
    """Days as the fewest spans of consecutive days, each with its first and last."""
    spans: list[tuple[dt.date, dt.date]] = []
    for day in sorted(set(days)):
        if spans and day - spans[-1][1] == dt.timedelta(days=1):
            spans[-1] = (spans[-1][0], day)
        else:
            spans.append((day, day))
    return spans
