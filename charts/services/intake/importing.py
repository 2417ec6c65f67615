"""The import itself: rows in, charts out, in steps that each commit.

A step that was committed is not counted twice: when a worker dies, the task runs again over the
same file, finds its rows in place, and goes on where the counts stop.

What a corrected row may still change depends on where its chart is:

* waiting for documentation, or for the BAA: everything;
* clock running: not what the clock and the routing were decided by (class, specialty, urgency,
  time of complete documentation);
* coded or cancelled: nothing.

What it may not change is told as an error; the rest of the row goes in. An empty cell changes
nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import connection
from django.utils import timezone

from charts.enums import ChartState, DocumentSource
from charts.models import ImportBatch
from charts.rows import ChartRow, RowError, shown
from charts.services.documents import documents_import
from charts.services.intake import merging
from charts.services.intake.directory import Directory
from charts.services.intake.errors import ErrorFile
from charts.services.intake.scope import out_of_scope, scope_terms
from charts.services.intake.steps import StepReader
from charts.services.recompute import charts_clock_recompute
from charts.services.release import charts_release, work_open
from charts.services.routing import charts_reroute
from charts.services.starting import Starter
from engagements.enums import JobState
from engagements.kernel.policy import Actor
from engagements.kernel.scope import engagement_transaction
from engagements.models import Job
from engagements.services import job_progress

STEP = 10_000
LOCK = 0x1417
"""The first key of the advisory lock that lets one import at a time into an engagement."""

FHIR = DocumentSource.FHIR
CLOSED = {ChartState.CODED.value, ChartState.CANCELLED.value}
DECIDED_BY = frozenset({"encounter_class", "specialty", "urgency", "documentation_complete_at"})


@dataclass
class StepResult:
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: list[RowError] = field(default_factory=list)


def charts_import(
    *,
    actor: Actor,
    batch: ImportBatch,
    items: Iterable[ChartRow | RowError],
    job: Job | None = None,
) -> ImportBatch:
    """Merges the rows into the engagement's charts and releases those that may start.

    Idempotent: the same rows again leave every chart as it is. `created`, `updated`, `unchanged`
    and `errors` count rows; a row of which a part was refused counts as updated and as an error.
    """
    actor.require("chart.import")
    position, last = 0, ("", 0)
    with ErrorFile() as errors, StepReader(items, STEP) as reader:
        while step := reader.take():
            for item in step:  # a row may have several errors
                position += (item.file, item.row) != last or not item.row
                last = (item.file, item.row)
            with engagement_transaction(actor.engagement.pk):
                _step(actor, batch, step, position, errors, reader=reader)
                if job is not None:
                    job_progress(job=job, done=position, message=f"{position:,} rows read")
        with engagement_transaction(actor.engagement.pk):
            batch.error_file = errors.store(actor=actor, batch=batch)
            batch.errors = errors.rows
            batch.state = JobState.DONE
            batch.job = job
            batch.finished_at = timezone.now()
            batch.save()
    return batch


def _step(
    actor: Actor,
    batch: ImportBatch,
    step: list[ChartRow | RowError],
    position: int,
    errors: ErrorFile,
    *,
    reader: StepReader,
) -> None:
    rows = [item for item in step if isinstance(item, ChartRow)]
    result = _merge(actor, batch, rows, reader) if rows else StepResult()
    errors.add(item for item in step if isinstance(item, RowError))
    errors.add(result.refused)
    if position <= batch.rows:
        return  # counted before the worker died
    batch.rows = position
    batch.created += result.created
    batch.updated += result.updated
    batch.unchanged += result.unchanged
    batch.errors = errors.rows
    batch.save(update_fields=["rows", "created", "updated", "unchanged", "errors"])


def _merge(
    actor: Actor, batch: ImportBatch, rows: list[ChartRow], reader: StepReader
) -> StepResult:
    engagement_id = actor.engagement.pk
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s::int)", [LOCK, engagement_id])
    result = StepResult()
    arrived = _covered(actor, merging.arrivals(engagement_id, rows), result)
    if not arrived:
        result.unchanged = len(rows) - len(result.refused)
        return result
    starter = Starter(actor.engagement)
    directory = Directory(engagement_id, [arrival.row for arrival in arrived])
    merging.stage(directory, starter, arrived)
    changeable: list[int] = []
    partial: list[int] = []
    for difference in merging.differences(engagement_id, arrived):
        refused = _frozen(difference)
        row = rows[difference.place]
        result.refused += [_refusal(row, name, difference.state) for name in refused]
        if len(refused) < len(difference.fields):
            changeable.append(difference.place)
            if refused:
                partial.append(difference.place)
    reader.ahead()
    updated = merging.update(engagement_id, changeable, partial)
    created, ready = merging.insert(engagement_id, batch.pk)
    reason = f"Import {batch.pk}"
    if updated:
        charts_clock_recompute(actor=actor, chart_ids=updated)
        charts_release(actor=actor, chart_ids=updated, reason=reason)
        charts_reroute(actor=actor, chart_ids=updated, reason=reason)
    if ready and starter.opened_at is not None:
        work_open(actor=actor, chart_ids=ready, opened_at=starter.opened_at, reason=reason)
    told = documents_import(
        actor=actor,
        rows=[arrival.row for arrival in arrived],
        settle=[arrival.row.encounter_ref for arrival in arrived if not arrival.is_new],
        source=FHIR if batch.format == FHIR else DocumentSource.LIST,
    )
    result.created, result.updated = created, len({*updated, *told})
    whole_refusals = {(e.file, e.row) for e in result.refused}
    partly = [rows[place] for place in partial]
    partly += [row for row in rows if row.encounter_ref in told.values()]
    whole_refusals -= {(row.file, row.row) for row in partly}
    result.unchanged = len(rows) - result.created - result.updated - len(whole_refusals)
    return result


def _covered(
    actor: Actor, arrived: list[merging.Arrival], result: StepResult
) -> list[merging.Arrival]:
    """Those that the terms cover; new charts outside the scope are refused."""
    terms = scope_terms(actor.engagement) if any(arrival.is_new for arrival in arrived) else None
    covered = []
    for arrival in arrived:
        refusal = out_of_scope(arrival.row, terms) if arrival.is_new else None
        if refusal is None:
            covered.append(arrival)
        else:
            result.refused.append(refusal)
    return covered


def _frozen(difference: merging.Difference) -> list[str]:
    """The fields that differ and may no longer change."""
    if difference.state in CLOSED:
        return list(difference.fields)
    if difference.state == ChartState.WAITING:
        return []
    return [name for name in difference.fields if name in DECIDED_BY]


def _refusal(row: ChartRow, name: str, state: str) -> RowError:
    value = getattr(row, merging.COLUMN_OF.get(name, name))
    if state in CLOSED:
        problem = f"differs, but the chart is already {ChartState(state).label.lower()}"
        remedy = "Nothing was changed; ask for the chart to be reopened if it must be"
    else:
        problem = "differs, but the clock is running"
        remedy = "This field was left as it is; change it on the chart's page, with a reason"
    return RowError(
        row.file, row.row, merging.COLUMN_OF.get(name, name), shown(value), problem, remedy
    )
