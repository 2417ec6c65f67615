"""The claims family: exact counts on a small month, live; and the rows behind each number."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from denials.metrics import CLAIMS, KPIS, STANDINGS
from denials.models import Claim
from engagements.kernel.metrics import METRICS, Period
from engagements.kernel.metrics.drill import measure_url, standing_url
from engagements.kernel.metrics.values import live, standings
from engagements.kernel.scope import engagement_scope
from tests.factories import denials as make

MARCH = Period(dt.date(2026, 3, 1), dt.date(2026, 3, 31), "America/New_York", dt.date(2026, 11, 1))


def _month(world):
    """Ten adjudications, a reversal, a predetermination, and one claim of another month."""
    own = world.own
    for _ in range(5):
        make.claim(own)
    make.denial(make.claim(own, paid=0), amount=100, suggested_class="coding")
    make.denial(make.claim(own, paid=50), amount=50, suggested_class="front_end")
    both = make.claim(own, paid=0)
    make.denial(both, amount=60, suggested_class="coding")
    make.denial(both, amount=40, suggested_class="billing")
    Claim.objects.filter(pk=both.pk).update(denied_amount=100)
    later = make.claim(own, paid=0, is_first_submission=False)
    make.denial(later, amount=100, suggested_class="review", root_cause="coding")
    make.claim(own, is_first_submission=False, adjudicated_on=dt.date(2026, 3, 31))
    make.claim(own, is_reversal=True, is_first_submission=False, charge=-100, paid=-100)
    make.claim(own, status="25")
    make.claim(own, adjudicated_on=dt.date(2026, 4, 1))


@pytest.mark.covers("R101", "R102")
def test_rates_of_a_small_month_are_exact(scoped):
    _month(scoped)
    sums = live(CLAIMS, scoped.own.pk, MARCH)[()]
    assert sums == {
        "adjudicated": 10,
        "denied": 4,
        "coding_denied": 3,
        "other_denied": 2,
        "first": 8,
        "first_denied": 3,
        "first_passed": 5,
        "first_passed_coding": 6,
        "first_passed_other": 6,
        "charged": 1000,
        "first_charged": 800,
        "first_denied_charged": 300,
        "denied_value": 350,
        "coding_denied_value": 260,
    }
    values = {kpi.key: kpi.value(sums) for kpi in KPIS}
    assert values == {
        "coding_denial_rate": Decimal("0.3"),
        "denial_rate": Decimal("0.4"),
        "initial_denial_rate": Decimal("0.375"),
        "initial_denial_rate_value": Decimal("0.375"),
        "first_pass_rate": Decimal("0.625"),
        "first_pass_rate_coding": Decimal("0.75"),
        "first_pass_rate_other": Decimal("0.75"),
        "denied_amount": Decimal(350),
        "coding_denied_amount": Decimal(260),
        "claims_adjudicated": Decimal(10),
    }


@pytest.mark.covers("R114")
def test_every_number_equals_the_length_of_the_list_it_links_to(world, client_of):
    with engagement_scope(world.own.pk):
        _month(world)
        sums = live(CLAIMS, world.own.pk, MARCH)[()]
        now = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
        standing = standings(CLAIMS, STANDINGS[:1], world.own.pk, now)[()]
    client = client_of("denial_analyst")
    for measure in CLAIMS.measures:
        if measure.sum is None:
            page = client.get(measure_url("own", CLAIMS, measure.key, MARCH))
            assert page.context["pager"].count == sums[measure.key], measure.key
    page = client.get(standing_url("own", STANDINGS[0]))
    assert page.context["pager"].count == standing[STANDINGS[0].key] == 4


def test_the_api_lists_the_same_rows(world, client_of):
    with engagement_scope(world.own.pk):
        _month(world)
    client = client_of("denial_analyst")
    url = reverse("denials_api:claim_list", kwargs={"engagement": "own"})
    query = {"behind": "claims.coding_denied", "from": "2026-03-01", "to": "2026-03-31"}
    assert client.get(url, query).json()["count"] == 3
    denials = reverse("denials_api:denial_list", kwargs={"engagement": "own"})
    assert client.get(denials, {"show": "all"}).json()["count"] == 5
    refused = client.get(denials, {"group": "XX"})
    assert (refused.status_code, list(refused.json())) == (400, ["group"])


def test_every_number_prints_its_definition_and_source():
    for kpi in KPIS:
        assert METRICS.kpis[kpi.key] is kpi
        assert kpi.definition
        assert kpi.source
        assert "reversals" in kpi.method or kpi.key == "claims_adjudicated"
