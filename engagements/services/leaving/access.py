"""The end of the vendor's access: all roles, sessions and grants, in one transaction."""

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from engagements.kernel.errors import DomainError
from engagements.kernel.policy import Actor
from engagements.models import AccessEnding, Membership, User
from engagements.roles import SIDES
from engagements.services.leaving.returning import require_exit
from engagements.services.members import grants_project
from engagements.services.users import sessions_end

ACTION = "exit.manage"
VENDOR_ROLES = tuple(role for role, side in SIDES.items() if side == "vendor")


@transaction.atomic
def vendor_access_end(*, actor: Actor, typed_slug: str, reason: str) -> list[AccessEnding]:
    """Ends every role of the vendor's people here and signs them out everywhere.

    The roles stay in the history; each account is written down with what it held. Doing it again
    ends what came back since. Sessions carry the API's access too: there is no other.
    """
    actor.require(ACTION)
    require_exit(actor)
    if typed_slug.strip() != actor.engagement.slug:
        raise DomainError(
            "The name of the engagement is not right.",
            field="typed_slug",
            remedy=f"Type {actor.engagement.slug} to confirm.",
        )
    if not reason.strip():
        raise DomainError("The end of access needs a reason.", field="reason", remedy="Say why.")
    held = list(_memberships(actor).select_related("user").order_by("user_id", "role"))
    people = {membership.user_id: membership.user for membership in held}
    list(User.objects.select_for_update(no_key=True).filter(pk__in=people).order_by("pk"))
    now = timezone.now()
    endings = [
        AccessEnding(
            engagement=actor.engagement,
            user=user,
            email=user.email,
            roles=[m.role for m in held if m.user_id == user.pk],
            sessions=UserSession.objects.filter(user=user).count(),
            ended_at=now,
            ended_by=actor.user,
            reason=reason.strip()[:300],
        )
        for user in people.values()
    ]
    made = AccessEnding.objects.bulk_create(endings)
    _memberships(actor).delete()
    for user in people.values():
        grants_project(engagement=actor.engagement, user=user)
        sessions_end(user=user)
    return made


def _memberships(actor: Actor) -> QuerySet[Membership]:
    """Everybody of the vendor's organization, and whoever holds a role of its side."""
    vendor = Q(user__organization_id=actor.engagement.vendor_id) | Q(role__in=VENDOR_ROLES)
    return Membership.objects.filter(vendor, engagement=actor.engagement)
