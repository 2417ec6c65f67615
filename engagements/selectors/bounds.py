"""The bounds of numbers after go-live, what they found, and the proposals that came of it."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.db.models import Q, QuerySet

from engagements.enums import VerdictTest
from engagements.enums.transition import BoundPhase, BoundVerdict, RollbackState
from engagements.kernel.metrics import METRICS, Kpi, Period, Unit, number_text
from engagements.kernel.metrics.drill import measure_url
from engagements.kernel.metrics.groups import Sums
from engagements.kernel.metrics.values import live
from engagements.kernel.stats import Interval, clopper_pearson
from engagements.kernel.stats.limits import within
from engagements.models import BoundReading, Engagement, KpiBound, RollbackProposal, Terms
from engagements.selectors.dates import in_force
from engagements.selectors.gates import engagement_today


def bounds_in_force(engagement: Engagement, phase: str, day: dt.date) -> QuerySet[KpiBound]:
    return KpiBound.objects.filter(in_force(day), engagement=engagement, phase=phase)


def readings_of(engagement: Engagement) -> QuerySet[BoundReading]:
    return BoundReading.objects.filter(engagement=engagement).select_related("bound")


def latest_readings(engagement: Engagement, phase: str) -> list[BoundReading]:
    """The last reading of each bound that is in force in the phase today."""
    bounds = bounds_in_force(engagement, phase, engagement_today(engagement))
    rows = readings_of(engagement).filter(bound__in=bounds.values("pk"))
    return list(rows.order_by("bound_id", "-day").distinct("bound_id"))


def proposals_of(engagement: Engagement) -> QuerySet[RollbackProposal]:
    return RollbackProposal.objects.filter(engagement=engagement).select_related(
        "proposed_by", "decided_by"
    )


def proposal_open(engagement: Engagement) -> RollbackProposal | None:
    return proposals_of(engagement).filter(state=RollbackState.PROPOSED).first()


def proportion(kpi: Kpi, sums: Sums) -> tuple[int, int] | None:
    """Numerator and denominator where the number is a share of counted things."""
    if kpi.denominator is None or kpi.unit is not Unit.PERCENT:
        return None
    family = METRICS.family_of(kpi)
    counts = all(family.measure(key).sum is None for key in kpi.measures)
    part, whole = int(sums[kpi.numerator]), int(sums[kpi.denominator])
    return (part, whole) if (counts or kpi.sampled) and 0 <= part <= whole and whole else None


@dataclass(frozen=True)
class Measured:
    """A number over a window, with what can be said about it."""

    kpi: Kpi
    sums: Sums
    confidence: Decimal

    @cached_property
    def value(self) -> Decimal | None:
        return self.kpi.value(self.sums)

    @property
    def n(self) -> int:
        return int(self.sums[self.kpi.denominator or self.kpi.numerator])

    @cached_property
    def interval(self) -> Interval | None:
        counts = proportion(self.kpi, self.sums)
        return clopper_pearson(*counts, self.confidence) if counts else None

    @property
    def text(self) -> str:
        return number_text(self.value, self.kpi.unit)

    @property
    def interval_text(self) -> str:
        if self.interval is None:
            return ""
        low, high = (number_text(end, self.kpi.unit) for end in self._ends)
        return f"{low} to {high}"

    @property
    def _ends(self) -> tuple[float, float]:
        return (self.interval.lower, self.interval.upper) if self.interval else (0.0, 0.0)


def measured(
    kpi: Kpi,
    engagement: Engagement,
    period: Period,
    *,
    confidence: Decimal,
    specialty: str = "",
    only: Q | None = None,
) -> Measured:
    """From the facts themselves, so that a rollup that lags cannot spoil a verdict."""
    family = METRICS.family_of(kpi)
    filters = {"specialty": specialty} if specialty else None
    sums = live(family, engagement.pk, period, measures=kpi.measures, filters=filters, only=only)[
        ()
    ]
    return Measured(kpi, sums, confidence)


def window_of(bound: KpiBound, day: dt.date, engagement: Engagement) -> Period:
    """The bound's window that ends with the day."""
    first = day - dt.timedelta(days=bound.window_days - 1)
    return Period(first, day, engagement.time_zone, day + dt.timedelta(days=1))


def verdict_of(bound: KpiBound, found: Measured, terms: Terms | None) -> BoundVerdict:
    """By the contract's test: the exact interval, or the figure alone."""
    by_point = terms is not None and terms.verdict_test == VerdictTest.POINT_ESTIMATE
    said = within(
        figure=None if found.value is None else float(found.value),
        n=found.n,
        lower=bound.lower,
        upper=bound.upper,
        minimum_n=bound.minimum_n,
        interval=None if by_point else found.interval,
    )
    return BoundVerdict(said.value)


@dataclass(frozen=True)
class BoundRow:
    """A bound as people read it, with its last reading."""

    bound: KpiBound
    reading: BoundReading | None
    slug: str
    zone: str

    @cached_property
    def kpi(self) -> Kpi | None:
        return METRICS.kpis.get(self.bound.kpi)

    @property
    def label(self) -> str:
        return self.kpi.label if self.kpi else self.bound.kpi

    @property
    def limits(self) -> str:
        return limits_text(self.bound, self.kpi)

    @property
    def figure(self) -> str:
        return figure_text(self.reading.figure, self.kpi) if self.reading else ""

    @property
    def interval(self) -> str:
        if self.reading is None or self.reading.interval_lower is None:
            return ""
        ends = (self.reading.interval_lower, self.reading.interval_upper)
        return " to ".join(figure_text(end, self.kpi) for end in ends)

    @property
    def url(self) -> str:
        """The rows behind the last reading."""
        if self.kpi is None or self.reading is None:
            return ""
        first = self.reading.day - dt.timedelta(days=self.bound.window_days - 1)
        period = Period(first, self.reading.day, self.zone, self.reading.day)
        filters = {"specialty": self.bound.specialty} if self.bound.specialty else {}
        key = self.kpi.denominator or self.kpi.numerator
        return measure_url(self.slug, METRICS.family_of(self.kpi), key, period, filters)


def figure_text(value: Decimal | None, kpi: Kpi | None) -> str:
    return number_text(value, kpi.unit) if kpi else str(value)


def limits_text(bound: KpiBound, kpi: Kpi | None) -> str:
    low = figure_text(bound.lower, kpi) if bound.lower is not None else ""
    high = figure_text(bound.upper, kpi) if bound.upper is not None else ""
    if low and high:
        return f"{low} to {high}"
    return f"at least {low}" if low else f"at most {high}"


def bound_rows(engagement: Engagement, phase: str = "") -> list[BoundRow]:
    """Every bound in force today, with what it last found."""
    today = engagement_today(engagement)
    phases = [phase] if phase else [one.value for one in BoundPhase]
    found = []
    for each in phases:
        last = {reading.bound_id: reading for reading in latest_readings(engagement, each)}
        found += [
            BoundRow(bound, last.get(bound.pk), engagement.slug, engagement.time_zone)
            for bound in bounds_in_force(engagement, each, today)
        ]
    return found
