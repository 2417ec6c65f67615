"""The roster: who joins and leaves, covers which specialty, is away, and how much that makes."""

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.db.models import Q

from engagements.enums.workforce import CoverRank, LeaveKind
from engagements.kernel.errors import DomainError
from engagements.kernel.policy import Actor
from engagements.models import CapacityRate, LeavePeriod, RosterEntry, SpecialtyCover, User
from engagements.policies.workforce import (
    LeavePeriodPolicy,
    RosterEntryPolicy,
    SpecialtyCoverPolicy,
)
from engagements.selectors import engagement_today
from engagements.services.workforce.keeping import (
    coder_check,
    make_way,
    row_end,
    row_keep,
    row_lock,
    specialty_clean,
)


@transaction.atomic
def roster_join(
    *,
    actor: Actor,
    user: User,
    joined_on: dt.date,
    coding_since: dt.date | None = None,
    weekly_hours: Decimal = Decimal(40),
) -> RosterEntry:
    """Puts a coder of one's own side on the account. From the first entry on, only those on the
    roster are given charts on that side.
    """
    coder_check(actor, "workforce.manage", user)
    if coding_since is not None and coding_since > joined_on:
        raise DomainError(
            "Experience cannot begin after joining.",
            field="coding_since",
            remedy="Give the day on which they began to code, anywhere.",
        )
    return row_keep(
        RosterEntry(
            engagement=actor.engagement,
            user=user,
            side=actor.engagement.side_of(user.organization_id) or actor.side,
            joined_on=joined_on,
            coding_since=coding_since,
            weekly_hours=weekly_hours,
            created_by=actor.user,
        )
    )


@transaction.atomic
def roster_leave(*, actor: Actor, entry: RosterEntry, left_on: dt.date, reason: str) -> RosterEntry:
    """A coder leaves the account; their covers end with them."""
    RosterEntryPolicy.check(actor, "workforce.manage", entry)
    if not reason.strip():
        raise DomainError("Say why the coder leaves.", field="reason")
    row_lock(entry)
    if left_on < entry.joined_on:
        raise DomainError(
            f"They joined on {entry.joined_on}.", field="left_on", remedy="Give a later day."
        )
    entry.left_on, entry.leaving_reason = left_on, reason.strip()[:200]
    SpecialtyCover.objects.filter(
        Q(effective_to__isnull=True) | Q(effective_to__gt=left_on),
        engagement=actor.engagement,
        user_id=entry.user_id,
        effective_from__lte=left_on,
    ).update(effective_to=left_on)
    return row_keep(entry)


@transaction.atomic
def cover_add(
    *,
    actor: Actor,
    user: User,
    specialty: str,
    rank: str,
    weekly_hours: Decimal,
    effective_from: dt.date | None = None,
) -> SpecialtyCover:
    """A coder codes a specialty, as primary or backup; what they did of it before ends."""
    coder_check(actor, "workforce.manage", user)
    begins = effective_from or engagement_today(actor.engagement)
    name = specialty_clean(specialty)
    same = SpecialtyCover.objects.filter(engagement=actor.engagement, user=user, specialty=name)
    make_way(same, begins)
    return row_keep(
        SpecialtyCover(
            engagement=actor.engagement,
            user=user,
            specialty=name,
            rank=CoverRank(rank),
            weekly_hours=weekly_hours,
            effective_from=begins,
            created_by=actor.user,
        )
    )


@transaction.atomic
def cover_end(*, actor: Actor, cover: SpecialtyCover, on: dt.date) -> SpecialtyCover:
    SpecialtyCoverPolicy.check(actor, "workforce.manage", cover)
    return row_end(cover, field="effective_to", start="effective_from", on=on)


@transaction.atomic
def leave_add(
    *,
    actor: Actor,
    user: User,
    starts_on: dt.date,
    ends_on: dt.date,
    kind: str = LeaveKind.VACATION,
) -> LeavePeriod:
    """Whole days on which the coder is given no chart."""
    coder_check(actor, "workforce.manage", user)
    return row_keep(
        LeavePeriod(
            engagement=actor.engagement,
            user=user,
            starts_on=starts_on,
            ends_on=ends_on,
            kind=kind,
            created_by=actor.user,
        )
    )


@transaction.atomic
def leave_cancel(*, actor: Actor, leave: LeavePeriod) -> None:
    """Cancels a leave to come; one that runs ends yesterday. What is past stays."""
    LeavePeriodPolicy.check(actor, "workforce.manage", leave)
    today = engagement_today(actor.engagement)
    if leave.ends_on < today:
        raise DomainError("This leave is over.", remedy="It stays as it was.")
    if leave.starts_on >= today:
        LeavePeriod.objects.filter(pk=leave.pk, starts_on__gte=today).delete()
        return
    row_end(leave, field="ends_on", start="starts_on", on=today - dt.timedelta(days=1))


@transaction.atomic
def capacityrate_set(
    *,
    actor: Actor,
    specialty: str,
    charts_per_hour: Decimal,
    surge_percent: int,
    effective_from: dt.date | None = None,
) -> CapacityRate:
    """What an hour yields in a specialty, from a day on; the rate before ends the day before."""
    actor.require("training.manage")
    begins = effective_from or engagement_today(actor.engagement)
    name = specialty_clean(specialty)
    make_way(CapacityRate.objects.filter(engagement=actor.engagement, specialty=name), begins)
    return row_keep(
        CapacityRate(
            engagement=actor.engagement,
            specialty=name,
            charts_per_hour=charts_per_hour,
            surge_percent=surge_percent,
            effective_from=begins,
            created_by=actor.user,
        )
    )
