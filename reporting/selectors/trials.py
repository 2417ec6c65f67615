"""What a pilot or a challenge showed: each number with its n, exact interval and exact test."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Count, Q

from charts.models import Chart
from engagements.kernel.metrics import METRICS, Direction, Family, Kpi, Period, Unit, number_text
from engagements.kernel.metrics.drill import measure_url
from engagements.kernel.metrics.period import day_start, local_day
from engagements.kernel.policy import Actor
from engagements.kernel.stats import Verdict, verdict
from engagements.kernel.stats.contrast import Contrast, Difference, contrast
from engagements.models import Baseline, Engagement, Pilot
from engagements.selectors.baselines import baselines_of
from engagements.selectors.bounds import Measured, measured, proportion
from engagements.selectors.trials import pilot_charts
from reporting.selectors.cohorts import pilot_facts, to_chart
from reporting.selectors.contract import Contract, contract_on


def keys_of(contract: Contract) -> tuple[str, ...]:
    """The numbers a trial is judged by, in the order in which they are read."""
    return (
        f"accuracy_{contract.method.value}",
        "turnaround_attainment",
        "average_turnaround",
        "coding_denial_rate",
        "denial_rate",
    )


def rows_urls(kpi: Kpi, engagement: Engagement, period: Period, among: str) -> dict[str, str]:
    """Where the rows of a number over a cohort are listed: what it counts, and its n."""
    family = METRICS.family_of(kpi)
    whole = kpi.denominator or kpi.numerator
    counted = whole if family.measure(kpi.numerator).sum is not None else kpi.numerator
    return {
        name: measure_url(engagement.slug, family, key, period, among=among)
        for name, key in (("url", counted), ("n_url", whole))
    }


def visible(actor: Actor, kpi: Kpi) -> bool:
    return actor.grant(METRICS.family_of(kpi).action) == "any"


@dataclass(frozen=True)
class PilotRow:
    """One number of a pilot, against its floor and its baseline."""

    kpi: Kpi
    found: Measured
    floor: Decimal | None
    floor_verdict: str
    baseline: Baseline | None
    difference: Difference
    url: str = ""
    n_url: str = ""

    @property
    def baseline_text(self) -> str:
        return number_text(self.baseline.value, self.kpi.unit) if self.baseline else ""

    @property
    def floor_text(self) -> str:
        return number_text(self.floor, self.kpi.unit) if self.floor is not None else ""

    @property
    def plain(self) -> dict[str, Any]:
        """As it is kept with the decision."""
        return {
            "key": self.kpi.key,
            "label": self.kpi.label,
            "figure": self.found.text,
            "n": self.found.n,
            "interval": self.found.interval_text,
            "floor": self.floor_text,
            "verdict": self.floor_verdict,
            "baseline": self.baseline_text,
            "baseline_n": self.baseline.n if self.baseline else None,
            "against_baseline": self.difference.verdict.value,
            "p": None if self.difference.p is None else round(self.difference.p, 4),
            "n_needed": self.difference.n_needed,
            "method": self.kpi.method,
        }

    @property
    def shown(self) -> dict[str, Any]:
        """As it is read on the page of the moment: each number opens its rows."""
        return self.plain | {"url": self.url, "n_url": self.n_url}


@dataclass(frozen=True)
class PilotReport:
    """The exit report: denial rate, turnaround and accuracy of the charts coded in the pilot."""

    pilot: Pilot
    engagement: Engagement
    actor: Actor
    now: dt.datetime

    @cached_property
    def today(self) -> dt.date:
        return local_day(self.now, self.engagement.time_zone)

    @cached_property
    def contract(self) -> Contract:
        return contract_on(self.engagement, min(self.pilot.ends_on, self.today))

    @property
    def days_left(self) -> int:
        return max(0, (self.pilot.ends_on - self.today).days)

    def period(self, family: Family) -> Period:
        """The pilot's days; what comes after coding (audits, claims) counts up to today."""
        end = self.pilot.ends_on if not to_chart(family) else max(self.pilot.ends_on, self.today)
        return Period(self.pilot.starts_on, end, self.engagement.time_zone, self.today)

    @cached_property
    def rows(self) -> list[PilotRow]:
        if self.pilot.starts_on > self.today:
            return []
        wanted = [METRICS.kpis[key] for key in keys_of(self.contract) if key in METRICS.kpis]
        return [self._row(kpi) for kpi in wanted if visible(self.actor, kpi)]

    def _row(self, kpi: Kpi) -> PilotRow:
        family = METRICS.family_of(kpi)
        found = measured(
            kpi,
            self.engagement,
            self.period(family),
            confidence=self.contract.confidence,
            only=pilot_facts(self.pilot, family),
        )
        baseline = self._baseline(kpi)
        floor = self._floor(kpi)
        return PilotRow(
            kpi=kpi,
            found=found,
            floor=floor,
            floor_verdict=self._verdict(found, floor),
            baseline=baseline,
            difference=contrast(
                proportion(kpi, found.sums),
                _counts(baseline),
                higher_is_better=kpi.direction is Direction.UP,
                confidence=self.contract.confidence,
            )
            if kpi.unit is Unit.PERCENT
            else Difference(Contrast.NO_DATA),
            **rows_urls(kpi, self.engagement, self.period(family), f"pilot:{self.pilot.pk}"),
        )

    def _floor(self, kpi: Kpi) -> Decimal | None:
        if kpi.key.startswith("accuracy_"):
            row = self.contract.floor(self.pilot.specialty)
            return row.floor if row else None
        return self.contract.targets.get(kpi.key)

    def _verdict(self, found: Measured, floor: Decimal | None) -> str:
        if floor is None:
            return ""
        if found.value is None:
            return "no data"
        said: Verdict = verdict(
            floor=floor,
            point=float(found.value),
            interval=found.interval,
            test=self.contract.test,
        )
        return said.value

    def _baseline(self, kpi: Kpi) -> Baseline | None:
        """The specialty's own baseline, else the one over everything."""
        rows = baselines_of(self.engagement).filter(
            kpi=kpi.key, category="", specialty__in={self.pilot.specialty, ""}
        )
        return rows.order_by("-specialty", "-period_end", "-pk").first()

    @cached_property
    def scope(self) -> dict[str, int]:
        """The charts of the scope on the pilot's days: received, coded, and by whom."""
        zone, first, after = self.engagement.time_zone, self.pilot.starts_on, self.pilot.ends_on
        days = (day_start(first, zone), day_start(after + dt.timedelta(days=1), zone))
        charts = Chart.objects.filter(pilot_charts([self.pilot]), engagement=self.engagement)
        received = Q(received_at__gte=days[0], received_at__lt=days[1])
        coded = Q(coded_at__gte=days[0], coded_at__lt=days[1])
        ours = Q(coded_by__organization_id=self.engagement.vendor_id)
        counted: dict[str, int] = charts.aggregate(
            received=Count("pk", filter=received),
            coded=Count("pk", filter=coded),
            by_vendor=Count("pk", filter=coded & ours),
        )
        return counted

    @property
    def plain(self) -> dict[str, Any]:
        return {
            "scope": self.scope,
            "as_of": self.now.isoformat(timespec="seconds"),
            "confidence": str(self.contract.confidence),
            "rows": [row.plain for row in self.rows],
        }


def _counts(baseline: Baseline | None) -> tuple[int, int] | None:
    """A baseline share as the nearest whole number of its n."""
    if baseline is None or not 0 <= baseline.value <= 1 or not baseline.n:
        return None
    return round(baseline.value * baseline.n), baseline.n
