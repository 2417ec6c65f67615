"""Import: a CSV file through the product against bare COPY of the rows that it wrote."""

import csv
import datetime as dt
import io
import resource
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, transaction

from bench import facts, measure
from charts.importers.run import files_import
from config.dbroles import owner_connection
from engagements.kernel.scope import engagement_transaction
from engagements.models import Engagement, Payer, Provider
from engagements.selectors import system_actor

ROWS = 100_000
TARGET = 4.0
MEMORY_TARGET_MB = 500.0
HEADER = (
    "encounter_ref", "encounter_class", "specialty", "provider_npi", "provider_name", "payer",
    "payer_state", "date_of_service", "documentation_complete_at", "urgency", "ehr_url",
    "billed_amount",
)  # fmt: skip
OF_BATCH = "SELECT id FROM charts_chart WHERE engagement_id = {engagement} AND batch_id = {batch}"
# What an import writes, children first.
WRITTEN = {
    "charts_workitem": "chart_id IN ({charts})",
    "charts_clockevent": "chart_id IN ({charts})",
    "engagements_stateevent": "model = 'charts.Chart' AND object_id IN ({charts})",
    "charts_chart": "batch_id = {batch}",
}


def run(charts: int) -> None:
    engagement = Engagement.objects.get(slug="bench")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "worklist.csv"
        _write(engagement, path)
        began = time.perf_counter()
        batch, _ = files_import(actor=system_actor(engagement), files=[path])
        value = time.perf_counter() - began
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        assert (batch.created, batch.errors) == (ROWS, 0)
        began = time.perf_counter()
        again, _ = files_import(actor=system_actor(engagement), files=[path])
        repeated = time.perf_counter() - began
        assert again.unchanged == ROWS
    limits = _bare_copies(engagement.pk, batch.pk)
    measure.emit(
        section="import",
        charts=charts,
        measure=f"{ROWS} CSV rows: read, checked, merged, clocks started, work opened",
        value=value,
        unit="s",
        limit="bare COPY of the rows written, into tables with the same indexes",
        limit_value=sum(limits.values()),
        target=TARGET,
        limit_parts={table: round(taken, 3) for table, taken in limits.items()},
        repeated=round(repeated, 3),
    )
    measure.emit(
        section="import",
        charts=charts,
        measure="peak memory of the importing process",
        value=memory,
        unit="MB",
        target=MEMORY_TARGET_MB,
    )


def _write(engagement: Engagement, path: Path) -> None:
    with engagement_transaction(engagement.pk):
        providers = list(Provider.objects.values_list("npi", "name"))
        payers = list(Payer.objects.values_list("name", flat=True))
    now = dt.datetime.now(tz=dt.UTC).replace(microsecond=0)
    run_name = f"{now:%m%d%H%M%S}"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for i in range(ROWS):
            bits = facts.mixed(i)
            npi, name = providers[bits % len(providers)]
            complete = now - dt.timedelta(minutes=bits % (60 * 24 * 60))
            writer.writerow(
                (
                    f"{run_name}-{i}", facts.CLASSES[bits % len(facts.CLASSES)],
                    facts.specialty(i), npi, name, payers[bits % len(payers)],
                    facts.STATES[bits % len(facts.STATES)],
                    (complete - dt.timedelta(days=1)).date(), complete.isoformat(),
                    "urgent" if facts.is_urgent(i) else "routine",
                    f"https://ehr.example/e/{i}", f"{bits % 50000 / 100:.2f}",
                )
            )  # fmt: skip


def _bare_copies(engagement: int, batch: int) -> dict[str, float]:
    """Seconds of COPY per table. As the owner: row security lets nobody else COPY into a table."""
    taken = {}
    with owner_connection():
        for table, condition in WRITTEN.items():
            charts = OF_BATCH.format(engagement=engagement, batch=batch)
            where = condition.format(charts=charts, batch=batch)
            with _copied_out(table, f"engagement_id = {engagement} AND {where}") as rows:
                taken[table] = min(_copy_in(table, rows) for _ in range(2))
        _remove(engagement, batch)
    return taken


@contextmanager
def _copied_out(table: str, where: str) -> Iterator[io.BytesIO]:
    rows = io.BytesIO()
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY (SELECT * FROM {table} WHERE {where}) TO STDOUT", rows)  # noqa: S608 -- our own names and numbers
        cursor.execute(f"DROP TABLE IF EXISTS bare_{table}")  # of a run that was cut off
        cursor.execute(f"CREATE TABLE bare_{table} (LIKE {table} INCLUDING ALL)")
    try:
        yield rows
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE bare_{table}")


def _copy_in(table: str, rows: io.BytesIO) -> float:
    rows.seek(0)
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE bare_{table}")
        began = time.perf_counter()
        cursor.copy_expert(f"COPY bare_{table} FROM STDIN", rows)
        return time.perf_counter() - began


def _remove(engagement: int, batch: int) -> None:
    """Take the imported charts out again, so that a second run finds the database as it was."""
    charts = OF_BATCH.format(engagement=engagement, batch=batch)
    with transaction.atomic(), connection.cursor() as cursor:
        for table in WRITTEN:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for table, condition in WRITTEN.items():
            where = condition.format(charts=charts, batch=batch)
            cursor.execute(f"DELETE FROM {table} WHERE engagement_id = {engagement} AND {where}")  # noqa: S608 -- our own names and numbers
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks to come is locked
        for table in WRITTEN:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
