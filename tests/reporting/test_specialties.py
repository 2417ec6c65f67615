"""The matrix of specialties: what arrives, what is denied, who codes it, what to look at."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from engagements.selectors import engagement_today
from reporting.selectors.specialties import specialty_rows
from reporting.services import rollup_refresh_all
from tests.factories import workforce
from tests.factories.charts import chart
from tests.factories.denials import claim, denial

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def rows_of(actor):
    return specialty_rows(actor, timezone.now(), engagement_today(actor.engagement))


@pytest.fixture
def some_work(scoped, system):
    """Three cardiology charts, one complex; two claims, one of them denied for its coding."""
    before = timezone.now() - 2 * DAY
    for complexity in ("complex", "standard", "standard"):
        chart(scoped.own, specialty="cardiology", complexity=complexity, received_at=before)
    chart(scoped.own, specialty="cardiology", received_at=before - 28 * DAY)
    for number in range(2):
        decided = engagement_today(scoped.own) - 5 * DAY
        row = claim(scoped.own, specialty="cardiology", adjudicated_on=decided)
        if number:
            denial(row)
    workforce.entry(scoped)
    workforce.cover(scoped)
    workforce.risk(scoped)
    rollup_refresh_all(actor=system)
    return scoped


@pytest.mark.covers("R6")
def test_a_specialty_has_its_volume_complexity_denials_people_and_risks(some_work, actor_of):
    (row,) = rows_of(actor_of("practice_manager"))
    assert (row.specialty, row.volume, row.complex_share) == ("cardiology", 3, Decimal(1) / 3)
    assert (row.denials.text, row.denials.n) == ("50.0%", 2)
    assert [cover.user for cover in row.desk.primary] == [some_work.user("vendor_coder")]
    assert row.desk.problem == "no backup"
    assert [risk.title for risk in row.risks] == ["Bundled procedures"]


@pytest.mark.covers("R6")
def test_the_page_and_its_export_say_the_same(some_work, client_of):
    client, there = client_of("practice_manager"), {"engagement": "own"}
    page = client.get(reverse("specialties:specialties", kwargs=there)).text
    assert "no backup" in page
    assert "Bundled procedures (2.00)" in page
    lines = client.get(reverse("specialties:export", kwargs=there)).text.splitlines()
    name = some_work.user("vendor_coder").name
    assert lines[1] == f"cardiology,3,1,0.5,2,{name},,Bundled procedures (2.00)"


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_has_the_same_queries_for_any_number(
    scoped, client_of, django_assert_num_queries, count
):
    for name in ("cardiology", "oncology", "radiology")[:count]:
        chart(scoped.own, specialty=name)
        workforce.risk(scoped, specialty=name)
    client = client_of("practice_manager")
    url = reverse("specialties:specialties", kwargs={"engagement": "own"})
    client.get(url)
    with django_assert_num_queries(17):
        client.get(url)
