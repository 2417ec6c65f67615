"""Charts' clocks: started by documentation, held by queries, stored from the event log."""

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from charts.models import Chart, ClockEvent, WorkItem
from charts.services import (
    chart_cancel,
    chart_clock_pause,
    chart_clock_resume,
    chart_mark_documentation_complete,
    charts_clock_recompute,
    charts_release,
    charts_release_waiting,
)
from charts.tasks import charts_release_waiting as charts_release_waiting_task
from engagements.kernel.errors import DomainError, NotAllowed
from engagements.kernel.scope import engagement_scope
from engagements.models import BusinessAssociateAgreement, Calendar, StateEvent, Terms
from engagements.services import ExceptionRow, calendar_save
from tests.factories import charts as make

NEW_YORK = ZoneInfo("America/New_York")


def ny(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=NEW_YORK)


def hours(count: float) -> dt.timedelta:
    return dt.timedelta(hours=count)


def waiting(world, at: dt.datetime | None = None, **fields) -> Chart:
    """A chart as an import leaves it, before its release."""
    blank = {"state": "waiting", "terms": None, "due_at": None, "documentation_complete_at": at}
    return make.chart(world.own, **(blank | fields))


def released(world, system, at: dt.datetime, **fields) -> Chart:
    chart = waiting(world, at, **fields)
    assert charts_release(actor=system, chart_ids=[chart.pk]) == 1
    chart.refresh_from_db()
    return chart


@pytest.mark.covers("R24", "R21", "R23", "N1")
@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, ny(2026, 3, 8, 13)),
        ({"urgency": "urgent"}, ny(2026, 3, 6, 20)),
        ({"encounter_class": "inpatient"}, ny(2026, 3, 11, 12)),
        ({"encounter_class": "inpatient", "urgency": "urgent"}, ny(2026, 3, 6, 20)),
    ],
    ids=["48 elapsed hours over the change of the clock", "urgent", "24 business hours", "both"],
)
def test_the_due_time_follows_class_urgency_and_calendar_of_the_terms(
    scoped, system, fields, expected
):
    chart = released(scoped, system, ny(2026, 3, 6, 12), **fields)
    assert (chart.state, chart.due_at) == ("ready", expected)
    assert chart.terms == Terms.objects.get()
    assert list(chart.clock_events.values_list("kind", "at")) == [
        ("documentation_complete", ny(2026, 3, 6, 12))
    ]


@pytest.mark.covers("R24")
def test_a_chart_without_complete_documentation_does_not_start(scoped, system):
    chart = waiting(scoped)
    assert charts_release(actor=system, chart_ids=[chart.pk]) == 0
    chart.refresh_from_db()
    assert (chart.state, chart.due_at, chart.work_items.count()) == ("waiting", None, 0)


def test_releasing_twice_changes_nothing(scoped, system):
    chart = released(scoped, system, ny(2026, 3, 6, 12))
    assert charts_release(actor=system, chart_ids=[chart.pk]) == 0
    assert ClockEvent.objects.count() == 1
    assert WorkItem.objects.count() == 1
    assert StateEvent.objects.filter(model="charts.Chart").count() == 1


@pytest.mark.covers("R25")
def test_documentation_lag_is_counted_from_the_end_of_the_day_of_service(scoped, system):
    late = released(scoped, system, ny(2026, 3, 6, 12), date_of_service=dt.date(2026, 3, 4))
    same_day = released(scoped, system, ny(2026, 3, 6, 12), date_of_service=dt.date(2026, 3, 6))
    assert late.documentation_lag_seconds == 36 * 3600
    assert same_day.documentation_lag_seconds == 0


def test_release_opens_one_work_item_with_the_charts_due_time_and_priority(scoped, system):
    chart = released(scoped, system, ny(2026, 3, 6, 12), urgency="urgent")
    (item,) = chart.work_items.all()
    assert (item.side, item.kind, item.queue) == ("vendor", "code", "family_medicine")
    assert (item.priority, item.due_at, item.state) == (100, chart.due_at, "open")


@pytest.mark.covers("R117", "N5")
def test_in_the_shadow_phase_both_sides_code_the_chart(scoped, system):
    scoped.own.phase = "shadow"
    scoped.own.save(update_fields=["phase"])
    chart = released(scoped, system, ny(2026, 3, 6, 12))
    assert set(chart.work_items.values_list("side", "kind")) == {
        ("vendor", "code"),
        ("practice", "parallel"),
    }


@pytest.mark.covers("R119")
def test_after_a_rollback_the_practice_codes(scoped, system):
    scoped.own.phase = "rolled_back"
    scoped.own.save(update_fields=["phase"])
    chart = released(scoped, system, ny(2026, 3, 6, 12))
    assert list(chart.work_items.values_list("side", flat=True)) == ["practice"]


@pytest.mark.covers("R13", "N1")
def test_nothing_is_released_before_the_baa_is_in_force(scoped, system):
    BusinessAssociateAgreement.objects.update(vendor_signed_at=None)
    chart = waiting(scoped, ny(2026, 3, 6, 12))
    assert charts_release(actor=system, chart_ids=[chart.pk]) == 0
    assert WorkItem.objects.count() == 0
    signed = timezone.now()
    BusinessAssociateAgreement.objects.update(vendor_signed_at=signed)
    assert charts_release_waiting(actor=system) == 1
    chart.refresh_from_db()
    assert chart.clock_events.get().at == signed
    assert chart.due_at == signed + hours(48)
    assert chart.documentation_complete_at == ny(2026, 3, 6, 12)


@pytest.mark.covers("R13")
def test_the_task_opens_the_worklist_once_the_baa_is_in_force(scoped):
    chart = waiting(scoped, ny(2026, 3, 6, 12))
    for _ in range(2):
        charts_release_waiting_task(engagement_id=scoped.own.pk)
    with engagement_scope(scoped.own.pk):
        chart.refresh_from_db()
        assert (chart.state, chart.work_items.count()) == ("ready", 1)


@pytest.mark.covers("R24")
def test_marking_the_documentation_complete_starts_the_clock(scoped, actor_of):
    chart = waiting(scoped)
    at = timezone.now() - hours(1)
    actor = actor_of("practice_manager")
    for _ in range(2):
        chart = chart_mark_documentation_complete(actor=actor, chart=chart, at=at)
        assert (chart.state, chart.due_at) == ("ready", at + hours(48))
    assert ClockEvent.objects.count() == 1


def test_documentation_cannot_be_complete_in_the_future(scoped, actor_of):
    with pytest.raises(DomainError, match="future"):
        chart_mark_documentation_complete(
            actor=actor_of("practice_manager"),
            chart=waiting(scoped),
            at=timezone.now() + hours(1),
        )


@pytest.mark.covers("R2")
def test_the_vendor_does_not_say_when_the_documentation_is_complete(scoped, actor_of):
    with pytest.raises(NotAllowed):
        chart_mark_documentation_complete(
            actor=actor_of("vendor_lead"), chart=waiting(scoped), at=timezone.now()
        )


@pytest.mark.covers("R24")
def test_a_query_stands_the_clock_still_and_moves_the_due_time(scoped, system):
    chart = released(scoped, system, ny(2026, 3, 2, 12))
    asked, answered = ny(2026, 3, 2, 18), ny(2026, 3, 3, 6)
    assert chart_clock_pause(actor=system, chart=chart, at=asked, reference="query:1")
    chart.refresh_from_db()
    assert (chart.state, chart.due_at) == ("queried", ny(2026, 3, 4, 12))
    assert chart.work_items.get().state == "pending"
    assert chart_clock_resume(actor=system, chart=chart, at=answered, reference="query:1")
    chart.refresh_from_db()
    item = chart.work_items.get()
    assert (chart.state, item.state) == ("ready", "open")
    assert chart.due_at == item.due_at == ny(2026, 3, 5, 0)
    assert chart.paused_seconds == 12 * 3600


@pytest.mark.covers("R24")
def test_the_clock_runs_again_only_when_no_query_is_open(scoped, system):
    chart = released(scoped, system, ny(2026, 3, 2, 12))
    for reference, at in (("query:1", ny(2026, 3, 2, 13)), ("query:2", ny(2026, 3, 2, 15))):
        assert chart_clock_pause(actor=system, chart=chart, at=at, reference=reference)
    assert chart_clock_resume(actor=system, chart=chart, at=ny(2026, 3, 2, 16), reference="query:1")
    chart.refresh_from_db()
    assert chart.state == "queried"
    assert chart_clock_resume(actor=system, chart=chart, at=ny(2026, 3, 2, 17), reference="query:2")
    chart.refresh_from_db()
    assert (chart.state, chart.paused_seconds) == ("ready", 4 * 3600)
    assert chart.due_at == ny(2026, 3, 4, 16)


def test_pausing_and_resuming_twice_changes_nothing(scoped, system):
    chart = released(scoped, system, ny(2026, 3, 2, 12))
    args = {"actor": system, "chart": chart, "reference": "query:1"}
    assert chart_clock_pause(at=ny(2026, 3, 2, 13), **args) is True
    assert chart_clock_pause(at=ny(2026, 3, 2, 14), **args) is False
    assert chart_clock_resume(at=ny(2026, 3, 2, 15), **args) is True
    assert chart_clock_resume(at=ny(2026, 3, 2, 16), **args) is False
    assert ClockEvent.objects.count() == 3


def test_a_coded_chart_is_not_paused(scoped, system):
    chart = make.coded_chart(scoped.own, scoped.user("vendor_coder"))
    assert (
        chart_clock_pause(actor=system, chart=chart, at=timezone.now(), reference="query:1")
        is False
    )
    assert ClockEvent.objects.count() == 0


@pytest.mark.covers("R24")
def test_recompute_restores_what_the_log_says(scoped, system):
    chart = released(scoped, system, ny(2026, 3, 2, 12))
    wrong = Chart.objects.filter(pk=chart.pk)
    wrong.update(due_at=None, documentation_lag_seconds=1, paused_seconds=5)
    assert charts_clock_recompute(actor=system, chart_ids=[chart.pk]) == 1
    assert charts_clock_recompute(actor=system, chart_ids=[chart.pk]) == 0
    again = wrong.get()
    assert (again.due_at, again.paused_seconds) == (chart.due_at, 0)


@pytest.mark.covers("N1")
def test_a_chart_keeps_the_terms_of_the_day_its_clock_started(scoped, system):
    old = Terms.objects.get()
    Terms.objects.filter(pk=old.pk).update(effective_to=dt.date(2026, 3, 31))
    new = Terms.objects.create(
        engagement=scoped.own,
        version=2,
        state="accepted",
        effective_from=dt.date(2026, 4, 1),
        calendar=old.calendar,
    )
    new.turnaround_classes.create(engagement=scoped.own, hours=Decimal(24), basis="elapsed")
    before = released(scoped, system, ny(2026, 3, 31, 23))
    after = released(scoped, system, ny(2026, 4, 1, 0))
    assert (before.terms, before.due_at) == (old, ny(2026, 4, 2, 23))
    assert (after.terms, after.due_at) == (new, ny(2026, 4, 2, 0))


def test_without_terms_the_clock_starts_but_nothing_is_due(scoped, system):
    Terms.objects.update(state="withdrawn")
    chart = released(scoped, system, ny(2026, 3, 2, 12))
    assert (chart.state, chart.due_at, chart.terms) == ("ready", None, None)
    assert chart.documentation_lag_seconds is not None


def test_a_cancelled_chart_leaves_the_worklist(scoped, system, actor_of):
    chart = released(scoped, system, ny(2026, 3, 2, 12))
    with pytest.raises(DomainError, match="Say why"):
        chart_cancel(actor=actor_of("practice_manager"), chart=chart, reason=" ")
    chart_cancel(actor=actor_of("practice_manager"), chart=chart, reason="Sent twice")
    assert chart.work_items.get().state == "cancelled"
    assert list(chart.clock_events.values_list("kind", flat=True)) == [
        "documentation_complete",
        "cancel",
    ]
    assert charts_clock_recompute(actor=system, chart_ids=[chart.pk]) == 0


def test_charts_are_released_in_a_fixed_number_of_statements(
    scoped, system, django_assert_num_queries
):
    one = [waiting(scoped, ny(2026, 3, 2, 12)).pk]
    many = [waiting(scoped, ny(2026, 3, 2, 12) + hours(n)).pk for n in range(30)]
    for ids in (one, many):
        with django_assert_num_queries(18):
            assert charts_release(actor=system, chart_ids=ids) == len(ids)


@pytest.mark.covers("R21", "R24", "N4")
def test_closing_days_that_have_passed_makes_no_late_chart_timely(
    scoped, system, actor_of, time_machine
):
    """24 business hours from Friday the 6th at noon end on Wednesday the 11th at noon."""
    chart = released(scoped, system, ny(2026, 3, 6, 12), encounter_class="inpatient")
    assert chart.due_at == ny(2026, 3, 11, 12)
    time_machine.move_to(ny(2026, 3, 20, 12))
    calendar = Calendar.objects.get(side="practice")
    calendar_save(
        actor=actor_of("practice_manager"),
        calendar=calendar,
        name=calendar.name,
        time_zone=calendar.time_zone,
        week={day: [("09:00", "17:00")] for day in (3, 4)},
        exceptions=[ExceptionRow(dt.date(2026, 3, 9), "Closed")],
        is_default=True,
    )
    assert charts_clock_recompute(actor=system, chart_ids=[chart.pk]) == 0
    chart.refresh_from_db()
    assert chart.due_at == ny(2026, 3, 11, 12)
