"""Dollar estimates from a sample, as RAT-STATS makes them: unrestricted and stratified."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from math import sqrt
from statistics import fmean, stdev

from engagements.kernel.stats.intervals import DEFAULT_CONFIDENCE
from engagements.kernel.stats.planning import two_sided_z

FEWEST = 2  # a deviation needs two observations


class Reference(StrEnum):
    """The distribution the limits are taken from."""

    T = "t"
    Z = "z"


@dataclass(frozen=True, slots=True)
class Stratum:
    name: str
    population: int
    values: Sequence[Decimal | float | int]


@dataclass(frozen=True, slots=True)
class Appraisal:
    """A total with its standard error and limits; the method is part of the figure."""

    total: float
    standard_error: float
    lower: float
    upper: float
    quantile: float
    reference: Reference
    confidence: Decimal
    n: int
    population: int

    @property
    def precision(self) -> float | None:
        """Half width over the total."""
        return self.quantile * self.standard_error / self.total if self.total else None

    @property
    def reported_lower(self) -> float:
        """Never below zero: a negative limit is reported as nothing."""
        return max(0.0, self.lower)

    @property
    def supports_repayment(self) -> bool:
        return self.lower > 0


def _quantile(reference: Reference, confidence: Decimal, freedom: int) -> float:
    if reference is Reference.Z:
        return two_sided_z(confidence)
    # scipy costs more than a second to import and only estimates need it
    from scipy.special import stdtrit

    return float(stdtrit(freedom, float((1 + confidence) / 2)))


def _parts(stratum: Stratum) -> tuple[float, float]:
    """Total and variance of one stratum's total."""
    values = [float(value) for value in stratum.values]
    n = len(values)
    if not FEWEST <= n <= stratum.population:
        raise ValueError(f"{stratum.name}: {n} values of a population of {stratum.population}")
    fpc = 1 - n / stratum.population
    return stratum.population * fmean(values), stratum.population**2 * fpc * stdev(values) ** 2 / n


def stratified(
    strata: Sequence[Stratum],
    *,
    confidence: Decimal = DEFAULT_CONFIDENCE,
    reference: Reference = Reference.Z,
) -> Appraisal:
    """Sum of the strata; z by default, t takes n less the number of strata as its freedom."""
    if not strata:
        raise ValueError("an appraisal needs at least one stratum")
    totals, variances = zip(*map(_parts, strata), strict=True)
    n = sum(len(stratum.values) for stratum in strata)
    quantile = _quantile(reference, confidence, n - len(strata))
    total, error = sum(totals), sqrt(sum(variances))
    return Appraisal(
        total=total,
        standard_error=error,
        lower=total - quantile * error,
        upper=total + quantile * error,
        quantile=quantile,
        reference=reference,
        confidence=confidence,
        n=n,
        population=sum(stratum.population for stratum in strata),
    )


def appraise(
    values: Sequence[Decimal | float | int],
    population: int,
    *,
    confidence: Decimal = DEFAULT_CONFIDENCE,
    reference: Reference = Reference.T,
) -> Appraisal:
    """Unrestricted variable appraisal: one simple random sample."""
    return stratified(
        [Stratum("sample", population, values)], confidence=confidence, reference=reference
    )
