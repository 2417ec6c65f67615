"""The contract's monthly sample of each coder."""

import datetime as dt
import math
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from charts.selectors.workforce import probation_charts
from engagements.enums import Side
from engagements.kernel.policy import Actor
from engagements.models import Terms, User
from engagements.selectors import engagement_find, engagement_today, system_actor
from engagements.selectors.provisions import terms_in_force
from engagements.services.locking import engagement_lock
from qa.enums import SampleType
from qa.models import Sample
from qa.selectors import coders_to_sample, frame_units
from qa.services.samples import DrawPlan, sample_draw

MONTHLY_PLAN = "monthly plan"
MONTHLY_SPARES = 5


@transaction.atomic
def sample_draw_month(*, actor: Actor, month: dt.date) -> list[Sample]:
    """The contract's monthly random sample of each of the vendor's coders; safe to repeat.

    A coder who attested fewer charts than the contracted size is audited in full; one on
    probation (R52) is audited more, by the contracted share of their first charts.
    """
    start = month.replace(day=1)
    end = (start + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
    terms = terms_in_force(actor.engagement, end)
    if terms is None or terms.sample_size_per_coder < 1:
        return []
    # one plan at a time per engagement: a second worker waits, then finds everything drawn
    engagement_lock(actor.engagement)
    coders = coders_to_sample(
        engagement=actor.engagement, period_start=start, period_end=end
    ).exclude(pk__in=_sampled(actor, start))
    return [
        _draw_monthly(actor, start, end, coder, _contracted(actor, terms, start, end, coder))
        for coder in coders
    ]


def _contracted(actor: Actor, terms: Terms, start: dt.date, end: dt.date, coder: User) -> int:
    """The contract's size, and the share of what the coder coded on probation on top of it."""
    first = probation_charts(actor.engagement, coder, start, end)
    return terms.sample_size_per_coder + math.ceil(first * terms.probation_sample_rate)


def _draw_monthly(
    actor: Actor, start: dt.date, end: dt.date, coder: User, contracted: int
) -> Sample:
    attested = frame_units(
        engagement=actor.engagement, period_start=start, period_end=end, coder=coder
    )
    plan = DrawPlan(
        name=f"Monthly sample {start:%Y-%m}",
        period_start=start,
        period_end=end,
        size=min(contracted, len(attested)),
        spares=MONTHLY_SPARES,
        coder=coder,
        purpose=MONTHLY_PLAN,
    )
    return sample_draw(actor=actor, plan=plan)


def _sampled(actor: Actor, start: dt.date) -> "QuerySet[Sample, Any]":
    drawn = Sample.objects.filter(
        engagement=actor.engagement,
        period_start=start,
        purpose=MONTHLY_PLAN,
        sample_type=SampleType.RANDOM,
        drawn_for=Side.VENDOR,
        coder__isnull=False,
    )
    return drawn.values("coder")


def sample_draw_due(*, engagement_id: int) -> list[Sample]:
    """The monthly plan of the month that last ended in the engagement's zone."""
    engagement = engagement_find(engagement_id)
    if engagement is None:
        return []
    month_begun = engagement_today(engagement).replace(day=1)
    return sample_draw_month(
        actor=system_actor(engagement), month=month_begun - dt.timedelta(days=1)
    )
