"""Quality from three sides (N2): what the vendor reports, what others audited, what payers denied.

A figure that somebody gives of their own work is compared with one they did not make. Two figures
are told apart only where their limits do not meet: the exact interval of a sample, and half a
point on either side of what was counted in full. A coding denial is an error that a payer found;
undercoding never comes back, so denials can refute a figure but never confirm it.
"""

import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from engagements.enums import Side
from engagements.kernel.metrics import METRICS, Direction, Kpi, Period, number_text
from engagements.kernel.metrics.groups import Group, Sums
from engagements.kernel.metrics.naming import value_names
from engagements.kernel.metrics.values import sums_of
from engagements.kernel.policy import Actor
from engagements.kernel.stats import accuracy_interval
from engagements.models import Engagement
from qa.accuracy import METHODS
from qa.selectors import Population, populations_by_specialty
from reporting.enums import Divergence, ReportSpan
from reporting.models import VendorFigure
from reporting.selectors.contract import Contract, contract_on
from reporting.selectors.readings import Reading
from reporting.spans import span_end

# What a vendor may report: shares that are counted here as well.
REPORTABLE = (
    *(f"accuracy_{each.method.value}" for each in METHODS if each.proportion),
    *("first_pass_rate", "first_pass_rate_coding", "coding_denial_rate", "denial_rate"),
    *("turnaround_attainment", "query_response_rate"),
)
OF_CHARTS = frozenset(f"accuracy_{each.method.value}" for each in METHODS if each.of_charts)
WITHOUT_CODING_DENIAL = "first_pass_rate_coding"
Groups = Mapping[Group, Sums]
ROUNDING = Decimal("0.005")
ALL = "All specialties"


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
    known = population if population and population >= n else None
    found = accuracy_interval(successes, n, known, confidence)
    return Limits(Decimal(str(found.lower)), Decimal(str(found.upper)))


def figures_standing(
    engagement: Engagement, first: dt.date, last: dt.date
) -> QuerySet[VendorFigure]:
    """The figures of these months that no newer one has replaced, the newest month first."""
    return VendorFigure.objects.filter(
        engagement=engagement, month__gte=first, month__lte=last, superseded_by__isnull=True
    ).select_related("recorded_by")


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
            refuted = limits.lower > self.payers.limits.upper
            word = Divergence.OVERSTATED if refuted else Divergence.COMPATIBLE
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


class ThreeWay:
    """The panel over whole months, for one reader."""

    def __init__(self, *, actor: Actor, period: Period) -> None:
        self.actor, self.period, self.engagement = actor, period, actor.engagement
        self._frames: dict[tuple[str, dt.date, dt.date], dict[str, Population]] = {}

    @cached_property
    def contract(self) -> Contract:
        return contract_on(self.engagement, min(self.period.end, self.period.today))

    @cached_property
    def kpi(self) -> Kpi:
        """Accuracy by the contracted method."""
        return METRICS.kpis[f"accuracy_{self.contract.method.value}"]

    @cached_property
    def figures(self) -> list[VendorFigure]:
        found = figures_standing(self.engagement, self.period.start, self.period.end)
        return [figure for figure in found if figure.kpi in METRICS.kpis]

    @cached_property
    def rows(self) -> list[ThreeWayRow]:
        """All specialties together, then each that has a figure, an audit or a claim."""
        audits = self._sums(self.kpi, ("specialty", "side"))
        claims = self._sums(METRICS.kpis[WITHOUT_CODING_DENIAL], ("specialty",))
        told = {
            figure.specialty: figure
            for figure in reversed(self.figures)
            if figure.kpi == self.kpi.key
        }
        known = {group[0] for group in (*(audits or ()), *(claims or ()))} | set(told)
        names = value_names(METRICS.family_of(self.kpi), "specialty", sorted(known))
        rows = [self._row(ALL, None, told.get(""), audits, claims)] + [
            self._row(names[value], value, told.get(value), audits, claims)
            for value in sorted(known - {""})
        ]
        return [row for row in rows if row.has_data]

    @cached_property
    def reported(self) -> list[ReportedRow]:
        """Every figure of the period, each with its own month's measure."""
        kpis = {figure.kpi: METRICS.kpis[figure.kpi] for figure in self.figures}
        months = {
            key: self._sums(kpi, ("specialty",), bucket="month", filters=_independent(kpi))
            for key, kpi in kpis.items()
        }
        known = sorted({figure.specialty for figure in self.figures} - {""})
        names = value_names(METRICS.family_of(self.kpi), "specialty", known) | {"": ALL}
        return [
            ReportedRow(
                told=Told(figure, kpis[figure.kpi], self.contract.confidence),
                specialty=names[figure.specialty],
                measured=self._month_measured(figure, months[figure.kpi]),
            )
            for figure in self.figures
        ]

    def _row(
        self,
        name: str,
        specialty: str | None,
        told: VendorFigure | None,
        audits: Groups | None,
        claims: Groups | None,
    ) -> ThreeWayRow:
        of = {} if specialty is None else {"specialty": specialty}
        own, independent = (
            self._measured(
                self.kpi,
                _total(self.kpi, audits or {}, specialty, side),
                of | {"side": side},
                population=self._population(self.kpi, side, self.period, specialty),
            )
            for side in (Side.VENDOR.value, Side.AUDITOR.value)
        )
        payers = METRICS.kpis[WITHOUT_CODING_DENIAL]
        return ThreeWayRow(
            name=name,
            told=Told(told, self.kpi, self.contract.confidence) if told else None,
            own=own,
            independent=independent,
            payers=None
            if claims is None
            else self._measured(payers, _total(payers, claims, specialty), of),
        )

    def _month_measured(self, figure: VendorFigure, groups: Groups | None) -> Measured | None:
        if groups is None:
            return None
        kpi = METRICS.kpis[figure.kpi]
        month = dataclasses.replace(
            self.period, start=figure.month, end=span_end(ReportSpan.MONTH, figure.month)
        )
        of = {"specialty": figure.specialty} if figure.specialty else {}
        sums = _total(kpi, groups, figure.month, figure.specialty or None)
        return self._measured(
            kpi,
            sums,
            of | _independent(kpi),
            month,
            self._population(kpi, Side.AUDITOR.value, month, figure.specialty or None),
        )

    def _population(self, kpi: Kpi, side: str, period: Period, specialty: str | None) -> int | None:
        """The charts that the audits of a side were drawn from, where the method judges charts."""
        if kpi.key not in OF_CHARTS:
            return None
        key = (side, period.start, period.end)
        if key not in self._frames:
            self._frames[key] = populations_by_specialty(self.actor, period, {"side": side})
        found = self._frames[key]
        drawn = Population.of(found.values()) if specialty is None else found.get(specialty)
        return drawn.known if drawn else None

    def _measured(
        self,
        kpi: Kpi,
        sums: Sums,
        filters: Mapping[str, str],
        period: Period | None = None,
        population: int | None = None,
    ) -> Measured:
        reading = Reading(
            kpi=kpi,
            family=METRICS.family_of(kpi),
            period=period or self.period,
            slug=self.engagement.slug,
            sums=sums,
            filters=filters,
        )
        return Measured(reading, self.contract.confidence, population)

    def _sums(self, kpi: Kpi, by: Sequence[str], **how: Any) -> Groups | None:
        """None where the reader may not open all rows of the family."""
        family = METRICS.family_of(kpi)
        if self.actor.grant(family.action) != "any":
            return None
        return sums_of(
            family,
            self.engagement.pk,
            self.period,
            measures=kpi.measures,
            by=by,
            only=family.seen_by(self.actor),
            **how,
        )


def _independent(kpi: Kpi) -> dict[str, str]:
    """A figure from audits is measured by the auditor alone."""
    return {"side": Side.AUDITOR.value} if "side" in kpi.by else {}


def _total(kpi: Kpi, groups: Groups, *wanted: object) -> Sums:
    """The sums of the groups that have these values; None stands for any."""
    fitting = [
        sums
        for group, sums in groups.items()
        if all(want in (None, has) for want, has in zip(wanted, group, strict=True))
    ]
    return {key: sum((sums[key] for sums in fitting), 0) for key in kpi.measures}
