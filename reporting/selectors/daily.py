"""Accuracy and turnaround of a day, as the daily watch after go-live reads them."""

from collections.abc import Sequence
from typing import Any

from engagements.kernel.metrics import METRICS, Period, number_text
from engagements.kernel.metrics.values import live
from engagements.kernel.policy import Actor
from engagements.selectors import terms_book

PRODUCTION = ("charts_received", "charts_coded", "turnaround_attainment", "average_turnaround")


def daily_figures(actor: Actor, period: Period) -> list[dict[str, Any]]:
    """Each with label, text, numerator and n; the accuracy is by the contracted method."""
    terms = terms_book(actor.engagement).on(period.end)
    method = "encounter" if terms is None else str(terms.accuracy_method)
    accuracy = f"accuracy_{method}"
    quality = ("audits_done", *([accuracy] if accuracy in METRICS.kpis else []))
    return [*_family(actor, period, PRODUCTION), *_family(actor, period, quality)]


def _family(actor: Actor, period: Period, keys: Sequence[str]) -> list[dict[str, Any]]:
    kpis = [METRICS.kpis[key] for key in keys]
    family = METRICS.families[kpis[0].family]
    measures = [name for kpi in kpis for name in kpi.measures]
    sums = live(family, actor.engagement.pk, period, measures=measures)[()]
    return [
        {
            "label": kpi.label,
            "text": number_text(kpi.value(sums), kpi.unit),
            "numerator": sums[kpi.numerator],
            "n": None if kpi.denominator is None else int(sums[kpi.denominator]),
        }
        for kpi in kpis
    ]
