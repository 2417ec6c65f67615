"""Disputes of single lines: raised by the practice, answered by the vendor."""

from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone

from engagements.kernel.errors import DomainError, StaleState
from engagements.kernel.policy import Actor
from engagements.selectors.provisions import terms_in_force
from engagements.services.locking import engagement_lock
from reporting.enums import InvoiceKind, InvoiceState, LineKind
from reporting.models import Invoice, InvoiceLine, LineDispute
from reporting.policies import InvoiceLinePolicy, LineDisputePolicy
from reporting.selectors.billing import LineDraft
from reporting.selectors.invoices import disputable
from reporting.services.invoices.writing import Document, invoice_write
from reporting.states import DISPUTE


@transaction.atomic
def dispute_raise(
    *, actor: Actor, line: InvoiceLine, reason: str, amount: Decimal | None = None
) -> LineDispute:
    """Says of one line what is wrong and how much of it; without an amount all of it."""
    InvoiceLinePolicy.check(actor, "invoice.dispute", line)
    _reason(reason, "Say what is wrong with the line.", "reason")
    engagement_lock(actor.engagement)
    invoice = Invoice.objects.get(pk=line.invoice_id)
    if invoice.state != InvoiceState.ISSUED or invoice.kind != InvoiceKind.INVOICE:
        raise StaleState(
            f"{invoice.number} no longer waits for approval.",
            remedy="Ask the vendor for a credit note.",
        )
    most = disputable(line)
    wanted = most if amount is None else amount
    if not 0 < wanted <= most:
        raise DomainError(
            f"{wanted} cannot be disputed: at most {most} of this line is left.",
            field="amount",
            remedy="Give an amount above zero, and no more than is left.",
        )
    try:
        with transaction.atomic():
            return LineDispute.objects.create(
                engagement=actor.engagement,
                line=line,
                amount=wanted,
                reason=reason.strip(),
                raised_by=actor.user,
                raised_at=timezone.now(),
            )
    except IntegrityError:
        raise StaleState(
            "This line is disputed already.", remedy="Wait for the vendor's answer."
        ) from None


@transaction.atomic
def dispute_withdraw(*, actor: Actor, dispute: LineDispute) -> None:
    LineDisputePolicy.check(actor, "invoice.dispute", dispute)
    DISPUTE.fire(dispute, "withdraw", actor=actor)


@transaction.atomic
def dispute_uphold(*, actor: Actor, dispute: LineDispute, answer: str) -> None:
    """The vendor says why the line is right."""
    LineDisputePolicy.check(actor, "invoice.answer", dispute)
    _reason(answer, "Say why the line is right.", "answer")
    DISPUTE.fire(
        dispute,
        "uphold",
        actor=actor,
        answer=answer.strip(),
        answered_by=actor.user,
        answered_at=timezone.now(),
    )


@transaction.atomic
def dispute_concede(*, actor: Actor, dispute: LineDispute, answer: str = "") -> Invoice:
    """The vendor agrees: a credit note over the disputed amount, naming the invoice."""
    LineDisputePolicy.check(actor, "invoice.answer", dispute)
    engagement_lock(actor.engagement)
    line = InvoiceLine.objects.select_related("invoice").get(pk=dispute.line_id)
    DISPUTE.fire(
        dispute,
        "concede",
        actor=actor,
        answer=answer.strip() or "Conceded.",
        answered_by=actor.user,
        answered_at=timezone.now(),
    )
    correction = LineDraft(
        kind=LineKind.CORRECTION,
        description=f"Line {line.position} corrected: {dispute.reason}"[:300],
        quantity=Decimal(1),
        rate=-dispute.amount,
        amount=-dispute.amount,
        corrects=line,
    )
    note = invoice_write(
        actor,
        Document(
            InvoiceKind.CREDIT_NOTE,
            line.invoice.month,
            [correction],
            terms_in_force(actor.engagement, line.invoice.month),
            corrects=line.invoice,
            note=answer.strip(),
        ),
    )
    LineDispute.objects.filter(pk=dispute.pk).update(credit_note=note)
    return note


def _reason(text: str, message: str, field: str) -> None:
    if not text.strip():
        raise DomainError(message, field=field, remedy="The other side has to understand it.")
