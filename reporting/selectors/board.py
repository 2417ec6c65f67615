"""All numbers of an engagement over a period, read from the rollups in one query per family."""

import dataclasses
import datetime as dt
from collections.abc import Collection, Mapping
from decimal import Decimal
from functools import cached_property
from typing import Any

from engagements.kernel.metrics import (
    METRICS,
    Family,
    Kpi,
    Period,
)
from engagements.kernel.metrics.groups import Sums
from engagements.kernel.metrics.naming import dimension_title, value_names
from engagements.kernel.metrics.values import standings, sums_of
from engagements.kernel.policy import Actor
from engagements.models import Baseline
from engagements.selectors.baselines import baseline_book
from reporting.selectors.readings import Reading, StandingReading

Daily = dict[dt.date, Sums]


class Board:
    """The numbers an actor may see of one engagement, one period, one choice of filters.

    Numbers of a family are shown to those who may open all its rows, and left out where the
    family cannot be filtered by what was asked for.
    """

    def __init__(
        self,
        *,
        actor: Actor,
        period: Period,
        now: dt.datetime,
        filters: Mapping[str, str] | None = None,
        targets: Mapping[str, Decimal] | None = None,
    ) -> None:
        self.actor, self.period, self.now = actor, period, now
        self.filters = dict(filters or {})
        self.targets = dict(targets or {})
        self.engagement = actor.engagement
        self._totals: dict[tuple[str, dt.date, dt.date], Sums] = {}
        self._groups: dict[tuple[str, str], dict[str, Sums]] = {}

    @cached_property
    def families(self) -> dict[str, Family]:
        return {
            key: family
            for key, family in METRICS.families.items()
            if self.actor.grant(family.action) == "any"
            and set(self.filters) <= set(family.dimensions)
        }

    @cached_property
    def daily(self) -> dict[str, Daily]:
        """Sums per family and day, of the period and the one before it."""
        span = dataclasses.replace(self.period, start=self.period.previous().start)
        return {
            key: {
                group[0]: sums
                for group, sums in sums_of(
                    family,
                    self.engagement.pk,
                    span,
                    filters=self.filters,
                    bucket="day",
                    only=family.seen_by(self.actor),
                ).items()
            }
            for key, family in self.families.items()
        }

    def totals(self, family: Family, period: Period) -> Sums:
        key = (family.key, period.start, period.end)
        if key not in self._totals:
            self._totals[key] = fold(family, self.daily[family.key], period)
        return self._totals[key]

    def groups(self, family: Family, dimension: str) -> dict[str, Sums]:
        """Sums per value of a dimension over the period."""
        key = (family.key, dimension)
        if key not in self._groups:
            found = sums_of(
                family,
                self.engagement.pk,
                self.period,
                filters=self.filters,
                by=(dimension,),
                only=family.seen_by(self.actor),
            )
            self._groups[key] = {group[0]: sums for group, sums in found.items()}
        return self._groups[key]

    def reading(self, kpi: Kpi) -> Reading:
        family = METRICS.family_of(kpi)
        return Reading(
            kpi=kpi,
            family=family,
            period=self.period,
            slug=self.engagement.slug,
            sums=self.totals(family, self.period),
            before=self.totals(family, self.period.previous()),
            filters=self.filters,
            target=self.targets.get(kpi.key),
            baseline=self.baseline(kpi.key),
        )

    @cached_property
    def baselines(self) -> dict[tuple[str, str], Baseline]:
        return baseline_book(self.engagement)

    def baseline(self, key: str) -> Baseline | None:
        """What the number was before the vendor, where it is of the same selection of charts."""
        if set(self.filters) - {"specialty"}:
            return None
        return self.baselines.get((key, self.filters.get("specialty", "")))

    @cached_property
    def readings(self) -> dict[str, Reading]:
        return {
            key: self.reading(kpi)
            for key, kpi in METRICS.kpis.items()
            if kpi.family in self.families
        }

    @cached_property
    def standing(self) -> dict[str, StandingReading]:
        found = {}
        for key, family in self.families.items():
            items = [item for item in METRICS.standings.values() if item.family == key]
            if not items:
                continue
            values = standings(family, items, self.engagement.pk, self.now, filters=self.filters)[
                ()
            ]
            for item in items:
                found[item.key] = StandingReading(
                    item, values[item.key], self.engagement.slug, self.filters
                )
        return found

    def trend(self, kpi: Kpi, *, step: int = 1) -> list[tuple[dt.date, Decimal | None]]:
        """The KPI per day (or per ``step`` days) over the period; None where there is no data."""
        family = METRICS.family_of(kpi)
        days = list(self.period.days())
        points = []
        for first in days[::step]:
            last = min(first + dt.timedelta(days=step - 1), self.period.end)
            part = dataclasses.replace(self.period, start=first, end=last)
            points.append((first, kpi.value(self.totals(family, part))))
        return points

    def breakdown(self, dimension: str, keys: Collection[str] | None = None) -> "Breakdown":
        return Breakdown(self, dimension, keys)


class Breakdown:
    """KPIs (``keys``, or all) that may be broken down by a dimension, per value of it."""

    def __init__(self, board: Board, dimension: str, keys: Collection[str] | None = None) -> None:
        self.board, self.dimension = board, dimension
        self.kpis = [
            reading.kpi
            for reading in board.readings.values()
            if dimension in reading.kpi.by and (keys is None or reading.kpi.key in keys)
        ]

    @property
    def title(self) -> str:
        return dimension_title(self.dimension)

    @cached_property
    def groups(self) -> dict[str, dict[str, Sums]]:
        """Per family and value of the dimension."""
        return {
            key: self.board.groups(METRICS.families[key], self.dimension)
            for key in dict.fromkeys(kpi.family for kpi in self.kpis)
        }

    @cached_property
    def rows(self) -> list[tuple[str, list[Reading | None]]]:
        """(name, a reading per KPI), merged over families by name, in alphabetical order."""
        cells: dict[str, dict[str, Reading]] = {}
        for key, groups in self.groups.items():
            family = METRICS.families[key]
            names = value_names(family, self.dimension, list(groups))
            for value, sums in groups.items():
                for kpi in self.kpis:
                    if kpi.family == key:
                        cells.setdefault(names[value], {})[kpi.key] = Reading(
                            kpi=kpi,
                            family=family,
                            period=self.board.period,
                            slug=self.board.engagement.slug,
                            sums=sums,
                            filters={**self.board.filters, self.dimension: value},
                        )
        return [
            (name, [row.get(kpi.key) for kpi in self.kpis]) for name, row in sorted(cells.items())
        ]


def fold(family: Family, daily: Daily, period: Period) -> Sums:
    """Adds up the days of a period."""
    total: dict[str, Any] = {measure.key: 0 for measure in family.measures}
    for day, sums in daily.items():
        if period.start <= day <= period.end:
            for key, value in sums.items():
                total[key] += value
    return total
