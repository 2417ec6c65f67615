"""Exact intervals for a proportion: Clopper-Pearson, and hypergeometric for a known population."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import comb

DEFAULT_CONFIDENCE = Decimal("0.90")


@dataclass(frozen=True, slots=True)
class Interval:
    """A two-sided interval for a rate, with the method that made it."""

    lower: float
    upper: float
    confidence: Decimal
    method: str

    @property
    def one_sided_confidence(self) -> Decimal:
        """What each limit alone proves: two-sided 90 % is one-sided 95 %."""
        return (1 + self.confidence) / 2


@dataclass(frozen=True, slots=True)
class ErrorLimits:
    """How many units of the population are in error, at least and at most."""

    lower: int
    upper: int
    population: int
    confidence: Decimal

    @property
    def accuracy(self) -> Interval:
        return Interval(
            lower=(self.population - self.upper) / self.population,
            upper=(self.population - self.lower) / self.population,
            confidence=self.confidence,
            method="hypergeometric",
        )


def _tail(confidence: Decimal) -> Fraction:
    if not 0 < confidence < 1:
        raise ValueError(f"confidence must be between 0 and 1, not {confidence}")
    return (1 - Fraction(str(confidence))) / 2


def _check_counts(successes: int, n: int) -> None:
    if n < 1 or not 0 <= successes <= n:
        raise ValueError(f"{successes} of {n} is not a proportion")


def clopper_pearson(successes: int, n: int, confidence: Decimal = DEFAULT_CONFIDENCE) -> Interval:
    """Exact binomial interval: the limits come from the beta distribution."""
    # scipy costs more than a second to import and only audits need it
    from scipy.special import betaincinv

    _check_counts(successes, n)
    tail = float(_tail(confidence))
    failures = n - successes
    lower = float(betaincinv(successes, failures + 1, tail)) if successes else 0.0
    upper = float(betaincinv(successes + 1, failures, 1 - tail)) if failures else 1.0
    return Interval(lower, upper, confidence, "Clopper-Pearson")


def _ways_up_to(x: int, marked: int, population: int, n: int) -> int:
    """Draws of n from the population with at most x of the marked units: an exact integer."""
    unmarked = population - marked
    fewest = max(0, n - unmarked)
    if x < fewest:
        return 0
    term = comb(marked, fewest) * comb(unmarked, n - fewest)
    total = term
    for k in range(fewest + 1, min(x, marked, n) + 1):
        term = term * (marked - k + 1) * (n - k + 1) // (k * (unmarked - n + k))
        total += term
    return total


def _largest(low: int, high: int, holds: Callable[[int], bool]) -> int:
    """Largest value of low..high that holds, for a condition true up to a point (true at low)."""
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if holds(middle) else (low, middle - 1)
    return low


@lru_cache(maxsize=4096)
def hypergeometric_limits(
    population: int, n: int, errors: int, confidence: Decimal = DEFAULT_CONFIDENCE
) -> ErrorLimits:
    """Exact attribute appraisal of a sample drawn without replacement.

    Lower = fewest errors M in the population with P(X >= errors) >= alpha/2;
    upper = most errors M with P(X <= errors) >= alpha/2. Integers throughout, so a boundary is
    never decided by rounding.
    """
    _check_counts(errors, n)
    if n > population:
        raise ValueError(f"a sample of {n} cannot come from a population of {population}")
    tail = _tail(confidence)
    upper = _most_marked(population, n, errors, tail)
    # by symmetry: fewest errors is the population less the most correct units
    lower = population - _most_marked(population, n, n - errors, tail)
    return ErrorLimits(lower, upper, population, confidence)


def _most_marked(population: int, n: int, x: int, tail: Fraction) -> int:
    draws = comb(population, n) * tail.numerator

    def plausible(marked: int) -> bool:
        if 2 * x <= n:
            ways = _ways_up_to(x, marked, population, n)
        else:  # the other side of the sum is shorter
            ways = comb(population, n) - _ways_up_to(n - x - 1, population - marked, population, n)
        return ways * tail.denominator >= draws

    return _largest(x, population - (n - x), plausible)


def accuracy_interval(
    correct: int,
    n: int,
    population: int | None = None,
    confidence: Decimal = DEFAULT_CONFIDENCE,
) -> Interval:
    """Interval of an accuracy: hypergeometric where the population is known, else binomial. Fewer
    charts than were audited are no population of theirs.
    """
    if population is None or population < n:
        return clopper_pearson(correct, n, confidence)
    return hypergeometric_limits(population, n, n - correct, confidence).accuracy
