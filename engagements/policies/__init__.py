"""Which rows each actor may have."""

from engagements.policies.contract import (
    AccessLogPolicy,
    BAAPolicy,
    CalendarPolicy,
    DocumentPolicy,
    JobPolicy,
    MembershipPolicy,
    ProviderPolicy,
    RecipientPolicy,
    SavedViewPolicy,
    TermsPolicy,
)

__all__ = [
    "AccessLogPolicy",
    "BAAPolicy",
    "CalendarPolicy",
    "DocumentPolicy",
    "JobPolicy",
    "MembershipPolicy",
    "ProviderPolicy",
    "RecipientPolicy",
    "SavedViewPolicy",
    "TermsPolicy",
]
