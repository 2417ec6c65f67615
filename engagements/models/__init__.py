"""Organizations, people, engagements, the contract, and what happened."""

from engagements.models.agreement import (
    DocumentRequirement,
    SignOff,
    StepOwner,
    Subcontractor,
)
from engagements.models.alerts import (
    Alert,
    AlertAcknowledgement,
    AlertDelivery,
    AlertRun,
    EscalationEvent,
    EscalationRule,
)
from engagements.models.base import EngagementOwned, tracked
from engagements.models.baseline import Baseline
from engagements.models.clocks import ComplexityRule, CutoffRule, RecordRequirement
from engagements.models.contract import (
    BusinessAssociateAgreement,
    Calendar,
    CalendarException,
    Document,
)
from engagements.models.directory import Payer, Provider, ReportRecipient
from engagements.models.incident import Incident, IncidentText
from engagements.models.leaving import AccessEnding, DataReturn, ExitCertificate, ExitMark
from engagements.models.ledger import AccessLog, Job, SavedView, StateEvent
from engagements.models.mail import ClaimedMail, ScheduledMail
from engagements.models.people import (
    Engagement,
    EngagementGroupPermission,
    EngagementUserPermission,
    Membership,
    Organization,
    User,
)
from engagements.models.pricing import CreditTier, Rate
from engagements.models.risk import SpecialtyRisk
from engagements.models.selection import (
    Candidate,
    CandidateFlag,
    CriterionScore,
    ReferenceCall,
    Selection,
    SelectionBaseline,
)
from engagements.models.terms import AccuracyFloor, Terms, TurnaroundClass
from engagements.models.transition import (
    BoundReading,
    KpiBound,
    PhaseChange,
    PhaseChecklistItem,
    PhasePlan,
    RollbackProposal,
)
from engagements.models.trials import Challenge, ChallengeArm, ChallengeMember, Pilot
from engagements.models.workforce import (
    CapacityRate,
    Credential,
    CredentialKind,
    Instruction,
    InstructionAcknowledgement,
    LeavePeriod,
    NoticeReceipt,
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

__all__ = [
    "AccessEnding",
    "AccessLog",
    "AccuracyFloor",
    "Alert",
    "AlertAcknowledgement",
    "AlertDelivery",
    "AlertRun",
    "Baseline",
    "BoundReading",
    "BusinessAssociateAgreement",
    "Calendar",
    "CalendarException",
    "Candidate",
    "CandidateFlag",
    "CapacityRate",
    "Challenge",
    "ChallengeArm",
    "ChallengeMember",
    "ClaimedMail",
    "ComplexityRule",
    "Credential",
    "CredentialKind",
    "CreditTier",
    "CriterionScore",
    "CutoffRule",
    "DataReturn",
    "Document",
    "DocumentRequirement",
    "Engagement",
    "EngagementGroupPermission",
    "EngagementOwned",
    "EngagementUserPermission",
    "EscalationEvent",
    "EscalationRule",
    "ExitCertificate",
    "ExitMark",
    "Incident",
    "IncidentText",
    "Instruction",
    "InstructionAcknowledgement",
    "Job",
    "KpiBound",
    "LeavePeriod",
    "Membership",
    "NoticeReceipt",
    "Organization",
    "Payer",
    "PhaseChange",
    "PhaseChecklistItem",
    "PhasePlan",
    "Pilot",
    "Provider",
    "Rate",
    "RecordRequirement",
    "ReferenceCall",
    "RegulatoryNotice",
    "ReportRecipient",
    "ResidencyRule",
    "RollbackProposal",
    "RosterEntry",
    "SavedView",
    "ScheduledMail",
    "Selection",
    "SelectionBaseline",
    "SignOff",
    "Site",
    "SiteAssignment",
    "SpecialtyCover",
    "SpecialtyRisk",
    "SpecialtyRule",
    "StateEvent",
    "StepOwner",
    "Subcontractor",
    "Terms",
    "TrainingCampaign",
    "TrainingCompletion",
    "TurnaroundClass",
    "User",
    "tracked",
]
