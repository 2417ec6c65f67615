"""How a query moves."""

from engagements.kernel.states import Machine, Transition
from queries.enums import QueryState

QUERY = Machine(
    model="queries.Query",
    field="state",
    transitions=(
        Transition("send", (QueryState.DRAFT,), QueryState.SENT, action="query.ask"),
        Transition("answer", (QueryState.SENT,), QueryState.ANSWERED, action="query.answer"),
        Transition("expire", (QueryState.SENT,), QueryState.UNRESOLVED),
        Transition(
            "review", (QueryState.UNRESOLVED,), QueryState.UNRESOLVED, action="query.manage"
        ),
        Transition(
            "cancel",
            (QueryState.DRAFT, QueryState.SENT),
            QueryState.CANCELLED,
            action="query.manage",
        ),
        # With its chart, which is cancelled: by whoever may do that.
        Transition("withdraw", (QueryState.DRAFT, QueryState.SENT), QueryState.CANCELLED),
        Transition("excuse", (QueryState.UNRESOLVED,), QueryState.UNRESOLVED),
    ),
)
