"""How audits and findings move."""

from engagements.kernel.states import Machine, Transition
from qa.enums import AuditState, FindingState

# Findings that both sides, or the decision, hold to be right: the chart is to be put right.
PUT_RIGHT = frozenset({FindingState.AGREED, FindingState.UPHELD})

AUDIT = Machine(
    model="qa.Audit",
    field="state",
    transitions=(
        Transition("start", (AuditState.OPEN,), AuditState.IN_PROGRESS, action="audit.perform"),
        Transition(
            "compare", (AuditState.IN_PROGRESS,), AuditState.COMPARED, action="audit.perform"
        ),
        Transition(
            "complete", (AuditState.COMPARED,), AuditState.COMPLETED, action="audit.perform"
        ),
        Transition(
            "replace",
            (AuditState.OPEN, AuditState.IN_PROGRESS),
            AuditState.CANCELLED,
            action="audit.perform",
        ),
        Transition("release", (AuditState.IN_PROGRESS,), AuditState.OPEN),
    ),
)

FINDING = Machine(
    model="qa.Finding",
    field="state",
    transitions=(
        Transition(
            "withdraw", (FindingState.OPEN,), FindingState.WITHDRAWN, action="audit.perform"
        ),
        Transition("agree", (FindingState.OPEN,), FindingState.AGREED, action="finding.respond"),
        Transition(
            "dispute", (FindingState.OPEN,), FindingState.DISPUTED, action="finding.respond"
        ),
        Transition(
            "uphold", (FindingState.DISPUTED,), FindingState.UPHELD, action="finding.decide"
        ),
        Transition(
            "overturn", (FindingState.DISPUTED,), FindingState.OVERTURNED, action="finding.decide"
        ),
    ),
)
