"""How an engagement moves through its phases, and what can happen to proposals and trials."""

from engagements.enums import Phase
from engagements.enums.transition import ChallengeState, PilotState, RollbackState
from engagements.kernel.states import Machine, Transition

CHANGE = "phase.change"
WORKING = (
    Phase.BASELINE,
    Phase.DOCUMENTATION,
    Phase.SHADOW,
    Phase.LIVE,
    Phase.STEADY,
    Phase.ROLLED_BACK,
)

PHASE = Machine(
    model="engagements.Engagement",
    field="phase",
    transitions=(
        Transition("begin", (Phase.DRAFT,), Phase.BASELINE, action=CHANGE),
        Transition("document", (Phase.BASELINE,), Phase.DOCUMENTATION, action=CHANGE),
        Transition("shadow", (Phase.DOCUMENTATION,), Phase.SHADOW, action=CHANGE),
        Transition("step_back", (Phase.SHADOW,), Phase.DOCUMENTATION, action=CHANGE),
        Transition("activate", (Phase.SHADOW,), Phase.LIVE, action=CHANGE),
        Transition("settle", (Phase.LIVE,), Phase.STEADY, action=CHANGE),
        Transition(
            "roll_back", (Phase.LIVE, Phase.STEADY), Phase.ROLLED_BACK, action="rollback.decide"
        ),
        Transition("resume", (Phase.ROLLED_BACK,), Phase.LIVE, action=CHANGE),
        Transition("leave", WORKING, Phase.EXIT, action=CHANGE),
    ),
)

ROLLBACK = Machine(
    model="engagements.RollbackProposal",
    field="state",
    transitions=(
        Transition(
            "accept", (RollbackState.PROPOSED,), RollbackState.ACCEPTED, action="rollback.decide"
        ),
        Transition(
            "decline", (RollbackState.PROPOSED,), RollbackState.DECLINED, action="rollback.decide"
        ),
        Transition(
            "withdraw",
            (RollbackState.PROPOSED,),
            RollbackState.WITHDRAWN,
            action="rollback.propose",
        ),
    ),
)

PILOT = Machine(
    model="engagements.Pilot",
    field="state",
    transitions=(
        Transition("decide", (PilotState.OPEN,), PilotState.DECIDED, action="pilot.manage"),
        Transition("cancel", (PilotState.OPEN,), PilotState.CANCELLED, action="pilot.manage"),
    ),
)

CHALLENGE = Machine(
    model="engagements.Challenge",
    field="state",
    transitions=(
        Transition(
            "start", (ChallengeState.PLANNED,), ChallengeState.RUNNING, action="challenge.manage"
        ),
        Transition(
            "end", (ChallengeState.RUNNING,), ChallengeState.ENDED, action="challenge.manage"
        ),
        Transition(
            "cancel",
            (ChallengeState.PLANNED,),
            ChallengeState.CANCELLED,
            action="challenge.manage",
        ),
    ),
)
