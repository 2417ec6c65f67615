"""Whose step is it: the newest decision that has begun, or the default."""

import datetime as dt
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat

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


def packed_decisions(day: dt.date) -> Any:
    """The decisions of a membership's engagement, packed, so that they cost no query."""
    rows = StepOwner.objects.filter(
        engagement_id=OuterRef("engagement_id"), effective_from__lte=day
    )
    bar = Value("|")
    shared, since = Cast("is_shared", CharField()), Cast("effective_from", CharField())
    packed = Concat("step", bar, "side", bar, shared, bar, since, output_field=CharField())
    return ArraySubquery(rows.order_by("effective_from", "id").values_list(packed))


def unpacked(packed: list[str]) -> list[Ownership]:
    found = []
    for row in packed:
        step, side, shared, since = row.split("|")
        day = dt.date.fromisoformat(since)
        found.append(Ownership(Step(step), side, shared == "true", day))
    return ownerships(found)
