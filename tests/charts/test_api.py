"""The endpoints of charts, as another system calls them."""

import datetime as dt

import pytest
from django.urls import reverse

from charts.models import Code, CodeSetRelease
from engagements.models import AccessLog
from tests.factories import charts as make

pytestmark = pytest.mark.django_db
FIRST_RELEASE = dt.date(2015, 10, 1)


def url(name: str, world, **more) -> str:
    return reverse(f"charts_api:{name}", kwargs={"engagement": world.own.slug, **more})


@pytest.fixture
def codes(db):
    release = CodeSetRelease.objects.create(
        kind="icd10cm", name="test", effective_on=FIRST_RELEASE, source_sha256="0" * 64
    )
    Code.objects.create(
        system="icd10cm", code="I10", description="x", valid_from=FIRST_RELEASE, release=release
    )


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_any_number_of_rows(
    scoped, client_of, django_assert_num_queries, count
):
    for _ in range(count):
        make.chart(scoped.own)
    client = client_of("practice_manager")
    client.get(url("chart_list", scoped))
    with django_assert_num_queries(11):
        body = client.get(url("chart_list", scoped)).json()
    assert body["count"] == len(body["results"]) == count


@pytest.mark.covers("R48", "R49")
def test_a_coder_reads_assigned_charts_only_and_each_read_is_logged(scoped, client_of):
    mine, theirs = make.chart(scoped.own), make.chart(scoped.own)
    make.work_item(mine, assignee=scoped.user("vendor_coder"))
    client = client_of("vendor_coder")
    body = client.get(url("chart", scoped, chart_id=mine.pk)).json()
    assert (body["encounter_ref"], body["codings"]) == (mine.encounter_ref, [])
    assert client.get(url("chart", scoped, chart_id=theirs.pk)).status_code == 403
    assert list(AccessLog.objects.values_list("object_id", flat=True)) == [mine.pk]


@pytest.mark.covers("R53")
def test_a_chart_is_taken_coded_and_attested(scoped, client_of, codes):
    chart = make.chart(scoped.own, date_of_service=dt.date(2026, 3, 2))
    make.work_item(chart)
    client = client_of("vendor_coder")
    taken = client.post(url("chart_next", scoped)).json()
    assert taken["chart"]["id"] == chart.pk
    line = {"system": "icd10cm", "code": "i10", "evidence": "Assessment"}
    wrong = {"system": "cpt", "code": "99213", "pointers": [2]}
    draft, attest = (
        url(name, scoped, chart_id=chart.pk) for name in ("coding_draft", "coding_attest")
    )
    body = {"lines": [line, wrong], "documentation_reviewed": True}
    saved = client.put(draft, body, content_type="application/json")
    assert [each["code"] for each in saved.json()["lines"]] == ["I10", "99213"]
    refused = client.post(attest)
    errors = [each for each in refused.json()["results"] if each["severity"] == "error"]
    assert refused.status_code == 422
    assert [(each["rule"], each["code"], each["number"]) for each in errors] == [
        ("pointer", "99213", 1)
    ]
    client.put(draft, body | {"lines": [line]}, content_type="application/json")
    assert client.post(attest).json()["state"] == "attested"
    chart.refresh_from_db()
    assert chart.state == "coded"
    assert client.post(url("chart_next", scoped)).status_code == 204
    assert client.post(attest).status_code == 400


def test_a_line_that_cannot_be_stored_is_named(scoped, client_of, codes):
    chart = make.chart(scoped.own)
    make.work_item(chart, assignee=scoped.user("vendor_coder"))
    body = {"lines": [{"system": "icd9", "code": "I10", "units": 0}]}
    page = url("coding_draft", scoped, chart_id=chart.pk)
    response = client_of("vendor_coder").put(page, body, content_type="application/json")
    assert response.status_code == 400
    assert set(response.json()["lines"]["0"]) == {"system", "units"}
