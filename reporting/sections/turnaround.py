"""Turnaround: attainment, average and range by encounter class, and the practice's own lag."""

from typing import Any

from engagements.kernel.metrics import METRICS, Period
from engagements.kernel.policy import Actor
from engagements.selectors import terms_book
from reporting.sections.figures import (
    attainment_verdict,
    definitions,
    figures,
    figures_by,
    spread_by,
)

KEYS = ("turnaround_attainment", "average_turnaround", "documentation_lag", "charts_late")
VOLUME = ("charts_received", "charts_coded")


def turnaround_build(*, actor: Actor, period: Period) -> dict[str, Any]:
    totals = figures(actor, period, [*KEYS, *VOLUME])
    terms = terms_book(actor.engagement).on(period.end)
    keys = ["turnaround_attainment", "average_turnaround", "charts_coded"]
    return {
        "has_data": bool(
            totals["charts_received"]["numerator"] or totals["charts_coded"]["numerator"]
        ),
        "figures": totals,
        "floor": None if terms is None else str(terms.turnaround_attainment_floor),
        "attainment_verdict": attainment_verdict(terms, totals["turnaround_attainment"]),
        "by_class": figures_by(actor, period, keys, by="encounter_class"),
        "by_specialty": figures_by(actor, period, keys, by="specialty"),
        "range": spread_by(actor, period, "turnaround_time", by="encounter_class"),
        "range_all": spread_by(actor, period, "turnaround_time"),
        "lag_all": spread_by(actor, period, "documentation_time"),
        "definitions": [
            *definitions(KEYS),
            {
                "label": METRICS.distributions["turnaround_time"].label,
                "definition": METRICS.distributions["turnaround_time"].definition,
                "method": "",
                "source": METRICS.distributions["turnaround_time"].source,
            },
        ],
    }
