import datetime as dt
from decimal import Decimal

import pytest
from django.db.models import F, Q

from engagements.kernel.metrics import (
    Distribution,
    Family,
    Kpi,
    Measure,
    Metrics,
    Period,
    Standing,
    Unit,
    number_text,
)
from engagements.kernel.metrics.period import day_start, local_day, runs

NEW_YORK = "America/New_York"


def family(**changes):
    values = {
        "key": "production",
        "facts": "charts.Chart",
        "rollup": "reporting.ProductionDaily",
        "action": "chart.view",
        "list_url": "charts:chart_list",
        "dimensions": {"specialty": "specialty", "coder": "coder", "payer": "payer"},
        "measures": (
            Measure("due", day="due_at", label="charts due", settled=True),
            Measure(
                "on_time",
                day="due_at",
                label="charts returned on time",
                where=Q(returned_at__lte=F("due_at")),
                settled=True,
            ),
        ),
        "grains": (("specialty", "coder"),),
    }
    return Family(**(values | changes))


def kpi(**changes):
    values = {
        "key": "turnaround",
        "label": "Turnaround attainment",
        "family": "production",
        "numerator": "on_time",
        "denominator": "due",
        "definition": "charts due in the period and returned on time / charts due in the period",
        "source": "DOMAIN 3.12",
    }
    return Kpi(**(values | changes))


def test_kpi_value_is_the_ratio_of_sums():
    assert kpi().value({"on_time": 3, "due": 4}) == Decimal("0.75")


@pytest.mark.covers("R114")
def test_kpi_value_without_denominator_is_no_data_and_not_zero_percent():
    assert kpi().value({"on_time": 0, "due": 0}) is None
    assert number_text(None, Unit.PERCENT) == "no data"


def test_kpi_value_of_a_plain_count_is_the_count():
    assert kpi(denominator=None, unit=Unit.COUNT).value({"on_time": 7}) == Decimal(7)


def test_family_grain_picks_the_smallest_that_covers():
    declared = family()
    assert declared.grain([]) == ""
    assert declared.grain(["payer"]) == "payer"
    assert declared.grain(["specialty"]) == "specialty"
    assert declared.grain(["specialty", "coder"]) == "coder+specialty"
    assert declared.grain(["specialty", "payer"]) is None


def test_family_refuses_a_measure_declared_twice():
    due = Measure("due", day="due_at", label="charts due")
    with pytest.raises(ValueError, match="declares a measure twice"):
        family(measures=(due, due))


def test_metrics_register_refuses_unknown_measures_dimensions_and_duplicates():
    metrics = Metrics()
    declared = family()
    metrics.register(declared, kpi())
    with pytest.raises(KeyError, match="no measure nothing"):
        metrics.register(declared, kpi(key="other", numerator="nothing"))
    with pytest.raises(ValueError, match="unknown dimensions"):
        metrics.register(declared, kpi(key="other", by=("weather",)))
    with pytest.raises(ValueError, match="declared twice"):
        metrics.register(declared, kpi())
    with pytest.raises(ValueError, match="declared twice"):
        metrics.register(family())


def test_metrics_register_the_same_objects_again_changes_nothing():
    metrics, declared, number = Metrics(), family(), kpi()
    metrics.register(declared, number)
    metrics.register(declared, number)
    assert metrics.all() == [number]


def test_metrics_keep_kpis_standings_and_distributions_apart():
    metrics, declared = Metrics(), family()
    backlog = Standing(
        key="backlog",
        label="Uncoded charts",
        family="production",
        where=lambda _now: Q(returned_at=None),
        definition="charts received and not returned",
        source="DOMAIN 3.4",
    )
    spread = Distribution(
        key="turnaround_time",
        label="Turnaround time",
        family="production",
        value="turnaround",
        day="returned_at",
        definition="working time from complete documentation to return",
        source="DOMAIN 3.12",
    )
    metrics.register(declared, backlog, spread)
    assert metrics.standings == {"backlog": backlog}
    assert metrics.distributions == {"turnaround_time": spread}
    assert metrics.get("backlog") is backlog


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        ("0.96449", Unit.PERCENT, "96.4%"),
        ("0.9645", Unit.PERCENT, "96.5%"),
        ("1", Unit.PERCENT, "100.0%"),
        ("-0.015", Unit.PERCENT, "\N{MINUS SIGN}1.5%"),
        ("1204", Unit.COUNT, "1,204"),
        ("1204.5", Unit.MONEY, "$1,204.50"),
        ("0", Unit.DURATION, "0 min"),
        ("7500", Unit.DURATION, "2 h 5 min"),
        ("7200", Unit.DURATION, "2 h"),
        ("100800", Unit.DURATION, "1 d 4 h"),
        ("2.25", Unit.DAYS, "2.3 days"),
        ("0.666", Unit.RATE, "0.67"),
    ],
)
def test_number_text_writes_every_unit(value, unit, text):
    assert number_text(Decimal(value), unit) == text


def test_period_month_knows_its_days_its_name_and_the_month_before():
    now = dt.datetime(2026, 3, 15, 3, tzinfo=dt.UTC)
    march = Period.month(2026, 3, zone=NEW_YORK, now=now)
    assert (march.start, march.end) == (dt.date(2026, 3, 1), dt.date(2026, 3, 31))
    assert march.today == dt.date(2026, 3, 14)
    assert march.label == "March 2026"
    assert march.previous().label == "February 2026"
    assert march.last_day(settled=True) == dt.date(2026, 3, 13)
    assert march.last_day(settled=False) == dt.date(2026, 3, 31)


def test_period_previous_of_a_span_is_as_many_days():
    now = dt.datetime(2026, 3, 15, 16, tzinfo=dt.UTC)
    span = Period.last_days(30, zone=NEW_YORK, now=now)
    assert (span.start, span.end) == (dt.date(2026, 2, 14), dt.date(2026, 3, 15))
    before = span.previous()
    assert (before.start, before.end) == (dt.date(2026, 1, 15), dt.date(2026, 2, 13))


def test_period_refuses_an_end_before_its_start():
    with pytest.raises(ValueError, match="before it starts"):
        Period(dt.date(2026, 2, 2), dt.date(2026, 2, 1), NEW_YORK, dt.date(2026, 2, 2))


def test_local_days_follow_the_zone_across_daylight_saving():
    assert local_day(dt.datetime(2026, 3, 8, 4, 59, tzinfo=dt.UTC), NEW_YORK) == dt.date(2026, 3, 7)
    assert day_start(dt.date(2026, 3, 8), NEW_YORK) == dt.datetime(2026, 3, 8, 5, tzinfo=dt.UTC)
    assert day_start(dt.date(2026, 3, 9), NEW_YORK) == dt.datetime(2026, 3, 9, 4, tzinfo=dt.UTC)


def test_runs_joins_consecutive_days():
    days = [dt.date(2026, 1, day) for day in (5, 1, 2, 3, 5, 9)]
    assert runs(days) == [
        (dt.date(2026, 1, 1), dt.date(2026, 1, 3)),
        (dt.date(2026, 1, 5), dt.date(2026, 1, 5)),
        (dt.date(2026, 1, 9), dt.date(2026, 1, 9)),
    ]
