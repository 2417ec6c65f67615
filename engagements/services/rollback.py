"""A rollback: proposed with its evidence, decided by the practice, done in one transaction."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from engagements.kernel.errors import DomainError, StaleState
from engagements.kernel.policy import Actor
from engagements.models import PhaseChange, RollbackProposal
from engagements.policies.transition import RollbackPolicy
from engagements.services.phases import phase_roll_back
from engagements.states.transition import PHASE, ROLLBACK


@transaction.atomic
def rollback_propose(*, actor: Actor, reason: str) -> RollbackProposal:
    """A person proposes it, for what no bound measures."""
    actor.require("rollback.propose")
    if actor.engagement.phase not in PHASE.transitions["roll_back"].source:
        raise StaleState(
            "Only a live engagement can be rolled back.", remedy="Look at the phase first."
        )
    if not reason.strip():
        raise DomainError("A proposal needs its reason.", field="reason")
    try:
        with transaction.atomic():
            return RollbackProposal.objects.create(
                engagement=actor.engagement,
                reason=reason.strip(),
                proposed_by=actor.user,
                proposed_at=timezone.now(),
            )
    except IntegrityError:
        raise StaleState("A proposal is open already.", remedy="Decide that one first.") from None


@transaction.atomic
def rollback_accept(*, actor: Actor, proposal: RollbackProposal, reason: str) -> PhaseChange:
    """Takes the work back in house: the proposal, the phase and the open work, all or nothing."""
    _decide(actor, proposal, "accept", reason)
    return phase_roll_back(actor=actor, reason=reason)


@transaction.atomic
def rollback_decline(*, actor: Actor, proposal: RollbackProposal, reason: str) -> None:
    _decide(actor, proposal, "decline", reason)


@transaction.atomic
def rollback_withdraw(*, actor: Actor, proposal: RollbackProposal, reason: str) -> None:
    _decide(actor, proposal, "withdraw", reason)


def _decide(actor: Actor, proposal: RollbackProposal, name: str, reason: str) -> None:
    action = ROLLBACK.transitions[name].action or ""
    RollbackPolicy.check(actor, action, proposal)
    if not reason.strip():
        raise DomainError("Say why.", field="reason", remedy="The reason stays on record.")
    ROLLBACK.fire(
        proposal,
        name,
        actor=actor,
        reason=reason.strip(),
        decided_by=actor.user,
        decided_at=timezone.now(),
        decision_reason=reason.strip(),
    )
