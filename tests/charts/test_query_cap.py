"""A query stops the clock; the terms may say how many of the vendor's do (DOMAIN.md 3.12)."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from charts.clock_panel import clock_panel
from charts.models import Chart, ClockEvent
from charts.services import chart_clock_pause, chart_clock_resume, charts_release
from charts.services.clock_rows import Log
from charts.services.recompute import charts_clock_recompute
from engagements.kernel import clock
from engagements.models import Terms
from tests.factories.charts import chart

START = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def coder(actor_of):
    return actor_of("vendor_coder")


@pytest.fixture
def started(scoped, system):
    """A chart whose clock of 48 elapsed hours began on the first of the days."""
    Terms.objects.update(effective_from=START.date() - dt.timedelta(days=30))
    made = chart(
        scoped.own,
        state="waiting",
        terms=None,
        due_at=None,
        documentation_complete_at=START,
        date_of_service=START.date(),
    )
    charts_release(actor=system, chart_ids=[made.pk])
    made.refresh_from_db()
    return made


def ask(actor, made, number, begins, ends=None):
    """A query open between two hours after the start."""
    reference = f"query:{number}"
    chart_clock_pause(actor=actor, chart=made, reference=reference, at=START + begins * HOUR)
    if ends is not None:
        chart_clock_resume(actor=actor, chart=made, reference=reference, at=START + ends * HOUR)
    made.refresh_from_db()


def hours(made):
    return made.paused_seconds / 3600, (made.due_at - made.clock_started_at) / HOUR


@pytest.mark.django_db
@pytest.mark.covers("R24", "R25", "N4")
def test_beyond_the_agreed_number_the_clock_goes_on(started, coder, scoped):
    Terms.objects.update(query_pauses=2)
    for number, begins in enumerate((2, 6, 10), start=1):
        ask(coder, started, number, begins, begins + 2)
    assert hours(started) == (4, 52)
    ask(coder, started, 4, 14)
    assert (started.state, started.paused_since, hours(started)) == ("queried", None, (4, 52))
    panel = clock_panel(started, scoped.own, START + 20 * HOUR)
    parts = {part.key: part.seconds / 3600 for part in panel.parts}
    assert (parts["query"], panel.queries_beyond, panel.query_pauses) == (4, 2, 2)
    ask(coder, started, 4, 14, 20)
    assert (started.state, hours(started)) == ("ready", (4, 52))


@pytest.mark.django_db
def test_without_a_cap_every_query_stops_the_clock(started, coder):
    for number, begins in enumerate((2, 6, 10), start=1):
        ask(coder, started, number, begins, begins + 2)
    assert hours(started) == (6, 54)


@pytest.mark.django_db
def test_what_the_practice_asks_is_not_counted_against_the_vendor(started, coder, actor_of):
    Terms.objects.update(query_pauses=1)
    practice = actor_of("cdi_coordinator")
    ask(practice, started, 1, 2, 4)
    ask(practice, started, 2, 5, 7)
    ask(coder, started, 3, 8, 10)
    ask(coder, started, 4, 11, 13)
    assert hours(started) == (6, 54)


@pytest.mark.django_db
@pytest.mark.covers("R24")
def test_deleted_results_come_back_the_same_under_a_cap(started, coder, system):
    Terms.objects.update(query_pauses=1)
    ask(coder, started, 1, 2, 4)
    ask(coder, started, 2, 3, 9)
    ask(coder, started, 3, 12)
    stored = Chart.objects.filter(pk=started.pk).values().get()
    Chart.objects.filter(pk=started.pk).update(
        due_at=None, paused_seconds=99, paused_since=START, paused_elapsed_seconds=99
    )
    charts_clock_recompute(actor=system, chart_ids=[started.pk])
    assert Chart.objects.filter(pk=started.pk).values().get() == stored
    assert ClockEvent.objects.filter(chart=started, kind="pause").count() == 3


SPANS = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 8)), max_size=6)


@settings(max_examples=100, deadline=None)
@given(spans=SPANS, most=st.integers(0, 4))
def test_the_first_queries_count_in_whatever_order_they_are_told(spans, most):
    """Told plainly: sort by when they were asked, keep so many, forget the others."""
    kind = clock.ClockEventKind
    begun = clock.ClockEvent(kind.DOCUMENTATION_COMPLETE, START)
    pauses = [
        clock.ClockEvent(kind.PAUSE, START + at * HOUR, f"query:{n}")
        for n, (at, _) in enumerate(spans)
    ]
    resumes = [
        clock.ClockEvent(kind.RESUME, START + (at + span) * HOUR, f"query:{n}")
        for n, (at, span) in enumerate(spans)
    ]
    log = Log(events=[*reversed(pauses), begun, *resumes], queries=list(reversed(pauses)))
    ranked = sorted(pauses, key=lambda event: (event.at, event.reference))
    kept = {event.reference for event in (ranked[:most] if most else ranked)}
    found = {event.reference for event in log.counted(most) if event.reference}
    assert found == kept
    assert log.beyond(most) == {event.reference for event in pauses} - kept
