"""Uncoded value: counted once a day, as it stood at the day's end, also when counted late."""

import datetime as dt
import threading
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from charts.models import Chart
from charts.services import chart_clock_pause, charts_billed
from engagements.kernel.scope import engagement_scope, engagement_transaction
from engagements.selectors import system_actor
from reporting.models import DnfcDay, DnfcSnapshot
from reporting.selectors.dnfc import dnfc_days
from reporting.services import dnfc_count, dnfc_count_due, rollup_refresh_all
from tests.charts.test_clock_documents import coded, ny
from tests.charts.test_clocks import released, waiting

DAY = dt.date(2026, 3, 6)
RECEIVED = {"received_at": ny(2026, 3, 5, 8), "date_of_service": dt.date(2026, 3, 4)}


def amounts(world, day: dt.date) -> dict[str, Decimal]:
    rows = DnfcSnapshot.objects.filter(engagement=world.own, day=day)
    return {row.reason: row.amount for row in rows}


@pytest.fixture
def history(scoped, system):
    """On March 6 one chart waits, one is ready, one is queried, one is coded at noon of the 7th."""
    waiting(scoped, billed_amount=100, **RECEIVED)
    with time_machine.travel(ny(2026, 3, 6, 9), tick=False):
        released(scoped, system, ny(2026, 3, 6, 9), billed_amount=200, **RECEIVED)
        asked = released(scoped, system, ny(2026, 3, 6, 9), billed_amount=300, **RECEIVED)
        chart_clock_pause(actor=system, chart=asked, at=ny(2026, 3, 6, 12), reference="query:1")
    with time_machine.travel(ny(2026, 3, 6, 9), tick=False):
        done = released(scoped, system, ny(2026, 3, 6, 9), billed_amount=400, **RECEIVED)
    Chart.objects.filter(pk=done.pk).update(state="coded", coded_at=ny(2026, 3, 7, 12))
    done.refresh_from_db()
    return done


@pytest.mark.covers("R64", "R110")
def test_a_day_is_counted_once_by_reason_as_it_stood_at_its_end(scoped, system, history):
    now = ny(2026, 3, 7, 1)
    assert dnfc_count(actor=system, day=DAY, now=now) is True
    assert dnfc_count(actor=system, day=DAY, now=now) is False
    assert amounts(scoped, DAY) == {
        "waiting": Decimal(100),
        "ready": Decimal(600),
        "queried": Decimal(300),
    }
    (day,) = dnfc_days(scoped.own, DAY, DAY)
    assert (day.dnfc, day.charts, day.reconstructed) == (Decimal(1000), 4, False)
    assert day.average_daily_revenue == Decimal("11.11")
    assert day.dnfc_days == Decimal("90.01")


@pytest.mark.covers("R64")
def test_missed_days_are_reconstructed_from_the_log(scoped, system, history):
    counted = dnfc_count_due(actor=system, now=ny(2026, 3, 9, 9))
    assert counted == [dt.date(2026, 3, day) for day in (5, 6, 7, 8)]
    assert dnfc_count_due(actor=system, now=ny(2026, 3, 9, 9)) == []
    assert amounts(scoped, dt.date(2026, 3, 5)) == {"waiting": Decimal(1000)}
    assert amounts(scoped, DAY)["ready"] == Decimal(600)
    assert amounts(scoped, dt.date(2026, 3, 7))["ready"] == Decimal(200)
    assert set(DnfcDay.objects.values_list("reconstructed", flat=True)) == {True}


@pytest.mark.covers("R110")
def test_coded_charts_count_until_they_are_billed_where_billing_is_known(scoped, system, history):
    charts_billed(actor=system, billed={history.encounter_ref: ny(2026, 3, 9, 12)})
    dnfc_count_due(actor=system, now=ny(2026, 3, 11, 1))
    (before, after) = dnfc_days(scoped.own, dt.date(2026, 3, 8), dt.date(2026, 3, 9))
    assert (before.dnfb - before.dnfc, after.dnfb - after.dnfc) == (Decimal(400), Decimal(0))


@pytest.mark.covers("R64", "R114")
def test_the_page_and_the_interface_drill_to_the_charts_of_that_day(
    scoped, system, history, client_of
):
    dnfc_count_due(actor=system, now=ny(2026, 3, 9, 9))
    query = "span=custom&start=2026-03-06&end=2026-03-06"
    manager = client_of("practice_manager")
    api = manager.get(f"/api/v1/e/own/reports/dnfc/?{query}")
    (day,) = api.json()
    assert Decimal(day["dnfc"]) == 1000
    assert "$600</a>" in manager.get(f"/e/own/reports/dnfc/?{query}").content.decode()
    for reason in day["reasons"]:
        listed = manager.get(reason["rows"]).content.decode()
        refs = list(Chart.objects.values_list("encounter_ref", flat=True))
        assert sum(ref in listed for ref in refs) == reason["charts"]
    assert client_of("vendor_coder").get(f"/e/own/reports/dnfc/?{query}").status_code == 403


@pytest.mark.django_db(transaction=True)
@pytest.mark.covers("R64")
def test_two_schedulers_count_a_day_once(world):
    with engagement_transaction(world.own.pk):
        waiting(world, billed_amount=100, **RECEIVED)
    made: list[bool] = []

    def count() -> None:
        try:
            with engagement_transaction(world.own.pk):
                actor = system_actor(world.own)
                made.append(dnfc_count(actor=actor, day=DAY, now=timezone.now()))
        finally:
            connection.close()

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(made) == [False, False, False, True]
    with engagement_transaction(world.own.pk):
        assert DnfcSnapshot.objects.count() == 1


@pytest.mark.covers("R21", "R23", "R26")
def test_attainment_is_shown_by_class_specialty_and_coder(world, client_of):
    with engagement_scope(world.own.pk):
        system = system_actor(world.own)
        coded(world, system, ny(2026, 3, 6, 12), ny(2026, 3, 7, 12))
        coded(world, system, ny(2026, 3, 6, 12), ny(2026, 3, 12, 12))
        rollup_refresh_all(actor=system)
    client = client_of("practice_manager")
    query = "span=custom&start=2026-03-01&end=2026-03-31"
    for by in ("encounter_class", "specialty", "coder"):
        shown = client.get(f"/e/own/reports/attainment/?{query}&by={by}").content.decode()
        assert "50.0%" in shown
        assert "5 d" in shown
    assert client_of("vendor_coder").get("/e/own/reports/attainment/").status_code == 403
