"""Quantities that only a person knows: coder hours, and the collections of a month."""

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from engagements.enums.pricing import RateUnit
from engagements.kernel.errors import DomainError
from engagements.kernel.policy import Actor
from engagements.models import Rate
from engagements.services.locking import engagement_lock
from reporting.models import InvoiceUnit, UsageEntry
from reporting.selectors.invoices import metered_rates


@transaction.atomic
def usage_enter(
    *, actor: Actor, month: dt.date, rate: Rate, quantity: Decimal, evidence: str
) -> UsageEntry:
    """Enters the quantity of a month; a later entry replaces the one before and names it."""
    actor.require("invoice.meter")
    first = month.replace(day=1)
    if rate.pk not in {each.pk for each in metered_rates(actor.engagement, first)}:
        raise DomainError(
            "No such rate holds in that month.",
            field="rate",
            remedy="Choose an hourly rate or the percentage of the month's terms.",
        )
    if quantity < 0:
        raise DomainError(f"{quantity} is no quantity.", field="quantity", remedy="Give 0 or more.")
    if not evidence.strip():
        raise DomainError(
            "The quantity needs its source.",
            field="evidence",
            remedy="Name the time sheet or the statement it is taken from.",
        )
    engagement_lock(actor.engagement)
    before = UsageEntry.objects.filter(
        engagement=actor.engagement, month=first, rate=rate, replaced_by__isnull=True
    ).first()
    billed = InvoiceUnit.objects.filter(usage=before, released_by__isnull=True)
    if before is not None and billed.exists():
        raise DomainError(
            f"The {RateUnit(rate.unit).label.lower()} of that month are invoiced.",
            remedy="Cancel the invoice by a credit note first.",
        )
    return UsageEntry.objects.create(
        engagement=actor.engagement,
        month=first,
        rate=rate,
        quantity=quantity,
        evidence=evidence.strip(),
        replaces=before,
        entered_by=actor.user,
        entered_at=timezone.now(),
    )
