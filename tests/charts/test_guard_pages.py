"""The workforce's lists: their queries, filters and exports."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from charts.models import GuardOverride
from charts.selectors.workforce import capacity_plan, probation
from engagements.enums.workforce import GuardRule
from engagements.kernel.scope import engagement_scope
from engagements.models import CapacityRate, Terms
from engagements.selectors import engagement_today
from tests.factories import days, workforce
from tests.factories.charts import chart, coded_chart

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def address(name: str) -> str:
    return reverse(name, kwargs={"engagement": "own"})


def filled(world, count: int) -> None:
    """`count` rows in every list."""
    with engagement_scope(world.own.pk):
        workforce.rule(world, effective_from=days.today() - 9 * DAY)
        for nth in range(count):
            kind = workforce.kind(world, f"CPC{nth}")
            workforce.credential(world, kind=kind)
            workforce.notice(world, title=f"Notice {nth}")
            workforce.instruction(world, code=f"instruction-{nth}")
            made = coded_chart(world.own, world.user("vendor_coder"), specialty="cardiology")
            GuardOverride.objects.create(
                engagement=world.own,
                chart=made,
                coder=world.user("vendor_coder"),
                rule=GuardRule.LEAVE,
                refusal="away",
                reason="Agreed",
                day=days.today(),
                by=world.user("practice_manager"),
                side="practice",
                at=timezone.now(),
            )


LISTS = {
    "engagements:credential-list": 11,
    "engagements:notices": 11,
    "engagements:instructions": 11,
    "workforce:validity": 12,
    "workforce:overrides": 11,
}


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("name", list(LISTS))
def test_a_list_takes_the_same_queries_for_any_number_of_rows(
    world, client_of, django_assert_num_queries, name, count
):
    filled(world, count)
    client = client_of("practice_manager")
    client.get(address(name))
    with django_assert_num_queries(LISTS[name]):
        response = client.get(address(name))
    assert len(response.context["table"].page.object_list) == count


@pytest.mark.covers("R40", "R44")
def test_the_compliance_officer_exports_the_credentials(world, client_of):
    filled(world, 2)
    response = client_of("compliance_officer").get(
        address("engagements:credential-list"), {"export": "csv", "standing": "unverified"}
    )
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    rows = [line.split(",")[:3] for line in text.splitlines()]
    assert rows == [
        ["Coder", "Credential", "Standing"],
        ["Vendor Coder", "CPC0", "not verified"],
        ["Vendor Coder", "CPC1", "not verified"],
    ]


@pytest.mark.covers("R51")
def test_capacity_holds_hours_against_volume_and_flags_a_surge(scoped):
    today = engagement_today(scoped.own)
    now = timezone.now()
    workforce.entry(scoped)
    workforce.cover(scoped)
    CapacityRate.objects.create(
        engagement=scoped.own,
        specialty="cardiology",
        charts_per_hour=2,
        surge_percent=200,
        effective_from=today - 99 * DAY,
    )
    for age in (10, 12, 18, 25, *[2] * 2):
        chart(scoped.own, specialty="cardiology", received_at=now - age * DAY)
    [row] = capacity_plan(scoped.own, now, today)
    assert (row.usual, row.last_week, row.backlog, row.per_week) == (1, 2, 6, 40)
    assert (row.forecast, row.load, row.is_surge, row.doubles) == (2, 2 / row.per_week, True, True)
    workforce.leave(scoped, starts_on=today, ends_on=today)
    [row] = capacity_plan(scoped.own, now, today)
    assert (row.per_week, row.load, row.doubles) == (0, None, True)


@pytest.mark.covers("R52")
def test_probation_counts_the_first_charts_since_joining(scoped):
    today = engagement_today(scoped.own)
    coder = scoped.user("vendor_coder")
    Terms.objects.update(probation_charts=3)
    assert probation(scoped.own, [coder.pk], today) == {}
    workforce.entry(scoped, joined_on=today - 9 * DAY)
    for age in (20, 2, 1):
        coded_chart(scoped.own, coder, coded_at=timezone.now() - age * DAY)
    found = probation(scoped.own, [coder.pk], today)[coder.pk]
    assert (found.coded, found.charts, found.is_on) == (2, 3, True)
    for _ in range(4):
        coded_chart(scoped.own, coder)
    found = probation(scoped.own, [coder.pk], today)[coder.pk]
    assert (found.coded, found.is_on) == (3, False)
