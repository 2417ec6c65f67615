"""The clocks over HTTP: rules agreed, documents told, late charts attributed, as each persona."""

import csv
import datetime as dt
import io

import pytest
from django.utils import timezone

from charts.clock_alerts import cutoff_alerts, filing_alerts
from charts.models import Chart, ClassChange
from engagements.kernel.scope import engagement_scope
from engagements.models import CutoffRule, Payer, RecordRequirement
from engagements.selectors import system_actor
from tests.charts.test_clock_documents import coded, ny
from tests.charts.test_clocks import waiting
from tests.factories import charts as make

HOME = "/e/own"


def page(client, path: str) -> str:
    response = client.get(f"{HOME}{path}")
    assert response.status_code == 200, path
    return response.content.decode()


@pytest.mark.covers("R24", "R23", "R65", "R22")
def test_the_manager_agrees_rules_and_the_lead_only_reads_them(world, client_of):
    manager, lead = client_of("practice_manager"), client_of("vendor_lead")
    day = {"effective_from": "2026-01-01"}
    sent = {
        "documents": {"encounter_class": "surgery", "document_type": "operative_note"} | day,
        "cutoffs": {"kind": "business_day", "business_day": "3", "wall_time": "17:00"} | day,
        "complexity": {"specialty": "oncology"} | day,
        "payers": {"name": "Blue Plan", "aliases": "BP\nBlue", "filing_alert_days": "30"},
    }
    for name, values in sent.items():
        assert lead.post(f"{HOME}/clocks/{name}/", values).status_code == 403
        assert manager.post(f"{HOME}/clocks/{name}/", values).status_code == 302
    assert "surgery" in page(lead, "/clocks/documents/")
    assert manager.post(f"{HOME}/clocks/complexity/", day).status_code == 400
    assert manager.post(f"{HOME}/clocks/cutoffs/", sent["cutoffs"]).status_code == 400
    with engagement_scope(world.own.pk):
        rule, payer = CutoffRule.objects.get(), Payer.objects.get(name="Blue Plan")
        assert payer.aliases == ["BP", "Blue"]
    clash = {"name": "blue", "filing_alert_days": "30", "timely_filing_days": "90"}
    assert manager.post(f"{HOME}/clocks/payers/", clash).status_code == 400
    edit = f"{HOME}/clocks/payers/{payer.pk}/"
    assert lead.get(edit).status_code == 403
    assert manager.post(edit, clash | {"name": "Blue Plan"}).status_code == 302
    ended = f"{HOME}/clocks/cutoffs/{rule.pk}/end/"
    assert lead.post(ended, {"on": "2026-06-30"}).status_code == 403
    assert manager.post(ended, {"on": "2026-06-30"}).status_code == 302
    with engagement_scope(world.own.pk):
        assert Payer.objects.get(pk=payer.pk).timely_filing_days == 90
        assert CutoffRule.objects.get().effective_to == dt.date(2026, 6, 30)
        assert RecordRequirement.objects.get().needs_signature is False


@pytest.mark.covers("R24", "R22", "R97", "N4")
def test_documents_class_and_billing_are_told_on_the_charts_page(world, client_of):
    with engagement_scope(world.own.pk):
        RecordRequirement.objects.create(
            engagement=world.own, encounter_class="outpatient",
            document_type="progress_note", effective_from=dt.date(2020, 1, 1),
        )  # fmt: skip
        chart = waiting(world)
    url = f"/charts/{chart.pk}/"
    manager, coordinator = client_of("practice_manager"), client_of("cdi_coordinator")
    assert "Progress note" in page(manager, url)
    note = {"document_type": "progress_note", "dated_at": "2026-03-05T09:00"}
    signed = note | {"signed_at": "2026-03-05T09:30", "received_at": "2026-03-05T10:00"}
    assert client_of("vendor_lead").post(f"{HOME}{url}documents/", signed).status_code == 403
    assert coordinator.post(f"{HOME}{url}documents/", note).status_code == 302
    assert "not signed" in page(coordinator, url)
    assert coordinator.post(f"{HOME}{url}documents/", signed).status_code == 302
    with engagement_scope(world.own.pk):
        chart.refresh_from_db()
        assert (chart.state, chart.clock_started_at) == ("ready", ny(2026, 3, 5, 10))
    change = {"encounter_class": "outpatient", "urgency": "urgent", "complexity": "standard"}
    assert coordinator.post(f"{HOME}{url}class/", change | {"reason": "x"}).status_code == 403
    assert manager.post(f"{HOME}{url}class/", change).status_code == 400
    assert manager.post(f"{HOME}{url}class/", change | {"reason": "Surgery"}).status_code == 302
    with engagement_scope(world.own.pk):
        assert ClassChange.objects.get().reason == "Surgery"
    shown = page(client_of("vendor_lead"), url)
    assert "Whose time it was" in shown
    assert "Surgery" in shown
    assert "Record a document" not in shown


@pytest.mark.covers("N4", "R25")
def test_late_charts_are_listed_with_parts_that_add_up(world, client_of):
    with engagement_scope(world.own.pk):
        system = system_actor(world.own)
        for days in (6, 7):
            coded(
                world, system, ny(2026, 3, 6, 12), ny(2026, 3, 6 + days, 12),
                holds=[(ny(2026, 3, 6, 15), ny(2026, 3, 7, 15))],
                date_of_service=dt.date(2026, 3, 4), encounter_ref=f"LATE-{days}",
            )  # fmt: skip
        coded(world, system, ny(2026, 3, 6, 12), ny(2026, 3, 7, 12), encounter_ref="GOOD-1")
    client = client_of("practice_manager")
    shown = page(client, "/charts/late/")
    assert "LATE-6" in shown
    assert "GOOD-1" not in shown
    assert "LATE-6" not in page(client, "/charts/late/?part=practice")
    export = client.get(f"{HOME}/charts/late/?export=csv")
    body = b"".join(export.streaming_content) if export.streaming else export.content
    rows = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))
    assert {row["Encounter"] for row in rows} == {"LATE-6", "LATE-7"}
    for row in rows:
        parts = (row["Documentation"], row["On hold"], row["Vendor"])
        assert sum(int(part) for part in parts) == int(row["Whole time"])


@pytest.mark.covers("R23", "R65")
def test_the_list_finds_charts_that_miss_their_cutoff_or_near_their_filing_limit(world, client_of):
    now = timezone.now()
    with engagement_scope(world.own.pk):
        Payer.objects.update(timely_filing_days=90, filing_alert_days=30)
        make.chart(world.own, encounter_ref="FINE-1")
        make.chart(
            world.own, encounter_ref="NEAR-1", date_of_service=(now - dt.timedelta(days=61)).date()
        )
        late = make.chart(world.own, encounter_ref="MISS-1")
        Chart.objects.filter(pk=late.pk).update(cutoff_at=now + dt.timedelta(hours=1))
    client = client_of("practice_manager")
    for query, found in (("filing=near", "NEAR-1"), ("cutoff=missing", "MISS-1")):
        shown = page(client, f"/charts/?{query}")
        listed = {ref for ref in ("FINE-1", "NEAR-1", "MISS-1") if ref in shown}
        assert listed == {found}
    assert "NEAR-1" not in page(client, "/charts/?filing=passed")


@pytest.mark.parametrize("count", [1, 3])
def test_the_late_list_costs_the_same_for_any_number_of_charts(
    world, client_of, count, django_assert_num_queries
):
    with engagement_scope(world.own.pk):
        system = system_actor(world.own)
        for _ in range(count):
            coded(world, system, ny(2026, 3, 6, 12), ny(2026, 3, 12, 12))
    client = client_of("practice_manager")
    page(client, "/charts/late/")
    with django_assert_num_queries(11):
        page(client, "/charts/late/")


@pytest.mark.covers("R24")
def test_a_system_tells_of_documents_class_and_billing(world, client_of):
    with engagement_scope(world.own.pk):
        chart = coded(world, system_actor(world.own), ny(2026, 3, 6, 12), ny(2026, 3, 7, 12))
        other = make.chart(world.own)
    api = f"/api/v1/e/own/charts/charts/{chart.pk}/"
    client = client_of("practice_manager")
    sent = client.post(f"{api}billed/", {"at": "2026-03-08T12:00:00Z"}, "application/json")
    assert sent.status_code == 200
    late = {
        "document_type": "addendum", "reference": "D-9", "dated_at": "2026-03-09T12:00:00Z",
        "signed_at": "2026-03-09T12:00:00Z", "received_at": "2026-03-09T12:00:00Z",
    }  # fmt: skip
    for _ in range(2):
        told = client.post(f"{api}documents/record/", late, "application/json")
        assert told.status_code == 201
    assert [each["reference"] for each in client.get(f"{api}documents/").json()] == ["D-9"]
    assert client.get(api).json()["late_document"] == "after_billing"
    classed = f"/api/v1/e/own/charts/charts/{other.pk}/class/"
    done = client.post(classed, {"complexity": "complex", "reason": "Two"}, "application/json")
    assert done.json()["complexity"] == "complex"
    assert client.post(classed, {"reason": "Two"}, "application/json").status_code == 400


@pytest.mark.covers("R65", "R23")
def test_near_limits_and_missed_cutoffs_are_told_to_those_who_can_act(world):
    now = timezone.now()
    with engagement_scope(world.own.pk):
        Payer.objects.update(timely_filing_days=90, filing_alert_days=30)
        make.chart(world.own)
        assert list(filing_alerts(world.own, now)) == []
        make.chart(world.own, date_of_service=(now - dt.timedelta(days=80)).date())
        cutoff_at = now + dt.timedelta(hours=1)
        late = make.chart(world.own)
        Chart.objects.filter(pk=late.pk).update(cutoff_at=cutoff_at)
        (filing,), (cutoff,) = filing_alerts(world.own, now), cutoff_alerts(world.own, now)
    assert "1 uncoded chart near the filing limit" in filing.title
    assert "vendor_lead" in filing.roles
    assert (cutoff.title, cutoff.due_at) == (
        "1 chart will miss the month-end cutoff",
        cutoff_at,
    )
