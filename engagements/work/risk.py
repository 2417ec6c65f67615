"""The checklist of the specialty's risks, beside the chart and where it is coded."""

from typing import Any

from engagements.kernel.policy import Actor
from engagements.kernel.registry import ChartPanel, chart_panels
from engagements.selectors.risk import risks_of_chart


def chart_risks(actor: Actor, chart: Any) -> dict[str, Any]:
    return {"risks": list(risks_of_chart(actor, chart)), "specialty": chart.specialty}


def register() -> None:
    chart_panels.register(
        ChartPanel(
            key="risks",
            title="Check before you submit",
            template="engagements/risk/_checklist.html",
            action="guidance.view",
            context=chart_risks,
            order=16,
            coding_page=True,
        )
    )
