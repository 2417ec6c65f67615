"""What the clock reads of charts and writes back: logs in, columns out, thousands at once."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any, NamedTuple

from django.db import connection

from charts.completeness import Told
from charts.enums import ClockEventKind
from charts.selectors.documents import told_of
from engagements.kernel import clock

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
# Rework that was asked for has a due time of its own, see `rework_due_write`.
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
# With each event whether it is a query of the vendor's, of which the terms may cap the number.
_READ_LOG = """
    SELECT e.chart_id, e.kind, e.at, e.reference,
           e.kind = 'pause' AND starts_with(e.reference, 'query:') AND EXISTS (
               SELECT 1 FROM engagements_user u
                 JOIN engagements_engagement n ON n.vendor_id = u.organization_id
                WHERE u.id = e.recorded_by_id AND n.id = e.engagement_id)
      FROM charts_clockevent e
     WHERE e.engagement_id = %s AND e.chart_id = ANY(%s) AND e.kind <> 'cancel'
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
    """All that was told of one chart: its clock's events, when it was billed, its documents.

    `queries` are the pauses by queries of the vendor, which are among the events too.
    """

    events: Sequence[clock.ClockEvent] = ()
    billed_at: datetime | None = None
    told: Sequence[Told] = ()
    queries: Sequence[clock.ClockEvent] = ()

    def beyond(self, most: int) -> frozenset[str]:
        """The vendor's queries since the clock started that no longer stop it; 0: all stop it."""
        started = clock.started_at(self.events) if most and len(self.queries) > most else None
        if started is None:
            return frozenset()
        asked = sorted((event.at, event.reference) for event in self.queries)
        order = dict.fromkeys(reference for at, reference in asked if at >= started)
        return frozenset(list(order)[most:])

    def counted(self, most: int) -> Sequence[clock.ClockEvent]:
        """The events by which the clock is read where the terms cap the vendor's queries."""
        over = self.beyond(most)
        if not over:
            return self.events
        return [event for event in self.events if event.reference not in over]

    @property
    def first_coded_at(self) -> datetime | None:
        ready = (e.at for e in self.events if e.kind is clock.ClockEventKind.READY)
        return min(ready, default=None)


NO_LOG = Log()


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


def rework_due_write(
    engagement_id: int, ids: Sequence[int], due_of: Callable[[datetime], datetime | None]
) -> None:
    """Rework is due by the terms of the moment it was asked for, whatever the chart's clock."""
    asked = _rows(_ASKED, engagement_id, ids)
    if not asked:
        return
    due = [due_of(asked_at) for _, asked_at in asked]
    with connection.cursor() as cursor:
        cursor.execute(_WRITE_ASKED, [[pk for pk, _ in asked], due, engagement_id])


def rows_locked(engagement_id: int, ids: Sequence[int]) -> list[Clocked]:
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
    queries: dict[int, list[clock.ClockEvent]] = defaultdict(list)
    billed: dict[int, datetime] = {}
    for chart_id, kind, at, reference, is_query in _rows(_READ_LOG, engagement_id, ids):
        if kind == ClockEventKind.BILLED:
            billed[chart_id] = min(at, billed.get(chart_id, at))
            continue
        event = clock.ClockEvent(_KINDS[kind], at, reference)
        events[chart_id].append(event)
        if is_query:
            queries[chart_id].append(event)
    told = told_of(engagement_id, ids)
    return {
        pk: Log(events.get(pk, ()), billed.get(pk), told.get(pk, ()), queries.get(pk, ()))
        for pk in {*events, *billed, *told}
    }


def chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    source = iter(ids)
    while chunk := list(islice(source, CHUNK)):
        yield chunk
