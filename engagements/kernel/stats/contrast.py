"""Two proportions compared: an exact test of their difference, and how many would decide it."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from math import ceil, comb
from statistics import NormalDist

from engagements.kernel.stats.intervals import DEFAULT_CONFIDENCE

POWER = Decimal("0.80")


class Contrast(StrEnum):
    BETTER = "better"
    WORSE = "worse"
    DIFFERENT = "different"
    INCONCLUSIVE = "inconclusive"
    NO_DATA = "no_data"


@dataclass(frozen=True, slots=True)
class Difference:
    """Of a proportion against a reference: the exact p, and n per group that would decide it."""

    verdict: Contrast
    p: float | None = None
    points: float | None = None
    n_needed: int | None = None


def fisher_exact(successes: int, n: int, other: int, m: int) -> float:
    """Two-sided p of Fisher's exact test, in whole numbers: ties are never lost to rounding."""
    if n < 1 or m < 1 or not 0 <= successes <= n or not 0 <= other <= m:
        raise ValueError(f"{successes} of {n} and {other} of {m} are no two proportions")
    marked = successes + other
    least, most = max(0, marked - m), min(n, marked)
    weight = comb(n, least) * comb(m, marked - least)
    weights = [weight]
    for k in range(least, most):
        weight = weight * (n - k) * (marked - k) // ((k + 1) * (m - marked + k + 1))
        weights.append(weight)
    seen = weights[successes - least]
    return float(Decimal(sum(w for w in weights if w <= seen)) / Decimal(sum(weights)))


def needed_per_group(
    rate: float, other: float, *, confidence: Decimal = DEFAULT_CONFIDENCE, power: Decimal = POWER
) -> int | None:
    """Observations per group that find such a difference so often; None where there is none.

    Normal approximation: for planning only, the verdict is exact.
    """
    if rate == other:
        return None
    z = NormalDist().inv_cdf(float((1 + confidence) / 2)) + NormalDist().inv_cdf(float(power))
    spread = rate * (1 - rate) + other * (1 - other)
    return max(1, ceil(z**2 * spread / (rate - other) ** 2))


def contrast(
    group: tuple[int, int] | None,
    reference: tuple[int, int] | None,
    *,
    higher_is_better: bool | None,
    confidence: Decimal = DEFAULT_CONFIDENCE,
) -> Difference:
    """The group's (successes, n) against the reference's; inconclusive says how many it takes.

    Where neither direction is better (`higher_is_better` is None) it says only that they differ.
    """
    if group is None or reference is None or not group[1] or not reference[1]:
        return Difference(Contrast.NO_DATA)
    rate, other = group[0] / group[1], reference[0] / reference[1]
    p = fisher_exact(*group, *reference)
    if p < float(1 - confidence):
        better = Contrast.BETTER if (rate > other) == higher_is_better else Contrast.WORSE
        verdict = Contrast.DIFFERENT if higher_is_better is None else better
        return Difference(verdict, p, rate - other)
    needed = needed_per_group(rate, other, confidence=confidence)
    return Difference(Contrast.INCONCLUSIVE, p, rate - other, needed)
