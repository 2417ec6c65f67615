"""Every later figure beside the one from before the vendor."""

import csv
import datetime as dt
import io
from decimal import Decimal

import pytest
from django.urls import reverse

from engagements.kernel.metrics import Period
from engagements.kernel.presentation import MINUS
from engagements.kernel.scope import engagement_scope
from engagements.models import Baseline
from engagements.selectors import engagement_today, system_actor
from reporting import charts
from reporting.sections.baselines import baseline_rows
from reporting.services import rollup_refresh_all
from tests.factories.charts import coded_chart

pytestmark = [pytest.mark.django_db, pytest.mark.covers("R12")]


def baseline(world, **changes):
    values = {
        "engagement": world.own,
        "kpi": "average_turnaround",
        "value": Decimal(7200),
        "n": 400,
        "period_start": dt.date(2025, 1, 1),
        "period_end": dt.date(2025, 3, 31),
        "method": "Time stamps of the practice's system",
        "source": "Export",
    }
    return Baseline.objects.create(**(values | changes))


@pytest.fixture
def coded(world):
    """One chart coded today in one hour; before the vendor it took two."""
    with engagement_scope(world.own.pk):
        coded_chart(world.own, world.user("vendor_coder"), turnaround_seconds=3600)
        rollup_refresh_all(actor=system_actor(world.own))
        baseline(world)


def page_of(client_of, **query):
    url = reverse("reporting:health", kwargs={"engagement": "own"})
    return client_of("practice_manager").get(url, {"span": "30"} | query)


def test_health_shows_the_difference_to_the_baseline(coded, client_of):
    page = page_of(client_of)
    reading = page.context["health"].board.readings["average_turnaround"]
    assert reading.since_text == f"{MINUS}1 h"
    assert reading.baseline_text == "2 h (n 400, 2025-01-01 to 2025-03-31)"
    text = page.content.decode()
    assert "Dotted: the baseline, 2 h (n 400, 2025-01-01 to 2025-03-31)." in text
    trend = next(t for t in page.context["trends"] if t.id == "trend-average_turnaround")
    assert trend.drawing.data["baseline"] == [{"baseline": 2.0}]
    others = [t for t in page.context["trends"] if t.id != "trend-average_turnaround"]
    assert all("baseline" not in t.drawing.data for t in others)


def test_another_selection_of_charts_has_no_baseline(coded, client_of, world):
    narrowed = page_of(client_of, encounter_class="outpatient")
    assert narrowed.context["health"].board.readings["average_turnaround"].baseline is None
    with engagement_scope(world.own.pk):
        baseline(world, specialty="family_medicine", value=Decimal(10800))
    page = page_of(client_of, specialty="family_medicine")
    reading = page.context["health"].board.readings["average_turnaround"]
    assert reading.baseline.specialty == "family_medicine"


def test_monthly_report_prints_month_baseline_and_difference(coded, world):
    with engagement_scope(world.own.pk):
        baseline(world, kpi="dnfb_days", value=Decimal(9))
        baseline(world, specialty="oncology", value=Decimal(1800))
        today = engagement_today(world.own)
        period = Period(today.replace(day=1), today, world.own.time_zone, today)
        rows = baseline_rows(system_actor(world.own), period)
    assert [(r["specialty"], r["month"], r["baseline"], r["difference"]) for r in rows] == [
        ("All", "1 h", "2 h", f"{MINUS}1 h"),
        ("Oncology", "no data", "30 min", ""),
    ]
    assert (rows[0]["month_n"], rows[0]["baseline_n"]) == (1, 400)


def test_csv_and_api_carry_the_baseline_and_the_difference(coded, client_of):
    manager = client_of("practice_manager")
    address = reverse("reporting:numbers_csv", kwargs={"engagement": "own"})
    lines = list(csv.DictReader(io.StringIO(manager.get(address, {"span": "30"}).text)))
    names = ("baseline", "baseline n", "baseline from", "baseline to", "difference to baseline")
    by_key = {line["key"]: line for line in lines if not line["dimension"]}
    found = by_key["average_turnaround"]
    assert [found[name] for name in names] == [
        *("7200.0000", "400", "2025-01-01", "2025-03-31", "-3600.000000")
    ]
    assert found["baseline method"] == "Time stamps of the practice's system"
    assert {by_key["charts_coded"][name] for name in names} == {""}
    api = reverse("reporting_api:numbers", kwargs={"engagement": "own"})
    numbers = {one["key"]: one for one in manager.get(api, {"span": "30"}).json()["numbers"]}
    assert numbers["charts_coded"]["baseline"] is None
    assert numbers["average_turnaround"]["baseline"] == {
        "value": "7200.000000",
        "text": "2 h",
        "n": 400,
        "specialty": "",
        "from": "2025-01-01",
        "to": "2025-03-31",
        "method": "Time stamps of the practice's system",
        "difference": "-3600.000000",
        "difference_text": f"{MINUS}1 h",
    }


def test_trend_draws_a_named_dotted_line():
    points = [(dt.date(2026, 3, 1), Decimal("0.9")), (dt.date(2026, 3, 2), None)]
    drawn = charts.trend(
        points, label="Accuracy", percent=True, target=Decimal("0.95"), baseline=Decimal("0.9")
    )
    assert drawn.data["baseline"] == [{"baseline": 90.0}]
    assert len(drawn.spec()["layer"]) == 4
    assert "Baseline" in drawn.svg()
    assert "layer" not in charts.trend(points, label="Accuracy").spec()
