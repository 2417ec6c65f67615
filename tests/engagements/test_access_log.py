"""Who read what can be searched and exported, by those who watch over it."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from engagements.kernel.scope import engagement_scope
from engagements.models import AccessLog
from engagements.selectors import actor_for
from engagements.services import access_log_record
from tests.factories.charts import chart
from tests.permissions.samples import SAMPLES


@pytest.fixture
def url(world):
    return reverse("engagements:access-log", kwargs={"engagement": world.own.slug})


@pytest.fixture
def read(world):
    """`read("vendor_coder", 7)` -> the log of one read of chart 7 by that role."""

    def record(role, object_id, **fields):
        with engagement_scope(world.own.pk):
            return access_log_record(
                actor=actor_for(user=world.user(role), engagement=world.own),
                **({"action": "chart.view", "model": "charts.Chart"} | fields),
                object_id=object_id,
            )

    return record


def shown(response):
    return [int(number) for number in re.findall(r"<td[^>]*>Chart (\d+)</td>", response.text)]


@pytest.mark.covers("R48")
def test_reads_of_one_chart_are_found(read, client_of, url, world):
    read("vendor_coder", 7)
    read("vendor_lead", 8)
    response = client_of("compliance_officer").get(url, {"model": "charts.chart", "object_id": "7"})
    assert shown(response) == [7]
    assert world.user("vendor_coder").name in response.text
    assert "See charts" in response.text


@pytest.mark.covers("R48", "R49")
@pytest.mark.parametrize(
    ("name", "keyword", "model"),
    [
        ("charts:chart_detail", "chart_id", "charts.chart"),
        ("charts_api:chart", "chart_id", "charts.chart"),
        ("charts:pending", "spell_id", "charts.chart"),
        ("workforce:chart-validity", "chart_id", "charts.chart"),
        ("qa:audit_detail", "audit_id", "charts.chart"),
        ("qa_api:audit", "audit_id", "charts.chart"),
        ("qa:finding_detail", "finding_id", "charts.chart"),
        ("qa_api:finding", "finding_id", "charts.chart"),
        ("queries:query_detail", "query_id", "queries.query"),
        ("queries_api:query_detail", "query_id", "queries.query"),
        ("denials:denial_detail", "denial_id", "denials.denial"),
        ("denials_api:denial", "denial_id", "denials.denial"),
        ("denials:claim_detail", "claim_id", "denials.claim"),
        ("denials_api:claim", "claim_id", "denials.claim"),
    ],
)
def test_whatever_shows_a_chart_is_logged_by_page_and_by_api(
    world, client_of, name, keyword, model
):
    with engagement_scope(world.own.pk):
        key = SAMPLES[keyword](world)
    page = reverse(name, kwargs={"engagement": world.own.slug, keyword: key})
    assert client_of("practice_manager").get(page).status_code == 200
    with engagement_scope(world.own.pk):
        (kept,) = AccessLog.objects.all()
    assert (kept.user, kept.model, kept.path) == (world.user("practice_manager"), model, page)


def test_a_person_is_found_by_name_or_e_mail(read, client_of, url, world):
    read("vendor_coder", 7)
    read("vendor_lead", 8)
    lead = world.user("vendor_lead")
    client = client_of("practice_manager")
    assert shown(client.get(url, {"q": lead.email})) == [8]
    assert shown(client.get(url, {"q": lead.name})) == [8]


def test_days_are_those_of_the_engagement(read, client_of, url, world):
    zone = ZoneInfo(world.own.time_zone)
    log = read("vendor_coder", 7)
    day = log.at.astimezone(zone).date()
    client = client_of("compliance_officer")
    assert shown(client.get(url, {"read_from": day, "read_to": day})) == [7]
    assert shown(client.get(url, {"read_from": day + dt.timedelta(days=1)})) == []
    assert shown(client.get(url, {"read_to": day - dt.timedelta(days=1)})) == []


def test_an_export_is_one_read_of_many_and_is_itself_logged(read, client_of, url, world):
    read("vendor_lead", None, action="export:charts", object_count=40, fields=["encounter_ref"])
    read("vendor_lead", 8)
    client = client_of("compliance_officer")
    assert "Export of charts" in client.get(url, {"exports": "true"}).text
    body = b"".join(client.get(url, {"exports": "true", "export": "csv"}).streaming_content)
    lines = body.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert ",export:charts,charts.chart,40,encounter_ref," in lines[1]
    with engagement_scope(world.own.pk):
        log = AccessLog.objects.get(action="export:access-log")
        assert (log.model, log.object_count) == ("engagements.accesslog", 1)


def test_a_chart_leads_to_who_read_it(client_of, url, world):
    with engagement_scope(world.own.pk):
        made = chart(world.own)
    page = reverse(
        "charts:chart_detail", kwargs={"engagement": world.own.slug, "chart_id": made.pk}
    )
    link = f"{url}?model=charts.chart&amp;object_id={made.pk}"
    assert link in client_of("practice_manager").get(page).text
    assert link not in client_of("vendor_lead").get(page).text


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow_with_the_reads(rows, read, client_of, url, django_assert_num_queries):
    for number in range(rows):
        read("vendor_coder", number + 1)
    client = client_of("compliance_officer")
    client.get(url)
    with django_assert_num_queries(11):
        client.get(url)
