"""Matters of charts that can be escalated. Titles name a chart by its number alone."""

import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from django.urls import reverse

from charts.models import Chart
from charts.selectors.standing import (
    charts_at_risk,
    charts_overdue,
    charts_undocumented,
    oldest_waiting,
    pending_open,
)
from charts.selectors.turns import work_times
from engagements.kernel.metrics.period import day_start
from engagements.kernel.registry import (
    EscalationTrigger,
    Standing,
    SuggestedLevel,
    escalation_triggers,
)
from engagements.models import Engagement


def _chart_url(engagement: Engagement, chart_id: int) -> str:
    slug = {"engagement": engagement.slug, "chart_id": chart_id}
    return reverse("charts:chart_detail", kwargs=slug)


def _standing(
    engagement: Engagement, chart: Chart, since: dt.datetime | None, words: str
) -> Iterator[Standing]:
    if since is not None:
        title = f"Chart {chart.pk} {words}"
        yield Standing(f"chart:{chart.pk}", since, title, _chart_url(engagement, chart.pk))


def at_risk(engagement: Engagement, now: dt.datetime) -> Iterator[Standing]:
    """Since it came within the last hours before its due time."""
    for chart in charts_at_risk(engagement, now, within=work_times(engagement).at_risk):
        yield from _standing(engagement, chart, chart.at_risk_since, "is due soon")


def overdue(engagement: Engagement, now: dt.datetime) -> Iterator[Standing]:
    for chart in charts_overdue(engagement, now):
        yield from _standing(engagement, chart, chart.due_at, "is overdue")


def undocumented(engagement: Engagement, now: dt.datetime) -> Iterator[Standing]:
    for chart in charts_undocumented(engagement):
        yield from _standing(engagement, chart, chart.received_at, "waits for documentation")


def pending(engagement: Engagement, now: dt.datetime) -> Iterator[Standing]:
    for spell in pending_open(engagement):
        yield Standing(
            subject=f"pending:{spell.pk}",
            since=spell.opened_at,
            title=f"Chart {spell.chart_id} is pending: {spell.get_reason_display()}",
            url=_chart_url(engagement, spell.chart_id),
        )


def backlog(engagement: Engagement, now: dt.datetime) -> Iterator[Standing]:
    """One matter a day: since the beginning of the day from which the oldest chart waits."""
    oldest = oldest_waiting(engagement)
    if oldest is None or oldest.documentation_complete_at is None:
        return
    zone = engagement.time_zone
    day = oldest.documentation_complete_at.astimezone(ZoneInfo(zone)).date()
    url = reverse("charts:worklist", kwargs={"engagement": engagement.slug})
    yield Standing("backlog", day_start(day, zone), f"The oldest chart waits since {day}", url)


LEADS = ("vendor_lead",)
MANAGERS = ("practice_manager", "vendor_lead")
TRIGGERS = (
    EscalationTrigger(
        key="chart_at_risk",
        label="Chart due soon and not coded",
        standing=at_risk,
        suggested=(SuggestedLevel(1, 2, LEADS),),
        explanation="Since the hours before its due time that the terms call at risk.",
        order=30,
    ),
    EscalationTrigger(
        key="chart_overdue",
        label="Chart overdue",
        standing=overdue,
        suggested=(SuggestedLevel(1, 0, LEADS), SuggestedLevel(2, 24, MANAGERS)),
        explanation="Since its due time.",
        order=31,
    ),
    EscalationTrigger(
        key="pending_unresolved",
        label="Pending reason unresolved",
        standing=pending,
        suggested=(
            SuggestedLevel(1, 24, ("vendor_lead", "cdi_coordinator")),
            SuggestedLevel(2, 72, ("practice_manager",)),
        ),
        explanation="Since the work was set aside.",
        order=32,
    ),
    EscalationTrigger(
        key="documentation_gap",
        label="Documentation incomplete",
        standing=undocumented,
        suggested=(
            SuggestedLevel(1, 72, ("cdi_coordinator",), urgent=False),
            SuggestedLevel(2, 168, ("practice_manager",), urgent=False),
        ),
        explanation="Since the chart was received.",
        order=33,
    ),
    EscalationTrigger(
        key="backlog",
        label="Backlog",
        standing=backlog,
        suggested=(SuggestedLevel(1, 72, LEADS), SuggestedLevel(2, 120, MANAGERS)),
        explanation="Since the day from which the oldest complete chart waits; told once a day.",
        order=34,
    ),
)


def register() -> None:
    for trigger in TRIGGERS:
        escalation_triggers.register(trigger)
