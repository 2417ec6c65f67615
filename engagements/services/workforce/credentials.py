"""Credentials: entered by the coder's side, verified by the practice; and what charts need."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from engagements.enums import DocumentKind
from engagements.enums.workforce import SpecialtyScope
from engagements.kernel.errors import DomainError, StaleState
from engagements.kernel.policy import Actor
from engagements.models import Credential, CredentialKind, Document, SpecialtyRule, User
from engagements.policies.workforce import CredentialPolicy, SpecialtyRulePolicy
from engagements.selectors import engagement_today
from engagements.services.documents import document_store
from engagements.services.workforce.keeping import (
    coder_check,
    row_end,
    row_keep,
    row_lock,
    specialty_clean,
)


def evidence_store(
    *,
    actor: Actor,
    upload: "UploadedFile[Any] | None",
    title: str,
    action: str = "workforce.manage",
) -> Document | None:
    """Keeps the evidence of a record with its hash."""
    if upload is None:
        return None
    kind = DocumentKind.EVIDENCE
    return document_store(actor=actor, upload=upload, kind=kind, title=title, action=action)


@transaction.atomic
def credential_save(
    *,
    actor: Actor,
    credential: Credential | None,
    user: User,
    kind: CredentialKind,
    number: str,
    issued_on: dt.date,
    expires_on: dt.date | None = None,
    evidence: Document | None = None,
    ceu_earned: Decimal = Decimal(0),
    ceu_required: Decimal | None = None,
) -> Credential:
    """Enters a period of a credential, or corrects one that nobody has verified.

    A renewal is entered as a period of its own: the earlier one stays what it was.
    """
    coder_check(actor, "workforce.manage", user)
    if credential is None:
        credential = Credential(engagement=actor.engagement, created_by=actor.user)
    else:
        CredentialPolicy.check(actor, "workforce.manage", credential)
        row_lock(credential)
        if credential.verified_on is not None:
            raise StaleState(
                "This credential is verified and stays as it is.",
                remedy="Enter its renewal as a new one.",
            )
    credential.user, credential.kind, credential.number = user, kind, number.strip()
    credential.issued_on, credential.expires_on = issued_on, expires_on
    credential.ceu_earned, credential.ceu_required = ceu_earned, ceu_required
    credential.evidence = evidence or credential.evidence
    return row_keep(credential)


@transaction.atomic
def credential_units(*, actor: Actor, credential: Credential, earned: Decimal) -> Credential:
    """Updates the units of continuing education earned in the current cycle."""
    CredentialPolicy.check(actor, "workforce.manage", credential)
    row_lock(credential)
    credential.ceu_earned = earned
    return row_keep(credential)


@transaction.atomic
def credential_verify(*, actor: Actor, credential: Credential, note: str = "") -> Credential:
    """Says that the evidence was checked with the body. Counts from today on."""
    CredentialPolicy.check(actor, "credential.verify", credential)
    if credential.evidence_id is None and not note.strip():
        raise DomainError(
            "There is no evidence on file.",
            field="note",
            remedy="Have it uploaded, or note how the body confirmed it.",
        )
    today = engagement_today(actor.engagement)
    if credential.issued_on > today:
        raise DomainError(f"It is issued on {credential.issued_on}.", remedy="Verify it then.")
    rows = Credential.objects.filter(pk=credential.pk, verified_on=None)
    values = {"verified_on": today, "verified_by": actor.user, "verification_note": note.strip()}
    if rows.update(**values) != 1:
        raise StaleState("It is verified already.", remedy="Reload the page.")
    credential.refresh_from_db()
    return credential


@transaction.atomic
def credential_revoke(
    *, actor: Actor, credential: Credential, on: dt.date, note: str
) -> Credential:
    """The body has withdrawn it, or the evidence proved wrong: it does not count from a day on."""
    CredentialPolicy.check(actor, "credential.verify", credential)
    if not note.strip():
        raise DomainError("Say why it no longer counts.", field="note")
    rows = Credential.objects.filter(pk=credential.pk, revoked_on=None)
    if on < credential.issued_on:
        raise DomainError(
            f"It was issued on {credential.issued_on}.", field="on", remedy="Give a later day."
        )
    if rows.update(revoked_on=on, verification_note=note.strip()) != 1:
        raise StaleState("It is revoked already.", remedy="Reload the page.")
    credential.refresh_from_db()
    return credential


@transaction.atomic
def specialtyrule_add(
    *,
    actor: Actor,
    scope: str,
    codes: Sequence[str],
    effective_from: dt.date,
    specialty: str = "",
    complexity: str = "any",
    audience: str = "vendor",
    is_complex_specialty: bool = False,
    minimum_years: Decimal | None = None,
    effective_to: dt.date | None = None,
    source: str = "",
) -> SpecialtyRule:
    """Any one of `codes` is needed from a day on. A blank specialty never means all of them."""
    actor.require("workforcerule.manage")
    _codes_check(actor, codes, strict=is_complex_specialty)
    if scope == SpecialtyScope.SPECIALTY and not specialty.strip():
        raise DomainError("Name the specialty.", field="specialty", remedy="Such as cardiology.")
    return row_keep(
        SpecialtyRule(
            engagement=actor.engagement,
            scope=scope,
            specialty=specialty_clean(specialty),
            complexity=complexity,
            audience=audience,
            codes=list(codes),
            is_complex_specialty=is_complex_specialty,
            minimum_years=minimum_years,
            effective_from=effective_from,
            effective_to=effective_to,
            source=source.strip(),
            created_by=actor.user,
        )
    )


def _codes_check(actor: Actor, codes: Sequence[str], *, strict: bool) -> None:
    kinds = CredentialKind.objects.filter(engagement=actor.engagement, code__in=codes)
    levels = dict(kinds.values_list("code", "level"))
    unknown = [code for code in codes if code not in levels]
    if unknown or not codes:
        raise DomainError(
            f"Not in the catalogue: {', '.join(unknown)}." if unknown else "Choose a credential.",
            field="codes",
            remedy="Add it to the catalogue first." if unknown else "",
        )
    if strict and all(level in {"general", "apprentice"} for level in levels.values()):
        raise DomainError(
            "In a complex specialty a general credential alone does not suffice.",
            field="codes",
            remedy="Choose one of the specialty, such as CCC for cardiology.",
        )


@transaction.atomic
def specialtyrule_end(*, actor: Actor, rule: SpecialtyRule, on: dt.date) -> SpecialtyRule:
    SpecialtyRulePolicy.check(actor, "workforcerule.manage", rule)
    return row_end(rule, field="effective_to", start="effective_from", on=on)
