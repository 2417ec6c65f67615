"""What a month costs, computed from the work done; nothing here writes."""

from reporting.selectors.billing.draft import draft_of
from reporting.selectors.billing.lines import Draft, LineDraft, Problem, UnitDraft, cents

__all__ = ["Draft", "LineDraft", "Problem", "UnitDraft", "cents", "draft_of"]
