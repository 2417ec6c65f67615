"""Champion and challenger side by side: each number with n, interval and exact test (N14)."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from engagements.enums.transition import ArmKey
from engagements.kernel.metrics import METRICS, Direction, Kpi, Period
from engagements.kernel.metrics.drill import cohort_url
from engagements.kernel.metrics.period import local_day
from engagements.kernel.policy import Actor
from engagements.kernel.presentation import percent
from engagements.kernel.stats.contrast import Difference, contrast
from engagements.models import Challenge, ChallengeArm, Engagement
from engagements.selectors.bounds import Measured, measured, proportion
from reporting.selectors.cohorts import arm_coded, arm_crossed, arm_facts, arm_queried
from reporting.selectors.contract import Contract, contract_on
from reporting.selectors.trials import keys_of, rows_urls, visible


@dataclass(frozen=True)
class ArmFigure:
    """One number of one arm."""

    text: str
    n: int
    interval: str = ""
    url: str = ""
    n_url: str = ""


@dataclass(frozen=True)
class Crossed:
    """How many charts of an arm somebody outside it coded, and where they are listed."""

    charts: int
    url: str


@dataclass(frozen=True)
class ChallengeRow:
    """One number of both arms, and what can be said about the difference."""

    key: str
    label: str
    champion: ArmFigure
    challenger: ArmFigure
    difference: Difference
    definition: str

    @property
    def p_text(self) -> str:
        return "" if self.difference.p is None else f"{self.difference.p:.3f}"


@dataclass(frozen=True)
class ChallengeReport:
    """Champion and challenger side by side, over the charts of each arm."""

    challenge: Challenge
    engagement: Engagement
    actor: Actor
    now: dt.datetime

    @cached_property
    def arms(self) -> dict[str, ChallengeArm]:
        return {arm.key: arm for arm in self.challenge.arms.all()}

    @cached_property
    def today(self) -> dt.date:
        return local_day(self.now, self.engagement.time_zone)

    @cached_property
    def contract(self) -> Contract:
        return contract_on(self.engagement, min(self.challenge.ends_on, self.today))

    @cached_property
    def period(self) -> Period:
        end = max(self.challenge.starts_on, self.today)
        return Period(self.challenge.starts_on, end, self.engagement.time_zone, self.today)

    @cached_property
    def rows(self) -> list[ChallengeRow]:
        if self.challenge.starts_on > self.today:
            return []
        keys = ("charts_coded", *keys_of(self.contract))
        wanted = [METRICS.kpis[key] for key in keys if key in METRICS.kpis]
        found = [self._row(kpi) for kpi in wanted if visible(self.actor, kpi)]
        return [*found, *self._queried()]

    def _row(self, kpi: Kpi) -> ChallengeRow:
        by_arm = {
            key: measured(
                kpi,
                self.engagement,
                self.period,
                confidence=self.contract.confidence,
                only=arm_facts(arm, METRICS.family_of(kpi)),
            )
            for key, arm in self.arms.items()
        }
        champion, challenger = by_arm[ArmKey.CHAMPION], by_arm[ArmKey.CHALLENGER]
        return ChallengeRow(
            key=kpi.key,
            label=kpi.label,
            champion=_figure(champion, self._urls(kpi, self.arms[ArmKey.CHAMPION])),
            challenger=_figure(challenger, self._urls(kpi, self.arms[ArmKey.CHALLENGER])),
            difference=contrast(
                proportion(kpi, challenger.sums),
                proportion(kpi, champion.sums),
                higher_is_better=kpi.direction is Direction.UP,
                confidence=self.contract.confidence,
            ),
            definition=kpi.definition,
        )

    def _queried(self) -> Iterator[ChallengeRow]:
        """Charts coded with at least one provider query, over charts coded."""
        if self.actor.grant("query.view") != "any":
            return
        counts = {key: self._asked(arm) for key, arm in self.arms.items()}
        champion, challenger = counts[ArmKey.CHAMPION], counts[ArmKey.CHALLENGER]
        said = contrast(
            challenger, champion, higher_is_better=None, confidence=self.contract.confidence
        )
        yield ChallengeRow(
            key="query_rate",
            label="Charts with a provider query",
            champion=_share(champion, self._chart_urls(self.arms[ArmKey.CHAMPION])),
            challenger=_share(challenger, self._chart_urls(self.arms[ArmKey.CHALLENGER])),
            difference=said,
            definition="Charts coded with at least one query sent to a provider, over charts"
            " coded. Neither more nor fewer is better by itself.",
        )

    def _asked(self, arm: ChallengeArm) -> tuple[int, int]:
        """Charts, not work: rework and parallel coding make several items of one."""
        queried, coded = (
            items.values("chart").distinct().count() for items in (arm_queried(arm), arm_coded(arm))
        )
        return queried, coded

    def _urls(self, kpi: Kpi, arm: ChallengeArm) -> dict[str, str]:
        return rows_urls(kpi, self.engagement, self.period, f"arm:{arm.pk}")

    def _chart_urls(self, arm: ChallengeArm) -> dict[str, str]:
        slug, family = self.engagement.slug, METRICS.families["production"]
        return {
            "url": cohort_url(slug, family, f"arm_queried:{arm.pk}"),
            "n_url": cohort_url(slug, family, f"arm_coded:{arm.pk}"),
        }

    @cached_property
    def crossed(self) -> dict[str, Crossed]:
        """Charts of an arm that somebody outside it coded: they stay in their arm."""
        slug, family = self.engagement.slug, METRICS.families["production"]
        return {
            key: Crossed(
                arm_crossed(arm).values("chart").distinct().count(),
                cohort_url(slug, family, f"arm_crossed:{arm.pk}"),
            )
            for key, arm in self.arms.items()
        }


def _figure(found: Measured, urls: dict[str, str]) -> ArmFigure:
    return ArmFigure(found.text, found.n, found.interval_text, **urls)


def _share(counts: tuple[int, int], urls: dict[str, str]) -> ArmFigure:
    part, whole = counts
    return ArmFigure(percent(Decimal(part) / whole) if whole else "no data", whole, **urls)


def challenge_table(report: ChallengeReport) -> Iterator[tuple[Any, ...]]:
    """The comparison as rows, with what is needed to recompute the arms."""
    challenge = report.challenge
    yield ("challenge", challenge.name)
    yield ("specialty", challenge.specialty)
    yield ("seed", challenge.seed)
    yield ("share of the challenger", challenge.share)
    yield ("from", challenge.starts_on.isoformat())
    yield ("to", min(challenge.ends_on, report.today).isoformat())
    yield ("confidence", report.contract.confidence)
    yield ()
    yield (
        *("number", "champion", "n", "interval", "challenger", "n", "interval"),
        *("difference (points)", "p (Fisher, two-sided)", "verdict", "n needed", "definition"),
    )
    for row in report.rows:
        points = "" if row.difference.points is None else round(row.difference.points * 100, 2)
        yield (
            *(row.label, row.champion.text, row.champion.n, row.champion.interval),
            *(row.challenger.text, row.challenger.n, row.challenger.interval),
            *(points, row.p_text, row.difference.verdict.value, row.difference.n_needed or ""),
            row.definition,
        )
