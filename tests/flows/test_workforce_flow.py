"""The workforce over HTTP: a coder is entered, verified, refused, let through, and answered for."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from charts.models import GuardOverride, WorkItem
from engagements.kernel import presentation
from engagements.kernel.scope import engagement_scope
from engagements.models import (
    Credential,
    CredentialKind,
    Document,
    Instruction,
    LeavePeriod,
    RegulatoryNotice,
    RosterEntry,
    Site,
    TrainingCampaign,
)
from engagements.selectors import engagement_today
from tests.factories import workforce
from tests.factories.charts import chart, coded_chart, work_item

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def url(name: str, **keys) -> str:
    namespace = "" if ":" in name else "engagements:"
    return reverse(f"{namespace}{name}", kwargs={"engagement": "own", **keys})


def sent(client, name: str, data: dict, **keys) -> str:
    """Posts a form that is right; the text of the page it leads to."""
    response = client.post(url(name, **keys), data, follow=True)
    assert response.redirect_chain, response.text
    assert response.status_code == 200
    return response.text


@pytest.fixture
def today_(world):
    return engagement_today(world.own)


@pytest.fixture
def lead(client_of):
    return client_of("vendor_lead")


@pytest.fixture
def manager(client_of):
    return client_of("practice_manager")


def card() -> SimpleUploadedFile:
    return SimpleUploadedFile("card.pdf", b"%PDF-1.7 card", content_type="application/pdf")


@pytest.mark.covers("R40", "R41", "N7", "N8")
def test_a_specialty_rule_from_the_catalogue_to_the_override(
    world, lead, manager, client_of, today_
):
    """The whole way: catalogue, rule, refusal in words, evidence, verification, the next chart."""
    coder = world.user("vendor_coder")
    assert "33 entries were added" in sent(manager, "catalogue-fill", {})
    rule = {
        "scope": "specialty",
        "specialty": "Cardiology",
        "complexity": "any",
        "audience": "vendor",
        "codes": ["CCC", "CIRCC"],
        "effective_from": today_ - 9 * DAY,
        "source": "Terms 4.2",
    }
    assert "CCC or CIRCC" in sent(manager, "specialty-rule-create", rule)
    with engagement_scope(world.own.pk):
        item = work_item(chart(world.own, specialty="cardiology"))
        kind = CredentialKind.objects.get(code="CCC")
    assign = {
        "list_do": "bulk",
        "bulk": "assign",
        "pk": item.pk,
        "confirmed": "1",
        "reason": "Hers",
        "assignee": coder.pk,
    }
    refused = lead.post(reverse("charts:worklist", args=["own"]), assign)
    assert f"Specialty match: no verified CCC or CIRCC on {today_}." in refused.text
    assert "Practice manager or Compliance officer can set this aside" in refused.text
    taken = client_of("vendor_coder").post(reverse("charts:chart_next", args=["own"]), follow=True)
    assert "There is no chart to code now" in taken.text

    entered = {
        "user": coder.pk,
        "kind": kind.pk,
        "number": "01234",
        "issued_on": today_ - 99 * DAY,
        "expires_on": today_ + 99 * DAY,
        "ceu_earned": "12",
        "evidence": card(),
    }
    sent(lead, "credential-create", entered)
    again = SimpleUploadedFile("again.pdf", b"%PDF-1.7 another scan")
    twice = lead.post(url("credential-create"), entered | {"evidence": again})
    assert twice.status_code == 400
    with engagement_scope(world.own.pk):
        made = Credential.objects.get()
        assert list(Document.objects.filter(kind="evidence")) == [made.evidence]
    verify = {"note": "Looked up at AAPC"}
    refused = lead.post(url("credential-verify", credential_id=made.pk), verify)
    assert refused.status_code == 403
    assert "until" in sent(manager, "credential-verify", verify, credential_id=made.pk)
    units = {"ceu_earned": "20.5"}
    assert manager.post(url("credential-units", credential_id=made.pk), units).status_code == 403
    assert "Units" in sent(lead, "credential-units", units, credential_id=made.pk)
    with engagement_scope(world.own.pk):
        made.refresh_from_db()
    assert (str(made.ceu_earned), made.verified_on) == ("20.5", today_)
    matrix = client_of("compliance_officer").get(url("credentials")).text
    assert f"until {today_ + 99 * DAY}" in matrix
    assert "2 coders, 1 without a credential that counts today" in matrix

    client_of("vendor_coder").post(reverse("charts:chart_next", args=["own"]))
    with engagement_scope(world.own.pk):
        assert WorkItem.objects.get().assignee == coder


@pytest.mark.covers("N7", "N8")
def test_an_override_is_reasoned_listed_and_counted(world, lead, manager, today_):
    coder = world.user("vendor_coder")
    with engagement_scope(world.own.pk):
        workforce.rule(world, effective_from=today_ - 9 * DAY)
        made = coded_chart(world.own, coder, specialty="cardiology")
    month = manager.get(url("workforce:validity")).text
    assert "1 charts coded, 1 against a guard as of their day, 0 set aside" in month
    assert made.encounter_ref in month
    page = manager.get(url("workforce:chart-validity", chart_id=made.pk)).text
    assert f"no verified CCC on {today_}" in page
    assert "Did a credential match the specialty?" in page

    before = manager.get(
        url("workforce:chart-validity", chart_id=made.pk), {"day": today_ - 10 * DAY}
    ).text
    assert "no verified CCC" not in before
    assert f"Vendor Coder, asked for {presentation.day(today_ - 10 * DAY)}" in before
    asked = {"day": "soon"}
    refused = manager.get(url("workforce:chart-validity", chart_id=made.pk), asked)
    assert refused.status_code == 400

    override = {"coder": coder.pk, "rule": "specialty", "reason": "Her certificate is delayed"}
    theirs = lead.post(url("workforce:guard-override", chart_id=made.pk), override)
    assert theirs.status_code == 400  # not among the guards that a lead may set aside
    text = sent(manager, "workforce:guard-override", override, chart_id=made.pk)
    assert "set aside" in text
    with engagement_scope(world.own.pk):
        row = GuardOverride.objects.get()
    assert (row.by, row.rule, row.day) == (world.user("practice_manager"), "specialty", today_)
    assert "Her certificate is delayed" in lead.get(url("workforce:overrides")).text
    counted = manager.get(url("workforce:validity")).text
    assert "0 against a guard as of their day, 1 set aside" in counted
    only = manager.get(url("workforce:validity"), {"standing": "refused"}).text
    assert made.encounter_ref not in only


@pytest.mark.covers("R42", "R43", "R51")
def test_the_roster_from_joining_to_leaving(world, lead, manager, client_of, today_):
    coder = world.user("vendor_coder")
    assert "No roster is kept yet" in lead.get(url("workforce:roster")).text
    joined = {"user": coder.pk, "joined_on": today_ - 40 * DAY, "weekly_hours": "40"}
    assert "1 coder on the account" in sent(lead, "workforce:roster-join", joined)
    cover = {"user": coder.pk, "specialty": "Cardiology", "rank": "primary", "weekly_hours": "30"}
    assert "no backup" in sent(lead, "workforce:cover-create", cover)
    away = {"user": coder.pk, "starts_on": today_, "ends_on": today_ + DAY, "kind": "vacation"}
    assert "away now" in sent(lead, "workforce:leave-create", away)
    rate = {"specialty": "cardiology", "charts_per_hour": "4", "surge_percent": "150"}
    assert "30.0" in sent(lead, "workforce:capacity-rate", rate)
    with engagement_scope(world.own.pk):
        leave, entry = LeavePeriod.objects.get(), RosterEntry.objects.get()
        work_item(chart(world.own))
    nobody = client_of("vendor_coder").post(reverse("charts:chart_next", args=["own"]), follow=True)
    assert "There is no chart to code now" in nobody.text
    sent(lead, "workforce:leave-cancel", {}, leave_id=leave.pk)
    assert manager.get(url("workforce:roster-join")).status_code == 200
    theirs = manager.post(
        url("workforce:roster-leave", entry_id=entry.pk), {"left_on": today_, "reason": "x"}
    )
    assert theirs.status_code == 403
    text = sent(
        lead,
        "workforce:roster-leave",
        {"left_on": today_ - DAY, "reason": "Another account"},
        entry_id=entry.pk,
    )
    assert "Another account" in text
    assert "Leavers" not in text
    assert "100.0%" in text or "200.0%" in text


@pytest.mark.covers("R44")
def test_training_blocks_the_affected_charts_until_it_is_completed(
    world, lead, manager, client_of, today_
):
    coder = world.user("vendor_coder")
    with engagement_scope(world.own.pk):
        workforce.campaign(
            world, due_on=today_ - 9 * DAY, affected_from=today_ - 8 * DAY, title="CPT 2026"
        )
        work_item(chart(world.own, date_of_service=today_ - DAY))
        campaign = TrainingCampaign.objects.get()
    coding = client_of("vendor_coder")
    assert "CPT 2026" in coding.get(url("workforce-mine")).text
    assert "There is no chart" in coding.post(url("charts:chart_next"), follow=True).text
    done = {"user": coder.pk, "completed_on": today_, "evidence": card()}
    assert "completed" in sent(lead, "campaign-complete", done, campaign_id=campaign.pk)
    coding.post(url("charts:chart_next"))
    with engagement_scope(world.own.pk):
        assert WorkItem.objects.get().assignee == coder
    assert "is withdrawn" in sent(manager, "campaign-withdraw", {}, campaign_id=campaign.pk)


@pytest.mark.covers("R35", "R46", "R47")
def test_guidance_is_published_read_and_acknowledged(world, manager, client_of, today_):
    notice = {
        "kind": "coverage",
        "title": "LCD L33990 changed",
        "body": "New limits.",
        "source": "LCD L33990",
        "scope": "state",
        "payer_state": "ga",
        "effective_from": today_ - 9 * DAY,
    }
    assert "LCD L33990 changed" in sent(manager, "notice-create", notice)
    assert "4 notices were added" in sent(manager, "notice-packs", {"states": ["GA", "PA"]})
    written = {
        "title": "Modifier 25",
        "body": "Only with a separate note.",
        "scope": "some",
        "specialty": "family_medicine",
        "effective_from": today_ - 9 * DAY,
    }
    assert "Modifier 25" in sent(manager, "instruction-create", written)
    with engagement_scope(world.own.pk):
        made = RegulatoryNotice.objects.get(kind="coverage")
        instruction = Instruction.objects.get()
        item = work_item(
            chart(world.own, payer_state="GA", date_of_service=today_ - DAY, state="in_coding"),
            state="leased",
            assignee=world.user("vendor_coder"),
        )
    coding = client_of("vendor_coder")
    page = coding.get(reverse("charts:chart_code", args=["own", item.chart_id]))
    assert page.status_code == 200
    chart_page = coding.get(reverse("charts:chart_detail", args=["own", item.chart_id])).text
    assert "Only with a separate note." in chart_page
    assert "LCD L33990 changed" in chart_page
    back = reverse("charts:chart_detail", args=["own", item.chart_id])
    response = coding.post(
        url("instruction-acknowledge", instruction_id=instruction.pk), {"next": back}
    )
    assert response["Location"] == back
    away = coding.post(
        url("notice-read", notice_id=made.pk), {"next": "https://elsewhere.example/"}
    )
    assert away["Location"] == url("notices")
    receipts = manager.get(url("notice", notice_id=made.pk)).text
    assert "In House Coder" in receipts
    assert "not yet" in receipts
    following = written | {"body": "Never.", "effective_from": today_}
    assert "Never." not in chart_page
    sent(manager, "instruction-next", following, instruction_id=instruction.pk)
    assert "Version 1" in manager.get(url("instruction", instruction_id=instruction.pk)).text


@pytest.mark.covers("R50")
def test_a_site_abroad_is_approved_with_evidence_and_refused_by_residency(
    world, lead, manager, client_of, today_
):
    coder = world.user("vendor_coder")
    site = {"name": "Chennai", "country": "in", "qa_lead": world.user("vendor_qa_lead").pk}
    sent(lead, "site-create", site | {"qa_lead_country": "us"})
    with engagement_scope(world.own.pk):
        made = Site.objects.get()
        work_item(chart(world.own, payer_state="TX"))
    approve = {"approved_from": today_ - 9 * DAY}
    refused = manager.post(url("site-approve", site_id=made.pk), approve)
    assert "no evidence of its controls" in refused.text
    sent(lead, "site-edit", site | {"qa_lead_country": "us", "evidence": card()}, site_id=made.pk)
    assert "approved" in sent(manager, "site-approve", approve, site_id=made.pk)
    assign = {"user": coder.pk, "site": made.pk, "effective_from": today_}
    sent(lead, "site-assign", assign)
    rule = {
        "scope": "state",
        "payer_state": "tx",
        "effect": "forbidden",
        "country": "in",
        "audience": "vendor",
        "source": "Medicaid manual 3.1",
        "effective_from": today_,
        "review_on": today_ + 90 * DAY,
    }
    assert "Medicaid manual 3.1" in sent(manager, "residency-create", rule)
    nobody = client_of("vendor_coder").post(url("charts:chart_next"), follow=True)
    assert "There is no chart to code now" in nobody.text


def test_coders_and_others_see_what_is_theirs(world, client_of):
    coder = client_of("vendor_coder")
    assert coder.get(url("workforce")).headers["Location"] == url("workforce-mine")
    assert coder.get(url("credentials")).status_code == 403
    assert coder.get(url("workforce:roster")).status_code == 403
    analyst = client_of("denial_analyst")
    assert analyst.get(url("workforce")).headers["Location"] == url("notices")
    assert client_of("provider").get(url("notices")).status_code == 403


def test_no_page_is_empty_without_saying_what_to_do(manager, lead):
    for client in (manager, lead):
        for name in ("credentials", "specialty-rules", "training", "sites"):
            assert "empty-state" in client.get(url(name)).text or name == "credentials"
        for name in ("roster", "capacity", "validity", "overrides"):
            assert "empty-state" in client.get(url(f"workforce:{name}")).text
