"""Opening hours as people write them: "09:00-12:00, 13:00-17:00". Pure, no models."""

import re
from datetime import time
from itertools import pairwise

from engagements.kernel.errors import DomainError

Span = tuple[str, str]

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*(?:-|–|to)\s*(\d{1,2}):(\d{2})")  # noqa: RUF001 -- people paste dashes
MIDNIGHT_HOUR = 24


def hours_parse(text: str) -> list[Span]:
    """The spans of one day, sorted. Raises `DomainError` naming the part that is wrong.

    An end at or before its start lies on the next day: "22:00-06:00" is a night shift and
    "00:00-24:00" the whole day.
    """
    spans = [_span(part.strip()) for part in re.split(r"[,;]", text) if part.strip()]
    return hours_check(spans)


def hours_check(spans: list[Span]) -> list[Span]:
    """The spans in order, refused where two of a day overlap."""
    ordered = sorted(spans)
    for (_, end), (start, _) in pairwise(ordered):
        if start < end or end == "00:00":
            raise DomainError(
                f"Two openings overlap: one ends at {end}, the next begins at {start}.",
                remedy="Let each opening begin when or after the one before has ended.",
            )
    return ordered


def hours_format(spans: list[Span]) -> str:
    return ", ".join(f"{start}-{'24:00' if end == '00:00' else end}" for start, end in spans)


def _span(part: str) -> Span:
    match = SPAN.fullmatch(part)
    if match is None:
        raise DomainError(
            f"{part!r} is no opening.", remedy="Write it as 09:00-17:00, several with commas."
        )
    first, second = _clock(match[1], match[2], part), _clock(match[3], match[4], part)
    if first == second and first != "00:00":
        raise DomainError(f"{part!r} opens and closes at the same time.")
    return first, second


def _clock(hour: str, minute: str, part: str) -> str:
    h, m = int(hour), int(minute)
    if (h, m) == (MIDNIGHT_HOUR, 0):
        return "00:00"
    try:
        return time(h, m).strftime("%H:%M")
    except ValueError:
        raise DomainError(f"{hour}:{minute} in {part!r} is no time of day.") from None
