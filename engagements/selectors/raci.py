"""Whose step is it: the newest decision that has begun, or the default."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import QuerySet

from engagements.enums.agreement import Step
from engagements.models import Engagement, StepOwner
from engagements.policies.raci import Ownership, ownerships


def decisions_of(engagement: Engagement) -> QuerySet[StepOwner]:
    """Every decision, newest first."""
    return StepOwner.objects.filter(engagement=engagement).select_related("decided_by")


def raci_of(engagement: Engagement, day: dt.date) -> list[Ownership]:
    """All six steps with their owner on the day."""
    rows = decisions_of(engagement).filter(effective_from__lte=day)
    return ownerships(
        Ownership(Step(row.step), row.side, row.is_shared, row.effective_from)
        for row in rows.order_by("effective_from", "id")
    )


def ownerships_from(rows: Iterable[tuple[str, str, bool, str]]) -> list[Ownership]:
    """All six steps, from decisions as (step, side, shared, day it began), oldest first."""
    return ownerships(
        Ownership(Step(step), side, shared, dt.date.fromisoformat(since))
        for step, side, shared, since in rows
    )
