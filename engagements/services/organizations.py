"""Organizations and engagements: the control plane, written by the platform administrator."""

from typing import TypeVar

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from engagements.enums import OrganizationKind
from engagements.kernel.errors import DomainError
from engagements.kernel.policy import Actor
from engagements.kernel.scope import engagement_scope
from engagements.models import Calendar, Engagement, Organization

M = TypeVar("M", Organization, Engagement)
WORKING_WEEK = [[day, "09:00", "17:00"] for day in range(5)]


def _slug(name: str, slug: str) -> str:
    found = slugify(slug or name)
    if not found:
        raise DomainError(
            f"{name!r} gives no short name for addresses.",
            field="slug",
            remedy="Give a short name of letters, digits and hyphens.",
        )
    return found[:60]


@transaction.atomic
def organization_create(
    *,
    actor: Actor,
    name: str,
    kind: str,
    country: str = "US",
    slug: str = "",
    is_demo: bool = False,
) -> Organization:
    actor.require("platform.administer")
    short = _slug(name, slug)
    organization = Organization(
        name=name.strip(), slug=short, kind=kind, country=country.upper(), is_demo=is_demo
    )
    return _save_once(organization, f"An organization {short!r} exists already.")


@transaction.atomic
def organization_update(
    *, actor: Actor, organization: Organization, name: str, country: str
) -> Organization:
    """Renames it. Its kind stays: engagements were agreed with what it is."""
    actor.require("platform.administer")
    organization.name, organization.country = name.strip(), country.upper()
    organization.save(update_fields=["name", "country"])
    return organization


@transaction.atomic
def engagement_create(
    *,
    actor: Actor,
    name: str,
    practice: Organization,
    vendor: Organization,
    auditor: Organization | None = None,
    time_zone: str = "America/New_York",
    slug: str = "",
    is_demo: bool = False,
    action: str = "platform.administer",
) -> Engagement:
    """Makes the engagement as a draft, with a working week as its first calendar.

    `action` is the right under which it is made: a practice's own, where it chose the vendor.
    """
    actor.require(action)
    _check_parties(practice, vendor, auditor)
    short = _slug(name, slug)
    engagement = Engagement(
        name=name.strip(),
        slug=short,
        practice=practice,
        vendor=vendor,
        auditor=auditor,
        time_zone=time_zone,
        is_demo=is_demo,
    )
    _save_once(engagement, f"An engagement {short!r} exists already.")
    with engagement_scope(engagement.pk):
        Calendar.objects.create(
            engagement=engagement,
            name="Working week",
            time_zone=time_zone,
            weekly_hours=WORKING_WEEK,
            holiday_country=practice.country,
            is_default=True,
        )
    return engagement


@transaction.atomic
def engagement_update(
    *, actor: Actor, engagement: Engagement, name: str, auditor: Organization | None
) -> Engagement:
    """Renames it or changes its auditor. The parties and the zone stay: history rests on them."""
    actor.require("platform.administer")
    _check_parties(engagement.practice, engagement.vendor, auditor)
    engagement.name, engagement.auditor = name.strip(), auditor
    engagement.save(update_fields=["name", "auditor"])
    return engagement


def _check_parties(
    practice: Organization, vendor: Organization, auditor: Organization | None
) -> None:
    expected = (
        ("practice", practice, OrganizationKind.PRACTICE),
        ("vendor", vendor, OrganizationKind.VENDOR),
        ("auditor", auditor, OrganizationKind.AUDITOR),
    )
    for field, organization, kind in expected:
        if organization is not None and organization.kind != kind:
            raise DomainError(
                f"{organization} is registered as {organization.get_kind_display().lower()},"
                f" not as {kind.label.lower()}.",
                field=field,
                remedy=f"Choose an organization of the kind {kind.label.lower()}.",
            )


def _save_once(row: M, message: str) -> M:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise DomainError(
            message, field="slug", remedy="Use the one that exists, or choose another short name."
        ) from None
    return row
