"""Who codes in an engagement, on which side."""

import datetime as dt

from django.db.models import QuerySet

from engagements.models import Engagement, Membership, RosterEntry, User
from engagements.roles import GRANTS
from engagements.selectors.dates import in_force
from engagements.selectors.readiness import people_of_side

CODER_ROLES = tuple(role for role, grants in GRANTS.items() if "coding.write" in grants)


def coders(engagement: Engagement, side: str = "") -> QuerySet[User]:
    """Open accounts with a coder's role, of both sides or of one, by name."""
    members = Membership.objects.filter(engagement=engagement, role__in=CODER_ROLES)
    rows = people_of_side(engagement, side) if side else User.objects.filter(is_active=True)
    return rows.filter(pk__in=members.values("user_id")).order_by("name", "pk")


def on_roster(engagement: Engagement, day: dt.date, side: str = "") -> QuerySet[RosterEntry]:
    """The roster of a day."""
    rows = RosterEntry.objects.filter(in_force(day, "joined_on", "left_on"), engagement=engagement)
    return (rows.filter(side=side) if side else rows).select_related("user")
