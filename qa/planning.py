"""What a sample of a given size can show, before it is drawn."""

from dataclasses import dataclass
from decimal import Decimal

from engagements.kernel.stats import (
    Interval,
    LegalTest,
    Verdict,
    accuracy_interval,
    attribute_sample_size,
    verdict,
    zero_error_sample_size,
)

SHOWN_ERRORS = 6
PLANNING_RATE, PLANNING_MARGIN = Decimal("0.05"), Decimal("0.03")


@dataclass(frozen=True, slots=True)
class Prospect:
    """If this many charts of the sample are wrong, this is what may be said."""

    errors: int
    value: float
    interval: Interval
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class Preview:
    population: int
    size: int
    confidence: Decimal
    floor: Decimal | None
    prospects: tuple[Prospect, ...]
    clean_needed: int | None
    margin_needed: int | None

    @property
    def share(self) -> float:
        return self.size / self.population if self.population else 0.0


def sample_preview(
    *,
    population: int,
    size: int,
    confidence: Decimal,
    floor: Decimal | None,
    test: LegalTest = LegalTest.INTERVAL,
) -> Preview:
    """Intervals for no error, one error and so on; and the sizes worth considering instead."""
    size = min(size, population)

    def prospect(errors: int) -> Prospect:
        interval = accuracy_interval(size - errors, size, population, confidence)
        value = (size - errors) / size
        if floor is None:
            return Prospect(errors, value, interval, None)
        found = verdict(floor=floor, point=value, interval=interval, test=test)
        return Prospect(errors, value, interval, found)

    clean = margin = None
    if population:
        margin = attribute_sample_size(
            expected_rate=PLANNING_RATE,
            margin=PLANNING_MARGIN,
            population=population,
            confidence=confidence,
        )
        if floor is not None and floor < 1:
            clean = zero_error_sample_size(floor, population, confidence)
    shown = range(min(SHOWN_ERRORS, size + 1)) if size else range(0)
    return Preview(
        population=population,
        size=size,
        confidence=confidence,
        floor=floor,
        prospects=tuple(map(prospect, shown)),
        clean_needed=clean,
        margin_needed=margin,
    )
