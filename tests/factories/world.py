"""A world of two engagements, with one person per role in each."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Permission
from django.utils import timezone

from engagements.enums import ClockBasis, OrganizationKind, TermsState
from engagements.kernel.scope import engagement_transaction
from engagements.models import (
    AccuracyFloor,
    BusinessAssociateAgreement,
    Calendar,
    Engagement,
    EngagementUserPermission,
    Membership,
    Organization,
    Payer,
    Provider,
    Terms,
    TurnaroundClass,
    User,
)
from engagements.roles import SIDES, Role
from engagements.selectors import guardian_permissions_of

PASSWORD = "correct horse battery staple"
WEEKDAYS = [[day, "09:00", "17:00"] for day in range(5)]
NPIS = ("1234567893", "1003000126", "1053321234")


@dataclass
class World:
    """`own` is the engagement under test, `foreign` another with other people."""

    own: Engagement
    foreign: Engagement
    users: dict[tuple[str, str], User] = field(default_factory=dict)
    admin: User | None = None

    def user(self, role: str) -> User:
        """Who holds the role in the own engagement ("platform_admin" for the admin)."""
        if role == "platform_admin":
            assert self.admin is not None
            return self.admin
        return self.users["own", role]

    def foreign_user(self, role: str) -> User:
        return self.users["foreign", role]


def organization(kind: str, name: str) -> Organization:
    slug = name.lower().replace(" ", "-")
    return Organization.objects.create(name=name, slug=slug, kind=kind)


def user(email: str, org: Organization | None, **fields: object) -> User:
    return User.objects.create_user(
        email,
        PASSWORD,
        name=email.split("@", maxsplit=1)[0].replace("_", " ").title(),
        organization=org,
        **fields,
    )


def baa_signed(engagement: Engagement) -> BusinessAssociateAgreement:
    """A BAA in force since a year."""
    signed = timezone.now() - dt.timedelta(days=400)
    return BusinessAssociateAgreement.objects.create(
        engagement=engagement,
        effective_on=signed.date(),
        practice_signatory="Practice Signatory",
        practice_title="Chief executive",
        practice_signed_at=signed,
        vendor_signatory="Vendor Signatory",
        vendor_title="President",
        vendor_signed_at=signed,
    )


def terms_accepted(engagement: Engagement, **fields: object) -> Terms:
    """Terms in force since two years: 48 elapsed hours outpatient, 8 urgent, floor 95 %."""
    calendar = Calendar.objects.create(
        engagement=engagement,
        name="Practice",
        time_zone="America/New_York",
        weekly_hours=WEEKDAYS,
        holiday_country="US",
        is_default=True,
    )
    defaults: dict[str, object] = {
        "version": 1,
        "state": TermsState.ACCEPTED,
        "effective_from": timezone.now().date() - dt.timedelta(days=730),
        "calendar": calendar,
        "accepted_at": timezone.now() - dt.timedelta(days=730),
    }
    terms = Terms.objects.create(engagement=engagement, **(defaults | fields))
    AccuracyFloor.objects.create(
        engagement=engagement, terms=terms, method="encounter", floor=Decimal("0.95")
    )
    for urgency, hours in (("routine", 48), ("urgent", 8)):
        TurnaroundClass.objects.create(
            engagement=engagement,
            terms=terms,
            urgency=urgency,
            hours=Decimal(hours),
            basis=ClockBasis.ELAPSED,
        )
    TurnaroundClass.objects.create(
        engagement=engagement,
        terms=terms,
        encounter_class="inpatient",
        urgency="routine",
        hours=Decimal(24),
        basis=ClockBasis.BUSINESS,
    )
    return terms


def people(
    engagement: Engagement, label: str, organizations: dict[str, Organization]
) -> dict[str, User]:
    """One person per role, in a handful of statements: every test that has a world pays for it."""
    password = make_password(PASSWORD)
    made = User.objects.bulk_create(
        User(
            email=f"{role.value}@{label}.example",
            name=role.value.replace("_", " ").title(),
            organization=organizations[SIDES[role]],
            password=password,
        )
        for role in Role
    )
    held = {role.value: person for role, person in zip(Role, made, strict=True)}
    Membership.objects.bulk_create(
        Membership(engagement=engagement, user=person, role=role) for role, person in held.items()
    )
    permissions = {
        permission.codename: permission
        for permission in Permission.objects.filter(
            content_type__app_label="engagements", content_type__model="engagement"
        )
    }
    EngagementUserPermission.objects.bulk_create(
        EngagementUserPermission(
            content_object=engagement, user=person, permission=permissions[codename]
        )
        for role, person in held.items()
        for codename in guardian_permissions_of(SIDES[Role(role)])
    )
    return held


def engagement_with_people(label: str, world_users: dict[tuple[str, str], User]) -> Engagement:
    practice = organization(OrganizationKind.PRACTICE, f"{label.title()} Practice")
    vendor = organization(OrganizationKind.VENDOR, f"{label.title()} Vendor")
    auditor = organization(OrganizationKind.AUDITOR, f"{label.title()} Auditor")
    engagement = Engagement.objects.create(
        name=f"{label.title()} engagement",
        slug=label,
        practice=practice,
        vendor=vendor,
        auditor=auditor,
        phase="live",
    )
    organizations = {"practice": practice, "vendor": vendor, "auditor": auditor}
    for role, person in people(engagement, label, organizations).items():
        world_users[label, role] = person
    return engagement


def build_world() -> World:
    users: dict[tuple[str, str], User] = {}
    own = engagement_with_people("own", users)
    foreign = engagement_with_people("foreign", users)
    for each in (own, foreign):
        with engagement_transaction(each.pk):
            baa_signed(each)
            terms_accepted(each)
            Provider.objects.create(
                engagement=each,
                npi=NPIS[0],
                name="Pat Provider",
                specialty="family_medicine",
                user=users[each.slug, "provider"],
            )
            Payer.objects.create(engagement=each, name="Medicare")
    admin = user("admin@platform.example", None, is_platform_admin=True)
    return World(own=own, foreign=foreign, users=users, admin=admin)
