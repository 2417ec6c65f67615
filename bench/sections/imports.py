"""Import: a CSV file through the product against COPY of the rows that it wrote.

Twice: into empty tables with the same indexes, the least that writing these rows can cost, and
into the product's own tables, where the same foreign keys and triggers are checked.
"""

import csv
import datetime as dt
import io
import resource
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from django.db import connection, transaction

from bench import facts, measure
from charts.importers.run import files_import
from config.dbroles import owner_connection
from engagements.kernel.scope import engagement_transaction
from engagements.models import Engagement, Payer, Provider
from engagements.selectors import system_actor

ROWS = 100_000
TIMES = 2
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
    first = _imported(engagement)
    with owner_connection():
        _remove(engagement.pk, first.batch)
    second = _imported(engagement)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    with owner_connection():
        bare, checked = _copies(engagement.pk, second.batch)
    value = min(first.seconds, second.seconds)
    what = f"{ROWS} CSV rows: read, checked, merged, clocks started, work opened"
    measure.emit(
        section="import",
        charts=charts,
        measure=what,
        value=value,
        unit="s",
        limit="bare COPY of the rows written, into empty tables with the same indexes",
        limit_value=sum(bare.values()),
        target=TARGET,
        limit_parts={table: round(taken, 3) for table, taken in bare.items()},
    )
    measure.emit(
        section="import",
        charts=charts,
        measure=what,
        value=value,
        unit="s",
        limit="COPY of the same rows into the product's tables, foreign keys and triggers checked",
        limit_value=checked,
    )
    measure.emit(
        section="import",
        charts=charts,
        measure="importing the same file again",
        value=min(first.again, second.again),
        unit="s",
    )
    measure.emit(
        section="import",
        charts=charts,
        measure="peak memory of the importing process",
        value=memory,
        unit="MB",
        target=MEMORY_TARGET_MB,
    )


@dataclass(frozen=True)
class _Imported:
    batch: int
    seconds: float
    again: float


def _imported(engagement: Engagement) -> _Imported:
    """A new file, imported twice."""
    actor = system_actor(engagement)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "worklist.csv"
        _write(engagement, path)
        began = time.perf_counter()
        batch, _ = files_import(actor=actor, files=[path])
        taken = time.perf_counter() - began
        assert (batch.created, batch.errors) == (ROWS, 0)
        began = time.perf_counter()
        again, _ = files_import(actor=actor, files=[path])
        assert again.unchanged == ROWS
        return _Imported(batch.pk, taken, time.perf_counter() - began)


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


def _copies(engagement: int, batch: int) -> tuple[dict[str, float], float]:
    """Seconds of COPY per table without checks (best of two), and of all tables with them.

    As the owner: row security lets nobody else COPY into a table.
    """
    rows = {table: _copied_out(table, _where(table, engagement, batch)) for table in WRITTEN}
    bare = {table: _bare_copy(table, rows[table]) for table in WRITTEN}
    _remove(engagement, batch)
    checked = measure.seconds(lambda: _copy_back(rows))
    _remove(engagement, batch)
    return bare, checked


def _where(table: str, engagement: int, batch: int) -> str:
    charts = OF_BATCH.format(engagement=engagement, batch=batch)
    return f"engagement_id = {engagement} AND {WRITTEN[table].format(charts=charts, batch=batch)}"


def _copied_out(table: str, where: str) -> io.BytesIO:
    rows = io.BytesIO()
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY (SELECT * FROM {table} WHERE {where}) TO STDOUT", rows)  # noqa: S608 -- our own names and numbers
    return rows


def _bare_copy(table: str, rows: io.BytesIO) -> float:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS bare_{table}")  # of a run that was cut off
        cursor.execute(f"CREATE TABLE bare_{table} (LIKE {table} INCLUDING ALL)")
        taken = []
        for _ in range(TIMES):
            cursor.execute(f"TRUNCATE bare_{table}")
            rows.seek(0)
            began = time.perf_counter()
            cursor.copy_expert(f"COPY bare_{table} FROM STDIN", rows)
            taken.append(time.perf_counter() - began)
        cursor.execute(f"DROP TABLE bare_{table}")
    return min(taken)


def _copy_back(rows: dict[str, io.BytesIO]) -> None:
    """Into the product's own tables, parents first; the commit checks the foreign keys."""
    with transaction.atomic(), connection.cursor() as cursor:
        for table in reversed(WRITTEN):
            rows[table].seek(0)
            cursor.copy_expert(f"COPY {table} FROM STDIN", rows[table])


def _remove(engagement: int, batch: int) -> None:
    """Take the imported charts out again, so that a second run finds the database as it was."""
    with transaction.atomic(), connection.cursor() as cursor:
        for table in WRITTEN:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(f"ANALYZE {table}")  # or a table filled just now is planned as empty
        for table in WRITTEN:
            cursor.execute(f"DELETE FROM {table} WHERE {_where(table, engagement, batch)}")  # noqa: S608 -- our own names and numbers
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks to come is locked
        for table in WRITTEN:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
