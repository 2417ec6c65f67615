"""One chart's clock as its page tells it: the parts of its time with the events behind each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from charts.completeness import Standing, standings
from charts.enums import ChartState
from charts.models import Chart
from charts.services.clock_rows import Log, logs_of
from charts.services.recompute import ANY_TERMS, Rulebook, rulebook, service_ended_at
from engagements.kernel import clock
from engagements.kernel.clock import ClockReading, Interval
from engagements.models import Engagement

WIDTH = 100
SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Piece:
    """A stretch of the chart's time, whose it was, and which events begin and end it."""

    part: str
    start: datetime
    end: datetime
    events: str

    @property
    def seconds(self) -> int:
        return (self.end - self.start) // SECOND


@dataclass(frozen=True)
class Part:
    """One party's share of the whole; `x` and `width` draw it on a bar of a hundred."""

    key: str
    label: str
    seconds: int
    x: float
    width: float
    contracted: int | None = None


@dataclass(frozen=True)
class ClockPanel:
    parts: Sequence[Part]
    pieces: Sequence[Piece]
    whole: int
    is_running: bool
    standings: Sequence[Standing]
    file_by: date | None
    days_to_file: int | None
    filing_is_near: bool
    misses_cutoff: bool
    practice_zone: str
    vendor_zone: str
    query_pauses: int = 0
    queries_beyond: int = 0

    @property
    def filing_words(self) -> str:
        left = self.days_to_file or 0
        return f"{left} days left" if left >= 0 else f"{-left} days past the limit"


def clock_panel(chart: Chart, engagement: Engagement, now: datetime) -> ClockPanel:
    """Nine queries, whatever happened to the chart."""
    rules = rulebook(engagement)
    log = logs_of(chart.engagement_id, [chart.pk]).get(chart.pk, Log())
    terms = rules.book.by_id(chart.terms_id) if chart.terms_id else rules.book.at(now)
    most = terms.query_pauses if terms else 0
    reading = _reading(chart, log.counted(most), rules, now)
    pieces = list(_pieces(chart, reading, rules, now))
    required = rules.rules.required(chart.encounter_class, chart.date_of_service)
    today = now.astimezone(rules.book.zone).date()
    file_by = file_by_of(chart)
    left = (file_by - today).days if file_by else None
    payer = chart.payer
    return ClockPanel(
        parts=_parts(chart, pieces),
        pieces=pieces,
        whole=sum(piece.seconds for piece in pieces),
        is_running=reading.is_running,
        standings=standings(required, log.told),
        file_by=file_by,
        days_to_file=left,
        filing_is_near=left is not None
        and payer is not None
        and chart.coded_at is None
        and left <= payer.filing_alert_days,
        misses_cutoff=_misses_cutoff(chart, now),
        practice_zone=rules.book.practice_calendar.time_zone,
        vendor_zone=(
            rules.book.calendar(terms) if terms else rules.book.practice_calendar
        ).time_zone,
        query_pauses=most,
        queries_beyond=len(log.beyond(most)),
    )


def file_by_of(chart: Chart) -> date | None:
    """The last day to file with the chart's payer."""
    payer = chart.payer
    if payer is None or payer.timely_filing_days is None:
        return None
    return chart.date_of_service + timedelta(days=payer.timely_filing_days)


def _reading(
    chart: Chart, events: Sequence[clock.ClockEvent], rules: Rulebook, now: datetime
) -> ClockReading:
    ended = service_ended_at(chart.date_of_service, rules.book.zone)
    return clock.read_clock(events, ANY_TERMS, service_ended_at=ended, as_of=now)


def _pieces(chart: Chart, reading: ClockReading, rules: Rulebook, now: datetime) -> Iterator[Piece]:
    """The whole time in order: it begins when the service ended and leaves nothing out."""
    ended = clock.utc(service_ended_at(chart.date_of_service, rules.book.zone))
    started = reading.started_at
    if started is None:
        if chart.state == ChartState.WAITING and ended < now:
            yield Piece("practice", ended, now, "Service ended; documentation is not complete")
        return
    if started > ended:
        yield Piece("practice", ended, started, "Service ended to documentation complete")
    if chart.state == ChartState.CANCELLED:
        return
    until = reading.ready_at or now
    yield from _after_start(started, until, reading.holds, ended=reading.ready_at is not None)


def _after_start(
    started: datetime, until: datetime, holds: Sequence[Interval], *, ended: bool
) -> Iterator[Piece]:
    at, since = started, "Clock started"
    for hold in holds:
        if hold.start > at:
            yield Piece("vendor", at, hold.start, f"{since} to hold")
        yield Piece("query", hold.start, hold.end, "Query or pending reason opened to closed")
        at, since = hold.end, "Hold ended"
    if until > at:
        yield Piece("vendor", at, until, f"{since} to {'coded' if ended else 'now'}")


def _parts(chart: Chart, pieces: Sequence[Piece]) -> list[Part]:
    whole = sum(piece.seconds for piece in pieces)
    parts, x = [], 0.0
    for key, label in (
        ("practice", "Waiting for documentation"),
        ("query", "On hold (queries, pending)"),
        ("vendor", "With the vendor"),
    ):
        seconds = sum(piece.seconds for piece in pieces if piece.part == key)
        width = round(WIDTH * seconds / whole, 2) if whole else 0.0
        contracted = chart.turnaround_seconds if key == "vendor" else None
        parts.append(Part(key, label, seconds, x, width, contracted))
        x = round(x + width, 2)
    return parts


def _misses_cutoff(chart: Chart, now: datetime) -> bool:
    """As `selectors.lateness.misses_cutoff` says of rows."""
    if chart.cutoff_at is None or chart.coded_at or chart.state == ChartState.CANCELLED:
        return False
    if chart.cutoff_at < now or (chart.due_at and chart.due_at > chart.cutoff_at):
        return True
    start_by = chart.cutoff_start_by
    return chart.state == ChartState.WAITING and start_by is not None and start_by < now
