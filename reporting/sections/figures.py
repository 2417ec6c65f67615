"""Declared numbers as plain values: the figure, what it counts, and its printed definition."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from engagements.kernel.metrics import METRICS, Kpi, Measure, Period, Unit, number_text
from engagements.kernel.metrics.drill import distribution_url
from engagements.kernel.metrics.groups import Sums
from engagements.kernel.metrics.naming import value_names
from engagements.kernel.metrics.values import distribution, live
from engagements.kernel.policy import Actor
from engagements.kernel.stats import LegalTest, verdict
from engagements.models import Terms
from reporting.selectors.readings import Reading

Figure = dict[str, Any]


def figure(reading: Reading) -> Figure:
    """One number with its numerator, denominator, text and rows; None is the value without data.

    `url` and `n_url` are the lists of the rows behind the number and behind its n; `needs` is the
    right to open them.
    """
    kpi, sums = reading.kpi, reading.sums
    denominator = None if kpi.denominator is None else sums[kpi.denominator]
    return {
        "key": kpi.key,
        "value": None if reading.value is None else str(reading.value),
        "text": reading.text,
        "numerator": _whole(reading.family.measure(kpi.numerator), sums[kpi.numerator]),
        "n": None if denominator is None else int(denominator),
        "url": reading.url,
        "n_url": reading.n_url,
        "needs": reading.family.action,
    }


def _figures(
    actor: Actor,
    period: Period,
    kpis: Sequence[Kpi],
    sums: Sums,
    filters: Mapping[str, str] | None = None,
) -> dict[str, Figure]:
    family, slug = METRICS.families[kpis[0].family], actor.engagement.slug
    readings = [Reading(kpi, family, period, slug, sums, filters=filters or {}) for kpi in kpis]
    return {reading.kpi.key: figure(reading) for reading in readings}


def _whole(measure: Measure, amount: Decimal | int) -> int | str:
    """Counts are whole; money and durations keep their digits."""
    return int(amount) if measure.sum is None else str(amount)


def attainment_verdict(terms: Terms | None, attained: Figure) -> str:
    """Every chart that was due is counted, so the figure itself is compared with the floor."""
    if terms is None or attained["value"] is None:
        return ""
    floor, point = terms.turnaround_attainment_floor, float(attained["value"])
    return str(verdict(floor=floor, point=point, interval=None, test=LegalTest.POINT))


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
    return _figures(actor, period, kpis, sums)


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
        {
            "name": names[value],
            "figures": _figures(actor, period, kpis, sums, {**(filters or {}), by: value}),
        }
        for (value,), sums in groups.items()
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
        of = dict(zip((by,), group, strict=True)) if by else {}
        rows.append(
            {
                "name": names[group[0]] if by else "All",
                "n": values["n"],
                "n_url": distribution_url(actor.engagement.slug, item, period, of),
                "needs": family.action,
                "seconds": {k: _seconds(v) for k, v in values.items() if k != "n"},
                "text": {k: number_text(v, Unit.DURATION) for k, v in values.items() if k != "n"},
            }
        )
    return sorted(rows, key=lambda row: str(row["name"]))


def _seconds(value: Decimal | float | None) -> float | None:
    return None if value is None else round(float(value), 1)
