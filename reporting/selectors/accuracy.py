"""Accuracy by specialty, as the health page and its charts show it."""

import dataclasses
from decimal import Decimal
from functools import cached_property

from engagements.enums import AccuracyMethod
from engagements.kernel.metrics import Unit
from engagements.kernel.presentation import percent
from engagements.kernel.stats import Interval, verdict
from engagements.models import Baseline
from qa.accuracy import Accuracy, Totals, accuracy
from qa.selectors import Population
from reporting.selectors.contract import Contract
from reporting.selectors.readings import baseline_words, difference_text


@dataclasses.dataclass(frozen=True)
class AccuracyRow:
    """One specialty's accuracy by the contracted method, against its floor."""

    name: str
    specialty: str
    totals: Totals
    method: AccuracyMethod
    floor: Decimal | None
    contract: Contract
    url: str
    baseline: Baseline | None = None
    population: Population | None = None

    @cached_property
    def figure(self) -> Accuracy:
        return accuracy(
            self.method,
            self.totals,
            population=self.population.known if self.population else None,
            confidence=self.contract.confidence,
        )

    @property
    def interval(self) -> Interval | None:
        return self.figure.interval

    @property
    def text(self) -> str:
        return "no data" if self.figure.value is None else percent(self.figure.value)

    @property
    def n(self) -> int:
        return int(self.figure.denominator)

    @property
    def n_text(self) -> str:
        """Of how many charts, where the method counts charts."""
        unit, charts = self.figure.definition.unit, self.population and self.population.charts
        whole = f" of {charts}" if unit == "charts" and charts and charts >= self.n > 0 else ""
        return f"{self.n}{whole} {unit}"

    @property
    def baseline_text(self) -> str:
        return "" if self.baseline is None else baseline_words(self.baseline, Unit.PERCENT)

    @property
    def since_text(self) -> str:
        if self.baseline is None or self.figure.value is None:
            return ""
        difference = Decimal(str(self.figure.value)) - self.baseline.value
        return difference_text(difference, Unit.PERCENT)

    @property
    def interval_text(self) -> str:
        if self.interval is None:
            return "none"
        return f"{percent(self.interval.lower)} to {percent(self.interval.upper)}"

    @property
    def confidence_text(self) -> str:
        method = f" {self.interval.method}" if self.interval else ""
        return f"{percent(self.contract.confidence, 0)}{method}"

    @property
    def method_text(self) -> str:
        return str(self.method.label)

    @property
    def floor_text(self) -> str:
        return "no floor" if self.floor is None else percent(self.floor)

    @property
    def verdict(self) -> str:
        if self.figure.value is None:
            return "no data"
        if self.floor is None:
            return "no floor"
        return verdict(
            floor=self.floor,
            point=self.figure.value,
            interval=self.interval,
            test=self.contract.test,
        ).value
