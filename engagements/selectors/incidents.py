"""The register of incidents and their clocks."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet

from engagements.enums.agreement import IncidentState
from engagements.kernel.crypto import decrypt_text
from engagements.models import BusinessAssociateAgreement, Engagement, Incident, IncidentText
from engagements.selectors.gates import baa_in_force
from engagements.validators import zone

# 45 CFR 164.410: without unreasonable delay, and no later than this after discovery.
LEGAL_LIMIT = dt.timedelta(days=60)
SOON = dt.timedelta(hours=24)


@dataclass(frozen=True)
class IncidentClock:
    """How the clock stands now: a word for the status, the time left (or over), a sentence."""

    word: str
    left: dt.timedelta
    sentence: str


def hours_words(span: dt.timedelta) -> str:
    """A span as people say it: 3 days 4 h, 5 h 20 min."""
    minutes = int(abs(span).total_seconds()) // 60
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    if days:
        return f"{days} day{'' if days == 1 else 's'} {hours} h"
    return f"{hours} h {minutes} min"


def incident_clock(incident: Incident, now: dt.datetime) -> IncidentClock:
    if incident.state == IncidentState.DISMISSED:
        return IncidentClock("dismissed", dt.timedelta(0), "Found to be no breach.")
    if incident.reported_at is not None:
        left = incident.due_at - incident.reported_at
        word = "in_time" if left >= dt.timedelta(0) else "late"
        timing = "before the end" if word == "in_time" else "after the end"
        sentence = f"Reported {hours_words(left)} {timing} of the contract's time."
        return IncidentClock(word, left, sentence)
    left = incident.due_at - now
    if left < dt.timedelta(0):
        over = "; the law's limit has passed, too" if now > incident.legal_due_at else ""
        return IncidentClock("overdue", left, f"Overdue by {hours_words(left)}{over}.")
    word = "at_risk" if left <= SOON else "running"
    return IncidentClock(word, left, f"{hours_words(left)} left to report it.")


def incidents_of(engagement: Engagement) -> QuerySet[Incident]:
    return Incident.objects.filter(engagement=engagement).select_related(
        "recorded_by", "reported_by", "baa"
    )


def incidents_open(engagement: Engagement) -> QuerySet[Incident]:
    return incidents_of(engagement).filter(state=IncidentState.OPEN)


def governing_baa(engagement: Engagement, moment: dt.datetime) -> BusinessAssociateAgreement | None:
    """The agreement in force when it was discovered, or the newest that both sides signed."""
    day = moment.astimezone(zone(engagement.time_zone)).date()
    found = baa_in_force(engagement, on=day).first()
    if found is not None:
        return found
    signed = BusinessAssociateAgreement.objects.filter(
        engagement=engagement, practice_signed_at__isnull=False, vendor_signed_at__isnull=False
    )
    return signed.first()


def incident_texts(incident: Incident) -> list[tuple[IncidentText, str]]:
    """What was written about it, decrypted, oldest first."""
    rows = IncidentText.objects.filter(incident=incident).select_related("written_by")
    return [(row, decrypt_text(row.ciphertext)) for row in rows]
