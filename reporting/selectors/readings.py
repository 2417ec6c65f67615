"""One number with all that must be printed beside it."""

import dataclasses
from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property

from engagements.kernel.metrics import (
    Direction,
    Family,
    Kpi,
    Measure,
    Period,
    Standing,
    Unit,
    number_text,
)
from engagements.kernel.metrics.drill import measure_url, standing_url
from engagements.kernel.metrics.groups import Sums
from engagements.kernel.presentation import MINUS
from engagements.models import Baseline


def difference_text(difference: Decimal, unit: Unit) -> str:
    """A difference with its sign, in points where the number is a percentage."""
    sign = MINUS if difference < 0 else "+"
    size = number_text(abs(difference), unit)
    if unit is Unit.PERCENT:
        size = f"{size.removesuffix('%')} points"
    return f"{sign}{size}"


def baseline_words(baseline: Baseline, unit: Unit) -> str:
    """A baseline as it is printed: never without its n and period."""
    span = f"{baseline.period_start} to {baseline.period_end}"
    return f"{number_text(baseline.value, unit)} (n {baseline.n:,}, {span})"


@dataclasses.dataclass(frozen=True)
class Reading:
    """A KPI over a period with all that must be printed beside it."""

    kpi: Kpi
    family: Family
    period: Period
    slug: str
    sums: Sums
    before: Sums | None = None
    filters: Mapping[str, str] = dataclasses.field(default_factory=dict)
    target: Decimal | None = None
    baseline: Baseline | None = None

    @cached_property
    def value(self) -> Decimal | None:
        return self.kpi.value(self.sums)

    @cached_property
    def text(self) -> str:
        return number_text(self.value, self.kpi.unit)

    @cached_property
    def counted(self) -> Measure:
        """The measure whose facts the number is about: what a click on it opens."""
        numerator = self.family.measure(self.kpi.numerator)
        if numerator.sum is not None and self.kpi.denominator is not None:
            return self.family.measure(self.kpi.denominator)
        return numerator

    @cached_property
    def url(self) -> str:
        return measure_url(self.slug, self.family, self.counted.key, self.period, self.filters)

    @cached_property
    def rows(self) -> int | None:
        """How many rows the link opens; None where the measure is a sum, not a count."""
        return None if self.counted.sum is not None else int(self.sums[self.counted.key])

    @cached_property
    def n(self) -> int | None:
        if self.kpi.denominator is None:
            return self.rows
        measure = self.family.measure(self.kpi.denominator)
        return None if measure.sum is not None else int(self.sums[measure.key])

    @cached_property
    def n_url(self) -> str:
        key = self.kpi.denominator or self.kpi.numerator
        return measure_url(self.slug, self.family, key, self.period, self.filters)

    @cached_property
    def previous(self) -> Decimal | None:
        return None if self.before is None else self.kpi.value(self.before)

    @cached_property
    def previous_text(self) -> str:
        return number_text(self.previous, self.kpi.unit)

    @cached_property
    def delta(self) -> Decimal | None:
        if self.value is None or self.previous is None:
            return None
        return self.value - self.previous

    @cached_property
    def delta_text(self) -> str:
        """The change against the period before, in points where the number is a percentage."""
        return "" if self.delta is None else difference_text(self.delta, self.kpi.unit)

    @cached_property
    def delta_tone(self) -> str:
        """Whether the change is for the better: a word for the template, never colour alone."""
        if not self.delta or self.kpi.direction not in (Direction.UP, Direction.DOWN):
            return "same"
        return "better" if (self.delta > 0) == (self.kpi.direction is Direction.UP) else "worse"

    @cached_property
    def baseline_text(self) -> str:
        """The figure from before the vendor, with its n and its period."""
        return "" if self.baseline is None else baseline_words(self.baseline, self.kpi.unit)

    @cached_property
    def since(self) -> Decimal | None:
        """The difference to the baseline."""
        if self.baseline is None or self.value is None:
            return None
        return self.value - self.baseline.value

    @cached_property
    def since_text(self) -> str:
        return "" if self.since is None else difference_text(self.since, self.kpi.unit)

    @cached_property
    def target_text(self) -> str:
        return "" if self.target is None else number_text(self.target, self.kpi.unit)

    @cached_property
    def verdict(self) -> str:
        """Met or not met against the contract; sampled numbers get theirs from their interval."""
        if self.target is None or self.kpi.sampled:
            return ""
        if self.value is None:
            return "no data"
        higher = self.kpi.direction is Direction.UP
        return (
            "met"
            if (self.value >= self.target) == higher or self.value == self.target
            else ("not_met")
        )


@dataclasses.dataclass(frozen=True)
class StandingReading:
    """A number that stands now."""

    item: Standing
    value: Decimal | int
    slug: str
    filters: Mapping[str, str] = dataclasses.field(default_factory=dict)

    @cached_property
    def text(self) -> str:
        return number_text(self.value, self.item.unit)

    @cached_property
    def url(self) -> str:
        return standing_url(self.slug, self.item, self.filters)

    @cached_property
    def rows(self) -> int | None:
        """How many rows the link opens; None where the number is a sum."""
        return None if self.item.sum is not None else int(self.value)

    @cached_property
    def band(self) -> str:
        """The last part of the label: which age, which reason."""
        return self.item.label.partition(", ")[2] or self.item.label

    @cached_property
    def tone(self) -> str:
        """The status word of a number that should be 0."""
        if not self.item.alarm:
            return ""
        return self.item.alarm if self.value else "clean"
