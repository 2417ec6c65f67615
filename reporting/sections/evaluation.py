"""E/M levels per physician beside the practice's own peers."""

from typing import Any

from charts.selectors.benchmarks import em_benchmark
from engagements.kernel.metrics import Period
from engagements.kernel.policy import Actor
from reporting.selectors.monthly import ESTABLISHED, NEW_PATIENT, em_distribution

DEFINITIONS = [
    {
        "label": "E/M share",
        "definition": (
            "Codes of a level divided by all codes of its family (new 99202-99205, established"
            " 99211-99215), from attested codings of charts coded in the month. The peer share is"
            " that of all other physicians of the practice in the same month."
        ),
        "method": (
            "Physicians with fewer codes than the minimum are counted in the peers and not shown"
            " by themselves. The benchmark is what physicians of the specialty bill according to"
            " the published figures that were loaded; the specialty is that of most of the"
            " physician's codes. A distance is the total variation between two distributions: a"
            " reason to look, never a target."
        ),
        "source": "AAFP (2004), share of each level within its family",
    }
]


def evaluation_build(*, actor: Actor, period: Period) -> dict[str, Any]:
    benchmark = em_benchmark(period.end)
    families = [
        em_distribution(actor.engagement, period, family=family, title=title, benchmark=benchmark)
        for family, title in ((ESTABLISHED, "Established patients"), (NEW_PATIENT, "New patients"))
    ]
    return {
        "has_data": any(family["n"] for family in families),
        "families": families,
        "definitions": DEFINITIONS,
    }
