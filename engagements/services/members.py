"""Roles of people in an engagement, and guardian's projection of them."""

import datetime as dt

from django.contrib.auth.models import Permission
from django.db import transaction
from django.db.models import QuerySet

from engagements.kernel.errors import DomainError
from engagements.kernel.policy import Actor
from engagements.models import Engagement, EngagementUserPermission, Membership, User
from engagements.roles import role_side
from engagements.selectors import guardian_permissions_of


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

    The role must belong to the side the user's organization takes in the engagement.
    """
    side = engagement.side_of(user.organization_id)
    if side is None or role_side(role) != side:
        raise DomainError(
            f"{user} belongs to {user.organization}, which cannot hold the role {role!r} here.",
            field="role",
            remedy="Choose a role of the user's own side.",
        )
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
    """Takes the role away at once; history keeps that it was held."""
    engagement, user = membership.engagement, membership.user
    membership.delete()
    grants_project(engagement=engagement, user=user)


def grants_project(*, engagement: Engagement, user: User) -> None:
    """Rewrites guardian's rows of one user in one engagement from the memberships."""
    wanted = grants_wanted(engagement=engagement, user=user)
    held = EngagementUserPermission.objects.filter(content_object=engagement, user=user)
    held.exclude(permission__in=wanted).delete()
    EngagementUserPermission.objects.bulk_create(
        [
            EngagementUserPermission(content_object=engagement, user=user, permission=permission)
            for permission in wanted.exclude(pk__in=held.values("permission_id"))
        ],
        ignore_conflicts=True,
    )


def grants_wanted(*, engagement: Engagement, user: User) -> QuerySet[Permission]:
    roles = Membership.objects.filter(engagement=engagement, user=user).values_list(
        "role", flat=True
    )
    names = {name for role in roles for name in guardian_permissions_of(role_side(role))}
    return Permission.objects.filter(
        content_type__app_label="engagements",
        content_type__model="engagement",
        codename__in=names,
    )
