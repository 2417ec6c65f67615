"""How the work on a denial moves: from open, through what was done, to what the payer said."""

from typing import Any

from denials.enums import DenialState as S
from engagements.kernel.policy import Actor
from engagements.kernel.states import Machine, Transition

WORKED = (S.OPEN, S.IN_REVIEW)
AWAITING = (S.REWORK, S.APPEAL, S.NEW_CLAIM)
CLOSED = (S.OVERTURNED, S.UPHELD, S.WRITTEN_OFF)


def _cause_named(denial: Any, actor: Actor) -> str | None:
    """Nothing leaves the analyst without a root cause: else the loop back never closes."""
    if denial.root_cause:
        return None
    return "Set the root cause first: the denial cannot be fed back to anybody without it."


def _may_appeal(denial: Any, actor: Actor) -> str | None:
    if not denial.appeal_allowed:
        return (
            "The payer called the claim unprocessable (MA130): it carries no appeal rights. "
            "Send a new claim instead."
        )
    return _cause_named(denial, actor)


DENIAL = Machine(
    model="denials.Denial",
    field="state",
    transitions=(
        Transition("review", (S.OPEN,), S.IN_REVIEW, action="denial.work"),
        Transition("put_back", (S.IN_REVIEW,), S.OPEN, action="denial.work"),
        Transition("rework", WORKED, S.REWORK, action="denial.work", guard=_cause_named),
        Transition("appeal", WORKED, S.APPEAL, action="denial.work", guard=_may_appeal),
        Transition("new_claim", WORKED, S.NEW_CLAIM, action="denial.work", guard=_cause_named),
        Transition("write_off", WORKED, S.WRITTEN_OFF, action="denial.work", guard=_cause_named),
        Transition("overturn", AWAITING, S.OVERTURNED, action="denial.work"),
        Transition("uphold", AWAITING, S.UPHELD, action="denial.work"),
        Transition("reopen", (*AWAITING, *CLOSED), S.IN_REVIEW, action="denial.work"),
        Transition("reverse", (*WORKED, *AWAITING), S.REVERSED),
    ),
)
LABELS = {
    "review": "Start review",
    "put_back": "Put back",
    "rework": "Send rework",
    "appeal": "Appeal",
    "new_claim": "Send a new claim",
    "write_off": "Write off",
    "overturn": "Overturned: paid",
    "uphold": "Upheld by the payer",
    "reopen": "Reopen",
}
