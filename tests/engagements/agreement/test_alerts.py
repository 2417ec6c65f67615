"""What people are told about the agreement: keys for good, the right roles, the right day."""

import datetime as dt

import pytest
from django.utils import timezone

from engagements.models import BusinessAssociateAgreement, Document, Subcontractor, Terms
from engagements.services.incidents import incident_record, incident_report
from engagements.work.agreement import (
    choice_drafts,
    contract_drafts,
    document_drafts,
    incident_drafts,
    subcontractor_drafts,
)

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
WATCH = {"practice_manager", "compliance_officer"}


def keys(drafts):
    return {draft.key for draft in drafts}


def soc2(world, end):
    document = Document(
        engagement=world.own, kind="soc2", title="SOC 2", sha256="0" * 64, size=5, period_end=end
    )
    document.file.name = "documents/none.pdf"
    document.save()
    return document


@pytest.mark.covers("R14", "R15")
def test_missing_documents_are_told_to_their_side_and_the_watchers(scoped):
    drafts = {d.key: d for d in document_drafts(scoped.own, timezone.now())}
    assert set(drafts) == {
        f"document:{kind}:missing"
        for kind in (
            "contract",
            "privacy_policy",
            "security_policy",
            "training_records",
            "breach_procedure",
            "soc2",
        )
    }
    assert set(drafts["document:soc2:missing"].roles) == WATCH | {"vendor_lead"}
    assert set(drafts["document:contract:missing"].roles) == WATCH


@pytest.mark.covers("R15")
@pytest.mark.parametrize(
    ("days", "suffix"),
    [(120, None), (90, "expires:90"), (60, "expires:60"), (30, "expires:30"), (-1, "expired")],
)
def test_document_is_told_at_90_60_and_30_days_and_when_over(days, suffix, scoped, today):
    document = soc2(scoped, today + days * DAY)
    found = {k for k in keys(document_drafts(scoped.own, timezone.now())) if "missing" not in k}
    assert found == ({f"document:{document.pk}:{suffix}"} if suffix else set())


@pytest.mark.covers("R33")
def test_ends_and_notice_dates_count_down(scoped, today, client_of):
    now = timezone.now()
    assert keys(contract_drafts(scoped.own, now)) == set()
    BusinessAssociateAgreement.objects.update(expires_on=today + 45 * DAY)
    baa = BusinessAssociateAgreement.objects.get()
    ends = today + 85 * DAY
    Terms.objects.update(contract_ends_on=ends, auto_renews=True, renewal_notice_days=60)
    drafts = {d.key: d for d in contract_drafts(scoped.own, now)}
    assert set(drafts) == {
        f"baa:{baa.pk}:expires:60",
        f"contract:{ends}:ends:90",
        f"contract:{ends}:notice:30",
    }
    page = client_of("practice_manager").get(f"/e/{scoped.own.slug}/terms/").content.decode()
    assert "Last day of notice against renewal" in page
    assert "25 days left" in page
    notice = drafts[f"contract:{ends}:notice:30"]
    assert (notice.detail, notice.urgent) == ("25 days left.", True)
    Terms.objects.update(auto_renews=False)
    assert f"contract:{ends}:notice:30" not in keys(contract_drafts(scoped.own, now))


@pytest.mark.covers("R34")
def test_open_incident_is_told_until_it_is_reported(scoped, actor_of):
    lead, now = actor_of("vendor_lead"), timezone.now()
    incident = incident_record(
        actor=lead, kind="other", discovered_at=now - dt.timedelta(hours=71), description="Seen"
    )
    (draft,) = incident_drafts(scoped.own, now)
    assert (draft.key, draft.due_at) == (f"incident:{incident.pk}:open", incident.due_at)
    assert set(draft.roles) == WATCH | {"vendor_lead"}
    (late,) = incident_drafts(scoped.own, now + dt.timedelta(hours=2))
    assert late.key == f"incident:{incident.pk}:overdue"
    incident_report(actor=lead, incident=incident, individuals=0, notice="Told")
    assert list(incident_drafts(scoped.own, now)) == []


def test_unbound_subcontractor_and_unanswered_choice_are_told(scoped, today):
    row = Subcontractor.objects.create(
        engagement=scoped.own, name="Night", country="IN", purpose="Review"
    )
    assert keys(subcontractor_drafts(scoped.own, timezone.now())) == {
        f"subcontractor:{row.pk}:unbound"
    }
    Subcontractor.objects.update(bound_on=today)
    assert list(subcontractor_drafts(scoped.own, timezone.now())) == []
    Terms.objects.update(state="proposed", skip_parallel=True)
    terms = Terms.objects.get()
    assert keys(choice_drafts(scoped.own, timezone.now())) == {
        f"terms:{terms.pk}:choice:skip_parallel"
    }
