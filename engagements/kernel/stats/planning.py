"""How many units to draw, before drawing them."""

from decimal import Decimal
from math import ceil
from statistics import NormalDist

from engagements.kernel.stats.intervals import DEFAULT_CONFIDENCE, accuracy_interval


def two_sided_z(confidence: Decimal) -> float:
    return NormalDist().inv_cdf(float((1 + confidence) / 2))


def attribute_sample_size(
    *,
    expected_rate: Decimal,
    margin: Decimal,
    population: int,
    confidence: Decimal = DEFAULT_CONFIDENCE,
) -> int:
    """Units for an error rate within a margin: normal approximation, finite population."""
    p, d = float(expected_rate), float(margin)
    if not 0 < p < 1 or d <= 0 or population < 1:
        raise ValueError("needs a rate between 0 and 1, a positive margin and a population")
    unlimited = two_sided_z(confidence) ** 2 * p * (1 - p) / d**2
    return min(population, ceil(unlimited / (1 + (unlimited - 1) / population)))


def variable_sample_size(
    *,
    mean: float,
    deviation: float,
    relative_precision: Decimal,
    population: int,
    confidence: Decimal = DEFAULT_CONFIDENCE,
) -> int:
    """Units for a dollar estimate within a relative precision.

    Mean and deviation come from a probe of overpayments, never of payments.
    """
    if mean <= 0 or deviation < 0 or relative_precision <= 0 or population < 1:
        raise ValueError("needs a probe with a positive mean, a precision and a population")
    unlimited = (two_sided_z(confidence) * deviation / (float(relative_precision) * mean)) ** 2
    return min(population, max(2, ceil(unlimited / (1 + unlimited / population))))


def zero_error_sample_size(
    floor: Decimal,
    population: int | None = None,
    confidence: Decimal = DEFAULT_CONFIDENCE,
) -> int | None:
    """Fewest units that, all correct, show the floor; None where even the whole cannot."""
    if not 0 < floor < 1:
        raise ValueError(f"floor must be between 0 and 1, not {floor}")

    def shows(n: int) -> bool:
        return accuracy_interval(n, n, population, confidence).lower >= float(floor)

    high = population or 1
    if population is None:
        while not shows(high):
            high *= 2
    elif not shows(high):
        return None
    low = 1
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if shows(middle) else (middle + 1, high)
    return low
