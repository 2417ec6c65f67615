"""The pages of monthly reports, as their readers meet them."""

import datetime as dt

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from charts.models import Chart
from engagements.enums import DocumentKind
from engagements.kernel.scope import engagement_scope
from engagements.models import AccessLog, Document
from engagements.selectors import system_actor
from qa.models import Audit
from reporting.enums import ReportState
from reporting.models import MonthlyReport
from reporting.services import report_freeze, report_render
from tests.factories.charts import coded_chart

MARCH = dt.date(2026, 3, 1)
NOON = dt.datetime(2026, 3, 10, 16, tzinfo=dt.UTC)
READERS = (
    "practice_manager",
    "cdi_coordinator",
    "denial_analyst",
    "compliance_officer",
    "vendor_lead",
    "vendor_qa_lead",
    "independent_auditor",
)


def url(name, **keys):
    return reverse(f"reporting:{name}", kwargs={"engagement": "own", **keys})


@pytest.fixture
def frozen(world):
    """March: one chart coded in time, found wrong by its audit; its figures frozen."""
    with engagement_scope(world.own.pk):
        coder = world.user("vendor_coder")
        made = coded_chart(
            world.own,
            coder,
            coded_at=NOON,
            received_at=NOON,
            documentation_complete_at=NOON,
            due_at=NOON,
            turnaround_seconds=60,
        )
        Audit.objects.create(
            engagement=world.own,
            chart=made,
            coding=made.codings.get(),
            coder=coder,
            side="vendor",
            state="completed",
            specialty=made.specialty,
            completed_at=NOON,
            encounter_correct=False,
            components_correct=3,
            components_total=4,
        )
        return report_freeze(actor=system_actor(world.own), month=MARCH)


@pytest.fixture
def report(frozen, world, settings, tmp_path):
    """It is published, with a file in the place of its PDF, which only `printed` really has."""
    settings.MEDIA_ROOT = tmp_path
    with engagement_scope(world.own.pk):
        document = Document(
            engagement=world.own,
            kind=DocumentKind.REPORT,
            title="Monthly report: March 2026",
            sha256="0" * 64,
            size=4,
            content_type="application/pdf",
        )
        document.file.save("own-2026-03.pdf", ContentFile(b"%PDF"), save=True)
        MonthlyReport.objects.filter(pk=frozen.pk).update(
            state=ReportState.RENDERED,
            pdf=document,
            pdf_sha256=document.sha256,
            rendered_at=timezone.now(),
        )
        frozen.refresh_from_db()
    return frozen


@pytest.fixture
def printed(frozen, world, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with engagement_scope(world.own.pk):
        return report_render(actor=system_actor(world.own), report=frozen)


@pytest.mark.covers("R107", "R114")
def test_whoever_reads_a_report_reads_the_same_figures_and_no_false_change(report, client_of):
    for role in READERS:
        page = client_of(role).get(url("report_detail", report_id=report.pk), {"changes": ""})
        assert page.context["changes"] == [], role
        text = strip_tags(page.content.decode())
        assert "Nothing has changed since the report was published." in text, role
        assert "1 of 1 charts due" in text, role
        assert "Accuracy, contracted method\n    0.0%" in text, role


def test_what_changed_since_is_shown_beside_what_was_published(report, client_of, world):
    with engagement_scope(world.own.pk):
        Chart.objects.update(due_at=NOON - dt.timedelta(hours=1))
    page = client_of("vendor_lead").get(url("report_detail", report_id=report.pk), {"changes": ""})
    found = {change.path: (change.published, change.now) for change in page.context["changes"]}
    key = "/summary/figures/turnaround_attainment/text"
    assert found[key] == ("100.0%", "0.0%")
    assert found["/summary/attainment_verdict"] == ("Met", "Not met")
    assert "<td>Key figures, Turnaround attainment</td>" in page.content.decode()
    assert found["/turnaround/figures/charts_late/numerator"] == (0, 1)


@pytest.mark.covers("R31")
def test_the_list_names_months_and_runs_and_offers_the_closed_month(report, client_of):
    page = client_of("practice_manager").get(url("report_list"))
    text = page.content.decode()
    assert "March 2026" in text
    assert "No runs yet." in text
    assert page.context["next_month"] is not None
    reader = client_of("cdi_coordinator").get(url("report_list")).content.decode()
    assert "March 2026" in reader
    assert "Publish it now" not in reader


@pytest.mark.covers("R49")
def test_opening_the_pdf_is_logged(printed, client_of, world):
    client = client_of("compliance_officer")
    answer = client.get(url("report_pdf", report_id=printed.pk))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'inline; filename="own-2026-03.pdf"'
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")
    with engagement_scope(world.own.pk):
        entry = AccessLog.objects.get(model="reporting.monthlyreport")
    assert (entry.user, entry.object_id) == (world.user("compliance_officer"), printed.pk)


def test_a_report_is_published_by_the_practice_manager_alone(report, client_of):
    nonsense = client_of("practice_manager").post(url("report_publish"), {"month": "soon"})
    assert nonsense.status_code == 400
    assert "Write it as YYYY-MM" in nonsense.content.decode()
    for role in ("vendor_lead", "compliance_officer", "independent_auditor"):
        refused = client_of(role).post(url("report_publish"), {"month": "2026-03"})
        assert refused.status_code == 403
    assert client_of("vendor_coder").get(url("report_list")).status_code == 403
