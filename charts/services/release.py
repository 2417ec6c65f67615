"""Charts whose documentation is complete enter the worklists: one chart or a whole import."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from charts.enums import ChartState, ClockEventKind, WorkKind, WorkState
from charts.models import Chart, WorkItem
from charts.selectors.routing import ROUTED, Share, rules_in_force, shares_of
from charts.services.arms import arms_draw
from charts.services.clock_rows import CHUNK, URGENT_PRIORITY, chunks
from charts.services.starting import Start, Starter
from engagements.enums import Phase, Side
from engagements.kernel.policy import Actor
from engagements.models import Engagement, Pilot
from engagements.selectors import engagement_today
from engagements.selectors.trials import challenges_running, pilot_charts, pilots_running

BEFORE_LIVE = frozenset({Phase.DRAFT, Phase.BASELINE, Phase.DOCUMENTATION, Phase.SHADOW})

_STARTED = {
    "terms_id": "bigint",
    "clock_started_at": "timestamptz",
    "due_at": "timestamptz",
    "documentation_lag_seconds": "bigint",
    "documentation_working_seconds": "bigint",
    "cutoff_at": "timestamptz",
    "cutoff_start_by": "timestamptz",
}
_READY = f"""
    UPDATE charts_chart c
       SET state = 'ready', {", ".join(f"{name} = v.{name}" for name in _STARTED)}
      FROM unnest(%s::bigint[], {", ".join(f"%s::{kind}[]" for kind in _STARTED.values())})
           AS v(id, {", ".join(_STARTED)})
     WHERE c.engagement_id = %s AND c.id = v.id AND c.state = 'waiting'
"""  # noqa: S608 -- constants
_STARTS = """
    INSERT INTO charts_clockevent
           (engagement_id, chart_id, kind, at, reference, reason, recorded_at, recorded_by_id)
    SELECT c.engagement_id, c.id, %(kind)s, GREATEST(c.documentation_complete_at, %(opened_at)s),
           '', %(reason)s, %(now)s, %(user)s
      FROM charts_chart c
     WHERE c.engagement_id = %(engagement)s AND c.id = ANY(%(ids)s)
     ORDER BY c.id
"""
_EVENTS = """
    INSERT INTO engagements_stateevent
           (engagement_id, model, object_id, transition, source, target, actor_id, side, reason, at)
    SELECT %(engagement)s, 'charts.Chart', id, 'document', 'waiting', 'ready', %(user)s, %(side)s,
           %(reason)s, %(now)s
      FROM unnest(%(ids)s::bigint[]) AS v(id)
"""
# Without rules: as the phase says, in the queue of the chart's specialty.
_WORK = """
    INSERT INTO charts_workitem
           (engagement_id, chart_id, kind, side, queue, state, priority, due_at, pending_reason,
            opened_at)
    SELECT c.engagement_id, c.id, %(work)s, %(work_side)s, c.specialty, 'open',
           CASE c.urgency WHEN 'urgent' THEN %(urgent)s ELSE 0 END, c.due_at, '', %(now)s
      FROM charts_chart c
     WHERE c.engagement_id = %(engagement)s AND c.id = ANY(%(ids)s)
     ORDER BY c.id
    ON CONFLICT DO NOTHING
"""
_ROUTED_WORK = f"""
    WITH routed AS ({ROUTED} AND c.id = ANY(%(ids)s))
    INSERT INTO charts_workitem
           (engagement_id, chart_id, kind, side, queue, work_queue_id, state, priority, due_at,
            pending_reason, opened_at)
    SELECT c.engagement_id, c.id, s.kind, s.side, COALESCE(q.name, c.specialty), q.id, 'open',
           CASE c.urgency WHEN 'urgent' THEN %(urgent)s ELSE 0 END + COALESCE(q.priority, 0),
           c.due_at, '', %(now)s
      FROM routed c
      JOIN unnest(%(kinds)s::varchar[], %(sides)s::varchar[], %(whose)s::varchar[])
           AS s(kind, side, whose)
        ON s.whose = 'all' OR (s.whose = 'kept') = c.kept
      LEFT JOIN charts_workqueue q
        ON q.engagement_id = c.engagement_id
       AND q.id = CASE s.side WHEN 'practice' THEN c.house_queue ELSE c.vendor_queue END
     ORDER BY c.id
    ON CONFLICT DO NOTHING
"""  # noqa: S608 -- constants


@transaction.atomic
def charts_release(*, actor: Actor, chart_ids: Iterable[int], reason: str = "") -> int:
    """Starts the clocks of waiting charts with complete documentation and opens their work.

    Set-based: a handful of statements per two thousand charts. Charts without complete
    documentation, and those already released, are left alone, so it may run twice. Until the BAA
    is in force nothing is released (R13): the charts wait, and the clock starts no earlier than
    the vendor may touch them. Returns the number released. The caller has checked the right.
    """
    starter = Starter(actor.engagement)
    if starter.opened_at is None:
        return 0
    return sum(_release(actor, ids, starter, reason) for ids in chunks(chart_ids))


def charts_release_waiting(*, actor: Actor) -> int:
    """Releases whatever waits only for the gate: called when the BAA comes into force."""
    waiting = Chart.objects.filter(
        engagement=actor.engagement,
        state=ChartState.WAITING,
        documentation_complete_at__isnull=False,
    )
    released = 0
    while ids := list(waiting.order_by("pk").values_list("pk", flat=True)[:CHUNK]):
        done = charts_release(actor=actor, chart_ids=ids)
        if not done:
            break
        released += done
    return released


def charts_work_reopen(*, actor: Actor, chart_ids: Sequence[int], at: dt.datetime) -> None:
    """Rework on charts that are coded anew, for anybody of the side whose answer counted."""
    for item in work_done_last(actor.engagement, chart_ids).values():
        WorkItem.objects.get_or_create(
            engagement=actor.engagement,
            chart=item.chart,
            side=item.side,
            state=WorkState.OPEN,
            defaults={
                "kind": WorkKind.REWORK,
                "queue": item.queue,
                "work_queue_id": item.work_queue_id,
                "priority": item.priority,
                "priority_set": item.priority_set,
                "due_at": item.chart.due_at,
                "opened_at": at,
            },
        )


def work_done_last(engagement: Engagement, chart_ids: Sequence[int]) -> dict[int, WorkItem]:
    """By chart, the last work done on it: the vendor's, where both sides answered."""
    done = WorkItem.objects.filter(
        engagement=engagement, chart_id__in=chart_ids, state=WorkState.DONE
    ).select_related("chart")
    last: dict[int, WorkItem] = {}
    for item in done.order_by("done_at", "pk"):
        kept = last.get(item.chart_id)
        if kept is None or kept.side != Side.VENDOR or item.side == Side.VENDOR:
            last[item.chart_id] = item
    return last


def work_open(
    *, actor: Actor, chart_ids: Sequence[int], opened_at: dt.datetime, reason: str
) -> None:
    """Writes the log and the work of charts that have just become ready."""
    values: dict[str, Any] = {
        "engagement": actor.engagement.pk,
        "ids": list(chart_ids),
        "opened_at": opened_at,
        "kind": ClockEventKind.DOCUMENTATION_COMPLETE.value,
        "reason": reason[:200],
        "now": timezone.now(),
        "user": actor.user_id,
        "side": actor.side,
        "urgent": URGENT_PRIORITY,
    }
    with connection.cursor() as cursor:
        cursor.execute(_STARTS, values)
        cursor.execute(_EVENTS, values)
    for ids, shares in _parts(actor.engagement, values["ids"]):
        _work_insert(actor.engagement, shares, values | {"ids": ids})
    for challenge in challenges_running(actor.engagement, engagement_today(actor.engagement)):
        arms_draw(challenge, values["ids"])


def _parts(engagement: Engagement, ids: list[int]) -> Iterator[tuple[list[int], tuple[Share, ...]]]:
    """Who codes which of these charts, by the phase as it is now.

    While a pilot runs before go-live, the vendor codes the pilot's charts and the practice the
    rest (R10).
    """
    phase = Engagement.objects.values_list("phase", flat=True).get(pk=engagement.pk)
    pilots: list[Pilot] = []
    if phase in BEFORE_LIVE:
        pilots = list(pilots_running(engagement, engagement_today(engagement)))
    if pilots:
        rows = Chart.objects.filter(pilot_charts(pilots), engagement=engagement, pk__in=ids)
        mine = set(rows.values_list("pk", flat=True))
        rest = [pk for pk in ids if pk not in mine]
        if rest:
            yield rest, shares_of(Phase.ROLLED_BACK)
        ids = [pk for pk in ids if pk in mine]
    if ids:
        yield ids, shares_of(phase)


def _work_insert(engagement: Engagement, shares: tuple[Share, ...], values: dict[str, Any]) -> None:
    """One item per chart and side that codes it, in the queue its rules say."""
    rules = rules_in_force(engagement)
    with connection.cursor() as cursor:
        if rules.exist:
            kinds, sides, whose = map(list, zip(*shares, strict=True))
            routing: dict[str, Any] = {"house": rules.house, "vendor": rules.vendor}
            routing |= {"kinds": kinds, "sides": sides, "whose": whose}
            cursor.execute(_ROUTED_WORK, values | routing)
            return
        for share in shares:
            if share.whose != "kept":
                cursor.execute(_WORK, values | {"work": share.kind, "work_side": share.side})


def _release(actor: Actor, ids: Sequence[int], starter: Starter, reason: str) -> int:
    charts = (
        Chart.objects.select_for_update(of=("self",))
        .filter(
            engagement=actor.engagement,
            pk__in=ids,
            state=ChartState.WAITING,
            documentation_complete_at__isnull=False,
        )
        .order_by("pk")
    )
    started = [
        (chart.pk, start)
        for chart in charts
        if (start := _start(chart, starter)).clock_started_at is not None
    ]
    if not started or starter.opened_at is None:
        return 0
    ids = [pk for pk, _ in started]
    columns = zip(*(start for _, start in started), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(_READY, [ids, *map(list, columns), actor.engagement.pk])
    work_open(actor=actor, chart_ids=ids, opened_at=starter.opened_at, reason=reason)
    return len(ids)


def _start(chart: Chart, starter: Starter) -> Start:
    return starter.start(
        chart.documentation_complete_at,
        chart.date_of_service,
        encounter_class=chart.encounter_class,
        urgency=chart.urgency,
        complexity=chart.complexity,
        location=chart.location,
        terms_id=chart.terms_id,
    )
