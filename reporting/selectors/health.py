"""Engagement health: everything the one page shows, ready to print."""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from charts.metrics import AGEING, DNFC_REASONS
from engagements.enums import AccuracyMethod
from engagements.kernel.metrics import METRICS, Period, number_text
from engagements.kernel.metrics.drill import distribution_url, measure_url
from engagements.kernel.metrics.naming import value_names
from engagements.kernel.metrics.values import distribution
from engagements.kernel.policy import Actor
from qa.accuracy import Totals
from qa.selectors import Population, populations_by_specialty
from reporting.models import DirtyDay, RollupState
from reporting.selectors.accuracy import AccuracyRow
from reporting.selectors.board import Board, Breakdown
from reporting.selectors.contract import contract_on
from reporting.selectors.pareto import ParetoRow, denial_pareto
from reporting.selectors.readings import (
    Reading,
    StandingReading,
)

HEADLINES = (
    "turnaround_attainment",
    "average_turnaround",
    "documentation_lag",
    "charts_coded",
    "query_response_rate",
    "query_response_time",
    "coding_denial_rate",
    "first_pass_rate",
)
COLUMNS = (
    "charts_coded",
    "charts_late",
    "turnaround_attainment",
    "average_turnaround",
    "documentation_lag",
    "query_volume",
    "query_response_rate",
    "query_agreement_rate",
    "coding_denial_rate",
    "first_pass_rate",
    "denied_amount",
)
TOTALS = tuple(field.name for field in dataclasses.fields(Totals))


@dataclasses.dataclass(frozen=True)
class SpreadRow:
    """Turnaround of one encounter class: average and range."""

    name: str
    n: int
    cells: tuple[str, ...]
    values: dict[str, Any]
    url: str


@dataclasses.dataclass(frozen=True)
class Freshness:
    """When the rollups were last made true, and how many days wait."""

    refreshed_at: dt.datetime | None
    waiting: int


class Health:
    """Lazily computed parts of the page; each part is a fixed number of queries."""

    def __init__(
        self,
        *,
        actor: Actor,
        period: Period,
        now: dt.datetime,
        filters: Mapping[str, str] | None = None,
        by: str = "specialty",
    ) -> None:
        self.actor, self.period, self.now, self.by = actor, period, now, by
        self.engagement = actor.engagement
        self.contract = contract_on(self.engagement, min(period.end, period.today))
        self.board = Board(
            actor=actor, period=period, now=now, filters=filters, targets=self.contract.targets
        )

    @cached_property
    def freshness(self) -> Freshness:
        states = RollupState.objects.filter(engagement=self.engagement)
        oldest = states.order_by("refreshed_at").values_list("refreshed_at", flat=True).first()
        marks = DirtyDay.objects.filter(engagement=self.engagement)
        return Freshness(oldest, marks.values("family", "day").distinct().count())

    @cached_property
    def headlines(self) -> list[Reading]:
        return [self.board.readings[key] for key in HEADLINES if key in self.board.readings]

    @property
    def has_standing(self) -> bool:
        return any(item.family in self.board.families for item in METRICS.standings.values())

    @cached_property
    def standing(self) -> list[StandingReading]:
        hidden = {item.key for item in (*AGEING, *DNFC_REASONS)}
        return [found for key, found in self.board.standing.items() if key not in hidden]

    @cached_property
    def ageing(self) -> list[StandingReading]:
        return [self.board.standing[item.key] for item in AGEING if item.key in self.board.standing]

    @cached_property
    def dnfc(self) -> list[StandingReading]:
        found = self.board.standing
        return [found[item.key] for item in DNFC_REASONS if item.key in found]

    @cached_property
    def accuracy(self) -> list[AccuracyRow]:
        """All specialties together, then each of them."""
        family = self.board.families.get("audits")
        if family is None:
            return []
        groups = self.board.groups(family, "specialty")
        parts = {value: Totals(**_whole(sums)) for value, sums in sorted(groups.items())}
        whole = sum(parts.values(), Totals())
        drawn = populations_by_specialty(self.actor, self.period, self.board.filters)
        rows = [self._accuracy("All specialties", None, whole, Population.of(drawn.values()))]
        names = value_names(family, "specialty", list(parts))
        return rows + [
            self._accuracy(names[key], key, totals, drawn.get(key)) for key, totals in parts.items()
        ]

    @property
    def accuracy_failing(self) -> list[str]:
        """Specialties that do not meet their floor, which the whole must not hide (R17)."""
        return [row.name for row in self.accuracy[1:] if row.verdict == "not_met"]

    def _accuracy(
        self, name: str, specialty: str | None, totals: Totals, population: Population | None
    ) -> AccuracyRow:
        floor = self.contract.floor(specialty or "")
        filters = self.board.filters | ({} if specialty is None else {"specialty": specialty})
        family = self.board.families["audits"]
        method = AccuracyMethod(floor.method) if floor else self.contract.method
        before = (f"accuracy_{method.value}", filters.get("specialty", ""))
        return AccuracyRow(
            name=name,
            specialty=specialty or "",
            totals=totals,
            method=method,
            floor=floor.floor if floor else None,
            contract=self.contract,
            url=measure_url(self.engagement.slug, family, "audits", self.period, filters),
            baseline=None if set(filters) - {"specialty"} else self.board.baselines.get(before),
            population=population,
        )

    @cached_property
    def turnaround(self) -> list[SpreadRow]:
        """Average and range by encounter class, from the facts of the period."""
        if "production" not in self.board.families:
            return []
        item = METRICS.distributions["turnaround_time"]
        family = METRICS.family_of(item)
        groups = distribution(
            item,
            family,
            self.engagement.pk,
            self.period,
            filters=self.board.filters,
            by=("encounter_class",),
        )
        names = value_names(family, "encounter_class", [group[0] for group in groups])
        return [
            SpreadRow(
                name=names[value],
                n=row["n"],
                cells=tuple(
                    number_text(row[key], item.unit)
                    for key in ("mean", "median", "p90", "least", "most")
                ),
                values=row,
                url=distribution_url(
                    self.engagement.slug,
                    item,
                    self.period,
                    {**self.board.filters, "encounter_class": value},
                ),
            )
            for (value,), row in sorted(groups.items())
        ]

    @cached_property
    def pareto(self) -> list[ParetoRow]:
        return denial_pareto(self.actor, self.period, self.board.filters)

    @cached_property
    def breakdown(self) -> Breakdown:
        keys = {*COLUMNS, f"accuracy_{self.contract.method.value}"}
        return self.board.breakdown(self.by, keys)

    @property
    def all_readings(self) -> list[Reading]:
        return list(self.board.readings.values())

    @property
    def before(self) -> Period:
        return self.period.previous()

    @cached_property
    def has_data(self) -> bool:
        return any(
            any(sums.values()) for daily in self.board.daily.values() for sums in daily.values()
        )


def _whole(sums: Mapping[str, Any]) -> dict[str, int]:
    return {key: int(sums[key]) for key in TOTALS}


__all__ = ["AccuracyRow", "Freshness", "Health", "SpreadRow"]
