"""Coding denials: rates, root causes, and where they come from."""

from typing import Any

from engagements.kernel.metrics import Period
from engagements.kernel.policy import Actor
from reporting.sections.figures import definitions, figures, figures_by
from reporting.selectors.monthly import denial_pareto, denial_root_causes

KEYS = (
    "coding_denial_rate",
    "denial_rate",
    "first_pass_rate",
    "first_pass_rate_coding",
    "first_pass_rate_other",
    "coding_denied_amount",
)


def denials_build(*, actor: Actor, period: Period) -> dict[str, Any]:
    totals = figures(actor, period, [*KEYS, "claims_adjudicated"])
    return {
        "has_data": bool(totals["claims_adjudicated"]["numerator"]),
        "figures": totals,
        "root_causes": denial_root_causes(actor.engagement, period),
        "pareto": denial_pareto(actor.engagement, period),
        "by_specialty": figures_by(
            actor, period, ["coding_denial_rate", "claims_adjudicated"], by="specialty"
        ),
        "definitions": definitions(KEYS),
    }
