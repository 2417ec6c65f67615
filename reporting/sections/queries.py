"""Provider queries per physician: volume, response, agreement, unresolved."""

from typing import Any

from engagements.kernel.metrics import Period
from engagements.kernel.policy import Actor
from reporting.sections.figures import definitions, figures, figures_by, spread_by

KEYS = (
    "query_volume",
    "query_response_rate",
    "query_agreement_rate",
    "queries_unresolved",
    "query_response_time",
)


def queries_build(*, actor: Actor, period: Period) -> dict[str, Any]:
    totals = figures(actor, period, KEYS)
    return {
        "has_data": bool(totals["query_volume"]["numerator"]),
        "figures": totals,
        "by_provider": figures_by(actor, period, KEYS, by="provider"),
        "by_category": figures_by(actor, period, KEYS[:4], by="category"),
        "unresolved_by_class": figures_by(
            actor, period, ["query_volume", "queries_unresolved"], by="encounter_class"
        ),
        "response_range": spread_by(actor, period, "query_response_times"),
        "definitions": definitions(KEYS),
    }
