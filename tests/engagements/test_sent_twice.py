"""A form that is sent twice, as by a double click, makes one record."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone

from engagements.kernel.errors import DomainError
from engagements.models import (
    Baseline,
    BusinessAssociateAgreement,
    Challenge,
    Incident,
    IncidentText,
    Membership,
    Pilot,
    RegulatoryNotice,
    SignOff,
    TrainingCampaign,
)
from engagements.services import baa_create
from engagements.services.baselines import baseline_record
from engagements.services.incidents import incident_close, incident_record, incident_report
from engagements.services.phases import phase_plan_set
from engagements.services.signoffs import liability_acknowledge
from engagements.services.trials import ArmPlan, challenge_plan, pilot_plan
from engagements.services.workforce.guidance import notice_publish
from engagements.services.workforce.training import campaign_add
from tests.factories.world import user

pytestmark = pytest.mark.django_db
MARCH = dt.date(2026, 3, 1)


def test_a_baseline_is_recorded_and_corrected_once(scoped, actor_of):
    manager = actor_of("practice_manager")
    figure = {
        "kpi": "accuracy_encounter",
        "value": Decimal("0.92"),
        "n": 200,
        "period_start": dt.date(2025, 1, 1),
        "period_end": dt.date(2025, 3, 31),
        "method": "Encounter",
        "source": "Audit report",
    }
    first = baseline_record(actor=manager, **figure)
    assert baseline_record(actor=manager, **figure) == first
    right = figure | {"value": Decimal("0.93"), "supersedes": first}
    corrected = baseline_record(actor=manager, **right)
    assert baseline_record(actor=manager, **right) == corrected
    assert Baseline.objects.count() == 2


def test_an_incident_starts_one_clock(scoped, actor_of):
    officer = actor_of("compliance_officer")
    found = {
        "kind": "misdirected",
        "discovered_at": timezone.now() - dt.timedelta(hours=2),
        "description": "A fax to a wrong number",
    }
    first = incident_record(actor=officer, **found)
    assert incident_record(actor=officer, **found) == first
    assert IncidentText.objects.count() == 1
    other = incident_record(actor=officer, **(found | {"description": "Another fax"}))
    assert (first.number, other.number) == (1, 2)
    assert incident_record(actor=officer, **(found | {"description": "Another fax"})) == other
    assert Incident.objects.count() == 2


def test_the_same_words_after_it_is_closed_are_a_new_incident(scoped, actor_of):
    officer = actor_of("compliance_officer")
    found = {
        "kind": "misdirected",
        "discovered_at": timezone.now() - dt.timedelta(hours=2),
        "description": "A fax to a wrong number",
    }
    first = incident_record(actor=officer, **found)
    incident_report(actor=officer, incident=first, individuals=1, notice="Told by letter")
    incident_close(actor=officer, incident=first, outcome="Destroyed unread")
    assert incident_record(actor=officer, **found) != first


def test_a_notice_and_a_training_are_published_once(scoped, actor_of):
    manager = actor_of("practice_manager")
    told = {
        "kind": "coverage",
        "title": "Telehealth modifiers",
        "body": "Use 95.",
        "source": "Bulletin 12",
        "scope": "every",
        "effective_from": MARCH,
    }
    first = notice_publish(actor=manager, **told)
    assert notice_publish(actor=manager, **told) == first
    assert notice_publish(actor=manager, **(told | {"body": "Use 93."})) != first
    assert RegulatoryNotice.objects.count() == 2
    taught = {
        "title": "ICD-10-CM 2027",
        "code_set": "ICD-10-CM",
        "affected_from": dt.date(2026, 10, 1),
        "due_on": dt.date(2026, 9, 15),
    }
    assert campaign_add(actor=manager, **taught) == campaign_add(actor=manager, **taught)
    assert TrainingCampaign.objects.count() == 1


def test_a_pilot_and_a_draft_of_the_baa_are_made_once(scoped, actor_of):
    manager = actor_of("practice_manager")
    pilot = {"name": "Cardiology", "specialty": "cardiology", "starts_on": MARCH}
    pilot["ends_on"] = MARCH + dt.timedelta(days=14)
    assert pilot_plan(actor=manager, **pilot) == pilot_plan(actor=manager, **pilot)
    assert Pilot.objects.count() == 1
    before = BusinessAssociateAgreement.objects.count()
    drafts = [baa_create(actor=manager, effective_on=MARCH) for _ in range(2)]
    assert drafts[0] == drafts[1]
    assert BusinessAssociateAgreement.objects.count() == before + 1


def test_a_challenge_between_the_same_groups_is_planned_once(scoped, actor_of):
    lead = actor_of("vendor_lead")
    second = user("second_coder@own.example", scoped.own.vendor)
    Membership.objects.create(engagement=scoped.own, user=second, role="vendor_coder")
    coder = scoped.user("vendor_coder")
    plan = {
        "name": "Two teams",
        "specialty": "cardiology",
        "share": Decimal("0.400"),
        "starts_on": MARCH,
        "ends_on": MARCH + dt.timedelta(days=30),
    }
    arms = {"champion": ArmPlan("One", [coder]), "challenger": ArmPlan("Two", [second])}
    first = challenge_plan(actor=lead, **plan, **arms)
    assert challenge_plan(actor=lead, **plan, **arms) == first
    assert first.members.count() == 2
    swapped = {"champion": ArmPlan("One", [second]), "challenger": ArmPlan("Two", [coder])}
    assert challenge_plan(actor=lead, **plan, **swapped) != first
    assert Challenge.objects.count() == 2


def test_a_plan_of_a_phase_is_one_version(scoped, actor_of):
    manager = actor_of("practice_manager")
    first, later = {"starts_on": MARCH}, {"starts_on": MARCH + dt.timedelta(7), "reason": "Access"}
    made = [
        phase_plan_set(actor=manager, phase="shadow", ends_on=None, **dates)
        for dates in (first, first, later, later)
    ]
    assert [plan.version for plan in made] == [1, 1, 2, 2]
    with pytest.raises(DomainError, match="needs its reason"):
        phase_plan_set(actor=manager, phase="shadow", ends_on=None, **first)


def test_a_sign_off_is_given_once_until_another_takes_its_place(scoped, actor_of):
    manager = actor_of("practice_manager")
    owners = ["compliance_officer"] * 2 + ["practice_manager"] + ["compliance_officer"] * 2
    given = [
        liability_acknowledge(actor=manager, duty_role=owner, reason="Read") for owner in owners
    ]
    assert given[0] == given[1]
    assert given[3] == given[4]
    assert [row.duty_role for row in SignOff.objects.order_by("pk")] == [
        "compliance_officer",
        "practice_manager",
        "compliance_officer",
    ]
