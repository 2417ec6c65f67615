"""The agreement over HTTP, as each persona: choose, agree, divide the work, keep what is owed."""

import datetime as dt
import html

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from engagements.enums.agreement import BaaTerm
from engagements.enums.selection import QUESTIONS, REFERENCE_QUESTIONS, Standing
from engagements.kernel.scope import engagement_scope
from engagements.models import (
    Baseline,
    BusinessAssociateAgreement,
    Calendar,
    Candidate,
    Engagement,
    Incident,
    Selection,
    Subcontractor,
    Terms,
)
from engagements.selectors import engagement_today
from tests.engagements.test_views_setup import NEW_TERMS

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def text(response):
    return " ".join(html.unescape(response.content.decode()).split())


def done(client, url, data=None):
    """Posts, expects to be sent on, and returns the page one lands on."""
    response = client.post(url, data or {}, follow=True)
    assert response.redirect_chain, text(response)[:3000]
    assert response.status_code == 200
    return response


def url(name, **kwargs):
    return reverse(f"engagements:{name}", kwargs={"engagement": "own"} | kwargs)


def control(name, **kwargs):
    return reverse(f"control:{name}", kwargs=kwargs)


def answers(criterion="", key=""):
    sent = {}
    for name, question in QUESTIONS.items():
        best = next(o.key for o in question.options if o.standing == Standing.MEETS)
        sent |= {name: key if name == criterion else best, f"{name}_points": 4}
    return sent


@pytest.mark.covers("R7", "R8", "R9", "R12")
def test_practice_compares_two_vendors_and_the_chosen_one_becomes_the_engagement(world, client_of):
    manager, admin = client_of("practice_manager"), client_of("platform_admin")
    page = done(manager, control("selection-new"), {"title": "Orthopedics", "market_price": "4"})
    selection = Selection.objects.get()
    assert "No vendor yet" in text(page)
    done(
        manager,
        control("selection-baseline", selection_id=selection.pk),
        {
            "figure": "accuracy",
            "kpi": "accuracy_encounter",
            "value": "91.5",
            "n": 200,
            "period_start": "2025-01-01",
            "period_end": "2025-06-30",
            "method": "Outside audit",
            "source": "Report",
        },
    )
    for name, price in (("Good Vendor", "3.80"), ("Cheap Vendor", "2.00")):
        done(
            manager,
            control("candidate-new", selection_id=selection.pk),
            {"name": name, "price": price},
        )
    good, cheap = Candidate.objects.order_by("-name")
    one, two = (
        {"selection_id": selection.pk, "candidate_id": candidate.pk} for candidate in (good, cheap)
    )
    done(manager, control("candidate", **one), answers())
    page = done(manager, control("candidate", **two), answers("audit_right", "refused"))
    assert "Disqualified, whatever the total" in text(page)
    done(manager, control("candidate-flag", **two), {"flag": "spot_checks", "note": "Seen"})
    call = {
        "client": "Harbor Clinic",
        "specialty": "orthopedics",
        "spoke_with": "HIM director",
        "called_on": "2026-01-05",
        "is_current": "on",
        "is_similar": "on",
    }
    done(manager, control("reference-new", **one), call | dict.fromkeys(REFERENCE_QUESTIONS, "Ok"))
    page = text(manager.get(control("selection", selection_id=selection.pk)))
    for words in (
        "Side by side",
        "40 of 50",
        "36 of 50",
        "Refuses an independent audit",
        "Priced far below the market",
        "Quality assurance by spot checks",
        "91.5%",
        "would you choose this vendor again",
        "Red flags",
    ):
        assert words in page
    choice = {"reason": "Best", "time_zone": "UTC"}
    refused = manager.post(control("candidate-choose", **two), choice)
    assert "gave a disqualifying answer" in text(refused)
    refused = manager.post(control("candidate-choose", **one), choice)
    assert "not registered here yet" in text(refused)
    vendor = world.own.vendor
    done(
        admin,
        control("candidate-edit", **one),
        {"name": "Good Vendor", "vendor": vendor.pk, "price": "3.80"},
    )
    page = done(manager, control("candidate-choose", **one), choice)
    made = Engagement.objects.get(selection=selection)
    assert page.redirect_chain[-1][0] == f"/e/{made.slug}/setup/"
    with engagement_scope(made.pk):
        assert Baseline.objects.get().n == 200
    assert manager.post(control("candidate", **one), answers()).status_code == 409
    for role in ("vendor_lead", "compliance_officer", "provider"):
        assert client_of(role).get(control("selections")).status_code == 403
    foreign = client_of(world.foreign_user("practice_manager"))
    assert foreign.get(control("selection", selection_id=selection.pk)).status_code == 404
    assert "Orthopedics" not in text(foreign.get(control("selections")))


@pytest.mark.covers("R16", "R37", "N1")
def test_unusual_terms_are_answered_for_and_the_meter_counts(scoped, client_of):
    manager, lead = client_of("practice_manager"), client_of("vendor_lead")
    day = engagement_today(scoped.own) + 40 * DAY
    page = text(manager.get(url("terms")))
    assert "2/10" in page
    assert "2/10" in text(manager.get(url("setup")))
    sent = NEW_TERMS | {
        "effective_from": day,
        "calendar": Calendar.objects.get().pk,
        "pricing_model": "percent_of_collections",
        "minimum_credential": "CPC",
        "scope_classes": ["outpatient"],
        "notice_days": "30",
        "lease_hours": "",
    }
    done(lead, url("terms-propose"), sent)
    terms = Terms.objects.get(version=2)
    assert (terms.scope_classes, terms.lease_hours, terms.rework_policy) == (["outpatient"], 4, "")
    page = text(manager.get(url("terms-detail", terms_id=terms.pk)))
    assert "4/10" in page
    assert "Percentage of collections" in page
    assert "Accept for your side" not in page
    assert manager.post(url("terms-accept", terms_id=terms.pk)).status_code == 400
    sign = url("terms-sign-off", terms_id=terms.pk)
    answer = {"subject": "percent_of_collections", "reason": "Counsel reviewed it"}
    assert lead.post(sign, answer).status_code == 403
    page = done(client_of("compliance_officer"), sign, answer)
    assert "Counsel reviewed it" in text(page)
    done(manager, url("terms-accept", terms_id=terms.pk))
    terms.refresh_from_db()
    assert terms.state == "accepted"


@pytest.mark.covers("R13")
def test_incomplete_baa_shows_its_gaps_and_offers_no_signature(scoped, client_of):
    manager = client_of("practice_manager")
    day = engagement_today(scoped.own) + DAY
    sent = {"effective_on": day, "breach_notice_hours": 24, "required_terms": BaaTerm.values[:8]}
    page = text(done(manager, url("baa-create"), sent))
    assert "2 of the ten required terms are missing" in page
    assert "Sign for your side" not in page
    whole = sent | {"required_terms": BaaTerm.values}
    baa = BusinessAssociateAgreement.objects.get(practice_signed_at=None)
    page = text(done(manager, url("baa-edit", baa_id=baa.pk), whole))
    assert "nobody can sign before it is" in page
    assert "Sign for your side" not in page
    file = SimpleUploadedFile("baa.pdf", b"%PDF-1.7 the agreement")
    page = text(done(manager, url("baa-edit", baa_id=baa.pk), whole | {"document": file}))
    assert "Sign for your side" in page


@pytest.mark.covers("R14", "R15")
def test_documents_are_required_filed_and_replaced(scoped, client_of, world):
    lead, manager = client_of("vendor_lead"), client_of("practice_manager")
    assert "6 required documents are missing" in text(lead.get(url("vault")))
    today = engagement_today(scoped.own)
    for year, end in (("2025", today - 200 * DAY), ("2026", today + 20 * DAY)):
        file = SimpleUploadedFile("soc2.pdf", b"%PDF-1.7 " + year.encode())
        sent = {"kind": "soc2", "document": file, "title": f"SOC 2 {year}", "period_end": end}
        page = text(done(lead, url("vault-add"), sent))
    assert "Ends soon" in page
    assert "1 earlier version" in page
    assert "5 required documents are missing" in page
    owner = world.user("vendor_lead")
    sent = {"side": "vendor", "is_required": "on", "owner": owner.pk, "note": "Yearly"}
    kind = {"document_kind": "soc2"}
    assert owner.name in text(done(manager, url("requirement", **kind), sent))
    assert lead.post(url("requirement", **kind), sent).status_code == 403
    sent = {"name": "Night Shift", "country": "IN", "purpose": "Second review"}
    assert "Not bound" in text(done(lead, url("subcontractor-new"), sent))
    with engagement_scope(world.own.pk):
        row = Subcontractor.objects.get()
    bound = sent | {
        "bound_on": "2026-01-05",
        "document": SimpleUploadedFile("a.pdf", b"%PDF-1.7 agreement"),
    }
    page = text(done(lead, url("subcontractor", subcontractor_id=row.pk), bound))
    with engagement_scope(world.own.pk):
        row.refresh_from_db()
    assert url("document", document_id=row.document_id) in page
    done(lead, url("subcontractor", subcontractor_id=row.pk), sent | {"bound_on": "2026-01-05"})
    with engagement_scope(world.own.pk):
        assert Subcontractor.objects.get().document_id == row.document_id
    assert client_of("vendor_coder").get(url("vault")).status_code == 403


@pytest.mark.covers("R34")
def test_incident_runs_against_the_contract_and_is_kept(scoped, client_of):
    coder, lead = client_of("vendor_coder"), client_of("vendor_lead")
    found = timezone.localtime(timezone.now() - dt.timedelta(hours=3), engagement_zone(scoped))
    sent = {
        "kind": "misdirected",
        "discovered_at": f"{found:%Y-%m-%dT%H:%M}",
        "description": "Jane Roe's note went to a wrong fax",
    }
    page = done(coder, url("incident-new"), sent)
    assert "Incident 1 is recorded" in text(page)
    assert coder.get(url("incidents")).status_code == 403
    incident = Incident.objects.get()
    detail = url("incident", incident_id=incident.pk)
    assert "2 days 20 h left" in text(lead.get(url("incidents"))) or "2 days 21 h left" in text(
        lead.get(url("incidents"))
    )
    assert "Jane Roe's note went to a wrong fax" in text(lead.get(detail))
    assert "Reported. The clock has stopped." in text(
        done(lead, detail, {"individuals": 1, "notice": "We tell you that"})
    )
    end = url("incident-end", incident_id=incident.pk)
    assert lead.post(end, {"outcome": "close", "text": "Done"}).status_code == 403
    officer = client_of("compliance_officer")
    assert "is closed" in text(done(officer, end, {"outcome": "close", "text": "All told"}))
    export = officer.get(url("incidents"), {"export": "csv"})
    lines = b"".join(export.streaming_content).decode()
    assert "Misdirected" in lines or "wrong recipient" in lines
    assert "Jane" not in lines


def engagement_zone(scoped):
    from engagements.validators import zone

    return zone(scoped.own.time_zone)


@pytest.mark.covers("R2", "R39", "R123")
def test_steps_oversight_and_liability_are_decided_by_the_practice(scoped, client_of):
    manager, lead = client_of("practice_manager"), client_of("vendor_lead")
    page = text(manager.get(url("responsibilities")))
    assert "The engagement cannot be activated yet" in page
    done(
        manager,
        url("liability"),
        {"duty_role": "compliance_officer", "reason": "Read", "understood": "on"},
    )
    assert "cannot be activated yet" not in text(manager.get(url("responsibilities")))
    sent = {
        "step": "query",
        "side": "practice",
        "effective_from": engagement_today(scoped.own),
        "reason": "CDI asks all queries",
    }
    assert lead.post(url("step-assign"), sent).status_code == 403
    assert "CDI asks all queries" in text(done(manager, url("step-assign"), sent))
    again = manager.post(url("step-assign"), sent)
    assert again.status_code == 400
    assert "already" in text(again)
    refused = manager.post(url("oversight-override"), {"reason": "None"})
    assert "All oversight roles are filled" in text(refused)


@pytest.mark.covers("R12", "R115")
def test_baseline_is_recorded_in_percent_and_corrected(scoped, client_of):
    manager = client_of("practice_manager")
    sent = {
        "figure": "accuracy",
        "kpi": "accuracy_encounter",
        "value": "92.5",
        "n": 200,
        "period_start": "2025-01-01",
        "period_end": "2025-03-31",
        "method": "Outside audit",
        "source": "Report",
    }
    page = text(done(manager, url("baseline-new"), sent))
    assert "92.5%" in page
    assert "3 of the four figures are missing" in page
    first = Baseline.objects.get()
    correct = url("baseline-correct", baseline_id=first.pk)
    assert 'value="92.5"' in manager.get(correct).content.decode()
    page = text(done(manager, correct, sent | {"value": "91"}))
    assert "91.0%" in page
    assert "92.5%" not in page
    assert client_of("vendor_lead").get(url("baseline-new")).status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_cost_the_same_whatever_their_length(
    rows, scoped, client_of, django_assert_num_queries
):
    now = timezone.now()
    for number in range(1, rows + 1):
        Incident.objects.create(
            engagement=scoped.own,
            number=number,
            kind="other",
            discovered_at=now,
            discovered_side="vendor",
            notice_hours=72,
            due_at=now + dt.timedelta(hours=72),
            legal_due_at=now + dt.timedelta(days=60),
        )
        Baseline.objects.create(
            engagement=scoped.own,
            kpi="accuracy_encounter",
            specialty=f"s{number}",
            value="0.9",
            n=10,
            period_start=dt.date(2025, 1, 1),
            period_end=dt.date(2025, 2, 1),
            method="m",
            source="s",
        )
    officer = client_of("compliance_officer")
    for name, queries in (("incidents", 11), ("baselines", 12)):
        officer.get(url(name))
        with django_assert_num_queries(queries):
            officer.get(url(name))
