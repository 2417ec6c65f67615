"""Codes that were not valid on the date of service (R45)."""

from typing import Any

from engagements.kernel.metrics import Period
from engagements.kernel.policy import Actor
from reporting.selectors.monthly import code_compliance

DEFINITIONS = [
    {
        "label": "Code compliance",
        "definition": (
            "Code lines of attested codings of charts coded in the month whose code was valid on"
            " the date of service, divided by code lines checked. A code is new or deleted where"
            " its validity began or ended within the twelve months before the month's end."
        ),
        "method": "Checked against the loaded releases, by system, on the date of service.",
        "source": "the contract's reporting terms",
    }
]


def compliance_build(*, actor: Actor, period: Period) -> dict[str, Any]:
    return code_compliance(actor.engagement, period) | {"definitions": DEFINITIONS}
