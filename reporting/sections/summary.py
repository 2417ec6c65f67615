"""The key figures of R108 on one page, each with its n, and the contracted verdicts."""

from typing import Any

from charts.selectors.validity import validity_counts
from engagements.kernel.metrics import Period
from engagements.kernel.policy import Actor
from engagements.selectors import terms_book
from engagements.selectors.workforce.roster import TURNOVER_DEFINITION, turnover_reading
from reporting.sections.accuracy import accuracy_build
from reporting.sections.baselines import baseline_rows
from reporting.sections.figures import attainment_verdict, figures
from reporting.selectors.monthly import rework_volume

PRODUCTION = ("turnaround_attainment", "average_turnaround", "charts_received", "charts_coded")
CLAIMS = (
    "coding_denial_rate",
    "first_pass_rate",
    "first_pass_rate_coding",
    "first_pass_rate_other",
    "claims_adjudicated",
)
QUERIES = ("query_response_time", "query_volume", "queries_unresolved")


def summary_build(*, actor: Actor, period: Period) -> dict[str, Any]:
    values = {
        **figures(actor, period, PRODUCTION),
        **figures(actor, period, CLAIMS),
        **figures(actor, period, QUERIES),
    }
    accuracy = accuracy_build(actor=actor, period=period)
    methods = accuracy["total"]["methods"]
    contracted = next((cell for cell in methods if cell["contracted"]), methods[0])
    terms = terms_book(actor.engagement).on(period.end)
    volumes = ("charts_received", "charts_coded", "claims_adjudicated", "query_volume")
    return {
        "has_data": any(values[key]["numerator"] for key in volumes) or accuracy["has_data"],
        "figures": values,
        "accuracy": contracted,
        "accuracy_population": accuracy["total"]["population"],
        "accuracy_floor": accuracy["total"]["floor"],
        "attainment_floor": None if terms is None else str(terms.turnaround_attainment_floor),
        "attainment_verdict": attainment_verdict(terms, values["turnaround_attainment"]),
        "terms_version": None if terms is None else terms.version,
        "rework": rework_volume(actor.engagement, period),
        "baselines": baseline_rows(actor, period),
        "turnover": turnover_values(actor, period),
        "guards": validity_counts(actor.engagement, period.start, period.end),
        "definitions": [],
    }


def turnover_values(actor: Actor, period: Period) -> dict[str, Any] | None:
    """The vendor's coder turnover as plain values; None where no roster is kept."""
    reading = turnover_reading(actor.engagement, period.end)
    if reading is None:
        return None
    month, rolling = reading
    return {
        "month": month.rate_text,
        "left": month.left,
        "rolling": rolling.rate_text,
        "rolling_left": rolling.left,
        "average": rolling.average_text,
        "definition": TURNOVER_DEFINITION,
    }
