"""Leases that ran out: their charts go back to everybody, drafts are kept."""

from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from engagements.kernel.policy import Actor

RAN_OUT = "The lease ran out"

# Item and chart are locked together or not at all: whoever is working on one of them at this
# moment is skipped, not waited for, and found again the next time.
_RETURN = """
WITH gone AS (
    SELECT w.id, w.chart_id, c.state AS chart_state
      FROM charts_workitem w
      JOIN charts_chart c ON c.engagement_id = w.engagement_id AND c.id = w.chart_id
     WHERE w.engagement_id = %(engagement)s AND w.state = 'leased' AND w.leased_until <= %(now)s
     ORDER BY w.id
       FOR UPDATE OF w, c SKIP LOCKED
), back AS (
    UPDATE charts_workitem w
       SET state = 'open', assignee_id = NULL, leased_until = NULL
      FROM gone
     WHERE w.engagement_id = %(engagement)s AND w.id = gone.id
    RETURNING w.id
), ready AS (
    UPDATE charts_chart c
       SET state = 'ready'
      FROM (SELECT DISTINCT chart_id FROM gone WHERE chart_state = 'in_coding') g
     WHERE c.engagement_id = %(engagement)s AND c.id = g.chart_id
       AND NOT EXISTS (SELECT 1 FROM charts_workitem o
                        WHERE o.engagement_id = c.engagement_id AND o.chart_id = c.id
                          AND o.state = 'leased' AND o.id NOT IN (SELECT id FROM gone))
    RETURNING c.id
), logged AS (
    INSERT INTO engagements_stateevent
           (engagement_id, model, object_id, transition, source, target, actor_id, side, reason, at)
    SELECT %(engagement)s, 'charts.WorkItem', id, 'release', 'leased', 'open', %(user)s::bigint,
           %(side)s, %(reason)s, %(now)s
      FROM back
    UNION ALL
    SELECT %(engagement)s, 'charts.Chart', id, 'put_back', 'in_coding', 'ready', %(user)s::bigint,
           %(side)s, %(reason)s, %(now)s
      FROM ready
)
SELECT count(*) FROM back
"""


@transaction.atomic
def leases_return(*, actor: Actor, at: datetime | None = None) -> int:
    """Puts back every item whose lease has run out; how many. The scheduler calls it; between two
    of its runs the next coder takes such an item as it is.
    """
    values = {
        "engagement": actor.engagement.pk,
        "now": at or timezone.now(),
        "user": actor.user_id,
        "side": actor.side,
        "reason": RAN_OUT,
    }
    with connection.cursor() as cursor:
        cursor.execute(_RETURN, values)
        row = cursor.fetchone()
    return int(row[0]) if row else 0
