"""Pages of denials, claims and remittances."""

from denials.views.claims import ClaimDetail, ClaimList
from denials.views.deadlines import DeadlineRuleDelete, Deadlines
from denials.views.denials import (
    DenialAnswer,
    DenialAssign,
    DenialDetail,
    DenialList,
    DenialMove,
    DenialRootCause,
)
from denials.views.learning import DenialMine
from denials.views.pareto import ParetoPage
from denials.views.remittances import RemittanceDetail, RemittanceImport, RemittanceList

__all__ = [
    "ClaimDetail",
    "ClaimList",
    "DeadlineRuleDelete",
    "Deadlines",
    "DenialAnswer",
    "DenialAssign",
    "DenialDetail",
    "DenialList",
    "DenialMine",
    "DenialMove",
    "DenialRootCause",
    "ParetoPage",
    "RemittanceDetail",
    "RemittanceImport",
    "RemittanceList",
]
