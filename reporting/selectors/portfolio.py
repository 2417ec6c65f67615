"""One person's engagements side by side, read from the rollups alone."""

import dataclasses
import datetime as dt
from collections import defaultdict
from typing import Any

from engagements.kernel.metrics import METRICS, Family, Period
from engagements.kernel.metrics.expressions import model_of
from engagements.kernel.metrics.period import local_day
from engagements.models import Engagement, Membership, User
from engagements.roles import grants_of
from reporting.selectors.board import Daily, fold
from reporting.selectors.readings import Reading

ACTION = "portfolio.view"
COLUMNS = (
    "turnaround_attainment",
    "average_turnaround",
    "charts_coded",
    "accuracy_encounter",
    "coding_denial_rate",
)


@dataclasses.dataclass(frozen=True)
class PortfolioRow:
    """One engagement's numbers, each over the same days of its own zone."""

    engagement: Engagement
    cells: tuple[Reading | None, ...]


def engagements_compared(user: User, now: dt.datetime) -> list[tuple[Engagement, frozenset[str]]]:
    """The engagements in which the user may compare, with what they may do there. One query."""
    memberships = (
        Membership.objects.filter(user=user)
        .select_related("engagement")
        .order_by("engagement__name", "engagement_id")
    )
    roles: dict[Engagement, set[str]] = defaultdict(set)
    for membership in memberships:
        today = local_day(now, membership.engagement.time_zone)
        begun = membership.starts_on is None or membership.starts_on <= today
        if begun and (membership.ends_on is None or today <= membership.ends_on):
            roles[membership.engagement].add(membership.role)
    found = []
    for engagement, held in roles.items():
        grants = grants_of(frozenset(held))
        if grants.get(ACTION):
            whole = frozenset(action for action, grant in grants.items() if grant == "any")
            found.append((engagement, whole))
    return found


def portfolio(
    compared: list[tuple[Engagement, frozenset[str]]], *, days: int, now: dt.datetime
) -> list[PortfolioRow]:
    """One query per family, whatever the number of engagements. Needs all of them in scope."""
    periods = {
        engagement.pk: Period.last_days(days, zone=engagement.time_zone, now=now)
        for engagement, _ in compared
    }
    kpis = [METRICS.kpis[key] for key in COLUMNS if key in METRICS.kpis]
    daily = {
        key: _daily(METRICS.families[key], periods)
        for key in dict.fromkeys(kpi.family for kpi in kpis)
    }
    rows = []
    for engagement, actions in compared:
        cells: list[Reading | None] = []
        for kpi in kpis:
            family = METRICS.family_of(kpi)
            period = periods[engagement.pk]
            own = daily[family.key][engagement.pk]
            cells.append(
                Reading(
                    kpi=kpi,
                    family=family,
                    period=period,
                    slug=engagement.slug,
                    sums=fold(family, own, period),
                    before=fold(family, own, period.previous()),
                )
                if family.action in actions
                else None
            )
        rows.append(PortfolioRow(engagement, tuple(cells)))
    return rows


def _daily(family: Family, periods: dict[int, Period]) -> dict[int, Daily]:
    found: dict[int, Daily] = defaultdict(dict)
    if not periods:
        return found
    first = min(period.previous().start for period in periods.values())
    columns = [measure.key for measure in family.measures]
    rollup: Any = model_of(family.rollup)
    rows = rollup.objects.filter(engagement_id__in=periods, grain="", day__gte=first)
    for row in rows.values("engagement_id", "day", *columns):
        period = periods[row["engagement_id"]]
        found[row["engagement_id"]][row["day"]] = {
            measure.key: row[measure.key]
            if row["day"] <= period.last_day(settled=measure.settled)
            else 0
            for measure in family.measures
        }
    return found
