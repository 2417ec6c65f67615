"""The practice's approval."""

from django.db import transaction
from django.utils import timezone

from engagements.kernel.errors import DomainError
from engagements.kernel.policy import Actor
from engagements.services.locking import engagement_lock
from reporting.enums import DisputeState
from reporting.models import Invoice, LineDispute
from reporting.policies import InvoicePolicy
from reporting.states import INVOICE


@transaction.atomic
def invoice_approve(*, actor: Actor, invoice: Invoice) -> None:
    """Approves as it stands; not while a dispute waits for the vendor."""
    InvoicePolicy.check(actor, "invoice.approve", invoice)
    engagement_lock(actor.engagement)
    waiting = LineDispute.objects.filter(
        engagement=actor.engagement, line__invoice=invoice, state=DisputeState.OPEN
    ).count()
    if waiting:
        raise DomainError(
            f"{waiting} disputed line{'s' if waiting > 1 else ''} of {invoice.number} wait"
            f"{'' if waiting > 1 else 's'} for the vendor.",
            remedy="Wait for the answer, or withdraw the dispute.",
        )
    INVOICE.fire(
        invoice, "approve", actor=actor, approved_by=actor.user, approved_at=timezone.now()
    )
