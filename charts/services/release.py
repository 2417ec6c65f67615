"""Charts whose documentation is complete enter the worklists: one chart or a whole import."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from charts.enums import ChartState, ClockEventKind, WorkKind
from charts.models import Chart
from charts.services.recompute import (
    CHUNK,
    URGENT_PRIORITY,
    ClockFields,
    chunks,
    clock_fields,
    clock_fields_write,
)
from engagements.enums import Phase, Side
from engagements.kernel import clock
from engagements.kernel.policy import Actor
from engagements.models import Engagement
from engagements.selectors import baa_in_force
from engagements.selectors.clock_terms import TermsBook, terms_book
from engagements.validators import zone

_STARTS = """
    INSERT INTO charts_clockevent
           (engagement_id, chart_id, kind, at, reference, reason, recorded_at, recorded_by_id)
    SELECT %(engagement)s, v.id, %(kind)s, v.at, '', %(reason)s, %(now)s, %(user)s
      FROM unnest(%(ids)s::bigint[], %(starts)s::timestamptz[]) AS v(id, at)
"""
_READY = """
    UPDATE charts_chart SET state = 'ready'
     WHERE engagement_id = %(engagement)s AND id = ANY(%(ids)s) AND state = 'waiting'
"""
_EVENTS = """
    INSERT INTO engagements_stateevent
           (engagement_id, model, object_id, transition, source, target, actor_id, side, reason, at)
    SELECT %(engagement)s, 'charts.Chart', id, 'document', 'waiting', 'ready', %(user)s, %(side)s,
           %(reason)s, %(now)s
      FROM unnest(%(ids)s::bigint[]) AS v(id)
"""
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


@transaction.atomic
def charts_release(*, actor: Actor, chart_ids: Iterable[int], reason: str = "") -> int:
    """Starts the clocks of waiting charts with complete documentation and opens their work.

    Set-based: a handful of statements per two thousand charts. Charts without complete
    documentation, and those already released, are left alone, so it may run twice. Until the BAA
    is in force nothing is released (R13): the charts wait, and the clock starts no earlier than
    the vendor may touch them. Returns the number released. The caller has checked the right.
    """
    opened_at = gate_opened_at(actor.engagement)
    if opened_at is None:
        return 0
    book = terms_book(actor.engagement)
    released = 0
    for ids in chunks(chart_ids):
        released += _release(actor, ids, book, opened_at, reason)
    return released


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


def gate_opened_at(engagement: Engagement) -> dt.datetime | None:
    """Since when the vendor may touch charts under the BAA in force; None while it may not."""
    moments = [
        max(
            dt.datetime.combine(baa.effective_on, dt.time(0), tzinfo=zone(engagement.time_zone)),
            baa.practice_signed_at,
            baa.vendor_signed_at,
        )
        for baa in baa_in_force(engagement)
        if baa.practice_signed_at and baa.vendor_signed_at
    ]
    return min(moments, default=None)


def work_of_phase(phase: str) -> tuple[tuple[WorkKind, Side], ...]:
    """Who codes a new chart: in shadow both sides, blindly; after a rollback the practice."""
    if phase == Phase.SHADOW:
        return ((WorkKind.CODE, Side.VENDOR), (WorkKind.PARALLEL, Side.PRACTICE))
    if phase in {Phase.ROLLED_BACK, Phase.EXIT}:
        return ((WorkKind.CODE, Side.PRACTICE),)
    return ((WorkKind.CODE, Side.VENDOR),)


def _release(
    actor: Actor, ids: Sequence[int], book: TermsBook, opened_at: dt.datetime, reason: str
) -> int:
    charts = list(
        Chart.objects.select_for_update(of=("self",))
        .filter(
            engagement=actor.engagement,
            pk__in=ids,
            state=ChartState.WAITING,
            documentation_complete_at__isnull=False,
        )
        .order_by("pk")
    )
    if not charts:
        return 0
    rows: list[ClockFields] = []
    starts: list[dt.datetime] = []
    for chart in charts:
        complete_at = chart.documentation_complete_at
        assert complete_at is not None  # noqa: S101 -- the filter above says so
        start = max(complete_at, opened_at)
        event = clock.ClockEvent(clock.ClockEventKind.DOCUMENTATION_COMPLETE, start)
        rows.append(clock_fields(chart, [event], book))
        starts.append(start)
    _write(actor, [chart.pk for chart in charts], starts, rows, reason)
    return len(charts)


def _write(
    actor: Actor,
    ids: list[int],
    starts: list[dt.datetime],
    rows: list[ClockFields],
    reason: str,
) -> None:
    values: dict[str, Any] = {
        "engagement": actor.engagement.pk,
        "ids": ids,
        "starts": starts,
        "kind": ClockEventKind.DOCUMENTATION_COMPLETE.value,
        "reason": reason[:200],
        "now": timezone.now(),
        "user": actor.user_id,
        "side": actor.side,
        "urgent": URGENT_PRIORITY,
    }
    with connection.cursor() as cursor:
        cursor.execute(_STARTS, values)
        cursor.execute(_READY, values)
        cursor.execute(_EVENTS, values)
        clock_fields_write(actor.engagement.pk, rows)
        for kind, side in work_of_phase(actor.engagement.phase):
            cursor.execute(_WORK, values | {"work": kind.value, "work_side": side.value})
