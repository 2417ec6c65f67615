"""How charts and work move. Guards that need other rows are the services'."""

from charts.enums import ChartState, WorkState
from engagements.kernel.states import Machine, Transition

CHART = Machine(
    model="charts.Chart",
    field="state",
    transitions=(
        Transition("document", (ChartState.WAITING,), ChartState.READY),
        Transition("begin", (ChartState.READY,), ChartState.IN_CODING, action="coding.write"),
        Transition("put_back", (ChartState.IN_CODING,), ChartState.READY),
        Transition("query", (ChartState.READY, ChartState.IN_CODING), ChartState.QUERIED),
        Transition("requeue", (ChartState.QUERIED,), ChartState.READY),
        Transition("resume", (ChartState.QUERIED,), ChartState.IN_CODING),
        Transition("code", (ChartState.IN_CODING,), ChartState.CODED, action="coding.write"),
        Transition("restart", (ChartState.CODED,), ChartState.READY),
        Transition("reopen", (ChartState.CODED,), ChartState.IN_CODING, action="worklist.assign"),
        Transition(
            "cancel",
            (ChartState.WAITING, ChartState.READY, ChartState.IN_CODING, ChartState.QUERIED),
            ChartState.CANCELLED,
            action="chart.edit",
        ),
    ),
)

LIVE = (WorkState.OPEN, WorkState.LEASED, WorkState.PENDING)

WORK = Machine(
    model="charts.WorkItem",
    field="state",
    transitions=(
        Transition(
            "lease", (WorkState.OPEN, WorkState.LEASED), WorkState.LEASED, action="coding.write"
        ),
        Transition("release", (WorkState.LEASED,), WorkState.OPEN),
        Transition("hold", (WorkState.OPEN, WorkState.LEASED), WorkState.PENDING),
        Transition("unhold", (WorkState.PENDING,), WorkState.OPEN),
        Transition("finish", (WorkState.LEASED,), WorkState.DONE, action="coding.write"),
        Transition("cancel", LIVE, WorkState.CANCELLED),
    ),
)
