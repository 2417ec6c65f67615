"""What a read of sums gives: one row of measures per group of dimension values."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from engagements.kernel.metrics.declare import Family, Measure

Sums = dict[str, Decimal | int]
Group = tuple[Any, ...]


def measures_of(family: Family, keys: Iterable[str] | None) -> list[Measure]:
    """The measures of these keys, once each; all of them where none are named."""
    if keys is None:
        return list(family.measures)
    return [family.measure(key) for key in dict.fromkeys(keys)]


def zero(measures: Iterable[Measure]) -> Sums:
    return {measure.key: 0 for measure in measures}


def kept(
    found: dict[Group, Sums], wanted: Iterable[Measure], *, grouped: bool
) -> dict[Group, Sums]:
    """Groups that count something; the ungrouped sum always, 0 included."""
    if not grouped:
        return found or {(): zero(wanted)}
    return {group: sums for group, sums in found.items() if any(sums.values())}
