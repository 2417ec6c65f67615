"""Pilots and challenges: which run, which charts are theirs."""

import datetime as dt
import hashlib
from collections.abc import Iterable
from decimal import Decimal

from django.db.models import Q, QuerySet

from engagements.enums.transition import ArmKey, ChallengeState, PilotState
from engagements.models import Challenge, Engagement, Pilot

BITS = 60  # of the hash, as many as a signed 64-bit integer holds with room to spare


def pilots_of(engagement: Engagement) -> QuerySet[Pilot]:
    return Pilot.objects.filter(engagement=engagement).select_related("created_by", "decided_by")


def pilots_running(engagement: Engagement, day: dt.date) -> QuerySet[Pilot]:
    return pilots_of(engagement).filter(state=PilotState.OPEN, starts_on__lte=day, ends_on__gte=day)


def pilot_charts(pilots: Iterable[Pilot], prefix: str = "") -> Q:
    """The charts of any of the pilots; `prefix` leads from a fact to its chart."""
    rows = Q(pk__in=[])
    for pilot in pilots:
        scope = Q()
        if pilot.specialty:
            scope &= Q(**{f"{prefix}specialty": pilot.specialty})
        if pilot.location:
            scope &= Q(**{f"{prefix}location": pilot.location})
        rows |= scope
    return rows


def challenges_of(engagement: Engagement) -> QuerySet[Challenge]:
    return (
        Challenge.objects.filter(engagement=engagement)
        .select_related("created_by")
        .prefetch_related("arms__members__user")
    )


def challenges_running(engagement: Engagement, day: dt.date) -> QuerySet[Challenge]:
    return challenges_of(engagement).filter(
        state=ChallengeState.RUNNING, starts_on__lte=day, ends_on__gte=day
    )


def arm_point(seed: str, encounter_ref: str) -> int:
    """Where a chart falls: the first 60 bits of SHA-256 of "seed:encounter reference"."""
    digest = hashlib.sha256(f"{seed}:{encounter_ref}".encode()).hexdigest()
    return int(digest[: BITS // 4], 16)


def arm_limit(share: Decimal) -> int:
    """Charts whose point lies below go to the challenger."""
    return int(share * 2**BITS)


def arm_of(seed: str, share: Decimal, encounter_ref: str) -> ArmKey:
    """The arm of a chart, as anyone can recompute it; the database says the same."""
    below = arm_point(seed, encounter_ref) < arm_limit(share)
    return ArmKey.CHALLENGER if below else ArmKey.CHAMPION
