"""Who does what now: the next chart, leases, assignment."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from charts.enums import ChartState, WorkKind, WorkState
from charts.models import Chart, WorkItem
from charts.policies import WorkItemPolicy
from charts.selectors.guards import Refusal, allowed_sql, refusals_of, sentences
from charts.selectors.turns import turns_of, work_times
from charts.services.arms import ARM_SQL
from charts.states import CHART, WORK
from engagements.kernel.errors import DomainError, StaleState
from engagements.kernel.policy import Actor
from engagements.models import User
from engagements.selectors import engagement_today

CODING_KINDS = (WorkKind.CODE, WorkKind.PARALLEL, WorkKind.REWORK)

# Queues that are closed to the coder: another's members-only queue, and every queue not theirs
# where they take from their own alone (0 stands for work in no queue).
_CLOSED = """
    SELECT q.id FROM charts_workqueue q
     WHERE q.engagement_id = %(engagement)s AND q.side = %(side)s
       AND (q.members_only OR EXISTS (
            SELECT 1 FROM charts_queuemember m
             WHERE m.engagement_id = q.engagement_id AND m.user_id = %(user)s
               AND m.mode = 'only'))
       AND NOT EXISTS (
            SELECT 1 FROM charts_queuemember m
             WHERE m.engagement_id = q.engagement_id AND m.queue_id = q.id
               AND m.user_id = %(user)s)
    UNION ALL
    SELECT 0 WHERE EXISTS (
            SELECT 1 FROM charts_queuemember m
             WHERE m.engagement_id = %(engagement)s AND m.user_id = %(user)s
               AND m.mode = 'only')"""

# What the coder may be given: free or abandoned work `w` on a chart `c`. Each further rule about
# who gets what is one more condition here.
_FREE = (
    "w.engagement_id = %(engagement)s",
    "w.side = %(side)s",
    "w.state IN ('open', 'leased')",
    "w.kind = ANY(%(kinds)s)",
    """((w.state = 'open' AND (w.assignee_id IS NULL OR w.assignee_id = %(user)s))
            OR (w.state = 'leased' AND w.leased_until <= %(now)s))""",
    f"""(w.assignee_id IS NOT DISTINCT FROM %(user)s
            OR COALESCE(w.work_queue_id, 0) <> ALL (ARRAY({_CLOSED})))""",
    allowed_sql(
        chart="c",
        user="%(user)s",
        day="%(today)s",
        side="%(side)s",
        engagement="%(engagement)s",
    ),
    ARM_SQL,
)
_MAY_HAVE = "\n       AND ".join(_FREE)

# The most urgent work the coder may be given, whatever its queue. This and the next chart ask the
# guards of one item after the other in the order of the index `workitem_next`, until one may be
# given. PostgreSQL takes such work for rare and would rather ask of the whole backlog and sort.
_HEAD = f"""
SELECT w.priority, w.due_at
  FROM charts_workitem w
  JOIN charts_chart c ON c.engagement_id = w.engagement_id AND c.id = w.chart_id
 WHERE {_MAY_HAVE}
 ORDER BY w.priority DESC, w.due_at, w.id
 LIMIT 1
"""  # noqa: S608 -- constants and parameters' names

# The plan that goes through the index in its order.
IN_ORDER = "SET LOCAL enable_sort = off"

_MINE = """w.engagement_id = %(engagement)s AND w.side = %(side)s AND w.assignee_id = %(user)s
       AND w.state = 'leased' AND w.leased_until > %(now)s AND w.kind = ANY(%(kinds)s)"""

# One statement. `held`: found by the coder and apart, or the order of `mine` would lead through
# the whole backlog to the few. `mine`: the chart one already holds comes back, so that asking
# twice gives the same chart and nobody picks the easy ones; locked, so that what is submitted or
# taken away at this moment is not given back. `free`: the most urgent item nobody else has, with
# its chart; what another coder is taking at this moment is skipped, not waited for. Where it is
# the turn of one of the coder's own queues, only that queue counts, and of it only what is as
# urgent and due about as soon as the most urgent work of all. Then the item is leased, the chart
# begins, and both say so in the event log. The states come from the rows as they were locked, not
# as the statement first saw them: an abandoned chart may have been put back in between.
_NEXT = f"""
WITH held AS MATERIALIZED (
    SELECT w.id, w.priority, w.due_at
      FROM charts_workitem w
     WHERE {_MINE}
), mine AS (
    SELECT w.id, w.state, c.state AS chart_state
      FROM held
      JOIN charts_workitem w ON w.id = held.id
      JOIN charts_chart c ON c.engagement_id = w.engagement_id AND c.id = w.chart_id
     WHERE {_MINE}
     ORDER BY held.priority DESC, held.due_at, held.id
     LIMIT 1
       FOR UPDATE OF w
), free AS (
    SELECT w.id, w.state, c.state AS chart_state
      FROM charts_workitem w
      JOIN charts_chart c ON c.engagement_id = w.engagement_id AND c.id = w.chart_id
     WHERE {_MAY_HAVE}
       AND NOT EXISTS (SELECT 1 FROM mine)
       AND (%(queue)s::bigint IS NULL
            OR (w.work_queue_id = %(queue)s AND w.priority >= %(floor)s::smallint
                AND (%(ceiling)s::timestamptz IS NULL OR w.due_at <= %(ceiling)s)))
     ORDER BY w.priority DESC, w.due_at, w.id
     LIMIT 1
       FOR UPDATE OF w, c SKIP LOCKED
), taken AS (
    UPDATE charts_workitem w
       SET state = 'leased', assignee_id = %(user)s, leased_until = %(until)s,
           started_at = COALESCE(w.started_at, %(now)s)
      FROM (SELECT * FROM mine UNION ALL SELECT * FROM free) AS found
     WHERE w.engagement_id = %(engagement)s AND w.id = found.id
    RETURNING w.id, w.chart_id, found.state AS was, found.chart_state,
              found.id IN (SELECT id FROM mine) AS held
), begun AS (
    UPDATE charts_chart c SET state = 'in_coding'
      FROM taken
     WHERE c.engagement_id = %(engagement)s AND c.id = taken.chart_id
       AND taken.chart_state = 'ready'
    RETURNING c.id
), logged AS (
    INSERT INTO engagements_stateevent
           (engagement_id, model, object_id, transition, source, target, actor_id, side, reason, at)
    SELECT %(engagement)s, 'charts.WorkItem', id, 'lease', was, 'leased', %(user)s, %(side)s, '',
           %(now)s
      FROM taken WHERE NOT held
    UNION ALL
    SELECT %(engagement)s, 'charts.Chart', id, 'begin', 'ready', 'in_coding', %(user)s, %(side)s,
           '', %(now)s
      FROM begun
)
SELECT id FROM taken
"""  # noqa: S608 -- the guards' condition is made of constants and of parameters' names


@transaction.atomic
def workitem_next(*, actor: Actor, at: datetime | None = None) -> WorkItem | None:
    """Gives the actor their next chart, leased: the one they hold, else the most urgent one that
    is free. None when there is nothing to do. Refused while the BAA gate is closed.
    """
    actor.require("worklist.next")
    actor.require("coding.write")
    values = next_values(actor, at or timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(IN_ORDER)
        found = _in_turn(cursor, actor, values) or _given(cursor, values)
        cursor.execute("SET LOCAL enable_sort = on")
    if found is None:
        return None
    return WorkItem.objects.select_related("chart").get(pk=found)


def next_values(actor: Actor, now: datetime) -> dict[str, Any]:
    """The parameters of the statement that gives out the next chart, of any queue."""
    return {
        "engagement": actor.engagement.pk,
        "side": actor.side,
        "user": actor.user_id,
        "kinds": [kind.value for kind in CODING_KINDS],
        "now": now,
        "today": engagement_today(actor.engagement),
        "until": now + work_times(actor.engagement).lease,
        "queue": None,
        "floor": None,
        "ceiling": None,
    }


def _given(cursor: Any, values: dict[str, Any]) -> int | None:
    cursor.execute(_NEXT, values)
    row = cursor.fetchone()
    return row[0] if row else None


def _in_turn(cursor: Any, actor: Actor, values: dict[str, Any]) -> int | None:
    """Work of the coder's own queues, in turn, where nothing more urgent waits elsewhere."""
    turns = turns_of(actor, values["now"])
    if not turns:
        return None
    cursor.execute(_HEAD, values)
    head = cursor.fetchone()
    for queue, band in turns if head else ():
        ceiling = head[1] and head[1] + band
        narrowed = {"queue": queue, "floor": head[0], "ceiling": ceiling}
        if found := _given(cursor, values | narrowed):
            return found
    return None


@transaction.atomic
def workitem_take(*, actor: Actor, item: WorkItem, at: datetime | None = None) -> WorkItem:
    """Leases one chosen item that is assigned to the actor, such as one whose query came back."""
    WorkItemPolicy.check(actor, "coding.write", item)
    now = at or timezone.now()
    chart = Chart.objects.select_for_update(of=("self",)).get(pk=item.chart_id)
    item = WorkItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    if item.state == WorkState.PENDING:
        raise DomainError(
            f"This chart is pending: {item.pending_reason or 'a query is open'}.",
            remedy="Code another chart; this one comes back with the answer.",
        )
    if item.assignee_id != actor.user_id:
        raise StaleState("This chart is no longer assigned to you.", remedy="Take the next one.")
    if item.state == WorkState.LEASED:
        workitem_lease_extend(actor=actor, item=item)
    else:
        guards_check(actor=actor, item=item)
        started = item.started_at or now
        until = now + work_times(actor.engagement).lease
        WORK.fire(item, "lease", actor=actor, at=now, leased_until=until, started_at=started)
    if chart.state == ChartState.READY:
        CHART.fire(chart, "begin", actor=actor, at=now)
    item.chart = chart
    return item


def guards_refusing(
    *, actor: Actor, items: Iterable[WorkItem], coder: User
) -> dict[int, list[Refusal]]:
    """What keeps the coder today from each of the charts, by the chart's id."""
    return refusals_of(
        engagement=actor.engagement,
        chart_ids=[item.chart_id for item in items],
        user=coder,
        day=engagement_today(actor.engagement),
    )


def guards_check(*, actor: Actor, item: WorkItem, coder: User | None = None) -> None:
    """Raises what every refusing guard says; the coder is the actor unless said otherwise."""
    refused = guards_refusing(actor=actor, items=[item], coder=coder or actor.user)
    if refused:
        raise DomainError(sentences(refused[item.chart_id]), field="assignee" if coder else None)


def workitem_lease_extend(*, actor: Actor, item: WorkItem) -> None:
    """Work was done on it: the lease begins anew. A lost lease stays lost."""
    kept = WorkItem.objects.filter(
        pk=item.pk, state=WorkState.LEASED, assignee_id=actor.user_id
    ).update(leased_until=timezone.now() + work_times(actor.engagement).lease)
    if kept == 1:
        return
    item.refresh_from_db(fields=["state", "pending_reason"])
    if item.state == WorkState.PENDING:
        raise StaleState(
            f"This chart is pending: {item.pending_reason or 'a query is open'}.",
            remedy="The chart comes back to you when that is settled.",
        )
    raise StaleState(
        "This chart has gone back to the worklist and somebody else may have it.",
        remedy="Take the next chart.",
    )


@transaction.atomic
def workitem_release(*, actor: Actor, item: WorkItem, reason: str) -> WorkItem:
    """Puts the item back for anybody of its side; a lead may do it for an absent coder."""
    right = "coding.write" if item.assignee_id == actor.user_id else "worklist.assign"
    WorkItemPolicy.check(actor, right, item)
    if not reason.strip():
        raise DomainError("Say why the chart goes back.", field="reason")
    chart = Chart.objects.select_for_update(of=("self",)).get(pk=item.chart_id)
    WORK.fire(item, "release", actor=actor, reason=reason, assignee=None, leased_until=None)
    others = chart.work_items.filter(state=WorkState.LEASED).exclude(pk=item.pk)
    if chart.state == ChartState.IN_CODING and not others.exists():
        CHART.fire(chart, "put_back", actor=actor, reason=reason)
    return item
