"""Working time: which instants a calendar counts, and arithmetic over them.

Everything is computed in UTC; the calendar's wall-clock hours are turned into instants once per
year and kept as sorted windows with cumulated working time, so a due time is two bisections.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import NamedTuple, Self
from zoneinfo import ZoneInfo

from engagements.kernel.clock.intervals import Interval, utc

Hours = tuple[time, time]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_DAY = timedelta(days=1)
_WEEKDAYS = 7
_LAST_YEAR = 9990
_YEARS_BACK = 64
_LONGEST_MONTH = 31
_LONGEST_SHUT = 366


class NoWorkingTimeError(ValueError):
    """The calendar never opens often enough to hold the time asked for."""


class _Timeline(NamedTuple):
    """The working windows of the years `first` to `last`, in microseconds since the epoch."""

    first: int
    last: int
    starts: list[int]
    ends: list[int]
    worked: list[int]  # working time up to the end of each window

    def worked_until(self, instant: int) -> int:
        at = bisect_right(self.starts, instant) - 1
        if at < 0:
            return 0
        return self.worked[at] - max(0, self.ends[at] - instant)

    def instant_of(self, worked: int) -> int | None:
        """The first instant by which so much time was worked; None past the last window."""
        at = bisect_left(self.worked, worked)
        if at == len(self.worked):
            return None
        return self.ends[at] - (self.worked[at] - worked)

    def last_instant_of(self, worked: int) -> int:
        """The last instant by which no more than so much time was worked."""
        at = bisect_right(self.worked, worked)
        before = self.worked[at - 1] if at else 0
        return self.starts[at] + (worked - before)


@dataclass(frozen=True)
class WorkCalendar:
    """Weekly hours in a zone, the dates on which nobody works, and dates with hours of their own.

    `weekly` holds `(weekday, start, end)` with Monday as 0, any number per day. An end at or
    before its start lies on the next day, so `(0, 00:00, 00:00)` is the whole Monday and a night
    shift needs no splitting. An exception replaces the day's hours (an empty tuple closes it) and
    wins over a holiday. A wall time the zone skips begins or ends where the clock jumps; one that
    happens twice means its first occurrence. `former` is a date and the calendar by which the
    days before it are counted.
    """

    time_zone: str
    weekly: tuple[tuple[int, time, time], ...]
    holidays: frozenset[date] = frozenset()
    exceptions: tuple[tuple[date, tuple[Hours, ...]], ...] = ()
    former: "tuple[date, WorkCalendar] | None" = None
    _built: list[_Timeline] = field(default_factory=list, init=False, repr=False, compare=False)
    _years: dict[int, tuple[tuple[int, int], ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        _ = self._zone
        for weekday, _start, _end in self.weekly:
            if not 0 <= weekday < _WEEKDAYS:
                raise ValueError(f"{weekday} is no weekday: Monday is 0 and Sunday 6.")

    @classmethod
    def of(
        cls,
        time_zone: str,
        weekly: Iterable[tuple[int, time, time]],
        holidays: Iterable[date] = (),
        exceptions: Mapping[date, Iterable[Hours]] | None = None,
    ) -> Self:
        special = sorted((day, tuple(hours)) for day, hours in (exceptions or {}).items())
        return cls(time_zone, tuple(weekly), frozenset(holidays), tuple(special))

    @classmethod
    def always(cls, time_zone: str = "UTC") -> Self:
        """Open at every instant: elapsed time written as a calendar."""
        return cls.of(time_zone, [(day, time(0), time(0)) for day in range(_WEEKDAYS)])

    def is_working(self, moment: datetime) -> bool:
        moment = utc(moment)
        line, instant = self._covering(moment.year, moment.year), _micros(moment)
        at = bisect_right(line.starts, instant) - 1
        return at >= 0 and instant < line.ends[at]

    def windows(self, window: Interval) -> Iterator[Interval]:
        """The working intervals inside the window, in order."""
        if window.start == window.end:
            return
        line = self._covering(window.start.year, window.end.year)
        low, high = _micros(window.start), _micros(window.end)
        for at in range(bisect_right(line.ends, low), bisect_left(line.starts, high)):
            yield Interval(_moment(max(low, line.starts[at])), _moment(min(high, line.ends[at])))

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Working time from start to end; never negative, zero when end comes first."""
        start, end = utc(start), utc(end)
        if end <= start:
            return timedelta(0)
        line = self._covering(start.year, end.year)
        worked = line.worked_until(_micros(end)) - line.worked_until(_micros(start))
        return timedelta(microseconds=worked)

    def add(self, start: datetime, amount: timedelta) -> datetime:
        """The first instant, in UTC, by which `amount` of working time has passed since start."""
        start = utc(start)
        if amount < timedelta(0):
            raise ValueError(f"Cannot add a negative amount of working time ({amount}).")
        if not amount:
            return start
        span = 0
        while True:
            last = min(start.year + span, _LAST_YEAR)
            line = self._covering(start.year, last)
            found = line.instant_of(line.worked_until(_micros(start)) + amount // _MICROSECOND)
            if found is not None:
                return _moment(found)
            if last == _LAST_YEAR or not self._opens_after(date(last, 1, 1)):
                raise NoWorkingTimeError(f"The calendar holds no {amount} after {start}.")
            span = 2 * span + 1

    def latest_start(self, end: datetime, amount: timedelta) -> datetime:
        """The last instant from which `amount` of working time still ends by `end`, in UTC."""
        end = utc(end)
        if amount <= timedelta(0):
            return end
        span = 0
        while True:
            first = max(end.year - span, 1)
            line = self._covering(first, end.year)
            target = line.worked_until(_micros(end)) - amount // _MICROSECOND
            if target >= 0:
                return _moment(line.last_instant_of(target))
            if first == 1 or span > _YEARS_BACK:
                raise NoWorkingTimeError(f"The calendar holds no {amount} before {end}.")
            span = 2 * span + 1

    def opens_on(self, day: date) -> bool:
        """Whether anybody works on the calendar's own date."""
        return bool(self.hours_on(day))

    def business_day(self, month: date, number: int) -> date:
        """The n-th date of the month on which the calendar opens; the last where it has fewer."""
        days = [
            day
            for offset in range(_LONGEST_MONTH)
            if (day := month.replace(day=1) + offset * _DAY).month == month.month
        ]
        working = [day for day in days if self.opens_on(day)] or days
        return working[min(number, len(working)) - 1]

    def business_days_after(self, day: date, number: int) -> date:
        """The n-th date after the day on which the calendar opens; the day itself for 0."""
        for _ in range(number):
            day += _DAY
            shut = 0
            while not self.opens_on(day):
                day += _DAY
                shut += 1
                if shut > _LONGEST_SHUT:
                    raise NoWorkingTimeError(f"The calendar does not open after {day}.")
        return day

    def closes_at(self, day: date) -> datetime:
        """When work ends on the calendar's own date, in UTC; its midnight where nobody works."""
        if not self.opens_on(day):
            return _moment(self.instant_at(day + _DAY, time(0)))
        return max(
            _moment(self.instant_at(day if start < end else day + _DAY, end))
            for start, end in self.hours_on(day)
        )

    def local_day(self, moment: datetime) -> date:
        return moment.astimezone(self._zone).date()

    def _opens_after(self, day: date) -> bool:
        return bool(self.weekly) or any(day <= on and hours for on, hours in self.exceptions)

    def _covering(self, first: int, last: int) -> _Timeline:
        """The timeline for these years; rebuilt only when it must grow."""
        line = self._built[0] if self._built else None
        if line is not None and line.first <= first and last <= line.last:
            return line
        if line is not None:
            first, last = min(first, line.first), max(last, line.last)
        line = self._build(first, last)
        self._built[:] = [line]
        return line

    def _build(self, first: int, last: int) -> _Timeline:
        starts: list[int] = []
        ends: list[int] = []
        for low, high in sorted(self._raw_windows(first, last)):
            if ends and low <= ends[-1]:
                ends[-1] = max(ends[-1], high)
            else:
                starts.append(low)
                ends.append(high)
        worked: list[int] = []
        total = 0
        for low, high in zip(starts, ends, strict=True):
            total += high - low
            worked.append(total)
        return _Timeline(first, last, starts, ends, worked)

    def _raw_windows(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        """The windows of these years and, for night shifts and far zones, of those beside them."""
        for year in range(max(first - 1, 1), last + 2):
            if year not in self._years:
                self._years[year] = tuple(self._windows_of(year))
            yield from self._years[year]

    def _windows_of(self, year: int) -> Iterator[tuple[int, int]]:
        day = date(year, 1, 1)
        while day.year == year:
            for start, end in self.hours_on(day):
                low = self.instant_at(day, start)
                high = self.instant_at(day if start < end else day + _DAY, end)
                if low < high:
                    yield low, high
            day += _DAY

    def hours_on(self, day: date) -> tuple[Hours, ...]:
        """The hours of the calendar's own date; none where nobody works."""
        if self.former is not None and day < self.former[0]:
            return self.former[1].hours_on(day)
        if day in self._special:
            return self._special[day]
        return () if day in self.holidays else self._by_weekday[day.weekday()]

    def instant_at(self, day: date, wall: time) -> int:
        """A wall time of the calendar's own date, in microseconds since the epoch."""
        if self.former is not None and day < self.former[0]:
            return self.former[1].instant_at(day, wall)
        local = datetime.combine(day, wall, tzinfo=self._zone)
        instant = _micros(local)
        shown = _moment(instant).astimezone(self._zone)
        if shown.replace(tzinfo=None) == local.replace(tzinfo=None):
            return instant
        return self._jump(_micros(local.replace(fold=1)), instant)

    def _jump(self, before: int, after: int) -> int:
        """Where the zone's clock jumps over a skipped wall time: the change of offset between."""
        old = _moment(before).astimezone(self._zone).utcoffset()
        while after - before > 1:
            middle = (before + after) // 2
            if _moment(middle).astimezone(self._zone).utcoffset() == old:
                before = middle
            else:
                after = middle
        return after

    @cached_property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @cached_property
    def _special(self) -> dict[date, tuple[Hours, ...]]:
        return dict(self.exceptions)

    @cached_property
    def _by_weekday(self) -> tuple[tuple[Hours, ...], ...]:
        return tuple(
            tuple((start, end) for on, start, end in self.weekly if on == day)
            for day in range(_WEEKDAYS)
        )


def _micros(moment: datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND


def _moment(micros: int) -> datetime:
    return _EPOCH + timedelta(microseconds=micros)
