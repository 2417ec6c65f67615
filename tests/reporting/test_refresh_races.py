"""Refreshes at once, overtaken by writers, or killed: real connections, real processes."""

import datetime as dt
import os
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction

from charts.models import Chart
from engagements.kernel.metrics import METRICS
from engagements.kernel.scope import engagement_transaction
from engagements.selectors import system_actor
from reporting.models import DirtyDay, ProductionDaily
from reporting.services import rollup_refresh_all
from tests.factories.charts import chart, coded_chart
from tests.factories.world import build_world
from tests.reporting.histories import assert_three_ways_agree

pytestmark = pytest.mark.django_db(transaction=True)
UTC = dt.UTC
WAITING = (
    "SELECT count(*) FROM pg_locks"
    " WHERE relation = 'reporting_productiondaily'::regclass AND NOT granted"
)
# The name under which PostgreSQL knows the refreshing process: other tests may have connections.
REFRESHERS = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    " AND application_name = 'refresh under test'"
)


def march(day, hour=15):
    return dt.datetime(2026, 3, day, hour, tzinfo=UTC)


@pytest.fixture
def own(transactional_db):
    world = build_world()
    with engagement_transaction(world.own.pk):
        for day in range(2, 12):
            coded_chart(
                world.own,
                world.user("vendor_coder"),
                received_at=march(day),
                documentation_complete_at=march(day),
                due_at=march(day + 1),
                coded_at=march(day + 1, 12),
                turnaround_seconds=7200,
                documentation_lag_seconds=60,
            )
    rollup_refresh_all(actor=system_actor(world.own))
    return world.own


def write_late(engagement, **changes):
    with engagement_transaction(engagement.pk):
        Chart.objects.filter(received_at__lt=march(6)).update(**changes)


def marked_days(engagement):
    with engagement_transaction(engagement.pk):
        return set(DirtyDay.objects.values_list("family", "day"))


def total_rows(engagement):
    with engagement_transaction(engagement.pk):
        return list(ProductionDaily.objects.order_by("grain", "day", "id").values())


def agree(engagement):
    with engagement_transaction(engagement.pk):
        assert_three_ways_agree(engagement.pk)


@contextmanager
def rollup_table_held():
    """Holds the rollup table, so that a refresh stops between its two statements."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE reporting_productiondaily IN SHARE ROW EXCLUSIVE MODE")
        yield cursor


def until(cursor, question, wanted):
    for _ in range(6000):
        cursor.execute(question)
        if cursor.fetchone()[0] == wanted:
            return
        cursor.execute("SELECT pg_sleep(0.01), pg_stat_clear_snapshot()")
    raise AssertionError(f"never {wanted}: {question}")


def database_url():
    db = connection.settings_dict
    login = f"{db['USER']}:{db['PASSWORD']}" if db["PASSWORD"] else db["USER"]
    if db["HOST"].startswith("/"):
        return f"postgresql://{login}@/{db['NAME']}?host={db['HOST']}"
    return f"postgresql://{login}@{db['HOST']}:{db['PORT'] or 5432}/{db['NAME']}"


def refresh_process():
    environment = os.environ | {
        "DATABASE_URL": database_url(),
        "REDIS_URL": settings.REDIS_URL,
        "PGAPPNAME": "refresh under test",
    }
    return subprocess.Popen(
        [sys.executable, "manage.py", "refresh_rollups", "--engagement", "own"],
        cwd=Path(settings.BASE_DIR),
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def in_thread(work):
    """Runs `work` on its own connection; what it raises is raised by `join`."""
    failures = []

    def run():
        try:
            work()
        except BaseException as error:  # noqa: BLE001 -- handed to the test by join
            failures.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()

    def join():
        thread.join()
        if failures:
            raise failures[0]

    return join


def test_a_worker_killed_in_the_middle_leaves_marks_and_rows_as_they_were(own):
    write_late(own, specialty="oncology")
    marks, rows = marked_days(own), total_rows(own)
    assert marks
    with rollup_table_held() as cursor:
        process = refresh_process()
        until(cursor, WAITING, 1)
        until(cursor, REFRESHERS, 1)
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
    with connection.cursor() as cursor:
        until(cursor, REFRESHERS, 0)
    assert marked_days(own) == marks
    assert total_rows(own) == rows
    again = refresh_process()
    output, _ = again.communicate()
    assert again.returncode == 0, output
    assert marked_days(own) == set()
    agree(own)


def test_a_mark_set_while_a_refresh_runs_survives_it(own):
    write_late(own, specialty="oncology")
    with rollup_table_held() as cursor:
        join = in_thread(lambda: rollup_refresh_all(actor=system_actor(own)))
        until(cursor, WAITING, 1)
        writer = in_thread(lambda: write_late(own, specialty="cardiology"))
        writer()
    join()
    refresh_again = rollup_refresh_all(actor=system_actor(own))
    assert sum(step.days for step in refresh_again) >= 1
    agree(own)


def test_refreshes_at_once_and_writers_between_end_in_agreement(own):
    def write():
        for number, specialty in enumerate(("cardiology", "oncology", "neurology", "")):
            write_late(own, specialty=specialty, due_at=march(10 + number))
            with engagement_transaction(own.pk):
                chart(own, received_at=march(4 + number), due_at=march(6 + number))

    def refresh():
        for _ in range(4):
            rollup_refresh_all(actor=system_actor(own))

    joins = [in_thread(work) for work in (write, refresh, refresh, write)]
    for join in joins:
        join()
    rollup_refresh_all(actor=system_actor(own))
    assert marked_days(own) == set()
    agree(own)


def test_a_rebuild_beside_a_refresh_ends_in_agreement(own):
    write_late(own, specialty="oncology")
    joins = [
        in_thread(lambda: rollup_refresh_all(actor=system_actor(own), rebuild=True)),
        in_thread(lambda: rollup_refresh_all(actor=system_actor(own))),
    ]
    for join in joins:
        join()
    assert set(METRICS.families) >= {"production", "audits", "claims"}
    agree(own)
