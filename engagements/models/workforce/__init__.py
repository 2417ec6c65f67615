"""Coders as the contract sees them: credentials, sites, training, guidance, roster."""

from engagements.models.workforce.credentials import Credential, CredentialKind, SpecialtyRule
from engagements.models.workforce.guidance import (
    Instruction,
    InstructionAcknowledgement,
    NoticeReceipt,
    RegulatoryNotice,
)
from engagements.models.workforce.roster import (
    CapacityRate,
    LeavePeriod,
    RosterEntry,
    SpecialtyCover,
)
from engagements.models.workforce.sites import ResidencyRule, Site, SiteAssignment
from engagements.models.workforce.training import TrainingCampaign, TrainingCompletion

__all__ = [
    "CapacityRate",
    "Credential",
    "CredentialKind",
    "Instruction",
    "InstructionAcknowledgement",
    "LeavePeriod",
    "NoticeReceipt",
    "RegulatoryNotice",
    "ResidencyRule",
    "RosterEntry",
    "Site",
    "SiteAssignment",
    "SpecialtyCover",
    "SpecialtyRule",
    "TrainingCampaign",
    "TrainingCompletion",
]
