"""A chart whose clock stands still is neither late nor missed before its time has run out."""

import datetime as dt

import pytest

from charts.late import LateFilters
from charts.metrics import PRODUCTION
from charts.metrics.standing import OVERDUE, SOON
from charts.models import Chart
from charts.selectors.lateness import charts_late
from charts.selectors.standing import charts_at_risk, charts_overdue
from charts.services import chart_clock_pause, chart_clock_resume, charts_clock_recompute
from charts.services.clocks import chart_clock_hold, chart_lock
from engagements.kernel.metrics import Period
from engagements.kernel.metrics.values import live, standings
from tests.charts.test_clocks import hours, ny, released
from tests.factories import charts as make

SERVED = dt.date(2026, 3, 1)
START, DUE = ny(2026, 3, 2, 12), ny(2026, 3, 4, 12)
NOW = ny(2026, 3, 10, 12)
MARCH = Period.month(2026, 3, zone="America/New_York", now=NOW)
HOUR = 3600


def query(actor, chart, at):
    chart_clock_pause(actor=actor, chart=chart, at=at, reference="query:1")


def document(actor, chart, at):
    """A pending reason for which the practice owes a document: the chart's state stays."""
    chart_clock_hold(
        actor=actor, chart=chart_lock(chart), at=at, reference="pending:1", reason="Missing"
    )


either = pytest.mark.parametrize("stop", [query, document])


def due_of(world):
    wanted = ("due", "due_on_time", "due_late")
    sums = live(PRODUCTION, world.own.pk, MARCH, measures=wanted)[()]
    return tuple(sums[key] for key in wanted)


def overdue_of(world):
    return standings(PRODUCTION, (OVERDUE, SOON), world.own.pk, NOW)[()]


@either
@pytest.mark.covers("R24", "R114")
def test_a_clock_that_stands_still_in_time_is_not_late(scoped, system, actor_of, stop):
    chart = released(scoped, system, START, date_of_service=SERVED)
    stop(system, chart, START + hours(24))
    chart.refresh_from_db()
    assert (chart.due_at, chart.paused_since) == (DUE, START + hours(24))
    assert not charts_late(actor_of("practice_manager"), NOW).exists()
    assert not charts_overdue(scoped.own, NOW).exists()
    assert not charts_at_risk(scoped.own, DUE - hours(1), within=hours(4)).exists()
    assert overdue_of(scoped) == {"overdue": 0, "at_risk": 0}
    assert due_of(scoped) == (0, 0, 0)


@either
@pytest.mark.covers("R24", "R114", "N4")
def test_a_clock_that_stopped_too_late_stays_late_and_the_hold_is_not_the_vendors(
    scoped, system, actor_of, stop
):
    chart = released(scoped, system, START, date_of_service=SERVED)
    stop(system, chart, DUE + hours(24))
    late = charts_late(actor_of("practice_manager"), NOW).get()
    parts = (late.practice_part, late.query_part, late.vendor_part, late.late_by)
    assert parts == (12 * HOUR, 119 * HOUR, 72 * HOUR, 143 * HOUR)
    assert list(charts_overdue(scoped.own, NOW)) == [chart]
    assert overdue_of(scoped) == {"overdue": 1, "at_risk": 0}
    assert due_of(scoped) == (1, 0, 1)


@pytest.mark.covers("R24", "N4")
def test_two_queries_at_once_are_one_hold_and_end_together(scoped, system, actor_of):
    chart = released(scoped, system, START, date_of_service=SERVED)
    for number, at in ((1, DUE + hours(1)), (2, DUE + hours(5))):
        chart_clock_pause(actor=system, chart=chart, at=at, reference=f"query:{number}")
    late = charts_late(actor_of("practice_manager"), NOW).get()
    assert (late.query_part, late.vendor_part) == (142 * HOUR, 49 * HOUR)
    Chart.objects.filter(pk=chart.pk).update(paused_since=None, paused_elapsed_seconds=1)
    assert charts_clock_recompute(actor=system, chart_ids=[chart.pk]) == 1
    for number in (1, 2):
        at = DUE + hours(5 + number)
        chart_clock_resume(actor=system, chart=chart, at=at, reference=f"query:{number}")
    late = charts_late(actor_of("practice_manager"), NOW).get()
    assert (late.paused_since, late.query_part, late.vendor_part) == (None, 6 * HOUR, 185 * HOUR)
    assert late.whole == (12 + 6 + 185) * HOUR


def test_due_days_are_days_of_the_engagement_s_zone(scoped, actor_of, rf):
    evening = ny(2026, 3, 4, 21)
    chart = make.chart(scoped.own, state="ready", due_at=evening)
    request = rf.get("/")
    request.engagement = scoped.own

    def found(**wanted):
        asked = LateFilters(wanted, queryset=Chart.objects.all(), request=request)
        return [each.pk for each in asked.qs]

    assert evening.astimezone(dt.UTC).date() == dt.date(2026, 3, 5)
    assert found(due_from="2026-03-04", due_to="2026-03-04") == [chart.pk]
    assert found(due_from="2026-03-05") == []
    assert found(due_to="2026-03-03") == []


def test_a_day_beyond_what_can_be_told_narrows_nothing(scoped, rf):
    chart = make.chart(scoped.own, state="ready", due_at=DUE)
    request = rf.get("/")
    request.engagement = scoped.own
    asked = LateFilters({"due_to": "9999-12-31"}, queryset=Chart.objects.all(), request=request)
    assert [each.pk for each in asked.qs] == [chart.pk]
