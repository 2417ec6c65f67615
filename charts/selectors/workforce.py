"""What charts say of the workforce: probation, volume, capacity, and the evidence of a guard."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Count, Q, QuerySet

from charts.enums import ChartState
from charts.models import Chart, GuardOverride
from charts.policies import ChartPolicy
from charts.selectors.naming import charts_named
from engagements.kernel.metrics.period import day_start
from engagements.kernel.policy import Actor
from engagements.models import CapacityRate, Engagement, User
from engagements.selectors.dates import in_force
from engagements.selectors.workforce.roster import Hours, hours_by_specialty

WEEK = dt.timedelta(days=7)
USUAL_WEEKS = 4
"""The usual week is the mean of this many full weeks before the last seven days."""
ACTIVE_DAYS = 90
"""A specialty with a chart received in these days has to be covered."""
HUNDRED = 100
WAITING = (ChartState.READY, ChartState.IN_CODING, ChartState.QUERIED)


@dataclass(frozen=True)
class Probation:
    """How many of the first charts of a coder are done; the contract says how many there are."""

    coded: int
    charts: int

    @property
    def is_on(self) -> bool:
        return self.coded < self.charts


# Who is on the roster on a day whose terms speak of probation: the contract's number, and how many
# charts they coded from joining to the end of that day, counted no further than that number. Each
# count reads so many entries of an index at most. Accepted terms never overlap.
PROBATION = """
SELECT e.user_id, t.probation_charts AS charts, (SELECT count(*) FROM (
           SELECT 1 FROM charts_chart k
            WHERE k.engagement_id = e.engagement_id AND k.coded_by_id = e.user_id
              AND k.coded_at >= e.joined_on::timestamp AT TIME ZONE n.time_zone
              AND k.coded_at < (({day})::date + 1)::timestamp AT TIME ZONE n.time_zone
            LIMIT t.probation_charts) x) AS coded
  FROM engagements_rosterentry e
  JOIN engagements_engagement n ON n.id = e.engagement_id
  JOIN engagements_terms t
    ON t.engagement_id = e.engagement_id AND t.state = 'accepted'
   AND t.effective_from <= {day} AND (t.effective_to IS NULL OR t.effective_to >= {day})
 WHERE e.engagement_id = {engagement} AND e.user_id = {user} AND t.probation_charts > 0
   AND e.joined_on <= {day} AND (e.left_on IS NULL OR e.left_on >= {day})"""
_OF_USERS = PROBATION.format(
    engagement="%(engagement)s", user="ANY(%(users)s)", day="%(day)s::date"
)


def probation(
    engagement: Engagement, user_ids: Iterable[int], day: dt.date
) -> dict[int, Probation]:
    """Per coder on the roster at the end of a day: how many charts since joining the account.

    Counts no further than the contract's number. Without a roster, or terms, nobody is on it.
    """
    values: dict[str, Any] = {"engagement": engagement.pk, "users": list(user_ids), "day": day}
    with connection.cursor() as cursor:
        cursor.execute(_OF_USERS, values)
        return {key: Probation(coded, charts) for key, charts, coded in cursor.fetchall()}


def probation_charts(engagement: Engagement, coder: User, first: dt.date, last: dt.date) -> int:
    """How many charts of the coder in a period were among their first on the account."""
    ends = probation(engagement, [coder.pk], last).get(coder.pk)
    if ends is None:
        return 0
    begins = probation(engagement, [coder.pk], first - dt.timedelta(days=1)).get(coder.pk)
    return ends.coded - (begins.coded if begins else 0)


def specialties_active(engagement: Engagement, now: dt.datetime) -> frozenset[str]:
    """The specialties that receive charts, or still have some waiting."""
    since = now - dt.timedelta(days=ACTIVE_DAYS)
    rows = Chart.objects.filter(engagement=engagement, received_at__gte=since).exclude(
        state=ChartState.CANCELLED
    )
    return frozenset(rows.order_by().values_list("specialty", flat=True).distinct()) - {""}


@dataclass(frozen=True)
class Capacity:
    """A specialty's volume against its people. Charts are counted by the day they arrived."""

    specialty: str
    hours: Hours
    rate: CapacityRate | None
    usual: Decimal
    last_week: int
    backlog: int

    @property
    def per_week(self) -> Decimal | None:
        """Charts a week by those who are not away."""
        return None if self.rate is None else self.hours.present * self.rate.charts_per_hour

    @property
    def load(self) -> Decimal | None:
        """What is expected next week, as a share of the capacity; the forecast is the larger of
        the usual week and the last one.
        """
        if not self.per_week:
            return None
        return self.forecast / self.per_week

    @property
    def forecast(self) -> Decimal:
        return max(self.usual, Decimal(self.last_week))

    @property
    def weeks_to_clear(self) -> Decimal | None:
        """The weeks until the backlog is done beside the usual volume; None where it grows."""
        spare = (self.per_week or Decimal(0)) - self.usual
        return Decimal(self.backlog) / spare if spare > 0 else None

    @property
    def is_surge(self) -> bool:
        if self.rate is None or not self.usual:
            return False
        return self.last_week * HUNDRED >= self.usual * self.rate.surge_percent

    @property
    def doubles(self) -> bool | None:
        """Whether everybody agreed, leave aside, could take twice the usual week (R51)."""
        if self.rate is None:
            return None
        return self.hours.agreed * self.rate.charts_per_hour >= 2 * self.usual


def capacity_plan(engagement: Engagement, now: dt.datetime, day: dt.date) -> list[Capacity]:
    """Every specialty that is covered or received charts of late, by name; four queries."""
    hours = hours_by_specialty(engagement, day)
    rates = {
        rate.specialty: rate
        for rate in CapacityRate.objects.filter(in_force(day), engagement=engagement)
    }
    volumes = _volumes(engagement, day)
    names = sorted({*hours, *rates, *volumes} - {""})
    return [
        Capacity(
            specialty=name,
            hours=hours.get(name, Hours()),
            rate=rates.get(name),
            usual=Decimal(volumes.get(name, {}).get("usual", 0)) / USUAL_WEEKS,
            last_week=volumes.get(name, {}).get("last_week", 0),
            backlog=volumes.get(name, {}).get("backlog", 0),
        )
        for name in names
    ]


def _volumes(engagement: Engagement, day: dt.date) -> dict[str, dict[str, int]]:
    """Received in the last seven full days and in the four weeks before, and what waits."""
    end = day_start(day, engagement.time_zone)
    recent = Q(received_at__gte=end - WEEK, received_at__lt=end)
    before = Q(received_at__gte=end - (USUAL_WEEKS + 1) * WEEK, received_at__lt=end - WEEK)
    kept = Chart.objects.filter(engagement=engagement).exclude(state=ChartState.CANCELLED)
    found: dict[str, dict[str, int]] = {}
    counted: Any = kept.filter(recent | before).order_by().values("specialty")
    for row in counted.annotate(
        last_week=Count("pk", filter=recent), usual=Count("pk", filter=before)
    ):
        found[row.pop("specialty")] = row
    waiting: Any = kept.filter(state__in=WAITING).order_by().values("specialty")
    for row in waiting.annotate(backlog=Count("pk")):
        found.setdefault(row["specialty"], {})["backlog"] = row["backlog"]
    return found


def overrides_visible(actor: Actor) -> QuerySet[GuardOverride]:
    """Overrides of the charts the actor may see, and whose coder they may know; newest first."""
    return (
        GuardOverride.objects.filter(
            engagement=actor.engagement,
            chart__in=charts_named(actor, ChartPolicy.visible(actor, "chart.view")).values("pk"),
        )
        .select_related("chart", "coder", "by")
        .order_by("-at", "-pk")
    )
