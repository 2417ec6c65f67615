"""Security incidents: recorded, reported to the other side, closed or dismissed."""

import datetime as dt

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from engagements.enums.agreement import IncidentKind
from engagements.kernel.crypto import decrypt_text, encrypt_text
from engagements.kernel.errors import DomainError
from engagements.kernel.policy import Actor
from engagements.models import Engagement, Incident, IncidentText
from engagements.policies.agreement import IncidentPolicy
from engagements.selectors.incidents import LEGAL_LIMIT, governing_baa
from engagements.services.locking import engagement_lock, sent_before
from engagements.states.incident import INCIDENT


@transaction.atomic
def incident_record(
    *,
    actor: Actor,
    kind: str,
    discovered_at: dt.datetime,
    description: str,
    individuals: int | None = None,
) -> Incident:
    """Starts the contract's clock at the discovery, not at the entry."""
    actor.require("incident.record")
    now = timezone.now()
    if kind not in IncidentKind.values:
        raise DomainError(
            f"{kind!r} is no kind of incident.", field="kind", remedy="Choose one of the list."
        )
    if discovered_at > now:
        raise DomainError(
            "The incident would be discovered in the future.",
            field="discovered_at",
            remedy="Give the day and hour at which somebody first knew.",
        )
    _text_check(description, "description")
    baa = governing_baa(actor.engagement, discovered_at)
    if baa is None:
        raise DomainError(
            "No signed BAA says within how many hours it is reported.",
            remedy="Sign the BAA, or follow the law: without delay, 60 days at most.",
        )
    engagement_lock(actor.engagement)
    incident = Incident(
        engagement=actor.engagement,
        kind=kind,
        discovered_at=discovered_at,
        discovered_side=actor.side,
        baa=baa,
        notice_hours=baa.breach_notice_hours,
        due_at=discovered_at + dt.timedelta(hours=baa.breach_notice_hours),
        legal_due_at=discovered_at + LEGAL_LIMIT,
        individuals=individuals,
        recorded_by=actor.user,
    )
    if same := _recorded_before(incident, description):
        return same
    incident.number = _next_number(actor.engagement)
    incident.save(force_insert=True)
    _write(actor, incident, "record", description)
    return incident


@transaction.atomic
def incident_report(
    *, actor: Actor, incident: Incident, individuals: int | None, notice: str
) -> Incident:
    """The formal notice to the other side: it stops the clock."""
    IncidentPolicy.check(actor, "incident.report", incident)
    _text_check(notice, "notice")
    now = timezone.now()
    INCIDENT.fire(
        incident,
        "report",
        actor=actor,
        at=now,
        reported_at=now,
        reported_by=actor.user,
        individuals=individuals if individuals is not None else incident.individuals,
    )
    _write(actor, incident, "report", notice)
    return incident


@transaction.atomic
def incident_close(*, actor: Actor, incident: Incident, outcome: str) -> Incident:
    """Ends it after what followed was done; the outcome is kept, encrypted."""
    IncidentPolicy.check(actor, "incident.close", incident)
    _text_check(outcome, "text")
    INCIDENT.fire(incident, "close", actor=actor, closed_at=timezone.now())
    _write(actor, incident, "close", outcome)
    return incident


@transaction.atomic
def incident_dismiss(*, actor: Actor, incident: Incident, assessment: str) -> Incident:
    """No breach after all: the risk assessment says why (45 CFR 164.402)."""
    IncidentPolicy.check(actor, "incident.close", incident)
    _text_check(assessment, "text")
    INCIDENT.fire(incident, "dismiss", actor=actor, closed_at=timezone.now())
    _write(actor, incident, "dismiss", assessment)
    return incident


def _text_check(text: str, field: str) -> None:
    if not text.strip():
        raise DomainError(
            "An incident without words helps nobody.",
            field=field,
            remedy="Write what is known. It is kept encrypted.",
        )


def _recorded_before(incident: Incident, description: str) -> Incident | None:
    """The very same incident, not worked on yet: the form was sent twice."""
    same = sent_before(incident, besides=("number",))
    texts = [] if same is None else same.texts.filter(step="record")
    known = (decrypt_text(text.ciphertext) for text in texts)
    return same if description.strip() in known else None


def _next_number(engagement: Engagement) -> int:
    """The caller holds the engagement, so that the register has no gap."""
    last = Incident.objects.filter(engagement=engagement).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def _write(actor: Actor, incident: Incident, step: str, text: str) -> None:
    IncidentText.objects.create(
        engagement=actor.engagement,
        incident=incident,
        step=step,
        ciphertext=encrypt_text(text.strip()),
        written_by=actor.user,
    )
