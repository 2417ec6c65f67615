"""Queues, the board, late charts and guards as another system reads them."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from charts.models import QueueMember, WorkQueue
from engagements.models import AccessLog, RosterEntry, SpecialtyCover
from tests.factories import charts as make
from tests.factories import days

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


def url(world, name, **more):
    return reverse(f"charts_api:{name}", kwargs={"engagement": world.own.slug, **more})


def late_chart(world, number):
    """Documentation took one hour, a hold two, the vendor three: due two hours before."""
    now = timezone.now()
    return make.coded_chart(
        world.own,
        world.user("vendor_coder"),
        specialty="cardiology",
        due_at=now - (number + 3) * HOUR,
        coded_at=now - (number + 1) * HOUR,
        clock_started_at=now - (number + 6) * HOUR,
        documentation_lag_seconds=3600,
        paused_elapsed_seconds=7200,
        vendor_elapsed_seconds=10800,
    )


def fill(world, count):
    for number in range(count):
        late_chart(world, number)
        queue = WorkQueue.objects.create(
            engagement=world.own, side="vendor", name=f"Queue {number}"
        )
        QueueMember.objects.create(
            engagement=world.own, queue=queue, user=world.user("vendor_coder"), mode="prefer"
        )
        chart = make.chart(world.own, specialty=f"s{number}")
        make.work_item(chart, work_queue=queue, queue=queue.name)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("name", ["queue_list", "late_list", "board"])
def test_an_answer_costs_the_same_for_any_number_of_rows(
    scoped, client_of, django_assert_num_queries, name, count
):
    fill(scoped, count)
    client = client_of("practice_manager")
    client.get(url(scoped, name))
    with django_assert_num_queries(COSTS[name]):
        body = client.get(url(scoped, name)).json()
    rows = body["queues"] if name == "board" else body["results"]
    assert len(rows) == count


COSTS = {"queue_list": 12, "late_list": 11, "board": 18}


@pytest.mark.covers("R66")
def test_the_board_and_queues_give_the_numbers_of_the_page(scoped, client_of):
    fill(scoped, 2)
    coder = scoped.user("vendor_coder")
    day = days.today() - dt.timedelta(days=400)
    RosterEntry.objects.create(engagement=scoped.own, user=coder, side="vendor", joined_on=day)
    SpecialtyCover.objects.create(
        engagement=scoped.own, user=coder, specialty="s0", rank="primary", effective_from=day
    )
    lead = client_of("vendor_lead")
    body = lead.get(url(scoped, "board")).json()
    page = lead.get(reverse("charts:board", args=[scoped.own.slug])).context
    assert body["side"] == "vendor"
    assert [(row["queue"], row["live"]) for row in body["queues"]] == [
        (line.queue, line.counts["live"]) for line, _ in page["queues"]
    ]
    assert body["whole"]["backlog"] == page["whole"].backlog == len(body["queues"])
    assert {row["specialty"]: (row["here"], row["waiting"]) for row in body["capacity"]} == {
        "cardiology": ([], 0), "s0": ([coder.name], 1), "s1": ([], 1)
    }  # fmt: skip
    assert [age["charts"] for age in body["queues"][0]["ages"]] == [1, 0, 0, 0, 0]
    queues = lead.get(url(scoped, "queue_list")).json()
    assert [(row["name"], row["waiting"]) for row in queues["results"]] == [
        ("Queue 0", 1), ("Queue 1", 1)
    ]  # fmt: skip
    assert [m["email"] for m in queues["results"][0]["members"]] == [coder.email]
    manager = client_of("practice_manager")
    assert manager.get(url(scoped, "board") + "?side=practice").json()["queues"] == []
    assert manager.get(url(scoped, "board") + "?side=x").status_code == 400
    assert client_of("vendor_coder").get(url(scoped, "board")).status_code == 403


@pytest.mark.covers("N4", "R25")
def test_late_charts_carry_parts_that_add_up_and_the_read_is_logged(scoped, client_of):
    late_chart(scoped, 0)
    make.coded_chart(scoped.own, scoped.user("vendor_coder"))
    lead = client_of("vendor_lead")
    body = lead.get(url(scoped, "late_list")).json()
    (row,) = body["results"]
    parts = [row[f"{name}_part"] for name in ("practice", "query", "vendor")]
    assert (parts, row["whole"], row["late_by"]) == ([3600, 7200, 10800], 21600, 7200)
    assert lead.get(url(scoped, "late_list") + "?part=query").json()["count"] == 0
    refused = lead.get(url(scoped, "late_list") + "?part=nobody")
    assert (refused.status_code, set(refused.json())) == (400, {"part"})
    assert list(AccessLog.objects.order_by("pk").values_list("object_count", flat=True)) == [1, 0]
    assert lead.get(url(scoped, "late_list") + "?limit=9999").status_code == 200


@pytest.mark.covers("N7", "R29")
def test_the_guards_of_a_chart_say_who_may_set_them_aside(scoped, client_of):
    coder = scoped.user("vendor_coder")
    chart = make.coded_chart(scoped.own, coder)
    joined = days.today() + dt.timedelta(days=9)
    other = scoped.user("vendor_lead")
    RosterEntry.objects.create(
        engagement=scoped.own, user=other, side="vendor", joined_on=dt.date(2020, 1, 1)
    )
    RosterEntry.objects.create(engagement=scoped.own, user=coder, side="vendor", joined_on=joined)
    manager = client_of("practice_manager")
    page = url(scoped, "chart_refusals", chart_id=chart.pk)
    body = manager.get(page).json()
    assert (body["coder_email"], body["chart"]) == (coder.email, chart.pk)
    assert [(row["rule"], row["overridden"]) for row in body["refusals"]] == [("roster", False)]
    assert "Vendor team lead" in body["refusals"][0]["overridden_by"]
    later = manager.get(page, {"coder": coder.email.upper(), "day": joined.isoformat()}).json()
    assert (later["day"], later["refusals"]) == (joined.isoformat(), [])
    for wrong in ({"coder": "nobody@own.example"}, {"coder": "\0"}, {"day": "soon"}):
        assert manager.get(page, wrong).status_code == 400
    fresh = url(scoped, "chart_refusals", chart_id=make.chart(scoped.own).pk)
    assert manager.get(fresh).json()["field"] == "coder"
    assert client_of("vendor_coder").get(page).status_code == 403
    assert AccessLog.objects.filter(object_id=chart.pk).count() == 2
