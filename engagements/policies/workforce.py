"""Which rows of the workforce each actor may have.

Coders' records are kept by their own side and seen by both.
"""

from django.db.models import Q

from engagements.kernel.policy import Actor, Policy
from engagements.models import (
    CapacityRate,
    Credential,
    CredentialKind,
    Instruction,
    LeavePeriod,
    RegulatoryNotice,
    ResidencyRule,
    RosterEntry,
    Site,
    SiteAssignment,
    SpecialtyCover,
    SpecialtyRule,
    TrainingCampaign,
    TrainingCompletion,
)


class CoderRecordPolicy(Policy):
    """A record of one coder: kept by the organization that employs them."""

    @classmethod
    def own_rows(cls, actor: Actor, action: str) -> Q:
        return Q(user__organization_id=actor.organization_id)


class CredentialPolicy(CoderRecordPolicy):
    model = Credential


class SiteAssignmentPolicy(CoderRecordPolicy):
    model = SiteAssignment


class TrainingCompletionPolicy(CoderRecordPolicy):
    model = TrainingCompletion


class RosterEntryPolicy(CoderRecordPolicy):
    model = RosterEntry


class SpecialtyCoverPolicy(CoderRecordPolicy):
    model = SpecialtyCover


class LeavePeriodPolicy(CoderRecordPolicy):
    model = LeavePeriod


class SharedPolicy(Policy):
    """What binds both sides is read by all who have any part in it."""

    @classmethod
    def own_rows(cls, actor: Actor, action: str) -> Q:
        return Q()


class CredentialKindPolicy(SharedPolicy):
    model = CredentialKind


class SpecialtyRulePolicy(SharedPolicy):
    model = SpecialtyRule


class SitePolicy(SharedPolicy):
    model = Site


class ResidencyRulePolicy(SharedPolicy):
    model = ResidencyRule


class TrainingCampaignPolicy(SharedPolicy):
    model = TrainingCampaign


class NoticePolicy(SharedPolicy):
    model = RegulatoryNotice


class InstructionPolicy(SharedPolicy):
    model = Instruction


class CapacityRatePolicy(SharedPolicy):
    model = CapacityRate
