"""All writes to remittances, claims and denials."""

from denials.services.attribution import denial_attribution_answer, denial_set_root_cause
from denials.services.claims import claim_summary_refresh, claims_rematch
from denials.services.deadlines import (
    deadline_rule_delete,
    deadline_rule_save,
    denials_deadlines_recompute,
)
from denials.services.denials import (
    REASON_NEEDED,
    denial_assign,
    denial_move,
)
from denials.services.imports import remittance_import, remittance_survey
from denials.services.jobs import remittance_upload, remittance_upload_run
from denials.services.results import ImportResult, TransactionResult

__all__ = [
    "REASON_NEEDED",
    "ImportResult",
    "TransactionResult",
    "claim_summary_refresh",
    "claims_rematch",
    "deadline_rule_delete",
    "deadline_rule_save",
    "denial_assign",
    "denial_attribution_answer",
    "denial_move",
    "denial_set_root_cause",
    "denials_deadlines_recompute",
    "remittance_import",
    "remittance_survey",
    "remittance_upload",
    "remittance_upload_run",
]
