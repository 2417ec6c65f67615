"""The parties of the bench: an engagement under measurement and a second one beside it."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from engagements.enums import ClockBasis, TermsState
from engagements.kernel.scope import engagement_transaction
from engagements.models import (
    AccuracyFloor,
    BusinessAssociateAgreement,
    Calendar,
    Engagement,
    Organization,
    Payer,
    Provider,
    ReportRecipient,
    Terms,
    TurnaroundClass,
    User,
)
from engagements.roles import SIDES, Role
from engagements.services import membership_grant
from engagements.validators import npi_is_valid

SLUGS = ("bench", "beside")
CODERS = 40
NEXT_CODERS = 240
PROVIDERS = 60
PAYERS = ("Medicare", "Medicaid", "Aetna", "Cigna", "Humana", "Anthem", "Kaiser", "Tricare")
WEEKDAYS = [[day, "08:00", "17:00"] for day in range(5)]


@dataclass(frozen=True)
class Party:
    engagement: Engagement
    coders: list[int]
    providers: list[int]
    payers: list[int]
    terms: int
    auditor: int


def build(slug: str) -> Party:
    engagement = _engagement(slug)
    people = {role: _person(engagement, slug, role.value, role) for role in Role}
    coders = [
        _person(engagement, slug, f"coder-{number}", Role.VENDOR_CODER).pk
        for number in range(CODERS + NEXT_CODERS)
    ]
    with engagement_transaction(engagement.pk):
        terms = _contract(engagement)
        providers = [_provider(engagement, number).pk for number in range(PROVIDERS)]
        payers = [Payer.objects.create(engagement=engagement, name=name).pk for name in PAYERS]
    auditor = people[Role.VENDOR_AUDITOR].pk
    return Party(engagement, coders[:CODERS], providers, payers, terms.pk, auditor)


def user_of(engagement: Engagement, name: str) -> User:
    return User.objects.get(email=f"{name}@{engagement.slug}.example")


def _engagement(slug: str) -> Engagement:
    sides = {
        side: Organization.objects.create(name=f"{slug} {side}", slug=f"{slug}-{side}", kind=side)
        for side in ("practice", "vendor", "auditor")
    }
    return Engagement.objects.create(name=slug, slug=slug, phase="steady", **sides)


def _person(engagement: Engagement, slug: str, name: str, role: Role) -> User:
    organization = getattr(engagement, SIDES[role])
    person = User.objects.create_user(
        f"{name}@{slug}.example", name=name, organization=organization
    )
    membership_grant(actor=None, engagement=engagement, user=person, role=role.value)
    return person


def _provider(engagement: Engagement, number: int) -> Provider:
    stem = f"1{number:08d}"
    npi = next(f"{stem}{digit}" for digit in range(10) if npi_is_valid(f"{stem}{digit}"))
    return Provider.objects.create(engagement=engagement, npi=npi, name=f"Provider {number}")


def _contract(engagement: Engagement) -> Terms:
    now = timezone.now()
    signed = now - dt.timedelta(days=1000)
    BusinessAssociateAgreement.objects.create(
        engagement=engagement,
        effective_on=signed.date(),
        practice_signatory="Practice",
        practice_signed_at=signed,
        vendor_signatory="Vendor",
        vendor_signed_at=signed,
    )
    calendar = Calendar.objects.create(
        engagement=engagement,
        name="Practice",
        time_zone=engagement.time_zone,
        weekly_hours=WEEKDAYS,
        holiday_country="US",
        is_default=True,
    )
    terms = Terms.objects.create(
        engagement=engagement,
        version=1,
        state=TermsState.ACCEPTED,
        effective_from=signed.date(),
        accepted_at=signed,
        calendar=calendar,
    )
    AccuracyFloor.objects.create(
        engagement=engagement, terms=terms, method="encounter", floor=Decimal("0.95")
    )
    for urgency, hours, basis in (
        ("routine", 48, ClockBasis.BUSINESS),
        ("urgent", 8, ClockBasis.ELAPSED),
    ):
        TurnaroundClass.objects.create(
            engagement=engagement, terms=terms, urgency=urgency, hours=hours, basis=basis
        )
    ReportRecipient.objects.create(engagement=engagement, email="manager@bench.example")
    return terms
