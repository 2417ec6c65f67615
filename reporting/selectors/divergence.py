"""A figure told beside one measured (N2), and when the two are told apart.

A figure that somebody gives of their own work is compared with one they did not make. Two figures
are told apart only where their limits do not meet: the exact interval of a sample, and half a
point on either side of what was counted in full. A coding denial is an error that a payer found;
undercoding never comes back, so denials can refute a figure but never confirm it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from engagements.kernel.metrics import Direction, Kpi, number_text
from engagements.kernel.stats import accuracy_interval
from reporting.enums import Divergence
from reporting.models import VendorFigure
from reporting.selectors.readings import Reading

WITHOUT_CODING_DENIAL = "first_pass_rate_coding"
ROUNDING = Decimal("0.005")


@dataclass(frozen=True)
class Limits:
    """Between which shares the truth behind a figure lies."""

    lower: Decimal
    upper: Decimal


def divergence(
    told: Limits | None, measured: Limits | None, *, higher_is_better: bool = True
) -> Divergence:
    """How a figure told stands beside one measured."""
    if told is None or measured is None:
        return Divergence.NO_DATA
    if told.lower > measured.upper:
        return Divergence.OVERSTATED if higher_is_better else Divergence.UNDERSTATED
    if told.upper < measured.lower:
        return Divergence.UNDERSTATED if higher_is_better else Divergence.OVERSTATED
    return Divergence.COMPATIBLE


def _exact(successes: int, n: int, confidence: Decimal, population: int | None = None) -> Limits:
    found = accuracy_interval(successes, n, population, confidence)
    return Limits(Decimal(str(found.lower)), Decimal(str(found.upper)))


@dataclass(frozen=True)
class Told:
    """A figure of the vendor's, with its limits: exact where it says on how many it rests."""

    figure: VendorFigure
    kpi: Kpi
    confidence: Decimal

    @property
    def text(self) -> str:
        return number_text(self.figure.value, self.kpi.unit)

    @cached_property
    def limits(self) -> Limits:
        value, n = self.figure.value, self.figure.n
        if not n or not self.kpi.sampled:
            return Limits(value, value)
        return _exact(int((value * n).to_integral_value()), n, self.confidence)


@dataclass(frozen=True)
class Measured:
    """A share as it was counted here, with its limits. `population`: the charts that a sample was
    drawn from.
    """

    reading: Reading
    confidence: Decimal
    population: int | None = None

    @property
    def numerator(self) -> int:
        return int(self.reading.sums[self.reading.kpi.numerator])

    @property
    def n(self) -> int:
        return int(self.reading.sums[self.reading.kpi.denominator or ""])

    @property
    def is_exact(self) -> bool:
        """Whether the limits are those of an exact interval."""
        return self.reading.kpi.sampled or self.reading.kpi.key == WITHOUT_CODING_DENIAL

    @cached_property
    def limits(self) -> Limits | None:
        value = self.reading.value
        if value is None:
            return None
        if self.is_exact:
            return _exact(self.numerator, self.n, self.confidence, self.population)
        return Limits(value - ROUNDING, value + ROUNDING)

    @property
    def limits_text(self) -> str:
        """The exact interval; what was counted in full has none."""
        if self.limits is None or not self.is_exact:
            return ""
        unit = self.reading.kpi.unit
        return f"{number_text(self.limits.lower, unit)} to {number_text(self.limits.upper, unit)}"


@dataclass(frozen=True)
class Pair:
    """A figure beside one that its author did not make."""

    told_by: str
    told: str
    against: str
    measured: Measured
    word: Divergence

    @property
    def sentence(self) -> str:
        return f"{self.told_by} {self.told}; {self.against} {self.measured.limits_text}."


@dataclass(frozen=True)
class ThreeWayRow:
    """One specialty. A column is None where the reader may not see it."""

    name: str
    told: Told | None
    own: Measured
    independent: Measured
    payers: Measured | None

    @cached_property
    def pairs(self) -> list[Pair]:
        """The vendor's report and its own audits, each against what comes from elsewhere; and the
        report against those audits.
        """
        found = []
        if self.told is not None:
            told = ("The vendor reports", self.told.text, self.told.limits)
            found += [self._pair(*told, "its own QA here", self.own), *self._outside(*told)]
        if self.own.limits is not None:
            found += self._outside("The vendor's QA found", self.own.reading.text, self.own.limits)
        return found

    def _outside(self, by: str, text: str, limits: Limits) -> Iterator[Pair]:
        yield self._pair(by, text, limits, "the independent audit", self.independent)
        if self.payers is not None and self.payers.limits is not None:
            at_most = Limits(Decimal(0), self.payers.limits.upper)
            word = divergence(limits, at_most)
            yield Pair(by, text, "claims without a coding denial", self.payers, word)

    def _pair(self, by: str, text: str, limits: Limits, against: str, measured: Measured) -> Pair:
        return Pair(by, text, against, measured, divergence(limits, measured.limits))

    @property
    def apart(self) -> list[Pair]:
        return [pair for pair in self.pairs if pair.word.is_apart]

    @property
    def word(self) -> Divergence:
        """The gravest of all comparisons."""
        words = {pair.word for pair in self.pairs}
        return next((word for word in Divergence.by_weight() if word in words), Divergence.NO_DATA)

    @property
    def has_data(self) -> bool:
        shown = (self.own, self.independent, *([self.payers] if self.payers else []))
        return self.told is not None or any(each.reading.value is not None for each in shown)


@dataclass(frozen=True)
class ReportedRow:
    """One figure of the vendor's beside the same KPI of the same month and specialty."""

    told: Told
    specialty: str
    measured: Measured | None

    @property
    def word(self) -> Divergence:
        higher = self.told.kpi.direction is Direction.UP
        limits = self.measured.limits if self.measured else None
        return divergence(self.told.limits, limits, higher_is_better=higher)
