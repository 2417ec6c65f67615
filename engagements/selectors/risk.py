"""Which risks are in force, and how much the charts of a specialty weigh for them."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db.models import Max, QuerySet

from engagements.kernel.policy import Actor
from engagements.models import Engagement, SpecialtyRisk
from engagements.policies.risk import SpecialtyRiskPolicy
from engagements.selectors import engagement_today
from engagements.selectors.dates import in_force


def risks_on(engagement: Engagement, day: dt.date) -> QuerySet[SpecialtyRisk]:
    """In force on a day, the heaviest of each specialty first."""
    rows = SpecialtyRisk.objects.filter(in_force(day), engagement=engagement)
    return rows.order_by("specialty", "-weight", "title", "pk")


def risks_listed(actor: Actor) -> QuerySet[SpecialtyRisk]:
    """Every one that was, is or will be in force."""
    rows = SpecialtyRiskPolicy.visible(actor, "workforce.view")
    return rows.order_by("specialty", "-weight", "title", "-effective_from", "pk")


def risks_of_chart(actor: Actor, chart: Any) -> QuerySet[SpecialtyRisk]:
    """What to check today on a chart of this specialty."""
    day = engagement_today(actor.engagement)
    return risks_on(actor.engagement, day).filter(specialty=chart.specialty)


def specialty_weights(engagement: Engagement, day: dt.date) -> dict[str, Decimal]:
    """The heaviest risk in force of each specialty that has one; all others weigh 1."""
    rows = risks_on(engagement, day).order_by().values("specialty")
    return dict(rows.annotate(heaviest=Max("weight")).values_list("specialty", "heaviest"))
