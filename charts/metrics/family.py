"""The production family: charts, and what may be counted of them."""

from django.db.models import F, Q

from charts.enums import ChartState
from charts.selectors.lateness import DUE_STANDS, LATE_CODED, UNCODED
from engagements.kernel.metrics import Family, Measure

LIVE = ~Q(state=ChartState.CANCELLED)
DUE = LIVE & Q(documentation_complete_at__isnull=False) & DUE_STANDS
ON_TIME = Q(coded_at__isnull=False, coded_at__lte=F("due_at"))
LATE = Q(coded_at__isnull=True) | Q(coded_at__gt=F("due_at"))
STARTED = UNCODED & Q(documentation_complete_at__isnull=False)
CLASSES = ("specialty", "encounter_class", "payer", "coder")

PRODUCTION = Family(
    key="production",
    facts="charts.Chart",
    rollup="reporting.ProductionDaily",
    list_url="charts:chart_list",
    action="chart.view",
    dimensions={
        "specialty": "specialty",
        "encounter_class": "encounter_class",
        "payer": "payer",
        "coder": "coded_by",
    },
    measures=(
        Measure("received", day="received_at", label="Charts received", where=LIVE),
        Measure(
            "documented",
            day="documentation_complete_at",
            label="Charts whose documentation was completed",
            where=LIVE & Q(documentation_lag_seconds__isnull=False),
        ),
        Measure(
            "documentation_seconds",
            day="documentation_complete_at",
            label="Seconds from date of service to complete documentation",
            where=LIVE,
            sum="documentation_lag_seconds",
        ),
        Measure("due", day="due_at", label="Charts due", where=DUE, settled=True),
        Measure(
            "due_on_time",
            day="due_at",
            label="Charts due and returned on time",
            where=DUE & ON_TIME,
            settled=True,
        ),
        Measure(
            "due_late",
            day="due_at",
            label="Charts due and returned late or still open",
            where=DUE & LATE,
            settled=True,
        ),
        Measure("coded", day="coded_at", label="Charts coded", where=LIVE),
        Measure(
            "timed",
            day="coded_at",
            label="Charts coded, with a turnaround",
            where=LIVE & Q(turnaround_seconds__isnull=False),
        ),
        Measure(
            "turnaround_seconds",
            day="coded_at",
            label="Contracted seconds from complete documentation to coded",
            where=LIVE,
            sum="turnaround_seconds",
        ),
        Measure(
            "paused_seconds",
            day="coded_at",
            label="Contracted seconds paused by provider queries",
            where=LIVE,
            sum="paused_seconds",
        ),
        Measure(
            "coded_amount",
            day="coded_at",
            label="Billed amount of charts coded",
            where=LIVE,
            sum="billed_amount",
        ),
        Measure(
            "cutoff_due",
            day="cutoff_at",
            label="Charts whose month-end cutoff has passed",
            where=LIVE,
            settled=True,
        ),
        Measure(
            "cutoff_met",
            day="cutoff_at",
            label="Charts coded by their month-end cutoff",
            where=LIVE & Q(coded_at__lte=F("cutoff_at")),
            settled=True,
        ),
        Measure(
            "cutoff_missed",
            day="cutoff_at",
            label="Charts that missed their month-end cutoff",
            where=LIVE & (Q(coded_at__isnull=True) | Q(coded_at__gt=F("cutoff_at"))),
            settled=True,
        ),
        Measure("late_coded", day="coded_at", label="Charts coded late", where=LATE_CODED),
        Measure(
            "late_documentation_seconds",
            day="coded_at",
            label="Of charts coded late: seconds waiting for documentation",
            where=LATE_CODED,
            sum="documentation_lag_seconds",
        ),
        Measure(
            "late_query_seconds",
            day="coded_at",
            label="Of charts coded late: seconds held by provider queries",
            where=LATE_CODED,
            sum="paused_elapsed_seconds",
        ),
        Measure(
            "late_vendor_seconds",
            day="coded_at",
            label="Of charts coded late: seconds with the vendor",
            where=LATE_CODED,
            sum="vendor_elapsed_seconds",
        ),
    ),
)
