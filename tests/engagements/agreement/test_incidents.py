"""Incidents: the contract's clock, the law's limit, the register, the encrypted words."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from engagements.kernel.errors import DomainError, NotAllowed, StaleState
from engagements.models import BusinessAssociateAgreement, Incident, IncidentText, StateEvent
from engagements.selectors.incidents import incident_clock, incident_texts
from engagements.services.incidents import (
    incident_close,
    incident_dismiss,
    incident_record,
    incident_report,
)

pytestmark = [pytest.mark.django_db, pytest.mark.covers("R34")]
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def now():
    return timezone.now()


def record(actor, discovered, **changes):
    values = {"kind": "misdirected", "description": "Fax of Jane Roe's note to a wrong number"}
    return incident_record(actor=actor, discovered_at=discovered, **(values | changes))


def test_clock_runs_from_the_discovery_by_the_contracts_hours(scoped, actor_of, now):
    BusinessAssociateAgreement.objects.update(breach_notice_hours=48)
    incident = record(actor_of("vendor_coder"), now - 40 * HOUR)
    assert incident.number == 1
    assert incident.due_at - incident.discovered_at == 48 * HOUR
    assert incident.legal_due_at - incident.discovered_at == dt.timedelta(days=60)
    clock = incident_clock(incident, now)
    assert (clock.word, clock.sentence) == ("at_risk", "8 h 0 min left to report it.")
    late = incident_clock(incident, now + 10 * HOUR)
    assert (late.word, late.sentence) == ("overdue", "Overdue by 2 h 0 min.")
    beyond = incident_clock(incident, now + dt.timedelta(days=61))
    assert "the law's limit has passed, too" in beyond.sentence


def test_hours_are_those_of_the_agreement_on_the_day_of_discovery(scoped, actor_of, now):
    incident = record(actor_of("vendor_lead"), now - HOUR)
    BusinessAssociateAgreement.objects.update(breach_notice_hours=24)
    incident.refresh_from_db()
    assert incident.notice_hours == 72
    assert record(actor_of("vendor_lead"), now - HOUR).notice_hours == 24


def test_notice_stops_the_clock_and_says_whether_in_time(scoped, actor_of, now):
    lead = actor_of("vendor_lead")
    first = record(lead, now - 70 * HOUR)
    second = record(lead, now - 80 * HOUR)
    for incident in (first, second):
        incident_report(actor=lead, incident=incident, individuals=3, notice="We report that")
    assert incident_clock(first, now).word == "in_time"
    assert incident_clock(second, now).word == "late"
    with pytest.raises(StaleState):
        incident_report(
            actor=lead, incident=Incident.objects.get(pk=first.pk), individuals=3, notice="Again"
        )


def test_states_and_their_events(scoped, actor_of, now):
    lead, officer = actor_of("vendor_lead"), actor_of("compliance_officer")
    incident = record(lead, now - HOUR)
    with pytest.raises(StaleState):
        incident_close(actor=officer, incident=incident, outcome="Too early")
    incident_report(actor=lead, incident=incident, individuals=None, notice="Notice")
    with pytest.raises(NotAllowed):
        incident_close(actor=lead, incident=incident, outcome="Done")
    incident_close(actor=officer, incident=incident, outcome="Individuals notified")
    other = record(officer, now - HOUR)
    incident_dismiss(actor=officer, incident=other, assessment="Low probability of compromise")
    events = StateEvent.objects.filter(model="engagements.Incident").order_by("at")
    assert [(e.object_id == incident.pk, e.transition) for e in events] == [
        (True, "report"),
        (True, "close"),
        (False, "dismiss"),
    ]
    assert [text for _, text in incident_texts(incident)] == [
        "Fax of Jane Roe's note to a wrong number",
        "Notice",
        "Individuals notified",
    ]


def test_words_are_encrypted_and_append_only(scoped, actor_of, now):
    record(actor_of("vendor_lead"), now - HOUR)
    row = IncidentText.objects.get()
    assert b"Jane" not in bytes(row.ciphertext)
    with pytest.raises(DatabaseError), transaction.atomic():
        IncidentText.objects.update(step="close")


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"kind": "alien"}, "kind"), ({"description": " "}, "description")],
    ids=["unknown-kind", "no-words"],
)
def test_bad_record_is_refused(changes, field, actor_of, now):
    with pytest.raises(DomainError) as refused:
        record(actor_of("vendor_lead"), now - HOUR, **changes)
    assert refused.value.field == field
    with pytest.raises(DomainError, match="in the future"):
        record(actor_of("vendor_lead"), now + HOUR)


def test_without_a_signed_agreement_no_hours_are_known(scoped, actor_of, now):
    BusinessAssociateAgreement.objects.all().delete()
    with pytest.raises(DomainError, match="No signed BAA"):
        record(actor_of("vendor_lead"), now - HOUR)


def test_provider_records_nothing(actor_of, now):
    with pytest.raises(NotAllowed):
        record(actor_of("provider"), now - HOUR)
