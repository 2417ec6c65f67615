"""Issuing a month's invoice, and cancelling one by a credit note over all of it."""

import datetime as dt
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone

from engagements.kernel.errors import DomainError, StaleState
from engagements.kernel.policy import Actor
from engagements.models import Engagement
from engagements.selectors.provisions import terms_in_force
from engagements.services.locking import engagement_lock
from reporting.enums import (
    DisputeState,
    InvoiceKind,
    InvoiceState,
    LineKind,
    SystemicState,
)
from reporting.models import Invoice, InvoiceLine, InvoiceUnit, LineDispute, SystemicError
from reporting.policies import InvoicePolicy
from reporting.selectors.billing import LineDraft, draft_of
from reporting.selectors.invoices import corrected_amounts
from reporting.selectors.service_levels import month_of
from reporting.services.invoices.writing import Document, invoice_write
from reporting.services.service_levels import levels_record
from reporting.states import DISPUTE, INVOICE, SYSTEMIC


@transaction.atomic
def invoice_issue(*, actor: Actor, month: dt.date, note: str = "") -> Invoice:
    """Freezes the draft of a closed month: what is not on an invoice yet, and its credits.

    Two at a time: the second finds nothing left. The database would refuse a row twice anyway.
    """
    actor.require("invoice.issue")
    engagement = actor.engagement
    engagement_lock(engagement)
    period = month_of(engagement, month)
    levels = levels_record(actor=actor, month=period.start) if period.end < period.today else []
    draft = draft_of(engagement, period, levels)
    if draft.blocking is not None:
        raise DomainError(draft.blocking.message, field="month", remedy=draft.blocking.remedy)
    if not draft.lines:
        raise DomainError(
            f"Nothing of {period.label} is left to be invoiced.",
            field="month",
            remedy="What was invoiced is on the invoices of that month.",
        )
    document = Document(
        InvoiceKind.INVOICE,
        period.start,
        draft.lines,
        draft.terms,
        corrects=_cancelled_before(engagement, period.start),
        note=note.strip(),
    )
    try:
        with transaction.atomic():
            invoice = invoice_write(actor, document)
    except IntegrityError:
        raise StaleState(
            "Some of this was invoiced meanwhile.", remedy="Reload the draft and look again."
        ) from None
    _errors_credited(actor, invoice)
    return invoice


def _cancelled_before(engagement: Engagement, month: dt.date) -> Invoice | None:
    """The cancelled invoice that a new one of the month replaces."""
    return (
        Invoice.objects.filter(
            engagement=engagement,
            month=month,
            kind=InvoiceKind.INVOICE,
            state=InvoiceState.CANCELLED,
        )
        .exclude(corrections__kind=InvoiceKind.INVOICE)
        .order_by("-sequence")
        .first()
    )


def _errors_credited(actor: Actor, invoice: Invoice) -> None:
    errors = SystemicError.objects.filter(
        engagement=actor.engagement, state=SystemicState.OPEN, credits__invoice=invoice
    )
    for error in errors.distinct():
        SYSTEMIC.fire(error, "credit", actor=actor, closed_at=timezone.now())


@transaction.atomic
def invoice_cancel(*, actor: Actor, invoice: Invoice, reason: str) -> Invoice:
    """A credit note over what is left of the invoice; its rows may then be invoiced anew."""
    InvoicePolicy.check(actor, "invoice.issue", invoice)
    if not reason.strip():
        raise DomainError("A cancelled invoice needs its reason.", field="reason")
    if invoice.kind != InvoiceKind.INVOICE:
        raise DomainError("A credit note is not cancelled.", remedy="Issue the invoice anew.")
    engagement_lock(actor.engagement)
    _settle_disputes(actor, invoice, reason)
    INVOICE.fire(invoice, "cancel", actor=actor, reason=reason.strip(), cancelled_at=timezone.now())
    lines = [_reversal(line, taken) for line, taken in corrected_amounts(invoice)]
    note = invoice_write(
        actor,
        Document(
            InvoiceKind.CREDIT_NOTE,
            invoice.month,
            lines,
            terms_in_force(actor.engagement, invoice.month),
            corrects=invoice,
            note=reason.strip(),
        ),
    )
    InvoiceUnit.objects.filter(
        engagement=actor.engagement, line__invoice=invoice, released_by__isnull=True
    ).update(released_by=note)
    credited = SystemicError.objects.filter(
        engagement=actor.engagement, state=SystemicState.CREDITED, credits__invoice=invoice
    )
    for error in credited.distinct():
        SYSTEMIC.fire(error, "reopen", actor=actor, closed_at=None)
    return note


def _settle_disputes(actor: Actor, invoice: Invoice, reason: str) -> None:
    for dispute in LineDispute.objects.filter(
        engagement=actor.engagement, line__invoice=invoice, state=DisputeState.OPEN
    ):
        DISPUTE.fire(
            dispute,
            "settle",
            actor=actor,
            answer=f"The invoice is cancelled: {reason.strip()}",
            answered_by=actor.user,
            answered_at=timezone.now(),
        )


def _reversal(line: InvoiceLine, taken: Decimal) -> LineDraft:
    amount = -(line.amount + taken)
    return LineDraft(
        kind=LineKind.CORRECTION,
        description=f"Line {line.position} reversed: {line.description}"[:300],
        quantity=Decimal(1),
        rate=amount,
        amount=amount,
        corrects=line,
    )
