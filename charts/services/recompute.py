"""Due times and durations from the event logs, for one chart or a hundred thousand."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from charts.enums import ClockEventKind
from charts.models import Chart, ClockEvent
from engagements.kernel import clock
from engagements.kernel.policy import Actor
from engagements.selectors.clock_terms import TermsBook, terms_book

CHUNK = 2000
_KINDS = {kind.value: kind for kind in clock.ClockEventKind}

_WRITE = """
    UPDATE charts_chart c
       SET terms_id = v.terms_id, due_at = v.due_at, turnaround_seconds = v.turnaround_seconds,
           paused_seconds = v.paused_seconds,
           documentation_lag_seconds = v.documentation_lag_seconds
      FROM unnest(%s::bigint[], %s::bigint[], %s::timestamptz[], %s::bigint[], %s::bigint[],
                  %s::bigint[])
           AS v(id, terms_id, due_at, turnaround_seconds, paused_seconds,
                documentation_lag_seconds)
     WHERE c.engagement_id = %s AND c.id = v.id
       AND (c.terms_id, c.due_at, c.turnaround_seconds, c.paused_seconds,
            c.documentation_lag_seconds)
           IS DISTINCT FROM (v.terms_id, v.due_at, v.turnaround_seconds, v.paused_seconds,
                             v.documentation_lag_seconds)
"""
_WRITE_WORK = """
    UPDATE charts_workitem w
       SET due_at = c.due_at, priority = CASE c.urgency WHEN 'urgent' THEN %s ELSE 0 END
      FROM charts_chart c
     WHERE w.engagement_id = %s AND c.engagement_id = %s AND w.chart_id = c.id
       AND w.chart_id = ANY(%s) AND w.state IN ('open', 'leased', 'pending')
       AND (w.due_at, w.priority)
           IS DISTINCT FROM (c.due_at, (CASE c.urgency WHEN 'urgent' THEN %s ELSE 0 END)::smallint)
"""
URGENT_PRIORITY = 100


class ClockFields(NamedTuple):
    """What the log of one chart says, as the chart's columns hold it."""

    chart_id: int
    terms_id: int | None
    due_at: datetime | None
    turnaround_seconds: int | None
    paused_seconds: int
    documentation_lag_seconds: int | None


@transaction.atomic
def charts_clock_recompute(*, actor: Actor, chart_ids: Iterable[int]) -> int:
    """Reads the logs again and stores what changed, on the charts and on their open work.

    A chart keeps the terms of the day its clock started. Returns the number of charts changed.
    """
    book = terms_book(actor.engagement)
    changed = 0
    for ids in chunks(chart_ids):
        charts = Chart.objects.filter(engagement=actor.engagement, pk__in=ids)
        logs = _logs(actor.engagement.pk, ids)
        rows = [clock_fields(chart, logs.get(chart.pk, ()), book) for chart in charts]
        changed += clock_fields_write(actor.engagement.pk, rows)
    return changed


def clock_fields(chart: Chart, events: Sequence[clock.ClockEvent], book: TermsBook) -> ClockFields:
    started = clock.read_clock(events, _ANY_TERMS).started_at
    terms = book.by_id(chart.terms_id) if chart.terms_id else None
    if terms is None and started is not None:
        terms = book.at(started)
    promise = terms and book.promise(
        terms,
        encounter_class=chart.encounter_class,
        urgency=chart.urgency,
        complexity=chart.complexity,
    )
    reading = clock.read_clock(
        events,
        promise or _ANY_TERMS,
        service_ended_at=service_ended_at(chart.date_of_service, book.zone),
    )
    return ClockFields(
        chart_id=chart.pk,
        terms_id=terms.pk if terms else None,
        due_at=reading.due_at if promise else None,
        turnaround_seconds=_seconds(reading.turnaround) if promise else None,
        paused_seconds=_seconds(reading.paused) or 0 if promise else 0,
        documentation_lag_seconds=_seconds(reading.documentation_lag),
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


def _logs(engagement_id: int, ids: Sequence[int]) -> dict[int, list[clock.ClockEvent]]:
    logs: dict[int, list[clock.ClockEvent]] = defaultdict(list)
    events = ClockEvent.objects.filter(engagement_id=engagement_id, chart_id__in=ids)
    for chart_id, kind, at, reference in events.exclude(kind=ClockEventKind.CANCEL).values_list(
        "chart_id", "kind", "at", "reference"
    ):
        logs[chart_id].append(clock.ClockEvent(_KINDS[kind], at, reference))
    return logs


def _seconds(span: timedelta | None) -> int | None:
    return None if span is None else int(span.total_seconds())


def chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    source = iter(ids)
    while chunk := list(islice(source, CHUNK)):
        yield chunk


_ANY_TERMS = clock.ClockTerms(timedelta(0), clock.ClockBasis.ELAPSED, clock.WorkCalendar.always())
