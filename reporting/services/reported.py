"""What the vendor reports of its own work: recorded, corrected by a newer row, never edited."""

import datetime as dt
from decimal import Decimal

from django.db import transaction

from engagements.kernel.errors import DomainError
from engagements.kernel.policy import Actor
from engagements.selectors import engagement_today
from engagements.services.locking import engagement_lock
from reporting.enums import ReportSpan
from reporting.models import VendorFigure
from reporting.selectors.threeway import REPORTABLE, figures_standing
from reporting.spans import span_next

SAID = ("value", "n", "method", "source")


@transaction.atomic
def vendorfigure_record(
    *,
    actor: Actor,
    month: dt.date,
    kpi: str,
    value: Decimal,
    source: str,
    specialty: str = "",
    n: int | None = None,
    method: str = "",
) -> VendorFigure:
    """Records a share that the vendor gives for a month that is over. Given again, the newer one
    takes the place of the older; the same again changes nothing.
    """
    actor.require("vendorfigure.record")
    _check(actor, month, kpi, value, source)
    engagement_lock(actor.engagement)
    standing = figures_standing(actor.engagement, month, month).filter(kpi=kpi, specialty=specialty)
    before = standing.first()
    row = VendorFigure(
        engagement=actor.engagement,
        month=month,
        kpi=kpi,
        specialty=specialty,
        value=value,
        n=n,
        method=method.strip(),
        source=source.strip(),
        recorded_by=actor.user,
        supersedes=before,
    )
    if before is not None and all(getattr(before, name) == getattr(row, name) for name in SAID):
        return before
    row.save(force_insert=True)
    return row


def _check(actor: Actor, month: dt.date, kpi: str, value: Decimal, source: str) -> None:
    if kpi not in REPORTABLE:
        raise DomainError(
            f"{kpi!r} is no figure that is compared.", field="kpi", remedy="Choose one of the list."
        )
    if month.day != 1:
        raise DomainError(
            f"{month} is not the first day of a month.", field="month", remedy="Choose a month."
        )
    if span_next(ReportSpan.MONTH, month) > engagement_today(actor.engagement):
        raise DomainError(
            f"{month:%B %Y} is not over.", field="month", remedy="Choose a month that is."
        )
    if not 0 <= value <= 1:
        raise DomainError(
            f"{value:.1%} is no share.", field="value", remedy="Give 0 to 100 percent."
        )
    if not source.strip():
        raise DomainError(
            "The figure has no source.", field="source", remedy="Say where the vendor gives it."
        )
