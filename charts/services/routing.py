"""Open work goes where the rules say: set-based, in one transaction, each move in the log."""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.utils import timezone

from charts.selectors.routing import TARGETS, Rules, rules_in_force, target_values
from charts.services.clock_rows import URGENT_PRIORITY
from engagements.enums import Side
from engagements.kernel.policy import Actor

# The states are compared again while the rows are locked: what a coder has taken meanwhile stays.
_MOVE = f"""
WITH {TARGETS}, moved AS (
    UPDATE charts_workitem w
       SET side = t.to_side, queue = t.to_queue, work_queue_id = t.to_id, priority = t.priority
      FROM targets t
     WHERE w.engagement_id = %(engagement)s AND w.id = t.id AND t.why = ''
       AND w.state = t.state AND w.side = t.from_side
       AND (w.state <> 'open' OR w.side = t.to_side OR w.assignee_id IS NULL)
    RETURNING w.id, t.from_side, t.from_queue, t.to_side, t.to_queue
)
INSERT INTO engagements_stateevent
       (engagement_id, model, object_id, transition, source, target, actor_id, side, reason, at)
SELECT %(engagement)s, 'charts.WorkItem', id, 'reroute', from_side, to_side, %(user)s::bigint,
       %(by)s, from_queue || ' → ' || to_queue || ': ' || %(reason)s, %(now)s
  FROM moved
"""  # noqa: S608 -- constants


def reroute(*, actor: Actor, values: dict[str, Any], reason: str) -> int:
    """Moves what the preview of the same values shows as moving; how many items went."""
    with connection.cursor() as cursor:
        cursor.execute(
            _MOVE,
            values
            | {
                "user": actor.user_id,
                "by": actor.side,
                "reason": reason,
                "now": timezone.now(),
            },
        )
        moved: int = cursor.rowcount
    return moved


def charts_reroute(*, actor: Actor, chart_ids: Sequence[int], reason: str) -> int:
    """Routes the open work of some charts again, after what the rules ask of them has changed."""
    rules = rules_in_force(actor.engagement)
    if not rules.exist or not chart_ids:
        return 0
    moved = 0
    for owner in (Side.PRACTICE.value, Side.VENDOR.value):
        moved += reroute(
            actor=actor,
            values=values_of(actor, rules, owner=owner, chart_ids=chart_ids),
            reason=reason,
        )
    return moved


def values_of(
    actor: Actor, rules: Rules, *, owner: str, chart_ids: Sequence[int] | None = None
) -> dict[str, Any]:
    return target_values(
        actor.engagement, rules, owner=owner, urgent=URGENT_PRIORITY, chart_ids=chart_ids
    )
