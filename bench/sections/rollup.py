"""Rollups: a rebuild against one GROUP BY over the same facts, and one dirty day."""

import statistics
import time

from django.db import connection

from bench import measure
from charts.metrics import PRODUCTION
from engagements.kernel.scope import engagement_transaction
from engagements.models import Engagement
from engagements.selectors import system_actor
from reporting.services import rollup_refresh

DAY_TARGET_MS = 100.0
DIRTY_DAYS = 15
# One pass over the facts at the finest combination of the rollup's dimensions.
GROUP_BY = """
    SELECT (coded_at AT TIME ZONE %(zone)s)::date, specialty, encounter_class, payer_id,
           coded_by_id, count(*), sum(turnaround_seconds), sum(paused_seconds), sum(billed_amount)
      FROM charts_chart
     WHERE engagement_id = %(engagement)s AND state <> 'cancelled'
     GROUP BY 1, 2, 3, 4, 5
"""
MARK = """
    INSERT INTO reporting_dirtyday (engagement_id, family, day)
    VALUES (%(engagement)s, 'production', current_date - %(age)s)
"""
TOUCH = """
    UPDATE charts_chart SET billed_amount = billed_amount + 1
     WHERE engagement_id = %(engagement)s AND id = (
        SELECT id FROM charts_chart
         WHERE engagement_id = %(engagement)s AND state = 'coded'
           AND coded_at < now() - make_interval(days => %(age)s)
         ORDER BY coded_at DESC LIMIT 1)
"""


def run(charts: int) -> None:
    engagement = Engagement.objects.get(slug="bench")
    _rebuild(engagement, charts)
    _one_day(engagement, charts)


def _rebuild(engagement: Engagement, charts: int) -> None:
    _refresh(engagement, rebuild=True)
    rebuilt = measure.best_of(lambda: _refresh(engagement, rebuild=True), 2)
    limit = measure.best_of(lambda: _group_by(engagement), 2)
    measure.emit(
        section="rollup",
        charts=charts,
        measure="rebuild of the production family",
        value=rebuilt,
        unit="s",
        limit="one GROUP BY of the finest combination, result fetched",
        limit_value=limit,
    )


def _one_day(engagement: Engagement, charts: int) -> None:
    """A day by itself, and what one changed chart leaves: the days it came, was due, was coded."""
    for statement, what in (
        (MARK, "refresh of one dirty day"),
        (TOUCH, "refresh of the days of one changed chart"),
    ):
        taken, days = [], []
        for age in range(60, 60 + DIRTY_DAYS):
            with engagement_transaction(engagement.pk), connection.cursor() as cursor:
                cursor.execute(statement, {"engagement": engagement.pk, "age": age})
            began = time.perf_counter()
            days.append(_refresh(engagement))
            taken.append((time.perf_counter() - began) * 1000)
            assert days[-1] > 0
        measure.emit(
            section="rollup",
            charts=charts,
            measure=what,
            value=statistics.median(taken),
            unit="ms",
            target=DAY_TARGET_MS,
            n=len(taken),
            days=statistics.median(days),
            least=round(min(taken), 3),
            most=round(max(taken), 3),
        )


def _refresh(engagement: Engagement, *, rebuild: bool = False) -> int:
    with engagement_transaction(engagement.pk):
        actor = system_actor(engagement)
        return rollup_refresh(actor=actor, family=PRODUCTION, rebuild=rebuild).days


def _group_by(engagement: Engagement) -> None:
    with engagement_transaction(engagement.pk), connection.cursor() as cursor:
        cursor.execute(GROUP_BY, {"engagement": engagement.pk, "zone": engagement.time_zone})
        cursor.fetchall()
