"""Who is acting, with which rights, and which engagements they may enter."""

import json

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from engagements.enums import Side
from engagements.kernel.actions import action_names
from engagements.kernel.policy import Actor, Grant
from engagements.kernel.prepared import Prepared
from engagements.models import (
    Engagement,
    EngagementUserPermission,
    Membership,
    Selection,
    User,
)
from engagements.policies.raci import Ownership, step_refusals
from engagements.roles import GRANTS, PLATFORM_ADMIN, Role, grants_of
from engagements.selectors.dates import held_on
from engagements.selectors.gates import closed_gate_reason, engagement_today
from engagements.selectors.raci import ownerships_from

# Asked on every request, so it is written out: the roles in force on the day, and the decisions on
# whose step is whose, oldest first.
_STANDING = """
SELECT array_agg(DISTINCT held.role),
       (SELECT jsonb_agg(jsonb_build_array(step, side, is_shared, effective_from)
                         ORDER BY effective_from, id)
          FROM engagements_stepowner
         WHERE engagement_id = %(engagement)s AND effective_from <= %(day)s)
  FROM engagements_membership held
 WHERE held.user_id = %(user)s AND held.engagement_id = %(engagement)s
   AND (held.starts_on IS NULL OR held.starts_on <= %(day)s)
   AND (held.ends_on IS NULL OR held.ends_on >= %(day)s)
"""


def _standing(user: User, engagement: Engagement) -> tuple[frozenset[str], list[Ownership]]:
    """The user's roles in force today, in the engagement's zone, and whose steps are whose."""
    day = engagement_today(engagement)
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, {"user": user.pk, "engagement": engagement.pk, "day": day})
        roles, decisions = cursor.fetchone()
    return frozenset(roles or ()), ownerships_from(json.loads(decisions or "[]"))


def actor_for(*, user: User, engagement: Engagement) -> Actor | None:
    """The actor, or None where the user has no role in force. Needs the engagement's scope.

    Two queries, whatever the roles: the memberships and, on the vendor's side, the BAA gate.
    """
    if not user.is_active:
        return None
    roles, owners = _standing(user, engagement)
    side = engagement.side_of(user.organization_id)
    if not roles or side is None:
        return None
    gate = closed_gate_reason(engagement) if side == Side.VENDOR else ""
    return Actor(
        user=user,
        engagement=engagement,
        side=side,
        organization_id=user.organization_id,
        roles=roles,
        grants=grants_of(roles),
        closed_gate=gate,
        refusals=step_refusals(side, owners),
    )


def system_actor(engagement: Engagement) -> Actor:
    """The system itself: every right, no user."""
    grants: dict[str, Grant] = dict.fromkeys(action_names(), "any")
    return Actor(
        user=None,
        engagement=engagement,
        side=Side.SYSTEM.value,
        organization_id=None,
        roles=frozenset(),
        grants=grants,
    )


def control_actor(user: User) -> Actor:
    """An actor outside any engagement: the platform admin's rights, or what a practice does
    before an engagement exists.
    """
    is_admin = user.is_active and user.is_platform_admin
    grants: dict[str, Grant] = dict(GRANTS[PLATFORM_ADMIN]) if is_admin else {}
    if not is_admin and selects_vendors(user):
        grants["selection.manage"] = "own"
    return Actor(
        user=user,
        engagement=None,
        side="",
        organization_id=user.organization_id,
        roles=frozenset({PLATFORM_ADMIN}) if is_admin else frozenset(),
        grants=grants,
    )


def selects_vendors(user: User) -> bool:
    """A practice manager of the organization, or whom the administrator named as lead."""
    if not user.is_active or user.organization_id is None:
        return False
    today = timezone.now().date()
    managed = Membership.objects.filter(
        held_on(today),
        user=user,
        role=Role.PRACTICE_MANAGER,
        engagement__practice_id=user.organization_id,
    )
    led = Selection.objects.filter(lead=user, organization_id=user.organization_id)
    return managed.exists() or led.exists()


def engagements_of(user: User) -> QuerySet[Engagement]:
    """The engagements a user may enter, by guardian's projection of their memberships.

    Dates of memberships are checked again on entry (`actor_for`).
    """
    entered = EngagementUserPermission.objects.filter(
        user=user, permission__codename="enter_engagement"
    )
    return (
        Engagement.objects.filter(pk__in=entered.values("content_object_id"))
        .select_related("practice", "vendor", "auditor")
        .order_by("name")
    )


def guardian_permissions_of(side: str) -> tuple[str, ...]:
    """The guardian permissions that a membership on this side projects to."""
    if side == Side.VENDOR:
        return ("enter_engagement", "code_engagement")
    return ("enter_engagement",)


def engagement_ids() -> list[int]:
    return list(Engagement.objects.order_by("pk").values_list("pk", flat=True))


def _engagement(slug: str) -> QuerySet[Engagement]:
    # A slug is unique, and sorting one row costs more than finding it.
    engagements = Engagement.objects.select_related("practice", "vendor", "auditor").order_by()
    return engagements.filter(slug=slug)


_ENGAGEMENT = Prepared(_engagement, slug="slug")


def engagement_by_slug(slug: str) -> Engagement | None:
    return _ENGAGEMENT.first(slug=slug)


def engagements_all() -> QuerySet[Engagement]:
    """Every engagement, for the platform's administrator; says nothing of what is in them."""
    return Engagement.objects.select_related("practice", "vendor", "auditor").order_by("name")


def engagement_find(engagement_id: int) -> Engagement | None:
    return engagements_all().filter(pk=engagement_id).first()


def membership_find(membership_id: int) -> Membership | None:
    return Membership.objects.select_related("user", "engagement").filter(pk=membership_id).first()


def engagement_get(engagement_id: int) -> Engagement:
    """For tasks, which are given ids. Raises `Engagement.DoesNotExist`."""
    return Engagement.objects.select_related("practice", "vendor", "auditor").get(pk=engagement_id)
