"""A world of two engagements, with one person per role in each."""

import datetime as dt
import functools
import itertools
import pickle
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Permission
from django.db import connection
from django.db.backends.utils import CursorWrapper
from psycopg2 import sql

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
from tests.factories import days

PASSWORD = "correct horse battery staple"
WEEKDAYS = [[day, "09:00", "17:00"] for day in range(5)]
AGREED = dt.datetime(2020, 1, 1, 12, tzinfo=dt.UTC)
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


def people(engagements: Iterable[Engagement], *more: User) -> dict[tuple[str, str], User]:
    """One person per role of each engagement, in a handful of statements: every test that has a
    world pays for it.
    """
    password = make_password(PASSWORD)
    held = {
        (engagement, role): User(
            email=f"{role.value}@{engagement.slug}.example",
            name=role.value.replace("_", " ").title(),
            organization=getattr(engagement, SIDES[role]),
            password=password,
        )
        for engagement in engagements
        for role in Role
    }
    User.objects.bulk_create([*held.values(), *more])
    Membership.objects.bulk_create(
        Membership(engagement=engagement, user=person, role=role)
        for (engagement, role), person in held.items()
    )
    permissions = _permissions(connection.settings_dict["NAME"])
    EngagementUserPermission.objects.bulk_create(
        EngagementUserPermission(
            content_object=engagement, user=person, permission_id=permissions[codename]
        )
        for (engagement, role), person in held.items()
        for codename in guardian_permissions_of(SIDES[role])
    )
    return {(engagement.slug, role.value): person for (engagement, role), person in held.items()}


@functools.cache
def _permissions(database: str) -> dict[str, int]:
    """The permissions about engagements that the migrations of this database made."""
    del database
    return dict(
        Permission.objects.filter(
            content_type__app_label="engagements", content_type__model="engagement"
        ).values_list("codename", "pk")
    )


def live_engagements(*labels: str) -> list[Engagement]:
    """Each between a practice, a vendor and an auditor of its own."""
    kinds = (OrganizationKind.PRACTICE, OrganizationKind.VENDOR, OrganizationKind.AUDITOR)
    organizations = {
        (label, kind.value): Organization(
            name=f"{label.title()} {kind.value.title()}", slug=f"{label}-{kind.value}", kind=kind
        )
        for label in labels
        for kind in kinds
    }
    Organization.objects.bulk_create(organizations.values())
    return Engagement.objects.bulk_create(
        Engagement(
            name=f"{label.title()} engagement",
            slug=label,
            phase="live",
            **{kind.value: organizations[label, kind.value] for kind in kinds},
        )
        for label in labels
    )


def engagement_with_people(label: str, world_users: dict[tuple[str, str], User]) -> Engagement:
    (engagement,) = live_engagements(label)
    world_users |= people([engagement])
    return engagement


def baa_signed(engagement: Engagement) -> BusinessAssociateAgreement:
    """A BAA in force since before any day that a test names, unsaved."""
    return BusinessAssociateAgreement(
        engagement=engagement,
        effective_on=AGREED.date(),
        practice_signatory="Practice Signatory",
        practice_title="Chief executive",
        practice_signed_at=AGREED,
        vendor_signatory="Vendor Signatory",
        vendor_title="President",
        vendor_signed_at=AGREED,
    )


def calendar(engagement: Engagement) -> Calendar:
    return Calendar(
        engagement=engagement,
        name="Practice",
        time_zone=str(days.ZONE),
        weekly_hours=WEEKDAYS,
        holiday_country="US",
        is_default=True,
    )


def terms_accepted(calendar: Calendar) -> Terms:
    """Terms in force since before any day that a test names, unsaved."""
    return Terms(
        engagement=calendar.engagement,
        version=1,
        state=TermsState.ACCEPTED,
        effective_from=AGREED.date(),
        calendar=calendar,
        accepted_at=AGREED,
    )


def turnaround_classes(terms: Terms) -> list[TurnaroundClass]:
    """48 elapsed hours outpatient, 8 urgent, 24 business hours inpatient."""
    classes = [
        ("", "routine", 48, ClockBasis.ELAPSED),
        ("", "urgent", 8, ClockBasis.ELAPSED),
        ("inpatient", "routine", 24, ClockBasis.BUSINESS),
    ]
    return [
        TurnaroundClass(
            engagement=terms.engagement,
            terms=terms,
            encounter_class=encounter_class,
            urgency=urgency,
            hours=Decimal(hours),
            basis=basis,
        )
        for encounter_class, urgency, hours, basis in classes
    ]


def agreements(engagements: list[Engagement]) -> None:
    """A BAA and terms in force, with an accuracy floor of 95 %; needs the scope of them all."""
    BusinessAssociateAgreement.objects.bulk_create(map(baa_signed, engagements))
    calendars = Calendar.objects.bulk_create(map(calendar, engagements))
    terms = Terms.objects.bulk_create(map(terms_accepted, calendars))
    AccuracyFloor.objects.bulk_create(
        AccuracyFloor(
            engagement=each.engagement, terms=each, method="encounter", floor=Decimal("0.95")
        )
        for each in terms
    )
    TurnaroundClass.objects.bulk_create(
        itertools.chain.from_iterable(map(turnaround_classes, terms))
    )


def build_world() -> World:
    """A world in the database. Its rows are made once a day and process, and then copied."""
    key = (str(connection.settings_dict["NAME"]), days.today())
    if key not in _MADE:
        _MADE[key] = Snapshot(made := _make_world())
        return made
    return _MADE[key].again()


ROWS = sql.SQL("SELECT json_agg(made ORDER BY id)::text FROM {table} made")
ROWS_AGAIN = sql.SQL(
    "INSERT INTO {table} SELECT * FROM json_populate_recordset(NULL::{table}, {rows});"
)


class Snapshot:
    """The rows of a world and its people, to be put into an empty database again."""

    models = (
        *(Organization, Engagement, User, Membership, EngagementUserPermission),
        *(BusinessAssociateAgreement, Calendar, Terms, AccuracyFloor, TurnaroundClass),
        *(Provider, Payer),
    )

    def __init__(self, world: World) -> None:
        self.world = pickle.dumps(world)
        self.scope = (world.own.pk, world.foreign.pk)
        with engagement_transaction(*self.scope), connection.cursor() as cursor:
            self.rows = "".join(self._rows(model._meta.db_table, cursor) for model in self.models)

    def _rows(self, name: str, cursor: CursorWrapper) -> str:
        table = sql.Identifier(name)
        cursor.execute(ROWS.format(table=table))
        (rows,) = cursor.fetchone()
        return ROWS_AGAIN.format(table=table, rows=sql.Literal(rows)).as_string(cursor.cursor)

    def again(self) -> World:
        with engagement_transaction(*self.scope), connection.cursor() as cursor:
            cursor.execute(self.rows)
        world: World = pickle.loads(self.world)  # noqa: S301 -- written above
        return world


_MADE: dict[tuple[str, dt.date], Snapshot] = {}


def _make_world() -> World:
    admin = User(
        email="admin@platform.example",
        name="Admin",
        password=make_password(PASSWORD),
        is_platform_admin=True,
    )
    engagements = live_engagements("own", "foreign")
    users = people(engagements, admin)
    with engagement_transaction(*(each.pk for each in engagements)):
        agreements(engagements)
        Provider.objects.bulk_create(
            Provider(
                engagement=each,
                npi=NPIS[0],
                name="Pat Provider",
                specialty="family_medicine",
                user=users[each.slug, "provider"],
            )
            for each in engagements
        )
        Payer.objects.bulk_create(Payer(engagement=each, name="Medicare") for each in engagements)
    own, foreign = engagements
    return World(own=own, foreign=foreign, users=users, admin=admin)
