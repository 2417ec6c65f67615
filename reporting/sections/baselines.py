"""The month beside the figures from before the vendor.

Plain words, frozen with the month. A baseline that is recorded later is no restatement of what
was published: none of these leaves is called as the figures are.
"""

from typing import Any

from engagements.kernel.metrics import METRICS, Kpi, Period, number_text
from engagements.kernel.metrics.values import live
from engagements.kernel.policy import Actor
from engagements.kernel.presentation import humanize
from engagements.models import Baseline
from engagements.selectors.baselines import baseline_book
from reporting.selectors.readings import difference_text


def baseline_rows(actor: Actor, period: Period) -> list[dict[str, Any]]:
    """One row per figure and specialty that has both a baseline and a declared number."""
    found = [
        _row(actor, period, METRICS.kpis[key], baseline)
        for (key, _), baseline in baseline_book(actor.engagement).items()
        if key in METRICS.kpis
    ]
    return sorted(found, key=lambda row: (row["figure"], row["specialty"] != "All"))


def _row(actor: Actor, period: Period, kpi: Kpi, baseline: Baseline) -> dict[str, Any]:
    family = METRICS.family_of(kpi)
    narrowed = {"specialty": baseline.specialty} if baseline.specialty else {}
    usable = set(narrowed) <= set(family.dimensions)
    sums = (
        live(family, actor.engagement.pk, period, measures=list(kpi.measures), filters=narrowed)[()]
        if usable
        else dict.fromkeys(kpi.measures, 0)
    )
    value = kpi.value(sums)
    return {
        "figure": kpi.label,
        "specialty": humanize(baseline.specialty) if baseline.specialty else "All",
        "month": number_text(value, kpi.unit),
        "month_n": int(sums[kpi.denominator]) if kpi.denominator else None,
        "baseline": number_text(baseline.value, kpi.unit),
        "baseline_n": baseline.n,
        "difference": "" if value is None else difference_text(value - baseline.value, kpi.unit),
        "span": f"{baseline.period_start} to {baseline.period_end}",
        "method": baseline.method,
    }
