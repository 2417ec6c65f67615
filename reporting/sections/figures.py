"""Declared numbers as plain values: the figure, what it counts, and its printed definition."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from engagements.kernel.metrics import METRICS, Kpi, Measure, Period, Unit, number_text
from engagements.kernel.metrics.groups import Sums
from engagements.kernel.metrics.naming import value_names
from engagements.kernel.metrics.values import distribution, live
from engagements.kernel.policy import Actor

Figure = dict[str, Any]


def figure(kpi: Kpi, sums: Sums) -> Figure:
    """One number with its numerator, denominator and text; the value is None without data."""
    value = kpi.value(sums)
    counted = METRICS.families[kpi.family]
    denominator = None if kpi.denominator is None else sums[kpi.denominator]
    return {
        "key": kpi.key,
        "value": None if value is None else str(value),
        "text": number_text(value, kpi.unit),
        "numerator": _whole(counted.measure(kpi.numerator), sums[kpi.numerator]),
        "n": None if denominator is None else int(denominator),
    }


def _whole(measure: Measure, amount: Decimal | int) -> int | str:
    """Counts are whole; money and durations keep their digits."""
    return int(amount) if measure.sum is None else str(amount)


def definition(kpi: Kpi) -> dict[str, str]:
    return {
        "label": kpi.label,
        "definition": kpi.definition,
        "method": kpi.method,
        "source": kpi.source,
    }


def figures(actor: Actor, period: Period, keys: Sequence[str]) -> dict[str, Figure]:
    """Several numbers of one family, from the facts, in one pass."""
    kpis = [METRICS.kpis[key] for key in keys]
    family = METRICS.families[kpis[0].family]
    measures = [name for kpi in kpis for name in kpi.measures]
    sums = live(family, actor.engagement.pk, period, measures=measures)[()]
    return {kpi.key: figure(kpi, sums) for kpi in kpis}


def definitions(keys: Sequence[str]) -> list[dict[str, str]]:
    return [definition(METRICS.kpis[key]) for key in keys]


def figures_by(
    actor: Actor,
    period: Period,
    keys: Sequence[str],
    *,
    by: str,
    filters: Mapping[str, str] | None = None,
) -> list[dict[str, Any]]:
    """Rows of a breakdown, by name: `{"name": ..., "figures": {key: figure}}`."""
    kpis = [METRICS.kpis[key] for key in keys]
    family = METRICS.families[kpis[0].family]
    measures = [name for kpi in kpis for name in kpi.measures]
    groups = live(family, actor.engagement.pk, period, measures=measures, filters=filters, by=(by,))
    names = value_names(family, by, [group[0] for group in groups])
    rows = [
        {"name": names[group[0]], "figures": {kpi.key: figure(kpi, sums) for kpi in kpis}}
        for group, sums in groups.items()
    ]
    return sorted(rows, key=lambda row: str(row["name"]))


def spread_by(
    actor: Actor, period: Period, key: str, *, by: str | None = None
) -> list[dict[str, Any]]:
    """n, mean, median, P90, least and most of a distribution, per value of a dimension."""
    item = METRICS.distributions[key]
    family = METRICS.families[item.family]
    groups = distribution(item, family, actor.engagement.pk, period, by=(by,) if by else ())
    names = value_names(family, by, [group[0] for group in groups]) if by else {}
    rows = []
    for group, values in groups.items():
        if not values["n"]:
            continue
        rows.append(
            {
                "name": names[group[0]] if by else "All",
                "n": values["n"],
                "seconds": {k: _seconds(v) for k, v in values.items() if k != "n"},
                "text": {k: number_text(v, Unit.DURATION) for k, v in values.items() if k != "n"},
            }
        )
    return sorted(rows, key=lambda row: str(row["name"]))


def _seconds(value: Decimal | float | None) -> float | None:
    return None if value is None else round(float(value), 1)
