"""Quality from three sides (N2): the vendor's reports, the audits, the payers' denials."""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from engagements.enums import Side
from engagements.kernel.metrics import METRICS, Kpi, Period
from engagements.kernel.metrics.groups import Group, Sums
from engagements.kernel.metrics.naming import value_names
from engagements.kernel.metrics.values import sums_of
from engagements.kernel.policy import Actor
from engagements.models import Engagement
from qa.accuracy import METHODS
from qa.selectors import Population, populations_by_specialty
from reporting.enums import ReportSpan
from reporting.models import VendorFigure
from reporting.selectors.contract import Contract, contract_on
from reporting.selectors.divergence import (
    WITHOUT_CODING_DENIAL,
    Measured,
    ReportedRow,
    ThreeWayRow,
    Told,
)
from reporting.selectors.readings import Reading
from reporting.spans import span_end

# What a vendor may report: shares that are counted here as well.
REPORTABLE = (
    *(f"accuracy_{each.method.value}" for each in METHODS if each.proportion),
    *("first_pass_rate", "first_pass_rate_coding", "coding_denial_rate", "denial_rate"),
    *("turnaround_attainment", "query_response_rate"),
)
OF_CHARTS = frozenset(f"accuracy_{each.method.value}" for each in METHODS if each.of_charts)
Groups = Mapping[Group, Sums]
ALL = "All specialties"


def figures_standing(
    engagement: Engagement, first: dt.date, last: dt.date
) -> QuerySet[VendorFigure]:
    """The figures of these months that no newer one has replaced, the newest month first."""
    return VendorFigure.objects.filter(
        engagement=engagement, month__gte=first, month__lte=last, superseded_by__isnull=True
    ).select_related("recorded_by")


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
