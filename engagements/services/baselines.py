"""Baselines: recorded once, corrected by a new row, never edited."""

import datetime as dt
from decimal import Decimal

from django.db import IntegrityError, transaction

from engagements.kernel.errors import DomainError, StaleState
from engagements.kernel.policy import Actor
from engagements.models import Baseline, Document
from engagements.policies.agreement import BaselinePolicy
from engagements.selectors import engagement_today
from engagements.services.locking import engagement_lock, sent_before


def baseline_check(
    *, kpi: str, n: int, period_start: dt.date, period_end: dt.date, today: dt.date
) -> None:
    """What makes a figure a baseline: a count, a period that is over, a KPI to compare with."""
    if not kpi.strip():
        raise DomainError("The figure has no KPI.", field="kpi", remedy="Choose what it measures.")
    if n < 1:
        raise DomainError(
            "A figure over nothing says nothing.", field="n", remedy="Give how many it rests on."
        )
    if period_end < period_start:
        raise DomainError(
            f"The period would end on {period_end}, before it begins.",
            field="period_end",
            remedy=f"Give a day on or after {period_start}.",
        )
    if period_end > today:
        raise DomainError(
            f"The period ends on {period_end}, in the future.",
            field="period_end",
            remedy="A baseline is of a period that is over.",
        )


@transaction.atomic
def baseline_record(
    *,
    actor: Actor,
    kpi: str,
    value: Decimal,
    n: int,
    period_start: dt.date,
    period_end: dt.date,
    method: str,
    source: str,
    figure: str = "",
    specialty: str = "",
    category: str = "",
    evidence: Document | None = None,
    supersedes: Baseline | None = None,
) -> Baseline:
    """Records a figure; with `supersedes` it takes the place of an older one."""
    actor.require("baseline.record")
    today = engagement_today(actor.engagement)
    baseline_check(kpi=kpi, n=n, period_start=period_start, period_end=period_end, today=today)
    if supersedes is not None:
        BaselinePolicy.check(actor, "baseline.record", supersedes)
    engagement_lock(actor.engagement)
    row = Baseline(
        engagement=actor.engagement,
        figure=figure,
        kpi=kpi.strip(),
        specialty=specialty.strip(),
        category=category.strip(),
        value=value,
        n=n,
        period_start=period_start,
        period_end=period_end,
        method=method.strip(),
        source=source.strip(),
        evidence=evidence,
        supersedes=supersedes,
        recorded_by=actor.user,
    )
    if same := sent_before(row):
        return same
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise StaleState(
            "Somebody else has corrected this figure meanwhile.",
            remedy="Reload the page and correct the newer one.",
        ) from None
    return row
