"""The stretches of days that reports are about: weeks from Monday, calendar months, quarters."""

import datetime as dt

from engagements.kernel.metrics.period import Period, local_day
from reporting.enums import ReportSpan

MONTHS_OF_QUARTER = 3
MONTHS_BACK = 24
WEEK = dt.timedelta(days=7)
DAY = dt.timedelta(days=1)


def span_start(span: str, day: dt.date) -> dt.date:
    """The first day of the week, month or quarter in which the day lies."""
    if span == ReportSpan.WEEK:
        return day - dt.timedelta(days=day.weekday())
    first = day.replace(day=1)
    if span == ReportSpan.QUARTER:
        return first.replace(month=first.month - (first.month - 1) % MONTHS_OF_QUARTER)
    return first


def span_next(span: str, start: dt.date) -> dt.date:
    """The first day of the span after the one that starts here."""
    if span == ReportSpan.WEEK:
        return start + WEEK
    longest = 31 * (MONTHS_OF_QUARTER if span == ReportSpan.QUARTER else 1)
    return span_start(span, start + dt.timedelta(days=longest))


def span_end(span: str, start: dt.date) -> dt.date:
    return span_next(span, start) - DAY


def span_before(span: str, day: dt.date) -> dt.date:
    """The first day of the last span that is over on the day."""
    return span_start(span, span_start(span, day) - DAY)


def last_months(number: int, *, zone: str, now: dt.datetime) -> Period:
    """As many whole months, the last one over."""
    over = months_over(local_day(now, zone))
    return Period.custom(over[number - 1], span_end(ReportSpan.MONTH, over[0]), zone=zone, now=now)


def months_over(today: dt.date) -> list[dt.date]:
    """The first days of the last two years' months that are over, the newest first."""
    found = [span_before(ReportSpan.MONTH, today)]
    while len(found) < MONTHS_BACK:
        found.append(span_before(ReportSpan.MONTH, found[-1]))
    return found


def span_label(span: str, start: dt.date) -> str:
    """As it is printed: March 2026, Q1 2026, or the week of its Monday."""
    if span == ReportSpan.WEEK:
        return f"week of {start.isoformat()}"
    if span == ReportSpan.QUARTER:
        return f"Q{(start.month + 2) // MONTHS_OF_QUARTER} {start.year}"
    return f"{start:%B %Y}"


def span_slug(span: str, start: dt.date) -> str:
    """For file names: 2026-03, 2026-Q1, 2026-W11."""
    if span == ReportSpan.WEEK:
        year, week, _ = start.isocalendar()
        return f"{year}-W{week:02}"
    if span == ReportSpan.QUARTER:
        return f"{start.year}-Q{(start.month + 2) // MONTHS_OF_QUARTER}"
    return f"{start:%Y-%m}"


def sentence_start(text: str) -> str:
    return text[:1].upper() + text[1:]
