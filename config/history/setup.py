"""The demo engagement itself: organizations, people, agreement, terms, calendar, directory."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from allauth.mfa.totp.internal.auth import TOTP
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from charts.codesets.loading import icd10cm_packaged_load
from charts.enums import CodeSetKind
from charts.rows import BenchmarkRow, CodeRow
from charts.services.codesets import codeset_load
from config.history import money
from config.history.agreement import PROVISIONS
from config.history.cast import ORGANIZATIONS, PASSWORD, PEOPLE, PROVIDERS, SLUG, ZONE, npi_of
from config.history.clinic import CPT, PROCEDURE_CODES
from config.history.papers import one_page
from denials.services import deadline_rule_save
from engagements.enums import ClockBasis, DocumentKind
from engagements.enums.agreement import BaaTerm
from engagements.kernel.policy import Actor
from engagements.kernel.scope import engagement_transaction
from engagements.models import Engagement, Organization, User
from engagements.roles import MFA_SIDES
from engagements.selectors import actor_for, control_actor
from engagements.services import (
    FloorRow,
    TermsDraft,
    TurnaroundRow,
    baa_create,
    baa_sign,
    calendar_save,
    document_store,
    engagement_create,
    membership_grant,
    organization_create,
    provider_save,
    recipient_add,
    terms_accept,
    terms_propose,
)
from queries.services import querytemplates_seed

ADMIN_EMAIL = "admin@demo.example"
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105 -- of the demo alone, printed at start
CPT_SINCE = dt.date(2024, 1, 1)
SAMPLE_SIZE = 12
# Services of each level per thousand, nobody's figures: established patients, then new ones.
LEVELS = {"family_medicine": (20, 60, 430, 440, 50), "cardiology": (15, 35, 330, 540, 80),
          "orthopedics": (10, 110, 560, 300, 20)}  # fmt: skip
BENCHMARK = tuple(
    (specialty, f"9921{level}", services)
    for specialty, shares in LEVELS.items()
    for level, services in enumerate(shares, 1)
) + tuple(
    (specialty, f"9920{level}", services)
    for specialty in LEVELS
    for level, services in ((2, 90), (3, 420), (4, 410), (5, 80))
)
YEAR = dt.timedelta(days=365)
APPEAL_DAYS = 90


def codesets_load() -> None:
    """ICD-10-CM from its package; the few CPT codes the demo uses, codes only."""
    icd10cm_packaged_load()
    rows = [CodeRow(CPT, code, "") for code in sorted(set(PROCEDURE_CODES))]
    codeset_load(
        actor=None,
        kind=CodeSetKind.CPT,
        name="codes of the demo",
        effective_on=CPT_SINCE,
        rows=rows,
        source_sha256="0" * 63 + "1",
    )
    codeset_load(
        actor=None,
        kind=CodeSetKind.EM_BENCHMARK,
        name="invented for the demo",
        effective_on=CPT_SINCE,
        rows=[BenchmarkRow(*row) for row in BENCHMARK],
        source_sha256="0" * 63 + "2",
    )


def _admin() -> User:
    found = User.objects.filter(email=ADMIN_EMAIL).first()
    if found is not None:
        return found
    admin = User.objects.create_user(
        ADMIN_EMAIL, PASSWORD, name="Platform Admin (demo)", is_platform_admin=True
    )
    TOTP.activate(admin, TOTP_SECRET)
    return admin


def _person(organization: Organization, email: str, name: str, zone: str) -> User:
    user = User.objects.create_user(
        email, PASSWORD, name=f"{name} (demo)", organization=organization, time_zone=zone
    )
    if organization.kind in MFA_SIDES:
        TOTP.activate(user, TOTP_SECRET)
    return user


@transaction.atomic
def engagement_make() -> Engagement:
    """Organizations, engagement and people with their roles."""
    admin = control_actor(_admin())
    made = {
        kind: organization_create(
            actor=admin, name=name, kind=kind, country=country, slug=slug, is_demo=True
        )
        for kind, name, slug, country in ORGANIZATIONS
    }
    engagement = engagement_create(
        actor=admin,
        name="Cedar Hollow and Northlight (demo)",
        practice=made["practice"],
        vendor=made["vendor"],
        auditor=made["auditor"],
        time_zone=ZONE,
        slug=SLUG,
        is_demo=True,
    )
    for person in PEOPLE:
        user = _person(made[person.kind], person.email, person.name, person.zone)
        for role in person.roles:
            membership_grant(actor=admin, engagement=engagement, user=user, role=role)
    return engagement


def actors(engagement: Engagement) -> Mapping[str, Actor]:
    """Everybody as of now, by key. Needs the scope."""
    users = {user.email: user for user in User.objects.filter(email__endswith="@demo.example")}
    found = {}
    for person in PEOPLE:
        actor = actor_for(user=users[person.email], engagement=engagement)
        if actor is not None:
            found[person.key] = actor
    return found


def contract_make(engagement: Engagement, begins: dt.date) -> None:
    """BAA signed by both, terms agreed, calendar, directory, templates, recipients."""
    with engagement_transaction(engagement.pk):
        cast = actors(engagement)
        manager, lead = cast["manager"], cast["lead"]
        text = document_store(
            actor=manager,
            upload=SimpleUploadedFile("baa.pdf", one_page("Demo document: the BAA")),
            kind=DocumentKind.BAA,
            title="Business associate agreement (demo)",
            action="baa.manage",
        )
        baa = baa_create(
            actor=manager, effective_on=begins, document=text, required_terms=BaaTerm.values
        )
        baa_sign(actor=manager, baa=baa, name="Morgan Hale (demo)", title="Chief operating officer")
        baa_sign(actor=lead, baa=baa, name="Priya Vartanian (demo)", title="Vice president, coding")
        calendar = calendar_save(
            actor=manager,
            calendar=None,
            name="Practice hours",
            time_zone=ZONE,
            week={day: [("08:00", "12:00"), ("13:00", "17:00")] for day in range(5)},
            country="US",
        )
        terms = terms_propose(actor=manager, draft=_terms(begins, calendar))
        terms_accept(actor=lead, terms=terms)
        users = {actor.user.email: actor.user for actor in cast.values()}
        for key, base, specialty in PROVIDERS:
            user = users[f"{key}@demo.example"]
            provider_save(
                actor=manager,
                provider=None,
                npi=npi_of(base),
                name=user.name,
                specialty=specialty,
                user=user,
            )
        querytemplates_seed(actor=manager)
        deadline_rule_save(
            actor=cast["denials"],
            payer=None,
            appeal_days=APPEAL_DAYS,
        )
        recipient_add(actor=manager, email="manager@demo.example", name="Morgan Hale (demo)")
        recipient_add(actor=manager, email="cfo@demo.example", name="Finance (demo)")


def _terms(begins: dt.date, calendar: object) -> TermsDraft:
    hours = [
        TurnaroundRow(Decimal(48), ClockBasis.ELAPSED.value),
        TurnaroundRow(Decimal(24), ClockBasis.ELAPSED.value, encounter_class="emergency"),
        TurnaroundRow(Decimal(12), ClockBasis.ELAPSED.value, urgency="urgent"),
    ]
    return TermsDraft(
        effective_from=begins,
        floors=[
            FloorRow(Decimal("0.95")),
            FloorRow(Decimal("0.93"), specialty="orthopedics"),
        ],
        turnaround=hours,
        query_window_hours=48,
        query_window_basis=ClockBasis.ELAPSED.value,
        sample_size_per_coder=SAMPLE_SIZE,
        calendar=calendar,  # type: ignore[arg-type]  # made just before
        provisions=PROVISIONS
        | money.PROVISIONS
        | {"contract_ends_on": timezone.now().date() + YEAR},
        rates=money.RATES,
        credit_tiers=money.CREDITS,
        note=f"Agreed for the demo on {timezone.now():%Y-%m-%d}.",
    )
