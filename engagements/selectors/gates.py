"""The BAA gate (R13): nobody on the vendor's side reaches a chart without a BAA in force."""

import datetime as dt

from django.db.models import Q, QuerySet
from django.utils import timezone

from engagements.kernel.prepared import Prepared
from engagements.models import BusinessAssociateAgreement, Engagement
from engagements.validators import zone


def engagement_today(engagement: Engagement) -> dt.date:
    """Today in the engagement's zone."""
    return timezone.now().astimezone(zone(engagement.time_zone)).date()


def baa_in_force(
    engagement: Engagement, *, on: dt.date | None = None
) -> QuerySet[BusinessAssociateAgreement]:
    """BAAs signed by both sides, begun, not expired and not terminated on the day."""
    day = on or engagement_today(engagement)
    return BusinessAssociateAgreement.objects.filter(
        Q(expires_on__isnull=True) | Q(expires_on__gte=day),
        Q(terminated_on__isnull=True) | Q(terminated_on__gt=day),
        engagement=engagement,
        effective_on__lte=day,
        practice_signed_at__isnull=False,
        vendor_signed_at__isnull=False,
    )


def _in_force(engagement: int, day: dt.date) -> QuerySet[BusinessAssociateAgreement]:
    return baa_in_force(Engagement(pk=engagement), on=day).order_by().only("pk")[:1]


_IN_FORCE = Prepared(_in_force, engagement=-1, day=dt.date(2000, 1, 1))


def closed_gate_reason(engagement: Engagement) -> str:
    """Why the vendor's side may not touch charts now, in words; empty when it may.

    Needs the engagement's scope.
    """
    if _IN_FORCE.first(engagement=engagement.pk, day=engagement_today(engagement)):
        return ""
    latest = BusinessAssociateAgreement.objects.filter(engagement=engagement).first()
    if latest is None:
        return (
            "No business associate agreement is on file. The practice drafts it; both sides sign"
            " it before the vendor can reach a chart."
        )
    day = engagement_today(engagement)
    if latest.terminated_on and latest.terminated_on <= day:
        return f"The business associate agreement was terminated on {latest.terminated_on}."
    if latest.expires_on and latest.expires_on < day:
        return (
            f"The business associate agreement expired on {latest.expires_on}. A new one must be"
            " signed by both sides."
        )
    unsigned = [
        side
        for side, at in (
            ("the practice", latest.practice_signed_at),
            ("the vendor", latest.vendor_signed_at),
        )
        if at is None
    ]
    if unsigned:
        missing = " and ".join(unsigned)
        return f"The business associate agreement still needs the signature of {missing}."
    return f"The business associate agreement takes effect on {latest.effective_on}."
