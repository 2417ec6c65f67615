"""What is to be done in each phase, as every engagement begins with it; each may add its own."""

from types import MappingProxyType
from typing import NamedTuple

from engagements.enums import Phase


class Seed(NamedTuple):
    key: str
    title: str
    detail: str


_BASELINE = (
    Seed(
        "accuracy",
        "Audit a random sample of what is coded today",
        "The accuracy figure with its method and n, recorded under baselines.",
    ),
    Seed(
        "dnfb",
        "Count the days not final billed and not final coded",
        "From the billing system, over at least one closed month.",
    ),
    Seed(
        "denials",
        "Break last quarter's denials down by category",
        "The coding-attributed share is what the vendor answers for later.",
    ),
    Seed(
        "documentation",
        "Describe the documentation: what is often missing, where, by whom",
        "The pattern, not the person; it explains lag that is not the vendor's.",
    ),
)
_DOCUMENTATION = (
    Seed(
        "patterns",
        "Go through the documentation patterns with the vendor",
        "Minutes or the agreed list of gaps and who closes each.",
    ),
    Seed(
        "denial_trends",
        "Review the denial trends together",
        "Which categories coding can change, and which it cannot.",
    ),
    Seed(
        "payer_rules",
        "Hand over the rules of each payer and site",
        "Local coverage, modifiers, edits, and where the practice departs from the default.",
    ),
    Seed(
        "guidelines",
        "Agree the house rules of coding in writing",
        "What the guidelines leave open is decided once, with its reason.",
    ),
)
_SHADOW = (
    Seed(
        "daily_reconciliation",
        "Reconcile the day's disagreements every day",
        "Each with its reason: coder, documentation, guideline or rule of the payer.",
    ),
    Seed(
        "disagreements_closed",
        "Close what is still disputed",
        "No open question of interpretation is taken into go-live.",
    ),
    Seed(
        "access",
        "Check every coder's access to the record",
        "The deep link opens the right encounter, from the site they work at.",
    ),
    Seed(
        "billing_handoff",
        "Try the handoff to billing with real charts",
        "From attested to a claim that the clearing house accepts.",
    ),
)
_LIVE = (
    Seed(
        "daily_watch",
        "Look at the daily readings with the vendor",
        "Every working day of hypercare; what moved and what was done about it.",
    ),
    Seed(
        "dip",
        "Tell the practice what dip to expect, and until when",
        "Four to eight weeks to settle; days not billed improve after one to two months.",
    ),
    Seed(
        "first_month",
        "Go through the first monthly report line by line",
        "Accuracy with its interval, turnaround, denials, against the baseline.",
    ),
)
_STEADY = (
    Seed(
        "monthly_review",
        "Hold the monthly review with all four oversight roles",
        "Keep the expertise in house: the practice answers for every claim.",
    ),
    Seed(
        "yearly_audit",
        "Plan the yearly independent audit",
        "Scope, size of the sample and who draws it.",
    ),
)
_ROLLED_BACK = (
    Seed("cause", "Find the cause of the breach", "With the charts that show it."),
    Seed(
        "corrective_action",
        "Agree the corrective action and its owner",
        "What changes, by when, and which reading will prove it.",
    ),
    Seed(
        "retrial",
        "Prove it on a sample before resuming",
        "A pilot or a parallel-coded sample within the bounds.",
    ),
)

SEEDS: MappingProxyType[Phase, tuple[Seed, ...]] = MappingProxyType(
    {
        Phase.BASELINE: _BASELINE,
        Phase.DOCUMENTATION: _DOCUMENTATION,
        Phase.SHADOW: _SHADOW,
        Phase.LIVE: _LIVE,
        Phase.STEADY: _STEADY,
        Phase.ROLLED_BACK: _ROLLED_BACK,
    }
)
