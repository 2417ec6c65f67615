"""Cleaning of dates and points in time."""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

from charts.importers import vocabulary
from charts.importers.cells import CellError, Context, as_text

OLDEST_SERVICE = date(1900, 1, 1)
CLOCK_SKEW = timedelta(minutes=5)
NOON = 12

_ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_US_DATE = re.compile(r"([0-9]{1,2})[/-]([0-9]{1,2})[/-]([0-9]{4})")
_COMPACT_DATE = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_STAMP = re.compile(
    r"(?P<date>\S+?)[T ]\s*(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})"
    r"(?:[.,][0-9]+)?)?\s*(?P<half>[AaPp][Mm]\b)?\s*(?P<zone>\S.*)?"
)
_OFFSET = re.compile(r"(?:UTC|GMT)?([+-])([0-9]{1,2}):?([0-9]{2})?")


def clean_date(raw: Any, context: Context) -> date:
    found = raw.date() if isinstance(raw, datetime) else raw
    if not isinstance(found, date):
        if isinstance(raw, float):
            raise CellError("is a plain number", "Format the column as date in the spreadsheet")
        found = _date_of(as_text(raw))
    if found > context.today:
        raise CellError(
            f"lies in the future (today is {context.today})", "Correct the date of service"
        )
    if found < OLDEST_SERVICE:
        raise CellError(f"lies before {OLDEST_SERVICE}", "Correct the year")
    return found


def _date_of(text: str) -> date:
    if match := (_ISO_DATE.fullmatch(text) or _COMPACT_DATE.fullmatch(text)):
        year, month, day = match.groups()
    elif match := _US_DATE.fullmatch(text):
        month, day, year = match.groups()
    else:
        if stamp := _STAMP.fullmatch(text):
            return _date_of(stamp["date"])
        raise CellError("is no date", "Write it as YYYY-MM-DD or MM/DD/YYYY")
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise CellError("is no date of the calendar", "Write it as YYYY-MM-DD") from None


def clean_stamp(raw: Any, context: Context) -> datetime:
    """A point in time, kept in UTC. A time without a zone is in the engagement's zone.

    Spreadsheets store midnight and "no time" alike, so a date from one is taken as midnight; a
    date alone in a text file is refused, because the clock would start at an hour nobody said.
    """
    if isinstance(raw, datetime):
        found = _in_zone(raw, context.zone)
    elif isinstance(raw, date):
        found = _in_zone(datetime(raw.year, raw.month, raw.day), context.zone)  # noqa: DTZ001 -- _in_zone adds it
    else:
        found = _stamp_of(as_text(raw), context)
    if found > context.now + CLOCK_SKEW:
        raise CellError("lies in the future", "Send the time at which documentation was complete")
    if found.date() < OLDEST_SERVICE:
        raise CellError(f"lies before {OLDEST_SERVICE}", "Correct the year")
    return found


def _stamp_of(text: str, context: Context) -> datetime:
    try:
        fast = datetime.fromisoformat(text) if len(text) >= len("2026-01-01T00:00") else None
    except ValueError:
        fast = None
    if fast is not None:
        return _in_zone(fast, context.zone)
    match = _STAMP.fullmatch(text)
    if match is None:
        _date_of(text)
        raise CellError("has no time of day", "Write date and time, such as 2026-03-02 14:30")
    day = _date_of(match["date"])
    hour = _hour(int(match["hour"]), (match["half"] or "").lower())
    try:
        local = datetime(  # noqa: DTZ001 -- the zone is added below
            day.year, day.month, day.day, hour, int(match["minute"]), int(match["second"] or 0)
        )
    except ValueError:
        raise CellError(
            "is no time of day", "Write date and time, such as 2026-03-02 14:30"
        ) from None
    return _in_zone(local, _zone_of(match["zone"]) if match["zone"] else context.zone)


def _hour(hour: int, half: str) -> int:
    if not half:
        return hour
    if not 1 <= hour <= NOON:
        raise CellError("is no time of day", "Write it as 14:30 or 02:30 PM")
    return hour % NOON + (NOON if half == "pm" else 0)


def _zone_of(text: str) -> ZoneInfo | timezone:
    name = text.strip()
    if (hours := vocabulary.US_ZONES.get(name.upper())) is not None:
        return timezone(timedelta(hours=hours))
    if match := _OFFSET.fullmatch(name.upper()):
        shift = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
        if shift < timedelta(hours=24):
            return timezone(shift if match[1] == "+" else -shift)
    if "/" in name:
        try:
            return ZoneInfo(name)
        except (KeyError, ValueError, OSError):
            pass
    raise CellError("names an unknown time zone", "Use an offset such as -05:00, or Z for UTC")


def in_utc(moment: datetime) -> datetime:
    """Exports write "never" as the last moment of the calendar, which in UTC is past its end."""
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise CellError(
            "is no date of the calendar", "Correct the year, or leave the cell empty"
        ) from None


def _in_zone(local: datetime, zone: ZoneInfo | timezone) -> datetime:
    """The moment a wall clock showed this; a repeated hour is taken as its first."""
    if local.tzinfo is not None:
        return in_utc(local)
    moment = in_utc(local.replace(tzinfo=zone))
    if moment.astimezone(zone).replace(tzinfo=None) != local:
        raise CellError(
            "is an hour the clocks skipped", "Write the offset behind the time, such as -04:00"
        )
    return moment
