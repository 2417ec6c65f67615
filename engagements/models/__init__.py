"""Organizations, people, engagements, the contract, and what happened."""

from engagements.models.base import EngagementOwned, tracked
from engagements.models.contract import (
    AccuracyFloor,
    BusinessAssociateAgreement,
    Calendar,
    CalendarException,
    Document,
    Terms,
    TurnaroundClass,
)
from engagements.models.directory import Payer, Provider, ReportRecipient
from engagements.models.ledger import AccessLog, Job, SavedView, StateEvent
from engagements.models.people import (
    Engagement,
    EngagementGroupPermission,
    EngagementUserPermission,
    Membership,
    Organization,
    User,
)

__all__ = [
    "AccessLog",
    "AccuracyFloor",
    "BusinessAssociateAgreement",
    "Calendar",
    "CalendarException",
    "Document",
    "Engagement",
    "EngagementGroupPermission",
    "EngagementOwned",
    "EngagementUserPermission",
    "Job",
    "Membership",
    "Organization",
    "Payer",
    "Provider",
    "ReportRecipient",
    "SavedView",
    "StateEvent",
    "Terms",
    "TurnaroundClass",
    "User",
    "tracked",
]
