"""Reads of remittances, claims and denials."""

from denials.selectors.matching import PayerBook, chart_matches, reference_normalized
from denials.selectors.pareto import Bar, denial_pareto
from denials.selectors.worklist import (
    adjudications_of,
    claims_visible,
    deadline_aging,
    denial_assignees,
    denial_events,
    denials_of_claim,
    denials_visible,
    worklist,
)

__all__ = [
    "Bar",
    "PayerBook",
    "adjudications_of",
    "chart_matches",
    "claims_visible",
    "deadline_aging",
    "denial_assignees",
    "denial_events",
    "denial_pareto",
    "denials_of_claim",
    "denials_visible",
    "reference_normalized",
    "worklist",
]
