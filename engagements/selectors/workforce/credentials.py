"""Who holds what, until when, and what each body asks to keep it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import QuerySet

from engagements.kernel.policy import Actor
from engagements.models import Credential, CredentialKind, SpecialtyRule, User
from engagements.policies.workforce import (
    CredentialKindPolicy,
    CredentialPolicy,
    SpecialtyRulePolicy,
)
from engagements.selectors import engagement_today
from engagements.selectors.dates import NOTICE_DAYS
from engagements.selectors.workforce.people import coders


@dataclass(frozen=True)
class Standing:
    """A credential on a day: the word for its badge, and what it means in a few words."""

    word: str
    text: str
    counts: bool = False


def standing_of(credential: Credential, day: dt.date) -> Standing:
    """A credential counts when it is verified, issued, and neither expired nor revoked."""
    refused = _why_not(credential, day)
    if refused is not None:
        return refused
    if credential.expires_on is None:
        return Standing("valid", "no expiry", counts=True)
    left = (credential.expires_on - day).days
    if left <= NOTICE_DAYS[0]:
        return Standing("due_soon", f"{left} days left", counts=True)
    return Standing("valid", f"until {credential.expires_on}", counts=True)


def _why_not(credential: Credential, day: dt.date) -> Standing | None:
    if credential.revoked_on is not None and credential.revoked_on <= day:
        return Standing("revoked", f"revoked {credential.revoked_on}")
    if credential.expires_on is not None and credential.expires_on < day:
        return Standing("expired", f"expired {credential.expires_on}")
    if credential.issued_on > day:
        return Standing("scheduled", f"from {credential.issued_on}")
    if credential.verified_on is None or credential.verified_on > day:
        return Standing("pending", "not verified")
    return None


def credentials_visible(actor: Actor) -> QuerySet[Credential]:
    return CredentialPolicy.visible(actor, "workforce.view").select_related(
        "user", "user__organization", "kind", "evidence", "verified_by"
    )


def kinds_of(actor: Actor) -> QuerySet[CredentialKind]:
    return CredentialKindPolicy.visible(actor, "workforce.view").order_by("body", "code")


def specialty_rules(actor: Actor) -> QuerySet[SpecialtyRule]:
    return SpecialtyRulePolicy.visible(actor, "workforce.view").select_related("created_by")


@dataclass
class Held:
    """One cell of the matrix: the credential that says most about the day."""

    credential: Credential
    standing: Standing


@dataclass
class CoderRow:
    """One coder of the matrix: a cell per kind, and the units each body asks for."""

    user: User
    cells: list[Held | None]
    units: list[str] = field(default_factory=list)


@dataclass
class Matrix:
    kinds: list[CredentialKind]
    rows: list[CoderRow]

    @property
    def without(self) -> int:
        """Coders without any credential that counts."""
        return sum(not any(c and c.standing.counts for c in row.cells) for row in self.rows)


def credential_matrix(actor: Actor, side: str = "") -> Matrix:
    """Coder by credential as of today; columns are the kinds somebody holds."""
    day = engagement_today(actor.engagement)
    people = list(coders(actor.engagement, side))
    held: dict[tuple[int, int], Held] = {}
    by_user: dict[int, list[Held]] = defaultdict(list)
    for credential in credentials_visible(actor).filter(user__in=people).order_by("issued_on"):
        cell = Held(credential, standing_of(credential, day))
        by_user[credential.user_id].append(cell)
        key = (credential.user_id, credential.kind_id)
        if key not in held or cell.standing.counts or not held[key].standing.counts:
            held[key] = cell
    kinds = {cell.credential.kind_id: cell.credential.kind for cell in held.values()}
    columns = sorted(kinds.values(), key=lambda kind: (kind.body, kind.code))
    rows = [
        CoderRow(
            person,
            [held.get((person.pk, kind.pk)) for kind in columns],
            units_words(by_user[person.pk]),
        )
        for person in people
    ]
    return Matrix(columns, rows)


def units_words(held: Iterable[Held]) -> list[str]:
    """Continuing education per body: earned against what so many credentials ask for."""
    bodies: dict[str, list[Credential]] = defaultdict(list)
    for cell in held:
        if cell.standing.counts and cell.credential.kind.ceu_base:
            bodies[cell.credential.kind.get_body_display()].append(cell.credential)
    return [
        f"{body}: {_plain(max(c.ceu_earned for c in rows))} of {_plain(units_required(rows))} units"
        for body, rows in sorted(bodies.items())
    ]


def _plain(number: Decimal) -> str:
    """36 rather than 36.0."""
    return f"{number.normalize():f}"


def units_required(credentials: Iterable[Credential]) -> Decimal:
    """Units of a cycle for the credentials of one body together; a stated requirement wins."""
    rows = list(credentials)
    stated = [row.ceu_required for row in rows if row.ceu_required is not None]
    if stated:
        return max(stated)
    kinds = [row.kind for row in rows]
    first = max(kinds, key=lambda kind: kind.ceu_base)
    counted = min(len({kind.pk for kind in kinds}), first.ceu_counted or len(kinds))
    return Decimal(first.ceu_base + first.ceu_extra * (counted - 1))
