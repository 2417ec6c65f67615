"""A rollback takes the vendor's open work in house; resuming gives back what is not begun.

Set-based, in the transaction of the change of phase. Every statement first locks the charts in
the order of their keys, as an attestation does, so that a coder who attests at that moment either
has attested, and the chart stays, or is told that it went to somebody else (409).
"""

from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from charts.enums import WorkState
from charts.models import WorkItem
from charts.services.routing import charts_reroute
from engagements.enums import Phase, Side
from engagements.kernel.phases import PhaseMove
from engagements.kernel.policy import Actor

LIVE = [WorkState.OPEN.value, WorkState.LEASED.value, WorkState.PENDING.value]
IN_HOUSE = frozenset({Phase.ROLLED_BACK.value, Phase.EXIT.value})

_LOCK = """
    SELECT c.id FROM charts_chart c
     WHERE c.engagement_id = %(engagement)s
       AND EXISTS (SELECT 1 FROM charts_workitem w
                    WHERE w.engagement_id = c.engagement_id AND w.chart_id = c.id
                      AND w.side = %(source)s AND w.state = ANY(%(live)s))
     ORDER BY c.id
       FOR UPDATE
"""
# What the other side holds already is only cancelled here: a chart is in one queue.
_CANCEL = """
    WITH gone AS (
        SELECT w.id, w.state FROM charts_workitem w
         WHERE w.engagement_id = %(engagement)s AND w.chart_id = ANY(%(charts)s)
           AND w.side = %(source)s AND w.state = ANY(%(live)s)
           AND EXISTS (SELECT 1 FROM charts_workitem o
                        WHERE o.engagement_id = w.engagement_id AND o.chart_id = w.chart_id
                          AND o.side = %(target)s AND o.state = ANY(%(live)s))
    ), cancelled AS (
        UPDATE charts_workitem w SET state = 'cancelled', leased_until = NULL
          FROM gone WHERE w.engagement_id = %(engagement)s AND w.id = gone.id
        RETURNING w.id, w.chart_id
    ), led AS (
        UPDATE charts_workitem o SET kind = 'code'
          FROM cancelled
         WHERE o.engagement_id = %(engagement)s AND o.chart_id = cancelled.chart_id
           AND o.side = %(target)s AND o.state = ANY(%(live)s) AND o.kind = 'parallel'
    )
    INSERT INTO engagements_stateevent
           (engagement_id, model, object_id, transition, source, target, actor_id, side, reason, at)
    SELECT %(engagement)s, 'charts.WorkItem', id, 'cancel', state, 'cancelled', %(user)s::bigint,
           %(actor_side)s, %(reason)s, %(now)s
      FROM gone
"""
_MOVE = """
    WITH found AS (
        SELECT w.id, w.state, c.specialty
          FROM charts_workitem w
          JOIN charts_chart c ON c.engagement_id = w.engagement_id AND c.id = w.chart_id
         WHERE w.engagement_id = %(engagement)s AND w.chart_id = ANY(%(charts)s)
           AND w.side = %(source)s AND w.state = ANY(%(movable)s)
           AND (%(came_from)s = '' OR w.rerouted_from = %(came_from)s)
    ), moved AS (
        UPDATE charts_workitem w
           SET side = %(target)s, rerouted_from = %(mark)s, assignee_id = NULL,
               leased_until = NULL, work_queue_id = NULL, queue = found.specialty,
               state = CASE w.state WHEN 'pending' THEN 'pending' ELSE 'open' END
          FROM found WHERE w.engagement_id = %(engagement)s AND w.id = found.id
        RETURNING w.id, w.chart_id, found.state AS was, w.state
    ), put_back AS (
        UPDATE charts_chart c SET state = 'ready'
          FROM moved
         WHERE c.engagement_id = %(engagement)s AND c.id = moved.chart_id AND moved.was = 'leased'
           AND c.state = 'in_coding'
        RETURNING c.id
    ), logged AS (
        INSERT INTO engagements_stateevent
               (engagement_id, model, object_id, transition, source, target, actor_id, side,
                reason, at)
        SELECT %(engagement)s, 'charts.WorkItem', id, 'reroute', was, state, %(user)s::bigint,
               %(actor_side)s, %(reason)s, %(now)s
          FROM moved
        UNION ALL
        SELECT %(engagement)s, 'charts.Chart', id, 'put_back', 'in_coding', 'ready',
               %(user)s::bigint, %(actor_side)s, %(reason)s, %(now)s
          FROM put_back
    )
    SELECT chart_id FROM moved
"""


@transaction.atomic
def work_reroute(*, actor: Actor, reason: str) -> int:
    """The vendor's open, leased and pending work becomes the practice's; leases end.

    Drafts stay as they are, as evidence. May run twice: what has moved is not the vendor's.
    The caller has checked the right.
    """
    values = _values(actor, Side.VENDOR, Side.PRACTICE, reason)
    values |= {"movable": LIVE, "came_from": "", "mark": Side.VENDOR.value}
    return _move(actor, values)


@transaction.atomic
def work_restore(*, actor: Actor, reason: str) -> int:
    """What came from the vendor goes back, but for charts an in-house coder has in work."""
    values = _values(actor, Side.PRACTICE, Side.VENDOR, reason)
    movable = [WorkState.OPEN.value, WorkState.PENDING.value]
    values |= {"movable": movable, "came_from": Side.VENDOR.value, "mark": ""}
    return _move(actor, values, cancel=False)


def _values(actor: Actor, source: Side, target: Side, reason: str) -> dict[str, Any]:
    return {
        "engagement": actor.engagement.pk,
        "source": source.value,
        "target": target.value,
        "live": LIVE,
        "user": actor.user_id,
        "actor_side": actor.side,
        "reason": reason,
        "now": timezone.now(),
    }


def _move(actor: Actor, values: dict[str, Any], *, cancel: bool = True) -> int:
    """Moves the items; the rules of the new side then say in which of its queues they wait."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, values)
        values |= {"charts": [row[0] for row in cursor.fetchall()]}
        if cancel:
            cursor.execute(_CANCEL, values)
        cursor.execute(_MOVE, values)
        moved = [row[0] for row in cursor.fetchall()]
    charts_reroute(actor=actor, chart_ids=moved, reason=values["reason"])
    return len(moved)


def reroute_apply(actor: Actor, move: PhaseMove) -> None:
    """The effect of a change of phase on open work."""
    if move.target in IN_HOUSE:
        work_reroute(actor=actor, reason=move.reason)
    elif move.source == Phase.ROLLED_BACK:
        work_restore(actor=actor, reason=move.reason)
    elif move.source == Phase.SHADOW:
        _parallel_close(actor, move)


def _parallel_close(actor: Actor, move: PhaseMove) -> None:
    """Shadow is over: the second, blind answer is no longer needed where nobody began it."""
    values = _values(actor, Side.PRACTICE, Side.VENDOR, move.reason)
    with connection.cursor() as cursor:
        cursor.execute(_PARALLEL, values)


_PARALLEL = """
    WITH gone AS (
        SELECT id FROM charts_workitem
         WHERE engagement_id = %(engagement)s AND side = %(source)s AND kind = 'parallel'
           AND state = 'open' AND started_at IS NULL
           FOR UPDATE SKIP LOCKED
    ), cancelled AS (
        UPDATE charts_workitem w SET state = 'cancelled'
          FROM gone WHERE w.engagement_id = %(engagement)s AND w.id = gone.id
        RETURNING w.id
    )
    INSERT INTO engagements_stateevent
           (engagement_id, model, object_id, transition, source, target, actor_id, side, reason, at)
    SELECT %(engagement)s, 'charts.WorkItem', id, 'cancel', 'open', 'cancelled', %(user)s::bigint,
           %(actor_side)s, %(reason)s, %(now)s
      FROM cancelled
"""


def reroute_foresee(move: PhaseMove) -> list[str]:
    """What the change will do to open work, counted now."""
    live = WorkItem.objects.filter(engagement=move.engagement, state__in=LIVE)
    if move.target in IN_HOUSE:
        mine = live.filter(side=Side.VENDOR)
        leased = mine.filter(state=WorkState.LEASED).count()
        return [
            f"{mine.count()} open charts go from the vendor's queue to the in-house queue.",
            (
                f"{leased} of them are in work: their leases end, and their drafts are kept as"
                " evidence."
            ),
            "New charts go to the in-house queue until the vendor resumes.",
        ]
    if move.source == Phase.ROLLED_BACK:
        theirs = live.filter(side=Side.PRACTICE, rerouted_from=Side.VENDOR)
        back = theirs.exclude(state=WorkState.LEASED).count()
        return [
            (
                f"{back} charts go back to the vendor's queue;"
                f" {theirs.count() - back} that in-house coders have in work stay with them."
            ),
            "New charts go to the vendor's queue again.",
        ]
    if move.source == Phase.SHADOW:
        unstarted = live.filter(kind="parallel", state=WorkState.OPEN, started_at=None).count()
        return [
            f"{unstarted} second codings that nobody has begun are cancelled.",
            "New charts are coded once, by the vendor.",
        ]
    if move.target == Phase.SHADOW:
        return ["Every new chart is coded twice, blindly: by the vendor and in house."]
    return []


def work_settle(*, actor: Actor) -> int:
    """Work opened by an import that had begun before the rollback; safe to repeat."""
    if actor.engagement.phase not in IN_HOUSE:
        return 0
    return work_reroute(actor=actor, reason="Opened while the work was being taken in house.")
