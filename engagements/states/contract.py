"""State machines of the engagement's own records."""

from engagements.enums import TermsState
from engagements.kernel.states import Machine, Transition

TERMS = Machine(
    model="engagements.Terms",
    field="state",
    transitions=(
        Transition("accept", (TermsState.PROPOSED,), TermsState.ACCEPTED, action="terms.accept"),
        Transition(
            "withdraw", (TermsState.PROPOSED,), TermsState.WITHDRAWN, action="terms.propose"
        ),
    ),
)
