"""The business associate agreement: drafted by the practice, signed by each side for itself."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db import transaction

from engagements.enums.agreement import BaaTerm
from engagements.kernel.errors import DomainError, StaleState
from engagements.kernel.policy import Actor
from engagements.models import BusinessAssociateAgreement, Document
from engagements.policies import BAAPolicy
from engagements.selectors import engagement_today
from engagements.selectors.completeness import baa_gap
from engagements.services.locking import engagement_lock, sent_before
from engagements.services.signing import signatory_check, signature_give


def _check_dates(effective_on: dt.date, expires_on: dt.date | None) -> None:
    if expires_on is not None and expires_on < effective_on:
        raise DomainError(
            f"The agreement would expire on {expires_on}, before it takes effect.",
            field="expires_on",
            remedy=f"Give a day on or after {effective_on}, or leave it empty.",
        )


def _in_order(terms: Collection[str]) -> list[str]:
    """The ticked ones of the ten terms, in the law's order."""
    if unknown := set(terms) - set(BaaTerm.values):
        raise DomainError(
            f"{min(unknown)!r} is none of the ten required terms.",
            field="required_terms",
            remedy="Tick the terms that the text contains.",
        )
    return [term.value for term in BaaTerm if term.value in terms]


def _check_complete(baa: BusinessAssociateAgreement) -> None:
    if gap := baa_gap(baa):
        problem, remedy = gap
        raise DomainError(problem, remedy=remedy)


@transaction.atomic
def baa_create(
    *,
    actor: Actor,
    effective_on: dt.date,
    expires_on: dt.date | None = None,
    breach_notice_hours: int = 72,
    document: Document | None = None,
    required_terms: Collection[str] = (),
) -> BusinessAssociateAgreement:
    actor.require("baa.manage")
    _check_dates(effective_on, expires_on)
    engagement_lock(actor.engagement)
    baa = BusinessAssociateAgreement(
        engagement=actor.engagement,
        effective_on=effective_on,
        expires_on=expires_on,
        breach_notice_hours=breach_notice_hours,
        document=document,
        required_terms=_in_order(required_terms),
    )
    if same := sent_before(baa):
        return same
    baa.save(force_insert=True)
    return baa


@transaction.atomic
def baa_update(
    *,
    actor: Actor,
    baa: BusinessAssociateAgreement,
    effective_on: dt.date,
    expires_on: dt.date | None,
    breach_notice_hours: int,
    document: Document | None = None,
    required_terms: Collection[str] | None = None,
) -> BusinessAssociateAgreement:
    """Corrects a draft. What anybody has signed is no draft any more."""
    BAAPolicy.check(actor, "baa.manage", baa)
    _check_dates(effective_on, expires_on)
    changes: dict[str, Any] = {
        "effective_on": effective_on,
        "expires_on": expires_on,
        "breach_notice_hours": breach_notice_hours,
    }
    if document is not None:
        changes["document"] = document
    if required_terms is not None:
        changes["required_terms"] = _in_order(required_terms)
    unsigned = BusinessAssociateAgreement.objects.filter(
        pk=baa.pk, practice_signed_at=None, vendor_signed_at=None, terminated_on=None
    )
    if unsigned.update(**changes) != 1:
        raise StaleState(
            "This agreement is signed or terminated and can no longer be changed.",
            remedy="Terminate it and draft a new one.",
        )
    baa.refresh_from_db()
    return baa


@transaction.atomic
def baa_sign(
    *, actor: Actor, baa: BusinessAssociateAgreement, name: str, title: str
) -> BusinessAssociateAgreement:
    """Signs for the actor's own side, once. Nobody signs for the other side."""
    BAAPolicy.check(actor, "baa.sign", baa)
    signatory_check(actor=actor, action="baa.sign", name=name, title=title)
    # A correction of the draft waits from here on, and then finds it signed.
    baa.refresh_from_db(from_queryset=BusinessAssociateAgreement.objects.select_for_update())
    _check_complete(baa)
    if baa.expires_on and baa.expires_on < engagement_today(actor.engagement):
        raise DomainError(
            f"The agreement expired on {baa.expires_on}.", remedy="Draft a new one and sign that."
        )
    rows = BusinessAssociateAgreement.objects.filter(pk=baa.pk, terminated_on=None)
    if not signature_give(actor=actor, rows=rows, name=name, title=title):
        raise StaleState(
            "The agreement is already signed for your side, or was terminated.",
            remedy="Reload the page to see its state.",
        )
    baa.refresh_from_db()
    return baa


@transaction.atomic
def baa_terminate(
    *, actor: Actor, baa: BusinessAssociateAgreement, on: dt.date, reason: str
) -> BusinessAssociateAgreement:
    """Ends the agreement; from that day the vendor's side cannot reach a chart."""
    BAAPolicy.check(actor, "baa.manage", baa)
    if not reason.strip():
        raise DomainError(
            "A termination needs its reason.", field="reason", remedy="Say why it ends."
        )
    if on < engagement_today(actor.engagement):
        raise DomainError(
            f"{on} is past: what the vendor did since then was covered.",
            field="on",
            remedy="Give today or a later day.",
        )
    open_rows = BusinessAssociateAgreement.objects.filter(pk=baa.pk, terminated_on=None)
    if open_rows.update(terminated_on=on, termination_reason=reason.strip()) != 1:
        raise StaleState("The agreement is already terminated.", remedy="Reload the page.")
    baa.refresh_from_db()
    return baa
