import datetime as dt

from django.db import connection, transaction

from charts.enums import ChartState
from charts.models import Chart
from engagements.kernel.metrics import METRICS
from engagements.kernel.scope import engagement_scope
from reporting.dirty import create_statements
from reporting.models import DirtyDay
from tests.factories.charts import chart, coded_chart

UTC = dt.UTC


def marks():
    found = set(DirtyDay.objects.values_list("family", "day"))
    DirtyDay.objects.all().delete()
    return found


def production(*days):
    return {("production", dt.date(2026, 3, day)) for day in days}


def march(day, hour=15):
    return dt.datetime(2026, 3, day, hour, tzinfo=UTC)


def some_chart(scoped, **fields):
    usual = {
        "received_at": march(2),
        "documentation_complete_at": march(3),
        "due_at": march(5),
        "documentation_lag_seconds": 3600,
    }
    return chart(scoped.own, **(usual | fields))


def test_marks_insert_every_day_a_new_fact_takes_part_in(scoped):
    some_chart(scoped)
    assert marks() == production(2, 3, 5)


def test_marks_days_are_the_engagements_own(scoped):
    some_chart(scoped, received_at=march(3, 4))
    assert marks() == production(2, 3, 5)


def test_marks_update_the_old_and_the_new_day(scoped):
    made = some_chart(scoped)
    marks()
    Chart.objects.filter(pk=made.pk).update(due_at=march(9))
    assert marks() == production(2, 3, 5, 9)


def test_marks_an_update_of_a_column_that_does_not_count_marks_nothing(scoped):
    made = some_chart(scoped)
    marks()
    Chart.objects.filter(pk=made.pk).update(ehr_url="https://ehr.example/2", row_sha256="a" * 64)
    assert marks() == set()


def test_marks_cover_raw_bulk_statements(scoped):
    some_chart(scoped)
    some_chart(scoped, due_at=march(20))
    marks()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE charts_chart SET specialty = 'cardiology'")
    assert marks() == production(2, 3, 5, 20)


def test_marks_a_delete_leaves_the_days_of_the_old_fact(scoped):
    some_chart(scoped)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM charts_chart")
    assert marks() == production(2, 3, 5)


def test_marks_of_a_coded_chart_include_the_day_it_was_coded(scoped):
    coded_chart(scoped.own, scoped.user("vendor_coder"), coded_at=march(12))
    assert ("production", dt.date(2026, 3, 12)) in marks()


def test_marks_stay_in_their_engagement(scoped):
    with engagement_scope(scoped.foreign.pk):
        chart(scoped.foreign, state=ChartState.READY)
    assert marks() == set()


def test_marks_vanish_with_the_transaction_that_made_them(scoped):
    savepoint = transaction.savepoint()
    some_chart(scoped)
    transaction.savepoint_rollback(savepoint)
    assert marks() == set()


def test_installed_triggers_are_those_the_declarations_ask_for(db):
    """When this fails: add a reporting migration with ApplyDirtyMarks() as last operation."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT proname, prosrc FROM pg_proc WHERE starts_with(proname, 'dirty_')")
        functions = dict(cursor.fetchall())
        cursor.execute(
            "SELECT tgname || ' on ' || tgrelid::regclass::text FROM pg_trigger"
            " WHERE NOT tgisinternal AND starts_with(tgname, 'dirty_')"
        )
        triggers = {name for (name,) in cursor.fetchall()}
    bodies, names = {}, set()
    for family in METRICS.families.values():
        for table, sql in create_statements(family):
            name = sql.split('"')[1]
            if sql.startswith("CREATE TRIGGER"):
                names.add(f"{name} on {table}")
            else:
                bodies[name] = sql.split("$body$")[1]
    assert functions == bodies
    assert triggers == names
