"""The states of a security incident."""

from engagements.enums.agreement import IncidentState
from engagements.kernel.states import Machine, Transition

INCIDENT = Machine(
    model="engagements.Incident",
    field="state",
    transitions=(
        Transition(
            "report", (IncidentState.OPEN,), IncidentState.REPORTED, action="incident.report"
        ),
        Transition(
            "close", (IncidentState.REPORTED,), IncidentState.CLOSED, action="incident.close"
        ),
        Transition(
            "dismiss",
            (IncidentState.OPEN, IncidentState.REPORTED),
            IncidentState.DISMISSED,
            action="incident.close",
        ),
    ),
)
