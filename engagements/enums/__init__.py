"""The fixed vocabularies of an engagement."""

from engagements.enums.clocks import CutoffKind, DocumentType
from engagements.enums.contract import (
    PARTIES,
    PARTY_CHOICES,
    AccuracyMethod,
    ClockBasis,
    Complexity,
    DocumentKind,
    EncounterClass,
    JobState,
    OrganizationKind,
    Phase,
    ReadRecord,
    Side,
    TermsState,
    Urgency,
    VerdictTest,
)

__all__ = [
    "PARTIES",
    "PARTY_CHOICES",
    "AccuracyMethod",
    "ClockBasis",
    "Complexity",
    "CutoffKind",
    "DocumentKind",
    "DocumentType",
    "EncounterClass",
    "JobState",
    "OrganizationKind",
    "Phase",
    "ReadRecord",
    "Side",
    "TermsState",
    "Urgency",
    "VerdictTest",
]
