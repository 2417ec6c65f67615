"""Pending charts: who settles which reason, what stands still now, and for how long it did."""

from typing import NamedTuple

from django.db.models import Q, QuerySet

from charts.enums import PendingReason
from charts.models import Chart, PendingRoute, PendingSpell
from charts.policies import PendingSpellPolicy
from engagements.enums import Side
from engagements.kernel.policy import Actor
from engagements.models import Engagement, Membership, User
from engagements.roles import GRANTS, Role, role_side

# Reasons for which the practice owes a document: the vendor's clock stands still meanwhile. All
# other reasons do not stop it; what a provider must answer is asked by a query, which does.
DOCUMENTATION = frozenset({PendingReason.INCOMPLETE_CHART, PendingReason.MISSING_DOCUMENT})

# Who is asked where the engagement has not said otherwise.
FIRST_ROLE = {
    PendingReason.INCOMPLETE_CHART: Role.CDI_COORDINATOR,
    PendingReason.MISSING_DOCUMENT: Role.CDI_COORDINATOR,
    PendingReason.CONFLICTING_DOCUMENTATION: Role.CDI_COORDINATOR,
    PendingReason.UNCLEAR_DIAGNOSIS: Role.CDI_COORDINATOR,
    PendingReason.PAYER_LOGIC: Role.DENIAL_ANALYST,
    PendingReason.CODING_GUIDANCE: Role.VENDOR_QA_LEAD,
    PendingReason.SYSTEM: Role.VENDOR_LEAD,
}
AUTHORITY_ROLES = tuple(role for role in Role if GRANTS[role].get("pending.resolve") == "any")


class Authority(NamedTuple):
    """Who settles a reason."""

    reason: PendingReason
    role: Role
    user: User | None

    @property
    def side(self) -> str:
        return role_side(self.role)

    @property
    def words(self) -> str:
        return f"{self.user} ({self.role.label})" if self.user else str(self.role.label)

    def stops_clock(self, side: str) -> bool:
        """Whether work of a side waits at the practice's cost."""
        return side == Side.VENDOR and self.side == Side.PRACTICE and self.reason in DOCUMENTATION


def authorities(engagement: Engagement) -> list[Authority]:
    """One per reason; one query."""
    routes = {
        route.reason: route
        for route in PendingRoute.objects.filter(engagement=engagement).select_related("user")
    }
    found = []
    for reason in PendingReason:
        route = routes.get(reason)
        role = Role(route.role) if route else FIRST_ROLE[reason]
        found.append(Authority(reason, role, route.user if route else None))
    return found


def authority_for(engagement: Engagement, reason: str) -> Authority:
    return next(each for each in authorities(engagement) if each.reason == reason)


def holders_of(engagement: Engagement, role: str) -> QuerySet[User]:
    members = Membership.objects.filter(engagement=engagement, role=role)
    return User.objects.filter(pk__in=members.values("user_id"), is_active=True).order_by("name")


def spells_visible(actor: Actor, action: str = "pending.view") -> QuerySet[PendingSpell]:
    return PendingSpellPolicy.visible(actor, action).select_related(
        "chart", "work_item", "authority", "opened_by", "closed_by"
    )


def spells_for(actor: Actor) -> QuerySet[PendingSpell]:
    """What the actor is the authority for and has to settle now."""
    rows = spells_visible(actor, "pending.resolve").filter(closed_at__isnull=True)
    named = Q(authority__isnull=True) | Q(authority_id=actor.user_id)
    return rows.filter(named, authority_role__in=actor.roles)


def spells_of(chart: Chart) -> QuerySet[PendingSpell]:
    return PendingSpell.objects.filter(
        engagement_id=chart.engagement_id, chart=chart
    ).select_related("authority", "opened_by", "closed_by")
