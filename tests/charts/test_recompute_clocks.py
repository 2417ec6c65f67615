"""`recompute_clocks`, and documents that an export tells of."""

import datetime as dt
import io

import pytest
from django.core.management import CommandError, call_command

from charts.importers.run import files_import
from charts.models import Chart, ChartDocument
from charts.services import recompute_all
from engagements.kernel.scope import engagement_scope
from engagements.models import ComplexityRule, RecordRequirement
from tests.charts.test_clocks import ny, released
from tests.charts.test_importers_fhir import PRACTITIONER, document, encounter, ndjson
from tests.charts.test_services_intake import counts, run

LONG_AGO = dt.date(2020, 1, 1)
PLAN = {"type": {"coding": [{"code": "34117-2"}, {"code": "51847-2"}]}}


@pytest.mark.covers("R24", "R25")
def test_the_command_brings_back_what_was_deleted_in_steps(scoped, system, monkeypatch):
    monkeypatch.setattr(recompute_all, "STEP", 2)
    for day in (2, 3, 4):
        released(scoped, system, ny(2026, 3, day, 12))
    names = ("due_at", "clock_started_at", "documentation_lag_seconds")
    kept = list(Chart.objects.order_by("pk").values_list(*names))
    Chart.objects.update(**dict.fromkeys(names))
    out, err = io.StringIO(), io.StringIO()
    for _ in range(2):
        call_command("recompute_clocks", engagement="own", stdout=out, stderr=err)
    with engagement_scope(scoped.own.pk):
        assert list(Chart.objects.order_by("pk").values_list(*names)) == kept
    assert out.getvalue().splitlines() == [
        "own: 3 charts read, 3 changed",
        "own: 3 charts read, 0 changed",
    ]
    assert err.getvalue().splitlines()[:2] == [
        "own: 2 of 3 charts read",
        "own: 3 of 3 charts read",
    ]
    with pytest.raises(CommandError, match="No engagement"):
        call_command("recompute_clocks", engagement="nowhere")


def fhir(actor, *documents):
    files = [
        ndjson("Practitioner", PRACTITIONER),
        ndjson("DocumentReference", *documents),
        ndjson("Encounter", encounter()),
    ]
    return files_import(actor=actor, files=files)[0]


@pytest.mark.covers("R24", "R52")
def test_an_export_tells_of_documents_and_a_later_one_completes_the_record(scoped, system):
    for name in ("history_physical", "assessment_plan", "operative_note"):
        RecordRequirement.objects.create(
            engagement=scoped.own,
            encounter_class="outpatient",
            document_type=name,
            effective_from=LONG_AGO,
        )
    plan = document("2026-03-03T09:00:00Z", id="d-1", **PLAN)
    surgery = {"id": "d-2", "type": {"coding": [{"code": "11504-8"}]}}
    unsigned = document("2026-03-03T10:00:00Z", docStatus="preliminary", **surgery)
    assert counts(fhir(system, plan, unsigned)) == (1, 0, 0, 0)
    chart = Chart.objects.get()
    assert (chart.state, chart.documentation_complete_at) == ("waiting", None)
    signed = document("2026-03-04T10:00:00Z", docStatus="final", **surgery)
    for _ in range(2):
        fhir(system, plan, signed)
    chart.refresh_from_db()
    assert (chart.state, chart.documentation_complete_at) == (
        "ready",
        dt.datetime(2026, 3, 4, 10, tzinfo=dt.UTC),
    )
    assert ChartDocument.objects.count() == 4
    late = document("2026-03-09T10:00:00Z", id="d-3", type={"coding": [{"code": "55107-7"}]})
    fhir(system, plan, signed, late)
    chart.refresh_from_db()
    assert (chart.state, chart.late_document) == ("ready", "")


@pytest.mark.covers("R24")
def test_a_list_alone_does_not_complete_a_record_whose_documents_are_required(scoped, system):
    RecordRequirement.objects.create(
        engagement=scoped.own,
        encounter_class="outpatient",
        document_type="progress_note",
        effective_from=LONG_AGO,
    )
    run(system, {}, {"encounter_class": "inpatient"})
    assert list(Chart.objects.order_by("encounter_ref").values_list("state", flat=True)) == [
        "waiting",
        "ready",
    ]


@pytest.mark.covers("R22")
def test_charts_of_a_rule_arrive_complex(scoped, system):
    ComplexityRule.objects.create(
        engagement=scoped.own, specialty="cardiology", effective_from=LONG_AGO
    )
    run(system, {}, {"specialty": "family_medicine"})
    assert dict(Chart.objects.values_list("specialty", "complexity")) == {
        "cardiology": "complex",
        "family_medicine": "standard",
    }
