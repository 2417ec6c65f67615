"""Sign-offs: somebody of the practice answers for an unusual choice, with a reason."""

from django.db import transaction

from engagements.enums import Side, TermsState
from engagements.enums.agreement import SignOffSubject
from engagements.kernel.errors import DomainError, NotAllowed
from engagements.kernel.policy import Actor
from engagements.models import SignOff, Terms
from engagements.roles import SIDES, Role
from engagements.selectors.oversight import oversight_missing, unusual_choices
from engagements.services.locking import engagement_lock, sent_before


@transaction.atomic
def choice_sign_off(*, actor: Actor, terms: Terms, subject: str, reason: str) -> SignOff:
    """Answers for an unusual choice of one version of the terms, before it is accepted."""
    _check(actor, reason)
    if terms.engagement_id != actor.engagement.pk or terms.state != TermsState.PROPOSED:
        raise DomainError(
            "Only a proposed version of the terms is signed off.",
            remedy="Open the version that waits for acceptance.",
        )
    if subject not in unusual_choices(terms):
        raise DomainError(
            "These terms do not make that choice.",
            field="subject",
            remedy="Reload the page: the proposal may have been replaced.",
        )
    return _give(actor, subject, reason, terms=terms)


@transaction.atomic
def oversight_override_sign(*, actor: Actor, reason: str) -> SignOff:
    """Lets the engagement be activated although oversight roles are unfilled."""
    _check(actor, reason)
    missing = [role.value for role in oversight_missing(actor.engagement)]
    if not missing:
        raise DomainError(
            "All oversight roles are filled.", remedy="Nothing is left to answer for."
        )
    return _give(actor, SignOffSubject.OVERSIGHT, reason, covers=missing)


@transaction.atomic
def liability_acknowledge(*, actor: Actor, duty_role: str, reason: str) -> SignOff:
    """Liability for claims stays with the practice; one of its roles owns overpayments."""
    _check(actor, reason)
    if duty_role not in SIDES or SIDES[Role(duty_role)] != Side.PRACTICE:
        raise DomainError(
            "Overpayments are the practice's to find and repay.",
            field="duty_role",
            remedy="Choose a role of the practice.",
        )
    return _give(actor, SignOffSubject.LIABILITY, reason, duty_role=duty_role)


def _check(actor: Actor, reason: str) -> None:
    actor.require("signoff.give")
    if actor.side != Side.PRACTICE:
        raise NotAllowed("Only the practice answers for this.", action="signoff.give")
    if not reason.strip():
        raise DomainError(
            "A sign-off needs its reason.", field="reason", remedy="Say why it is right here."
        )


def _give(
    actor: Actor,
    subject: str,
    reason: str,
    *,
    terms: Terms | None = None,
    duty_role: str = "",
    covers: list[str] | None = None,
) -> SignOff:
    """A choice of one version of the terms is answered for once. Elsewhere the newest counts: one
    that says the same is the form sent before.
    """
    engagement_lock(actor.engagement)
    signing = (Role.COMPLIANCE_OFFICER.value, Role.PRACTICE_MANAGER.value)
    row = SignOff(
        engagement=actor.engagement,
        subject=subject,
        terms=terms,
        reason=reason.strip(),
        duty_role=duty_role,
        covers=covers or [],
        signed_by=actor.user,
        signed_role=next((role for role in signing if role in actor.roles), ""),
    )
    given = SignOff.objects.filter(engagement=actor.engagement, subject=subject, terms=terms)
    newest = given.first()
    if newest is not None and (terms is not None or sent_before(row) == newest):
        return newest
    row.save(force_insert=True)
    return row
