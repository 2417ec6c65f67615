"""How invoices, disputes, corrective action plans and systemic errors move."""

from engagements.kernel.states import Machine, Transition
from reporting.enums import DisputeState, InvoiceState, PlanState, SystemicState

SUBMIT, DECIDE, RECORD = "actionplan.submit", "actionplan.decide", "systemicerror.record"

INVOICE = Machine(
    model="reporting.Invoice",
    field="state",
    transitions=(
        Transition(
            "approve", (InvoiceState.ISSUED,), InvoiceState.APPROVED, action="invoice.approve"
        ),
        Transition(
            "cancel",
            (InvoiceState.ISSUED, InvoiceState.APPROVED),
            InvoiceState.CANCELLED,
            action="invoice.issue",
        ),
    ),
)

DISPUTE = Machine(
    model="reporting.LineDispute",
    field="state",
    transitions=(
        Transition("uphold", (DisputeState.OPEN,), DisputeState.UPHELD, action="invoice.answer"),
        Transition("concede", (DisputeState.OPEN,), DisputeState.CONCEDED, action="invoice.answer"),
        Transition(
            "withdraw", (DisputeState.OPEN,), DisputeState.WITHDRAWN, action="invoice.dispute"
        ),
        Transition("settle", (DisputeState.OPEN,), DisputeState.CONCEDED, action="invoice.issue"),
    ),
)

PLAN = Machine(
    model="reporting.CorrectiveActionPlan",
    field="state",
    transitions=(
        Transition("submit", (PlanState.OPEN,), PlanState.SUBMITTED, action=SUBMIT),
        Transition("return", (PlanState.SUBMITTED,), PlanState.OPEN, action=DECIDE),
        Transition("accept", (PlanState.SUBMITTED,), PlanState.ACCEPTED, action=DECIDE),
        Transition("close", (PlanState.ACCEPTED,), PlanState.CLOSED, action=DECIDE),
    ),
)

SYSTEMIC = Machine(
    model="reporting.SystemicError",
    field="state",
    transitions=(
        Transition("credit", (SystemicState.OPEN,), SystemicState.CREDITED),
        Transition("reopen", (SystemicState.CREDITED,), SystemicState.OPEN),
        Transition(
            "withdraw",
            (SystemicState.OPEN,),
            SystemicState.WITHDRAWN,
            action=RECORD,
        ),
    ),
)
