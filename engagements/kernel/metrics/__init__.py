"""One definition per number.

An app declares what its facts support in ``<app>/metrics.py`` and registers it in ``ready()``:

    PRODUCTION = Family(
        key="production", facts="charts.Chart", rollup="reporting.ProductionDaily",
        list_url="charts:chart_list", action="chart.view",
        dimensions={"specialty": "specialty", "payer": "payer", "coder": "coder"},
        measures=(
            Measure("received", label="charts received", day="received_at"),
            Measure("due", label="charts due", day="due_at", where=~Q(state="cancelled"),
                    settled=True),
            Measure("due_on_time", label="charts due and returned on time", day="due_at",
                    where=~Q(state="cancelled") & Q(returned_at__lte=F("due_at")), settled=True),
        ),
    )
    TURNAROUND = Kpi(key="turnaround", label="Turnaround attainment", family="production",
                     numerator="due_on_time", denominator="due", unit=Unit.PERCENT,
                     direction=Direction.UP, definition="...", source="the contract")
    METRICS.register(PRODUCTION, TURNAROUND)

That one declaration gives the live value, the rollup columns, the database triggers that mark
days dirty, the rows behind the number and its printed definition. Nothing here imports a model:
models are named by label and looked up when a value is asked for.
"""

from engagements.kernel.metrics.declare import (
    METRICS,
    Direction,
    Distribution,
    Elapsed,
    Family,
    Has,
    Kpi,
    Measure,
    Metrics,
    Standing,
    Unit,
)
from engagements.kernel.metrics.period import Period
from engagements.kernel.metrics.wording import number_text

__all__ = [
    "METRICS",
    "Direction",
    "Distribution",
    "Elapsed",
    "Family",
    "Has",
    "Kpi",
    "Measure",
    "Metrics",
    "Period",
    "Standing",
    "Unit",
    "number_text",
]
