"""The board's figures: forecasts by hand, and a cost that does not grow with the work."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from charts.models import WorkItem
from charts.selectors import board, board_people
from engagements.models import LeavePeriod, RosterEntry, SpecialtyCover
from tests.factories import charts as make
from tests.factories import days

NOON = dt.datetime(2026, 3, 4, 12, tzinfo=dt.UTC)  # a Wednesday


class Weekdays:
    """Open from Monday to Friday."""

    @staticmethod
    def opens_on(day):
        return day.weekday() < 5


def span(days=10):
    day = dt.timedelta(days=1)
    return board.Span(
        NOON, NOON + 4 * day / 24, NOON, NOON - 14 * day, days, Weekdays(), ZoneInfo("UTC")
    )


@pytest.mark.covers("R66")
@pytest.mark.parametrize(
    ("backlog", "arrived", "done", "verdict", "clear_on"),
    [
        (20, 50, 70, "clears", dt.date(2026, 3, 18)),
        (1, 0, 100, "clears", dt.date(2026, 3, 5)),
        (6, 50, 70, "clears", dt.date(2026, 3, 9)),
        (20, 70, 70, "never", None),
        (20, 80, 70, "never", None),
        (20, 0, 0, "no_data", None),
        (0, 5, 5, "clear", None),
    ],
    ids=["ten_days", "next_day", "over_a_weekend", "as_many", "more", "no_data", "empty"],
)
def test_the_forecast_divides_the_backlog_by_what_a_working_day_takes_off(
    backlog, arrived, done, verdict, clear_on
):
    found = board.forecast(span(), backlog=backlog, arrived=arrived, done=done)
    assert (found.verdict, found.clear_on) == (verdict, clear_on)


@given(st.integers(1, 300), st.integers(0, 200), st.integers(0, 200))
def test_a_larger_backlog_never_clears_sooner(backlog, arrived, done):
    one = board.forecast(span(), backlog=backlog, arrived=arrived, done=done)
    more = board.forecast(span(), backlog=backlog + 1, arrived=arrived, done=done)
    assert one.verdict == more.verdict
    if one.clear_on and more.clear_on:
        assert one.clear_on <= more.clear_on


def test_what_came_and_went_is_counted_over_past_working_days_without_today(scoped, actor_of):
    now = timezone.now()
    reach = board.span_of(scoped.own, now)
    assert reach.days == board.PACE_DAYS
    day = reach.today - dt.timedelta(hours=1)
    for done_at, opened_at in ((day, day), (now, day), (reach.since, reach.since)):
        item = make.work_item(make.chart(scoped.own), state="done", queue="A", done_at=done_at)
        WorkItem.objects.filter(pk=item.pk).update(opened_at=opened_at)
    make.work_item(make.chart(scoped.own), queue="A")
    make.work_item(make.chart(scoped.own), queue="B", state="pending", side="practice")
    found = board.backlog(actor_of("vendor_lead"), "vendor", reach)
    (line,) = found.lines
    assert (line.queue, line.counts["live"]) == ("A", 1)
    assert line.forecast[:3] == found.whole[:3] == (1, 3, 2)


def test_capacity_names_who_is_here_and_who_is_away(scoped, actor_of):
    day = days.today()
    for role, away in (("vendor_coder", False), ("vendor_auditor", True)):
        person = scoped.user(role)
        RosterEntry.objects.create(
            engagement=scoped.own, user=person, side="vendor", joined_on=day.replace(day=1)
        )
        SpecialtyCover.objects.create(
            engagement=scoped.own,
            user=person,
            specialty="cardiology",
            rank="primary",
            effective_from=day.replace(day=1),
        )
        if away:
            LeavePeriod.objects.create(
                engagement=scoped.own,
                user=person,
                starts_on=day - dt.timedelta(days=1),
                ends_on=day + dt.timedelta(days=1),
            )
    make.work_item(make.chart(scoped.own, specialty="cardiology"))
    reach = board.span_of(scoped.own, timezone.now())
    (line,) = board_people.specialty_lines(actor_of("vendor_lead"), "vendor", reach)
    assert (line.here, line.away, line.waiting) == (["Vendor Coder"], ["Vendor Auditor"], 1)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("page", ["board", "worklist", "queues", "pending_list"])
def test_a_page_costs_the_same_for_any_number_of_rows(
    scoped, client_of, django_assert_num_queries, page, count
):
    for number in range(count):
        coder = scoped.user("vendor_coder")
        make.coded_chart(scoped.own, coder, specialty=f"s{number}")
        make.work_item(
            make.chart(scoped.own, specialty=f"s{number}"),
            queue=f"q{number}",
            state="leased",
            assignee=coder,
            leased_until=timezone.now() + dt.timedelta(hours=number + 1),
            due_at=timezone.now(),
        )
    url = reverse(f"charts:{page}", args=[scoped.own.slug])
    client = client_of("vendor_lead")
    client.get(url)
    with django_assert_num_queries(COSTS[page]):
        client.get(url)


COSTS = {"board": 23, "worklist": 12, "queues": 11, "pending_list": 11}
