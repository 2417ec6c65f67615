"""Charts, their clocks and work, the codings, and the code sets they are checked against."""

from charts.models.chart import Chart, ClockEvent, ImportBatch
from charts.models.codeset import (
    Code,
    CodeEdit,
    CodeSetRelease,
    EmBenchmark,
    FeeScheduleAmount,
    LicensedDescriptor,
)
from charts.models.coding import CodeLine, Coding
from charts.models.documents import ChartDocument, ClassChange
from charts.models.guards import GuardOverride
from charts.models.parallel import ParallelSettlement
from charts.models.pending import PendingRoute, PendingSpell
from charts.models.queues import QueueMember, QueueRule, RuleSet, WorkQueue
from charts.models.work import PARTY_OF_SIDE, WorkItem

__all__ = [
    "PARTY_OF_SIDE",
    "Chart",
    "ChartDocument",
    "ClassChange",
    "ClockEvent",
    "Code",
    "CodeEdit",
    "CodeLine",
    "CodeSetRelease",
    "Coding",
    "EmBenchmark",
    "FeeScheduleAmount",
    "GuardOverride",
    "ImportBatch",
    "LicensedDescriptor",
    "ParallelSettlement",
    "PendingRoute",
    "PendingSpell",
    "QueueMember",
    "QueueRule",
    "RuleSet",
    "WorkItem",
    "WorkQueue",
]
