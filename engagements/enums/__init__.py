"""The fixed vocabularies of an engagement."""

from engagements.enums.clocks import CutoffKind, DocumentType
from engagements.enums.contract import (
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
