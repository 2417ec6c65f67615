"""Due times, durations and the parts of a chart's time from the event logs: one chart or many."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from charts.completeness import Told, late_word
from charts.enums import ClockEventKind
from charts.selectors.documents import told_of
from engagements.kernel import clock
from engagements.kernel.policy import Actor
from engagements.models import Engagement, Terms
from engagements.selectors.clock_rules import ClockRules, clock_rules
from engagements.selectors.clock_terms import TermsBook, terms_book

CHUNK = 2000
_KINDS = {kind.value: kind for kind in clock.ClockEventKind}

_COLUMNS = {
    "terms_id": "bigint",
    "clock_started_at": "timestamptz",
    "due_at": "timestamptz",
    "turnaround_seconds": "bigint",
    "paused_seconds": "bigint",
    "documentation_lag_seconds": "bigint",
    "documentation_working_seconds": "bigint",
    "paused_elapsed_seconds": "bigint",
    "paused_since": "timestamptz",
    "vendor_elapsed_seconds": "bigint",
    "cutoff_at": "timestamptz",
    "cutoff_start_by": "timestamptz",
    "billed_at": "timestamptz",
    "late_document": "varchar",
}
_OF_CHART, _OF_VALUES = (", ".join(f"{t}.{name}" for name in _COLUMNS) for t in "cv")
_WRITE = f"""
    UPDATE charts_chart c
       SET {", ".join(f"{name} = v.{name}" for name in _COLUMNS)}
      FROM unnest(%s::bigint[], {", ".join(f"%s::{kind}[]" for kind in _COLUMNS.values())})
           AS v(id, {", ".join(_COLUMNS)})
     WHERE c.engagement_id = %s AND c.id = v.id
       AND ({_OF_CHART}) IS DISTINCT FROM ({_OF_VALUES})
"""  # noqa: S608 -- constants
_PRIORITY = """COALESCE(w.priority_set, CASE c.urgency WHEN 'urgent' THEN %s ELSE 0 END
           + COALESCE((SELECT q.priority FROM charts_workqueue q
                        WHERE q.engagement_id = w.engagement_id AND q.id = w.work_queue_id), 0)
       )::smallint"""
# Rework that was asked for has a due time of its own, see `_rework_due`.
_DUE = "CASE WHEN w.asked_at IS NULL THEN c.due_at ELSE w.due_at END"
_WRITE_WORK = f"""
    UPDATE charts_workitem w
       SET due_at = {_DUE}, priority = {_PRIORITY}
      FROM charts_chart c
     WHERE w.engagement_id = %s AND c.engagement_id = %s AND w.chart_id = c.id
       AND w.chart_id = ANY(%s) AND w.state IN ('open', 'leased', 'pending')
       AND (w.due_at, w.priority)
           IS DISTINCT FROM ({_DUE}, {_PRIORITY})
"""  # noqa: S608 -- constants
_ASKED = """
    SELECT id, asked_at FROM charts_workitem
     WHERE engagement_id = %s AND chart_id = ANY(%s) AND asked_at IS NOT NULL
       AND state IN ('open', 'leased', 'pending')
"""
_WRITE_ASKED = """
    UPDATE charts_workitem w
       SET due_at = v.due_at
      FROM unnest(%s::bigint[], %s::timestamptz[]) AS v(id, due_at)
     WHERE w.engagement_id = %s AND w.id = v.id AND w.due_at IS DISTINCT FROM v.due_at
"""
URGENT_PRIORITY = 100


class Clocked(NamedTuple):
    """What the clock needs to know of a chart besides its log."""

    id: int
    terms_id: int | None
    encounter_class: str
    urgency: str
    complexity: str
    date_of_service: date
    location: str


_READ = f"""
    SELECT {", ".join(Clocked._fields)} FROM charts_chart
     WHERE engagement_id = %s AND id = ANY(%s)
     ORDER BY id FOR UPDATE
"""  # noqa: S608 -- constants
_READ_LOG = """
    SELECT chart_id, kind, at, reference FROM charts_clockevent
     WHERE engagement_id = %s AND chart_id = ANY(%s) AND kind <> 'cancel'
"""


class ClockFields(NamedTuple):
    """What the log of one chart says, as the chart's columns hold it."""

    chart_id: int
    terms_id: int | None
    clock_started_at: datetime | None
    due_at: datetime | None
    turnaround_seconds: int | None
    paused_seconds: int
    documentation_lag_seconds: int | None
    documentation_working_seconds: int | None
    paused_elapsed_seconds: int
    paused_since: datetime | None
    vendor_elapsed_seconds: int | None
    cutoff_at: datetime | None
    cutoff_start_by: datetime | None
    billed_at: datetime | None
    late_document: str


@dataclass(frozen=True)
class Log:
    """All that was told of one chart: its clock's events, when it was billed, its documents."""

    events: Sequence[clock.ClockEvent] = ()
    billed_at: datetime | None = None
    told: Sequence[Told] = ()

    @property
    def first_coded_at(self) -> datetime | None:
        ready = (e.at for e in self.events if e.kind is clock.ClockEventKind.READY)
        return min(ready, default=None)


@dataclass(frozen=True)
class Rulebook:
    """Terms, calendars and rules of an engagement, read once for any number of charts."""

    book: TermsBook
    rules: ClockRules
    _midnights: dict[date, datetime] = field(default_factory=dict)

    def service_ended_at(self, day: date) -> datetime:
        if day not in self._midnights:
            self._midnights[day] = clock.utc(service_ended_at(day, self.book.zone))
        return self._midnights[day]

    def cutoff(
        self, chart: "Clocked", terms: Terms | None
    ) -> tuple[datetime | None, datetime | None]:
        return self.cutoff_of(
            terms,
            location=chart.location,
            date_of_service=chart.date_of_service,
            encounter_class=chart.encounter_class,
            urgency=chart.urgency,
            complexity=chart.complexity,
        )

    def cutoff_of(
        self,
        terms: Terms | None,
        *,
        location: str,
        date_of_service: date,
        encounter_class: str,
        urgency: str,
        complexity: str,
    ) -> tuple[datetime | None, datetime | None]:
        """The cutoff, and the last start from which the promised turnaround still meets it."""
        cutoff_at = self.rules.cutoff(location, date_of_service)
        if cutoff_at is None:
            return None, None
        terms = terms or self.book.at(cutoff_at)
        promise = terms and self.book.promise(
            terms, encounter_class=encounter_class, urgency=urgency, complexity=complexity
        )
        return cutoff_at, promise.latest_start(cutoff_at) if promise else None

    def working_lag(self, service_ended: datetime, started: datetime) -> int:
        """The documentation lag in whole seconds of the practice's calendar."""
        span = self.book.practice_calendar.between(service_ended, started)
        return span // timedelta(seconds=1)


def rulebook(engagement: Engagement) -> Rulebook:
    book = terms_book(engagement)
    return Rulebook(book, clock_rules(engagement, book.practice_calendar))


@transaction.atomic
def charts_clock_recompute(
    *, actor: Actor, chart_ids: Iterable[int], rules: Rulebook | None = None
) -> int:
    """Reads the logs again and stores what changed, on the charts and on their open work.

    A chart keeps the terms of the day its clock started. The charts' rows are locked, so that no
    event comes in between reading and writing. Returns the number of charts changed.
    """
    rules = rules or rulebook(actor.engagement)
    changed = 0
    for ids in chunks(chart_ids):
        charts = _locked(actor.engagement.pk, ids)
        logs = logs_of(actor.engagement.pk, ids)
        rows = [clock_fields(chart, logs.get(chart.id, _NO_LOG), rules) for chart in charts]
        changed += clock_fields_write(actor.engagement.pk, rows)
        _rework_due(actor.engagement.pk, ids, rules.book)
    return changed


def clock_fields(chart: Clocked, log: Log, rules: Rulebook) -> ClockFields:
    book = rules.book
    started = clock.started_at(log.events)
    terms = book.by_id(chart.terms_id) if chart.terms_id else None
    if terms is None and started is not None:
        terms = book.at(started)
    promise = terms and book.promise(
        terms,
        encounter_class=chart.encounter_class,
        urgency=chart.urgency,
        complexity=chart.complexity,
    )
    ended = rules.service_ended_at(chart.date_of_service)
    reading = clock.read_clock(log.events, promise or ANY_TERMS, service_ended_at=ended)
    cutoff_at, cutoff_start_by = rules.cutoff(chart, terms)
    return ClockFields(
        chart_id=chart.id,
        terms_id=terms.pk if terms else None,
        clock_started_at=started,
        due_at=reading.due_at if promise else None,
        turnaround_seconds=_seconds(reading.turnaround) if promise else None,
        paused_seconds=_seconds(reading.paused) or 0 if promise else 0,
        documentation_lag_seconds=_seconds(reading.documentation_lag),
        documentation_working_seconds=rules.working_lag(ended, started) if started else None,
        paused_elapsed_seconds=_seconds(reading.closed_elapsed) or 0,
        paused_since=reading.paused_since,
        vendor_elapsed_seconds=_seconds(reading.vendor_elapsed),
        cutoff_at=cutoff_at,
        cutoff_start_by=cutoff_start_by,
        billed_at=log.billed_at,
        late_document=late_word(log.told, coded_at=log.first_coded_at, billed_at=log.billed_at),
    )


def service_ended_at(day: date, zone: ZoneInfo) -> datetime:
    """The midnight that ends the date of service in the engagement's zone: a note finished on
    the day itself has no lag.
    """
    return datetime.combine(day + timedelta(days=1), time(0), tzinfo=zone)


def clock_fields_write(engagement_id: int, rows: Sequence[ClockFields]) -> int:
    """Two statements, whatever the number of charts; unchanged rows are left alone."""
    if not rows:
        return 0
    columns = zip(*rows, strict=True)
    ids = [row.chart_id for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, [*map(list, columns), engagement_id])
        changed: int = cursor.rowcount
        cursor.execute(
            _WRITE_WORK, [URGENT_PRIORITY, engagement_id, engagement_id, ids, URGENT_PRIORITY]
        )
    return changed


def _rework_due(engagement_id: int, ids: Sequence[int], book: TermsBook) -> None:
    """Rework is due by the terms of the moment it was asked for, whatever the chart's clock."""
    asked = _rows(_ASKED, engagement_id, ids)
    if not asked:
        return
    due = [book.rework_due(asked_at) for _, asked_at in asked]
    with connection.cursor() as cursor:
        cursor.execute(_WRITE_ASKED, [[pk for pk, _ in asked], due, engagement_id])


def _locked(engagement_id: int, ids: Sequence[int]) -> list[Clocked]:
    return [Clocked._make(row) for row in _rows(_READ, engagement_id, ids)]


def _rows(statement: str, engagement_id: int, ids: Sequence[int]) -> list[tuple[Any, ...]]:
    """As an array: thousands of single parameters take longer to write than to look up."""
    with connection.cursor() as cursor:
        cursor.execute(statement, [engagement_id, list(ids)])
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def logs_of(engagement_id: int, ids: Sequence[int]) -> dict[int, Log]:
    """Two queries for any number of charts."""
    events: dict[int, list[clock.ClockEvent]] = defaultdict(list)
    billed: dict[int, datetime] = {}
    for chart_id, kind, at, reference in _rows(_READ_LOG, engagement_id, ids):
        if kind == ClockEventKind.BILLED:
            billed[chart_id] = min(at, billed.get(chart_id, at))
        else:
            events[chart_id].append(clock.ClockEvent(_KINDS[kind], at, reference))
    told = told_of(engagement_id, ids)
    return {
        pk: Log(events.get(pk, ()), billed.get(pk), told.get(pk, ()))
        for pk in {*events, *billed, *told}
    }


def _seconds(span: timedelta | None) -> int | None:
    return None if span is None else span // timedelta(seconds=1)


def chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    source = iter(ids)
    while chunk := list(islice(source, CHUNK)):
        yield chunk


ANY_TERMS = clock.ClockTerms(timedelta(0), clock.ClockBasis.ELAPSED, clock.WorkCalendar.always())
_NO_LOG = Log()
