"""The roster, alerts and My work as another system reads them."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from engagements.models import Alert, TrainingCompletion
from engagements.selectors import engagement_today
from engagements.services.alerts import alert_acknowledge
from tests.factories import charts as make
from tests.factories import workforce

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def url(world, name):
    return reverse(f"engagements_api:{name}", kwargs={"engagement": world.own.slug})


def alert(world, number, **fields):
    given = {"roles": ["practice_manager"], "title": f"Alert {number}", "url": "/e/own/"}
    return Alert.objects.create(
        engagement=world.own,
        key=f"test:{number}",
        source="engagements.workforce",
        raised_at=timezone.now(),
        **(given | fields),
    )


@pytest.mark.parametrize("count", [1, 3])
def test_the_roster_costs_the_same_for_any_number_of_rows(
    scoped, client_of, django_assert_num_queries, count
):
    today = engagement_today(scoped.own)
    for number in range(count):
        since = today - (400 + 40 * number) * DAY
        workforce.credential(scoped, issued_on=since, number=str(number))
        workforce.campaign(scoped, title=f"Training {number}")
    client = client_of("practice_manager")
    client.get(url(scoped, "roster"))
    with django_assert_num_queries(COSTS["roster"]):
        body = client.get(url(scoped, "roster")).json()
    assert body["count"] == len(body["results"]) == 2
    with django_assert_num_queries(COSTS["roster"]):
        alone = client.get(url(scoped, "roster") + "?limit=1").json()
    assert len(alone["results"]) == 1


@pytest.mark.parametrize("count", [1, 3])
def test_alerts_cost_the_same_for_any_number_of_rows(
    scoped, client_of, django_assert_num_queries, count
):
    for number in range(count):
        alert(scoped, number)
    client = client_of("practice_manager")
    client.get(url(scoped, "alert_list"))
    with django_assert_num_queries(COSTS["alerts"]):
        body = client.get(url(scoped, "alert_list")).json()
    assert body["count"] == len(body["results"]) == count


COSTS = {"roster": 16, "alerts": 10}


@pytest.mark.covers("R40", "R44")
def test_the_roster_tells_each_coders_credentials_sites_and_training(scoped, client_of, actor_of):
    coder, today = scoped.user("vendor_coder"), engagement_today(scoped.own)
    held = workforce.credential(
        scoped,
        expires_on=today + 20 * DAY,
        verified_on=today - DAY,
        verified_by=scoped.user("practice_manager"),
    )
    workforce.entry(scoped)
    workforce.cover(scoped)
    late = workforce.campaign(scoped, due_on=today - DAY)
    done = workforce.campaign(scoped, title="Done", due_on=today + DAY)
    TrainingCompletion.objects.create(
        engagement=scoped.own, campaign=done, user=coder, completed_on=today
    )
    lead = client_of("vendor_lead")
    (row,) = lead.get(url(scoped, "roster") + "?side=vendor").json()["results"]
    assert (row["name"], row["email"], row["side"]) == (coder.name, coder.email, "vendor")
    assert row["joined_on"] is not None
    (credential,) = row["credentials"]
    assert credential == {
        "code": "CPC",
        "number": held.number,
        "issued_on": held.issued_on.isoformat(),
        "expires_on": (today + 20 * DAY).isoformat(),
        "verified_on": (today - DAY).isoformat(),
        "revoked_on": None,
        "state": "due_soon",
        "counts": True,
    }
    trained = {each["title"]: (each["state"], each["completed_on"]) for each in row["training"]}
    assert trained == {late.title: ("overdue", None), "Done": ("completed", today.isoformat())}
    assert [each["specialty"] for each in row["specialties"]] == ["cardiology"]
    (other,) = lead.get(url(scoped, "roster") + "?side=practice").json()["results"]
    assert (other["joined_on"], other["credentials"]) == (None, [])
    assert lead.get(url(scoped, "roster") + "?side=both").status_code == 400
    assert client_of("vendor_coder").get(url(scoped, "roster")).status_code == 403


def test_alerts_and_work_are_the_callers_own(scoped, client_of, actor_of):
    first, second = alert(scoped, 1, urgent=True), alert(scoped, 2)
    theirs = alert(scoped, 3, roles=["vendor_lead"])
    alert_acknowledge(actor=actor_of("practice_manager"), alert=second)
    manager = client_of("practice_manager")
    waiting = manager.get(url(scoped, "alert_list")).json()["results"]
    assert [row["id"] for row in waiting] == [first.pk]
    every = manager.get(url(scoped, "alert_list") + "?state=all").json()["results"]
    assert {row["id"]: row["acknowledged_at"] is not None for row in every} == {
        first.pk: False,
        second.pk: True,
    }
    lead = client_of("vendor_lead")
    assert [row["id"] for row in lead.get(url(scoped, "alert_list")).json()["results"]] == [
        theirs.pk
    ]
    assert lead.get(url(scoped, "alert_list") + "?state=mine").status_code == 400
    make.work_item(make.chart(scoped.own), assignee=scoped.user("vendor_coder"))
    cards = manager.get(url(scoped, "work")).json()
    assert [(card["title"], card["count"]) for card in cards][:1] == [("Alert for you", 1)]
    assert cards[0]["urgent"] == 1
