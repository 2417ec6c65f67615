"""Who needs a second factor, and who has one."""

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, QuerySet

from engagements.enums import OrganizationKind
from engagements.models import Organization, User

SECOND_FACTOR_KINDS = frozenset(
    {OrganizationKind.VENDOR, OrganizationKind.AUDITOR, OrganizationKind.PLATFORM}
)


def second_factor_required(user: User) -> bool:
    """Vendors, auditors and administrators must have one; a practice's people may."""
    if user.is_platform_admin or user.is_superuser:
        return True
    return user.organization is not None and user.organization.kind in SECOND_FACTOR_KINDS


def second_factor_enrolled(user: User) -> bool:
    factors = Authenticator.objects.filter(user_id=user.pk)
    return bool(factors.exclude(type=Authenticator.Type.RECOVERY_CODES).exists())


def accounts() -> QuerySet[User]:
    """All accounts with their organization, and whether they have a second factor."""
    factors = Authenticator.objects.filter(user_id=OuterRef("pk")).exclude(
        type=Authenticator.Type.RECOVERY_CODES
    )
    return User.objects.select_related("organization").annotate(has_factor=Exists(factors))


def organizations() -> QuerySet[Organization]:
    return Organization.objects.order_by("name")


def organization_find(organization_id: int) -> Organization | None:
    return Organization.objects.filter(pk=organization_id).first()
