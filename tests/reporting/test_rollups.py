import datetime as dt

from charts.models import Chart
from engagements.kernel.metrics import METRICS, Period
from engagements.kernel.metrics.rolled import rolled
from engagements.kernel.metrics.values import live
from reporting.models import DirtyDay, ProductionDaily, RollupState
from reporting.services import rollup_refresh, rollup_refresh_all
from tests.factories.charts import chart, coded_chart

UTC = dt.UTC
PRODUCTION = METRICS.families["production"]


def march(day, hour=15):
    return dt.datetime(2026, 3, day, hour, tzinfo=UTC)


def month():
    return Period(
        dt.date(2026, 3, 1), dt.date(2026, 3, 31), "America/New_York", dt.date(2026, 4, 9)
    )


def test_refresh_writes_the_day_by_total_and_by_each_dimension(scoped, system):
    coder = scoped.user("vendor_coder")
    coded_chart(
        scoped.own,
        coder,
        received_at=march(2),
        documentation_complete_at=march(2),
        due_at=march(4),
        coded_at=march(4, 14),
        turnaround_seconds=7200,
        documentation_lag_seconds=86400,
        billed_amount="120.50",
        specialty="cardiology",
    )
    rollup_refresh_all(actor=system)
    assert not DirtyDay.objects.exists()
    total = ProductionDaily.objects.get(grain="", day=dt.date(2026, 3, 4))
    assert (total.due, total.due_on_time, total.coded) == (1, 1, 1)
    assert total.turnaround_seconds == 7200
    grains = ProductionDaily.objects.filter(day=dt.date(2026, 3, 4)).values_list("grain", flat=True)
    assert sorted(grains) == ["", "coder", "encounter_class", "payer", "specialty"]
    one = ProductionDaily.objects.get(grain="specialty", day=dt.date(2026, 3, 2))
    assert (one.specialty, one.received, one.documented) == ("cardiology", 1, 1)


def test_refresh_twice_gives_the_same_rows(scoped, system):
    chart(scoped.own)
    rollup_refresh_all(actor=system)
    before = list(
        ProductionDaily.objects.order_by("grain", "day").values_list("grain", "day", "due")
    )
    assert rollup_refresh(actor=system, family=PRODUCTION).days == 0
    rollup_refresh_all(actor=system, rebuild=True)
    after = list(
        ProductionDaily.objects.order_by("grain", "day").values_list("grain", "day", "due")
    )
    assert before == after


def test_refresh_replaces_the_days_a_late_write_moved(scoped, system):
    made = chart(scoped.own, due_at=march(5), documentation_complete_at=march(3))
    rollup_refresh_all(actor=system)
    Chart.objects.filter(pk=made.pk).update(due_at=march(6), specialty="oncology")
    rollup_refresh_all(actor=system)
    days = ProductionDaily.objects.filter(grain="specialty", due__gt=0)
    assert list(days.values_list("day", "specialty", "due")) == [
        (dt.date(2026, 3, 6), "oncology", 1)
    ]
    kept = {"measures": ["due"], "by": ["specialty"]}
    assert rolled(PRODUCTION, scoped.own.pk, month(), **kept) == {("oncology",): {"due": 1}}
    assert live(PRODUCTION, scoped.own.pk, month(), **kept) == {("oncology",): {"due": 1}}


def test_refresh_rebuilds_when_the_zone_changes(scoped, system):
    chart(scoped.own, due_at=march(6, 2), documentation_complete_at=march(3))
    rollup_refresh_all(actor=system)
    assert ProductionDaily.objects.get(grain="", due=1).day == dt.date(2026, 3, 5)
    system.engagement.time_zone = "Europe/Berlin"
    system.engagement.save()
    assert rollup_refresh(actor=system, family=PRODUCTION).rebuilt
    assert ProductionDaily.objects.get(grain="", due=1).day == dt.date(2026, 3, 6)
    assert RollupState.objects.filter(family="production").count() == 1
