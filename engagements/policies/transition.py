"""Which rows of the transition each actor may have: both sides and the auditor see the same."""

from engagements.kernel.policy import Policy
from engagements.models import (
    Challenge,
    KpiBound,
    PhaseChecklistItem,
    Pilot,
    RollbackProposal,
)


class ChecklistPolicy(Policy):
    model = PhaseChecklistItem


class KpiBoundPolicy(Policy):
    model = KpiBound


class RollbackPolicy(Policy):
    model = RollbackProposal


class PilotPolicy(Policy):
    model = Pilot


class ChallengePolicy(Policy):
    model = Challenge
