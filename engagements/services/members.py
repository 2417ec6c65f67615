"""Roles of people in an engagement, and guardian's projection of them."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.auth.models import Permission
from django.db import transaction
from django.db.models import Q

from engagements.enums import Phase, Side
from engagements.kernel.errors import DomainError, NotAllowed
from engagements.kernel.policy import Actor
from engagements.models import Engagement, EngagementUserPermission, Membership, User
from engagements.roles import Role, role_side
from engagements.selectors import engagement_today, guardian_permissions_of

Pair = tuple[int, int]


@transaction.atomic
def membership_grant(
    *,
    actor: Actor | None,
    engagement: Engagement,
    user: User,
    role: str,
    starts_on: dt.date | None = None,
    ends_on: dt.date | None = None,
) -> Membership:
    """Gives a user a role; giving it again only changes its dates.

    The role must belong to the side the user's organization takes in the engagement. No actor
    means the system itself (seeding, commands).
    """
    side = engagement.side_of(user.organization_id)
    if side is None or role_side(role) != side:
        raise DomainError(
            f"{user} belongs to {user.organization}, which cannot hold the role"
            f" {Role(role).label!r} here.",
            field="role",
            remedy="Choose a role of the user's own side.",
        )
    _require_manager(actor, engagement, side)
    if side == Side.VENDOR and engagement.phase == Phase.EXIT:
        raise DomainError(
            "The engagement is in its exit: nobody is added on the vendor's side any more.",
            field="role",
            remedy="Change the phase first if the exit is called off.",
        )
    today = engagement_today(engagement)
    if actor is not None and ends_on is not None and ends_on < today:
        raise DomainError(
            f"The role would have ended on {ends_on}, which is past.",
            field="ends_on",
            remedy=f"Give a day from {today} on; a role that is over is taken away.",
        )
    if starts_on and ends_on and ends_on < starts_on:
        raise DomainError(
            f"The role would end on {ends_on}, before it begins.",
            field="ends_on",
            remedy=f"Give a day on or after {starts_on}, or leave it empty.",
        )
    _lock(user)
    if role == Role.PRACTICE_MANAGER and ends_on is not None:
        _check_a_manager_stays(engagement, user)
    membership, _ = Membership.objects.update_or_create(
        engagement=engagement,
        user=user,
        role=role,
        defaults={"starts_on": starts_on, "ends_on": ends_on},
        create_defaults={
            "starts_on": starts_on,
            "ends_on": ends_on,
            "created_by": actor.user if actor else None,
        },
    )
    grants_project(engagement=engagement, user=user)
    return membership


@transaction.atomic
def membership_revoke(*, actor: Actor | None, membership: Membership) -> None:
    """Takes the role away at once; history keeps that it was held. Doing it again does nothing.

    The last practice manager stays: nobody could manage the practice's side any more.
    """
    engagement, user = membership.engagement, membership.user
    _require_manager(actor, engagement, role_side(membership.role))
    _lock(user)
    if membership.role == Role.PRACTICE_MANAGER:
        _check_a_manager_stays(engagement, user)
    Membership.objects.filter(pk=membership.pk).delete()
    grants_project(engagement=engagement, user=user)


def _check_a_manager_stays(engagement: Engagement, user: User) -> None:
    """Refuses to end the role of a practice manager besides whom nobody has it without an end."""
    managers = Membership.objects.select_for_update().filter(
        engagement=engagement, role=Role.PRACTICE_MANAGER
    )
    ends = {manager.user_id: manager.ends_on for manager in managers}
    if user.pk in ends and None not in (on for pk, on in ends.items() if pk != user.pk):
        raise DomainError(
            f"{user} is the last practice manager here.",
            remedy="Give somebody else the role first, without an end.",
        )


def _require_manager(actor: Actor | None, engagement: Engagement, side: str) -> None:
    """The platform's administrator gives any role; others those of their own side."""
    if actor is None or actor.is_system or actor.can("platform.administer"):
        return
    actor.require("member.manage")
    if actor.engagement.pk != engagement.pk or actor.side != side:
        raise NotAllowed("Each side gives and takes its own roles.", action="member.manage")


def _lock(user: User) -> None:
    """Changes of one person's roles come one after the other, so the projection keeps up."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)


def grants_project(*, engagement: Engagement, user: User) -> None:
    """Rewrites guardian's rows of one user in one engagement from the memberships."""
    wanted = grants_wanted(engagement=engagement, user=user)
    held = EngagementUserPermission.objects.filter(content_object=engagement, user=user)
    held.exclude(permission__codename__in=wanted).delete()
    missing = Permission.objects.filter(
        content_type__app_label="engagements",
        content_type__model="engagement",
        codename__in=wanted,
    ).exclude(pk__in=held.values("permission_id"))
    EngagementUserPermission.objects.bulk_create(
        [
            EngagementUserPermission(content_object=engagement, user=user, permission=permission)
            for permission in missing
        ],
        ignore_conflicts=True,
    )


def grants_wanted(*, engagement: Engagement, user: User) -> set[str]:
    """The guardian permissions that the user's roles, not yet ended, project to."""
    roles = Membership.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=engagement_today(engagement)),
        engagement=engagement,
        user=user,
    ).values_list("role", flat=True)
    return {name for role in roles for name in guardian_permissions_of(role_side(role))}


@dataclass(frozen=True)
class GrantDrift:
    """One user in one engagement whose guardian rows are not what the memberships say."""

    engagement_id: int
    user_id: int
    missing: frozenset[str]
    surplus: frozenset[str]


def grants_verify(*, repair: bool = False) -> list[GrantDrift]:
    """Compares guardian's rows with the memberships, everywhere; repairs them if asked.

    Three queries, however many people there are, and those of what has to be repaired.
    """
    engagements = {engagement.pk: engagement for engagement in Engagement.objects.all()}
    held: dict[Pair, set[str]] = defaultdict(set)
    rows = EngagementUserPermission.objects.values_list(
        "content_object_id", "user_id", "permission__codename"
    )
    for engagement_id, user_id, codename in rows:
        held[engagement_id, user_id].add(codename)
    wanted = _wanted_everywhere(engagements)
    drifts = [
        GrantDrift(
            *pair, frozenset(wanted[pair] - held[pair]), frozenset(held[pair] - wanted[pair])
        )
        for pair in sorted({*wanted, *held})
        if wanted[pair] != held[pair]
    ]
    for drift in drifts if repair else ():
        with transaction.atomic():
            user = User.objects.select_for_update(no_key=True).get(pk=drift.user_id)
            grants_project(engagement=engagements[drift.engagement_id], user=user)
    return drifts


def _wanted_everywhere(engagements: Mapping[int, Engagement]) -> dict[Pair, set[str]]:
    """What `grants_wanted` says of everybody."""
    today = {pk: engagement_today(engagement) for pk, engagement in engagements.items()}
    found: dict[Pair, set[str]] = defaultdict(set)
    rows = Membership.objects.order_by().values_list("engagement_id", "user_id", "role", "ends_on")
    for engagement_id, user_id, role, ends_on in rows:
        if ends_on is None or ends_on >= today[engagement_id]:
            found[engagement_id, user_id].update(guardian_permissions_of(role_side(role)))
    return found
