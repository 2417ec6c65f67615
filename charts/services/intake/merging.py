"""The set-based part: stage by COPY what is new or differs, compare, update, insert."""

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils import timezone

from charts.completeness import complete_at
from charts.enums import ChartState
from charts.rows import ChartRow
from charts.services.copying import copy_rows
from charts.services.intake.directory import Directory
from charts.services.starting import Start, Starter

STAGED = "intake_staged"
READY, WAITING = ChartState.READY.value, ChartState.WAITING.value
_NO_START = Start()
FINGERPRINT_FIELDS = 12
"""How many of a row's values are always its content; the location is where it is given."""

COLUMN_OF = {"provider_id": "provider_npi", "payer_id": "payer"}
"""Chart columns that are called otherwise in the file."""


def _undecided(field: str) -> str:
    """Nobody has set the field by hand (R22)."""
    return f"""NOT EXISTS (
        SELECT 1 FROM charts_classchange k
         WHERE k.engagement_id = c.engagement_id AND k.chart_id = c.id AND k.field = '{field}')
    """  # noqa: S608 -- constants


def _while_waiting(field: str) -> str:
    return (
        f"{field} = CASE WHEN c.state = 'waiting' AND {_undecided(field)}"
        f" THEN s.{field} ELSE c.{field} END"
    )


# An empty cell changes nothing, so a difference needs a value on the staged side.
_DIFFERS = {
    "encounter_class": (
        f"s.encounter_class <> c.encounter_class AND {_undecided('encounter_class')}"
    ),
    "specialty": "s.specialty <> c.specialty",
    "provider_id": "s.provider_id IS NOT NULL AND s.provider_id IS DISTINCT FROM c.provider_id",
    "payer_id": "s.payer_id IS NOT NULL AND s.payer_id IS DISTINCT FROM c.payer_id",
    "payer_state": "s.payer_state NOT IN ('', c.payer_state)",
    "date_of_service": "s.date_of_service <> c.date_of_service",
    "documentation_complete_at": (
        "s.documentation_complete_at IS NOT NULL"
        " AND s.documentation_complete_at IS DISTINCT FROM c.documentation_complete_at"
    ),
    "urgency": f"s.urgency <> c.urgency AND {_undecided('urgency')}",
    "ehr_url": "s.ehr_url NOT IN ('', c.ehr_url)",
    "billed_amount": (
        "s.billed_amount IS NOT NULL AND s.billed_amount IS DISTINCT FROM c.billed_amount"
    ),
    "location": "s.location NOT IN ('', c.location)",
}
_STAGED_COLUMNS = {
    "place": "int",
    "encounter_ref": "varchar",
    "encounter_class": "varchar",
    "specialty": "varchar",
    "provider_id": "bigint",
    "payer_id": "bigint",
    "payer_state": "varchar",
    "date_of_service": "date",
    "documentation_complete_at": "timestamptz",
    "urgency": "varchar",
    "ehr_url": "varchar",
    "billed_amount": "numeric(12, 2)",
    "location": "varchar",
    "complexity": "varchar",
    "row_sha256": "varchar",
    "state": "varchar",
    "terms_id": "bigint",
    "clock_started_at": "timestamptz",
    "due_at": "timestamptz",
    "documentation_lag_seconds": "bigint",
    "documentation_working_seconds": "bigint",
    "cutoff_at": "timestamptz",
    "cutoff_start_by": "timestamptz",
}
_COLUMNS = tuple(_STAGED_COLUMNS)
_WRITTEN = ", ".join(name for name in _COLUMNS if name != "place")
_CREATE = f"""
    DROP TABLE IF EXISTS {STAGED};
    CREATE TEMP TABLE {STAGED} (
        {", ".join(f"{name} {kind}" for name, kind in _STAGED_COLUMNS.items())}
    ) ON COMMIT DROP
"""
_KNOWN = """
    SELECT encounter_ref, row_sha256 FROM charts_chart
     WHERE engagement_id = %(engagement)s AND encounter_ref = ANY(%(refs)s)
"""
_COMPARE = f"""
    SELECT s.place, c.state,
           array_remove(ARRAY[{
    ", ".join(f"CASE WHEN {differs} THEN '{name}' END" for name, differs in _DIFFERS.items())
}], NULL)
      FROM {STAGED} s
      JOIN charts_chart c
        ON c.engagement_id = %(engagement)s AND c.encounter_ref = s.encounter_ref
     WHERE c.row_sha256 <> s.row_sha256
     ORDER BY c.id
       FOR UPDATE OF c
"""  # noqa: S608 -- constants
_UPDATE = f"""
    UPDATE charts_chart c
       SET provider_id = COALESCE(s.provider_id, c.provider_id),
           payer_id = COALESCE(s.payer_id, c.payer_id),
           payer_state = COALESCE(NULLIF(s.payer_state, ''), c.payer_state),
           date_of_service = s.date_of_service,
           ehr_url = COALESCE(NULLIF(s.ehr_url, ''), c.ehr_url),
           billed_amount = COALESCE(s.billed_amount, c.billed_amount),
           location = COALESCE(NULLIF(s.location, ''), c.location),
           {_while_waiting("encounter_class")},
           {_while_waiting("urgency")},
           {_while_waiting("complexity")},
           specialty = CASE c.state WHEN 'waiting' THEN s.specialty ELSE c.specialty END,
           documentation_complete_at = CASE c.state WHEN 'waiting'
               THEN COALESCE(s.documentation_complete_at, c.documentation_complete_at)
               ELSE c.documentation_complete_at END,
           row_sha256 = CASE WHEN s.place = ANY(%(partial)s)
               THEN c.row_sha256 ELSE s.row_sha256 END
      FROM {STAGED} s
     WHERE c.engagement_id = %(engagement)s AND c.encounter_ref = s.encounter_ref
       AND s.place = ANY(%(places)s) AND c.state NOT IN ('coded', 'cancelled')
    RETURNING c.id
"""  # noqa: S608 -- constants
_INSERT = f"""
    INSERT INTO charts_chart (engagement_id, paused_seconds, batch_id, received_at, {_WRITTEN})
    SELECT %(engagement)s, 0, %(batch)s, %(now)s, {_WRITTEN}
      FROM {STAGED}
     WHERE state IS NOT NULL
     ORDER BY place
    RETURNING id, state
"""  # noqa: S608 -- constants


@dataclass(frozen=True, slots=True)
class Difference:
    """A chart that is here already and of which the file says something else."""

    place: int
    state: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Arrival:
    """A row that is new or says something new, at its place in the step."""

    place: int
    row: ChartRow
    fingerprint: str
    is_new: bool


def arrivals(engagement_id: int, rows: Sequence[ChartRow]) -> list[Arrival]:
    """The rows that are not here already, word for word."""
    refs = [row.encounter_ref for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, {"engagement": engagement_id, "refs": refs})
        known = dict(cursor.fetchall())
    return [
        Arrival(place, row, mark, row.encounter_ref not in known)
        for place, (row, mark) in enumerate((row, fingerprint(row)) for row in rows)
        if known.get(row.encounter_ref) != mark
    ]


def stage(directory: Directory, starter: Starter, arrived: Sequence[Arrival]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_CREATE)
    copy_rows(STAGED, _COLUMNS, _staged(directory, starter, arrived))


def _staged(
    directory: Directory, starter: Starter, arrived: Sequence[Arrival]
) -> Iterator[tuple[Any, ...]]:
    rules = starter.rulebook.rules
    for arrival in arrived:
        row, payer_id = arrival.row, directory.payer_id(arrival.row)
        complete = _complete_at(starter, arrival)
        complexity = rules.complexity(
            specialty=row.specialty,
            encounter_class=row.encounter_class,
            payer_id=payer_id,
            day=row.date_of_service,
        )
        yield (
            arrival.place, row.encounter_ref, row.encounter_class, row.specialty,
            directory.provider_id(row), payer_id, row.payer_state, row.date_of_service, complete,
            row.urgency, row.ehr_url, row.billed_amount, row.location, complexity,
            arrival.fingerprint, *_beginning(starter, arrival, complete, complexity),
        )  # fmt: skip


def _complete_at(starter: Starter, arrival: Arrival) -> dt.datetime | None:
    """Where documents are required they alone say it: of a chart that is here, once they are
    recorded.
    """
    row = arrival.row
    required = starter.rulebook.rules.required(row.encounter_class, row.date_of_service)
    if not required:
        return row.documentation_complete_at
    return complete_at(required, [each.told for each in row.documents]) if arrival.is_new else None


def _beginning(
    starter: Starter, arrival: Arrival, complete: dt.datetime | None, complexity: str
) -> tuple[Any, ...]:
    """State and clock that a new chart is written with; one that is here has its own."""
    row = arrival.row
    if not arrival.is_new:
        return (None, *_NO_START)
    start = starter.start(
        complete,
        row.date_of_service,
        encounter_class=row.encounter_class,
        urgency=row.urgency,
        complexity=complexity,
        location=row.location,
    )
    return (WAITING if start.clock_started_at is None else READY, *start)


def fingerprint(row: ChartRow) -> str:
    """One hash of what the row says; equal rows need no second look."""
    content = row[:FINGERPRINT_FIELDS] + ((row.location,) if row.location else ()) + row.documents
    return hashlib.sha256("\x1f".join(map(str, content)).encode()).hexdigest()


def differences(engagement_id: int, arrived: Sequence[Arrival]) -> list[Difference]:
    """What the file says otherwise of charts that are here, their rows locked."""
    if all(arrival.is_new for arrival in arrived):
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {STAGED}")
        cursor.execute(_COMPARE, {"engagement": engagement_id})
        found = [
            Difference(place, state, tuple(fields)) for place, state, fields in cursor.fetchall()
        ]
    return [difference for difference in found if difference.fields]


def update(engagement_id: int, places: list[int], partial: list[int]) -> list[int]:
    if not places:
        return []
    values: dict[str, Any] = {"engagement": engagement_id, "places": places, "partial": partial}
    with connection.cursor() as cursor:
        cursor.execute(_UPDATE, values)
        return [chart_id for (chart_id,) in cursor.fetchall()]


def insert(engagement_id: int, batch_id: int) -> tuple[int, list[int]]:
    """Writes the new charts, each once; how many, and the ids of those whose clock has started."""
    values: dict[str, Any] = {
        "engagement": engagement_id,
        "batch": batch_id,
        "now": timezone.now(),
    }
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, values)
        made = cursor.fetchall()
    return len(made), [chart_id for chart_id, state in made if state == READY]
