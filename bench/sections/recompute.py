"""Clocks: every chart read again from its event log, against reading and writing the same rows."""

from django.db import connection

from bench import measure
from charts.services.recompute_all import clocks_recompute_all
from engagements.kernel.scope import engagement_transaction
from engagements.models import Engagement
from engagements.selectors import system_actor

FORGET = """
    UPDATE charts_chart SET clock_started_at = NULL, vendor_elapsed_seconds = NULL
     WHERE engagement_id = %(engagement)s
"""
LIMIT_SECONDS_PER_MILLION = 600.0
READ = """
    SELECT c.id, c.date_of_service, c.encounter_class, c.urgency, e.kind, e.at, e.reference
      FROM charts_chart c
      JOIN charts_clockevent e ON e.engagement_id = c.engagement_id AND e.chart_id = c.id
     WHERE c.engagement_id = %(engagement)s
"""


def run(charts: int) -> None:
    engagement = Engagement.objects.get(slug="bench")
    actor = system_actor(engagement)
    target = LIMIT_SECONDS_PER_MILLION * charts / 1_000_000
    read = measure.best_of(lambda: _read(engagement), 1)
    _execute(engagement, FORGET)
    for what in ("every chart changes", "no chart changes"):
        changed: list[int] = []

        def recompute(changed: list[int] = changed) -> None:
            changed.extend(step.changed for step in clocks_recompute_all(actor=actor))

        measure.emit(
            section="recompute",
            charts=charts,
            measure=f"recompute_clocks, {what}",
            value=measure.seconds(recompute),
            unit="s",
            target=target,
            read_seconds=round(read, 3),
            changed=changed[-1] if changed else 0,
        )


def _read(engagement: Engagement) -> None:
    """What no recomputation can do without: the charts and their events, fetched."""
    with engagement_transaction(engagement.pk), connection.cursor() as cursor:
        cursor.execute(READ, {"engagement": engagement.pk})
        cursor.fetchall()


def _execute(engagement: Engagement, statement: str) -> None:
    with engagement_transaction(engagement.pk), connection.cursor() as cursor:
        cursor.execute(statement, {"engagement": engagement.pk})
