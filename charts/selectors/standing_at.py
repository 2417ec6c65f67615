"""What stood at an instant, from the event logs: which charts were not billed yet, and why.

The same statement counts the day that has just ended and any day of the past.
"""

import re
from datetime import datetime
from typing import Any

from django.db.models.expressions import RawSQL

from charts.models import Chart

# A chart's state then is where the last move before the instant led, else where the next one
# began, else what it says now. Coded charts count while it is known which charts were billed.
_STANDING = """
WITH candidate AS (
    SELECT c.id, c.state, c.specialty, c.billed_amount, c.coded_at, c.billed_at
      FROM charts_chart c
     WHERE c.engagement_id = %(engagement)s AND c.received_at < %(at)s
       AND (c.coded_at IS NULL OR c.coded_at >= %(at)s
            OR (%(billing)s AND (c.billed_at IS NULL OR c.billed_at >= %(at)s)))
), standing AS (
    SELECT c.*, COALESCE(
        CASE WHEN c.coded_at < %(at)s THEN 'coded' END,
        (SELECT s.target FROM engagements_stateevent s
          WHERE s.engagement_id = %(engagement)s AND s.model = 'charts.Chart'
            AND s.object_id = c.id AND s.at < %(at)s
          ORDER BY s.at DESC, s.id DESC LIMIT 1),
        (SELECT s.source FROM engagements_stateevent s
          WHERE s.engagement_id = %(engagement)s AND s.model = 'charts.Chart'
            AND s.object_id = c.id AND s.at >= %(at)s
          ORDER BY s.at, s.id LIMIT 1),
        CASE WHEN c.coded_at >= %(at)s THEN 'in_coding' ELSE c.state END) AS state_then
      FROM candidate c
)
SELECT s.id, s.specialty, COALESCE(s.billed_amount, 0) AS amount,
       CASE WHEN s.state_then = 'coded' THEN 'unbilled'
            WHEN s.state_then IN ('ready', 'in_coding') AND EXISTS (
                SELECT 1 FROM charts_workitem w
                 WHERE w.engagement_id = %(engagement)s AND w.chart_id = s.id
                   AND 'pending' = (
                       SELECT e.target FROM engagements_stateevent e
                        WHERE e.engagement_id = %(engagement)s AND e.model = 'charts.WorkItem'
                          AND e.object_id = w.id AND e.at < %(at)s
                        ORDER BY e.at DESC, e.id DESC LIMIT 1)) THEN 'pending'
            ELSE s.state_then END AS reason
  FROM standing s
 WHERE s.state_then <> 'cancelled'
   AND (s.state_then <> 'coded'
        OR (%(billing)s AND (s.billed_at IS NULL OR s.billed_at >= %(at)s)))
"""


def standing_at(engagement_id: int, at: datetime) -> tuple[str, dict[str, Any]]:
    """A statement of (id, specialty, amount, reason) of the charts not billed by then."""
    billing = Chart.objects.filter(engagement_id=engagement_id, billed_at__isnull=False).exists()
    return _STANDING, {"engagement": engagement_id, "at": at, "billing": billing}


def rows_of(statement: str, values: dict[str, Any]) -> RawSQL:
    """The statement as a subquery; Django counts parameters, so the names become places."""
    names: list[str] = []

    def place(found: re.Match[str]) -> str:
        names.append(found[1])
        return "%s"

    placed = re.sub(r"%\((\w+)\)s", place, statement)
    return RawSQL(placed, [values[name] for name in names])  # noqa: S611 -- constants and places
