"""The clock of a chart: events go in, due time and durations are recomputed from the log.

Every call locks the chart's row first, so two queries answered at once cannot both believe that
they were the last. Calling twice with the same reference changes nothing.
"""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from charts.enums import ChartState, ClockEventKind, PendingOutcome, WorkState
from charts.models import Chart, ClockEvent, WorkItem
from charts.policies import ChartPolicy
from charts.services.recompute import charts_clock_recompute, rulebook
from charts.services.release import charts_release, charts_work_reopen
from charts.states import CHART, LIVE, WORK
from engagements.kernel.errors import DomainError
from engagements.kernel.policy import Actor
from engagements.kernel.registry import chart_endings
from engagements.kernel.tasks import enqueue_named

QUERY_OPEN = "Query open"
NOT_CODED = (ChartState.READY, ChartState.IN_CODING, ChartState.QUERIED)


def chart_lock(chart: Chart) -> Chart:
    """The chart as it is now, with its row locked until the transaction ends."""
    return Chart.objects.select_for_update(of=("self",)).get(pk=chart.pk)


@transaction.atomic
def chart_mark_documentation_complete(
    *, actor: Actor, chart: Chart, at: datetime, reason: str = ""
) -> Chart:
    """The package is complete: the clock starts and the chart enters its worklist (R24)."""
    ChartPolicy.check(actor, "chart.edit", chart)
    if at > timezone.now():
        raise DomainError(
            "The documentation cannot be complete in the future.",
            field="at",
            remedy="Enter when the last document was signed.",
        )
    chart = chart_lock(chart)
    rules = rulebook(actor.engagement).rules
    if rules.required(chart.encounter_class, chart.date_of_service):
        raise DomainError(
            "The contract names the documents that make this record complete.",
            remedy="Record each of them; the clock starts with the last.",
        )
    if chart.state == ChartState.WAITING:
        Chart.objects.filter(pk=chart.pk).update(documentation_complete_at=at)
        charts_release(actor=actor, chart_ids=[chart.pk], reason=reason)
        chart.refresh_from_db()
    return chart


@transaction.atomic
def chart_clock_pause(
    *, actor: Actor, chart: Chart, at: datetime, reference: str, reason: str = ""
) -> bool:
    """A query holds the clock from `at`. False where it cannot: the chart waits, is coded, is
    cancelled, or this reference already holds it.

    The caller has checked that the actor may ask.
    """
    chart = chart_lock(chart)
    if chart.state not in NOT_CODED or reference in _open_references(chart):
        return False
    _append(chart, actor, ClockEventKind.PAUSE, at=at, reference=reference, reason=reason)
    if chart.state != ChartState.QUERIED:
        CHART.fire(chart, "query", actor=actor, reason=reason or reference, at=at)
    for item in chart.work_items.filter(state__in=[WorkState.OPEN, WorkState.LEASED]):
        WORK.fire(item, "hold", actor=actor, at=at, pending_reason=QUERY_OPEN, leased_until=None)
    charts_clock_recompute(actor=actor, chart_ids=[chart.pk])
    return True


@transaction.atomic
def chart_clock_resume(
    *, actor: Actor, chart: Chart, at: datetime, reference: str, reason: str = ""
) -> bool:
    """The query no longer holds the clock. When it was the last, the work goes on where it was.

    False where this reference holds nothing (a second answer, an expiry after the answer).
    """
    chart = chart_lock(chart)
    held_by = _open_references(chart)
    if reference not in held_by:
        return False
    _append(chart, actor, ClockEventKind.RESUME, at=at, reference=reference, reason=reason)
    if held_by == {reference} and chart.state == ChartState.QUERIED:
        _resume_work(chart, actor, at=at, reason=reason or reference)
    charts_clock_recompute(actor=actor, chart_ids=[chart.pk])
    return True


@transaction.atomic
def chart_clock_hold(
    *, actor: Actor, chart: Chart, at: datetime, reference: str, reason: str
) -> None:
    """Stops the clock of a locked chart for something other than a query."""
    _append(chart, actor, ClockEventKind.PAUSE, at=at, reference=reference, reason=reason)
    charts_clock_recompute(actor=actor, chart_ids=[chart.pk])


@transaction.atomic
def chart_work_unhold(
    *, actor: Actor, chart: Chart, item: WorkItem, at: datetime, reference: str, reason: str
) -> None:
    """What held a piece of work besides queries is over; `at` is when its clock runs again.

    A query that is still open holds the work on.
    """
    now = timezone.now()
    if reference in _open_references(chart):
        _append(chart, actor, ClockEventKind.RESUME, at=at, reference=reference, reason=reason)
        charts_clock_recompute(actor=actor, chart_ids=[chart.pk])
    if item.state != WorkState.PENDING:
        return
    if chart.state != ChartState.QUERIED:
        WORK.fire(item, "unhold", actor=actor, at=now, reason=reason, pending_reason="")
    elif _open_references(chart):
        WorkItem.objects.filter(pk=item.pk).update(pending_reason=QUERY_OPEN)
    else:
        _resume_work(chart, actor, at=now, reason=reason)


@transaction.atomic
def chart_clock_ready(*, actor: Actor, chart: Chart, at: datetime) -> None:
    """The coded encounter is ready: the chart's clock ends."""
    _append(chart, actor, ClockEventKind.READY, at=at)
    CHART.fire(chart, "code", actor=actor, at=at, coded_at=at, coded_by_id=actor.user_id)
    charts_clock_recompute(actor=actor, chart_ids=[chart.pk])


@transaction.atomic
def chart_restart(*, actor: Actor, chart: Chart, at: datetime, reason: str) -> Chart:
    """A document came too late and the terms give the vendor a new clock from then: the chart is
    reopened for the side that coded it, its earlier coding stays as it was attested.

    The caller has decided that the terms say so.
    """
    chart = chart_lock(chart)
    if chart.state != ChartState.CODED:
        return chart
    _append(chart, actor, ClockEventKind.REOPEN, at=at, reason=reason)
    _append(chart, actor, ClockEventKind.RESTART, at=at, reason=reason)
    CHART.fire(chart, "restart", actor=actor, reason=reason, at=at, coded_at=None)
    charts_clock_recompute(actor=actor, chart_ids=[chart.pk])
    # Rework that was asked for is part of the whole new answer now.
    for item in chart.work_items.filter(asked_at__isnull=False, state__in=LIVE):
        WORK.fire(item, "cancel", actor=actor, reason=reason, at=at, leased_until=None)
    charts_work_reopen(actor=actor, chart_ids=[chart.pk], at=at)
    return chart


@transaction.atomic
def charts_billed(*, actor: Actor, billed: Mapping[str, datetime], reason: str = "") -> int:
    """When the claims of charts went out, by encounter reference; the first time told counts.

    The caller has checked the right. Returns how many charts learned it.
    """
    charts = Chart.objects.filter(
        engagement=actor.engagement, encounter_ref__in=billed, billed_at__isnull=True
    )
    known = list(charts.values_list("pk", "encounter_ref"))
    ids = [pk for pk, _ in known]
    ClockEvent.objects.bulk_create(
        [
            ClockEvent(
                engagement=actor.engagement,
                chart_id=pk,
                kind=ClockEventKind.BILLED,
                at=billed[ref],
                reason=reason[:200],
                recorded_by=actor.user,
            )
            for pk, ref in known
        ],
        batch_size=5000,
    )
    charts_clock_recompute(actor=actor, chart_ids=ids)
    return len(ids)


@transaction.atomic
def chart_billed(*, actor: Actor, chart: Chart, at: datetime) -> None:
    """The practice says when the claim of a coded chart was sent."""
    ChartPolicy.check(actor, "chart.edit", chart)
    if chart.coded_at is None or not chart.coded_at <= at <= timezone.now():
        raise DomainError(
            "A claim is sent after its chart is coded, and not in the future.",
            field="at",
            remedy="Enter when the claim was sent.",
        )
    charts_billed(actor=actor, billed={chart.encounter_ref: at})


@transaction.atomic
def chart_cancel(*, actor: Actor, chart: Chart, reason: str) -> Chart:
    """Takes a chart out of the work with all that is open on it; its clock no longer counts."""
    ChartPolicy.check(actor, "chart.edit", chart)
    if not reason.strip():
        raise DomainError("Say why the chart is cancelled.", field="reason")
    chart = chart_lock(chart)
    now = timezone.now()
    CHART.fire(chart, "cancel", actor=actor, reason=reason, at=now)
    _end_all(chart, actor, at=now, reason=reason)
    # whoever was told of the chart is no longer: now, not with the next run of the scheduler
    enqueue_named("engagements.alerts_run", engagement_id=chart.engagement_id)
    return chart


def _end_all(chart: Chart, actor: Actor, *, at: datetime, reason: str) -> None:
    """Ends what holds the clock, the work with its leases and holds, and what other apps have."""
    words = f"Chart cancelled: {reason.strip()}"[:200]
    for reference in sorted(_open_references(chart)):
        _append(chart, actor, ClockEventKind.RESUME, at=at, reference=reference, reason=words)
    _append(chart, actor, ClockEventKind.CANCEL, at=at, reason=reason)
    charts_clock_recompute(actor=actor, chart_ids=[chart.pk])
    over = {"leased_until": None, "pending_reason": ""}
    for item in chart.work_items.filter(state__in=LIVE):
        WORK.fire(item, "cancel", actor=actor, reason=reason, at=at, **over)
    chart.pending_spells.filter(closed_at__isnull=True).update(
        closed_at=at,
        closed_by=actor.user,
        outcome=PendingOutcome.SETTLED,
        resolution=words,
    )
    for ending in chart_endings:
        ending.end(actor, chart, at, words)


def _resume_work(chart: Chart, actor: Actor, *, at: datetime, reason: str) -> None:
    """The coder who asked keeps the chart and finds it in their queue again; work that is pending
    for another reason stays so.
    """
    items = list(chart.work_items.filter(state=WorkState.PENDING))
    spells = chart.pending_spells.filter(closed_at__isnull=True)
    still_pending = set(spells.values_list("work_item_id", flat=True))
    for item in items:
        if item.pk in still_pending:
            continue
        WORK.fire(item, "unhold", actor=actor, at=at, pending_reason="")
    begun = any(item.started_at is not None for item in items)
    CHART.fire(chart, "resume" if begun else "requeue", actor=actor, reason=reason, at=at)


def _open_references(chart: Chart) -> set[str]:
    """The references that hold the clock now, in the order in which the events were recorded."""
    held: set[str] = set()
    kinds = [ClockEventKind.PAUSE, ClockEventKind.RESUME]
    events = chart.clock_events.filter(kind__in=kinds).order_by("id")
    for kind, reference in events.values_list("kind", "reference"):
        if kind == ClockEventKind.PAUSE:
            held.add(reference)
        else:
            held.discard(reference)
    return held


def _append(
    chart: Chart,
    actor: Actor,
    kind: ClockEventKind,
    *,
    at: datetime,
    reference: str = "",
    reason: str = "",
) -> ClockEvent:
    return ClockEvent.objects.create(
        engagement_id=chart.engagement_id,
        chart=chart,
        kind=kind,
        at=at,
        reference=reference,
        reason=reason[:200],
        recorded_by=actor.user,
    )
