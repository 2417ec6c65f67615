"""What stands uncoded now: its age, its value, why it waits; exact values on a small worklist."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from charts.metrics import AGEING, BANDS, DNFC_REASONS, PRODUCTION
from charts.metrics.standing import BACKLOG, DNFC_CHARTS, DNFC_VALUE, OVERDUE, SOON
from engagements.kernel.metrics.drill import standing_url
from engagements.kernel.metrics.values import standings
from engagements.kernel.scope import engagement_scope
from engagements.models import Terms
from tests.factories import charts as make

HOUR = dt.timedelta(hours=1)
AGES = (1, 23, 30, 60, 100, 200, 400, 1000)  # hours since complete documentation


def uncoded(world, now):
    """Eight charts of all ages, one without documentation; a coded and a cancelled one beside."""
    for number, age in enumerate(AGES):
        make.chart(
            world.own,
            state=("ready", "in_coding", "queried")[number % 3],
            documentation_complete_at=now - age * HOUR,
            due_at=now + (48 - age) * HOUR,
            billed_amount=Decimal("100.00") if number else None,
        )
    blank = {"documentation_complete_at": None, "due_at": None}
    make.chart(world.own, state="waiting", billed_amount=Decimal("40.50"), **blank)
    make.chart(world.own, state="cancelled", billed_amount=Decimal(999))
    make.coded_chart(world.own, world.user("vendor_coder"), billed_amount=Decimal(999))


def standing(world, items, now):
    values = standings(PRODUCTION, items, world.own.pk, now)[()]
    return [values[item.key] for item in items]


@pytest.mark.covers("R66")
def test_the_backlog_is_told_by_its_age(scoped):
    now = timezone.now()
    uncoded(scoped, now)
    assert dict(zip([band[0] for band in BANDS], standing(scoped, AGEING, now), strict=True)) == {
        "under 1 day": 2,
        "1 to 2 days": 1,
        "2 to 3 days": 1,
        "3 to 7 days": 1,
        "7 to 14 days": 1,
        "over 14 days": 2,
    }
    assert standing(scoped, [BACKLOG, OVERDUE, SOON], now) == [8, 5, 0]
    assert standing(scoped, [SOON], now + 15 * HOUR) == [1]


@pytest.mark.covers("R66", "R114")
def test_what_is_at_risk_follows_the_terms_and_opens_its_charts(scoped, client_of):
    now = timezone.now()
    dues = (-1, 3, 5, 9)
    charts = [make.chart(scoped.own, due_at=now + hours * HOUR) for hours in dues]
    client = client_of("practice_manager")
    listed = reverse("charts:chart_list", kwargs={"engagement": "own"})
    for hours, expected in ((1, []), (4, [3]), (6, [3, 5]), (10, [3, 5, 9])):
        soon = {chart for chart, due in zip(charts, dues, strict=True) if due in expected}
        Terms.objects.update(at_risk_hours=hours)
        assert standing(scoped, [SOON], now) == [len(soon)]
        assert standing(scoped, [SOON, BACKLOG], now) == [len(soon), 4]
        for address in (standing_url("own", SOON), f"{listed}?clock=at_risk"):
            assert set(client.get(address).context["table"].data.data) == soon, address
    Terms.objects.update(effective_from=dt.date(2019, 1, 1), effective_to=dt.date(2020, 1, 1))
    assert standing(scoped, [SOON], now) == [1]


@pytest.mark.covers("R64", "R110")
def test_what_is_not_final_coded_is_told_by_reason(scoped):
    now = timezone.now()
    uncoded(scoped, now)
    assert standing(scoped, [DNFC_CHARTS, DNFC_VALUE], now) == [9, Decimal("740.50")]
    values = dict(
        zip([item.key for item in DNFC_REASONS], standing(scoped, DNFC_REASONS, now), strict=True)
    )
    assert values == {
        "dnfc_value_waiting": Decimal("40.50"),
        "dnfc_value_ready": Decimal("200.00"),
        "dnfc_value_in_coding": Decimal("300.00"),
        "dnfc_value_queried": Decimal("200.00"),
    }


@pytest.mark.covers("R66", "R114")
def test_every_age_opens_its_charts(world, client_of):
    with engagement_scope(world.own.pk):
        uncoded(world, timezone.now())
    client = client_of("vendor_lead")
    counts = [client.get(standing_url("own", item)).context["pager"].count for item in AGEING]
    assert counts == [2, 1, 1, 1, 1, 2]
    assert client.get(standing_url("own", DNFC_CHARTS)).context["pager"].count == 9
