"""What charts tell of the workforce: specialties on one pair of shoulders, surges, guards."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from charts.selectors.evidence import coded_day
from charts.selectors.guards import refusals_all
from charts.selectors.naming import coder_withheld
from charts.selectors.workforce import capacity_plan, specialties_active
from engagements.kernel.policy import Actor
from engagements.kernel.registry import (
    AlertDraft,
    AlertSource,
    ChartPanel,
    alert_sources,
    chart_panels,
)
from engagements.models import Engagement, RosterEntry
from engagements.roles import Role
from engagements.selectors.workforce.roster import desks
from engagements.validators import zone

LEADS = (Role.VENDOR_LEAD.value, Role.PRACTICE_MANAGER.value)


def drafts(engagement: Engagement, now: dt.datetime) -> Iterator[AlertDraft]:
    """Once a roster is kept: who stands alone, and which specialty's volume has surged."""
    if not RosterEntry.objects.filter(engagement=engagement).exists():
        return
    today = now.astimezone(zone(engagement.time_zone)).date()
    slug = engagement.slug
    for desk in desks(engagement, today, specialties_active(engagement, now)):
        if desk.is_alone:
            yield AlertDraft(
                f"cover:{desk.specialty}:alone",
                f"{desk.specialty.replace('_', ' ').capitalize()}: {desk.problem}",
                reverse("workforce:roster", args=[slug]),
                "A specialty needs a primary and a backup on the roster.",
                roles=LEADS,
            )
    year, week, _ = today.isocalendar()
    for row in capacity_plan(engagement, now, today):
        if row.is_surge:
            yield AlertDraft(
                f"capacity:{row.specialty}:surge:{year}-{week}",
                f"{row.specialty.replace('_', ' ').capitalize()}: volume has surged",
                reverse("workforce:capacity", args=[slug]),
                f"{row.last_week} charts in seven days; the usual week has {row.usual:.0f}.",
                roles=LEADS,
                urgent=True,
            )


def chart_guards(actor: Actor, chart: Any) -> dict[str, Any]:
    """Whether the guards allowed the chart to who coded it, as of that day; one query."""
    if coder_withheld(actor, chart):
        return {"is_withheld": True}
    day = coded_day(chart, actor.engagement.time_zone)
    found = []
    if day is not None:
        found = refusals_all(
            engagement=actor.engagement, chart_ids=[chart.pk], user=chart.coded_by, day=day
        )
    return {
        "day": day,
        "coder": chart.coded_by,
        "refused": [refusal for refusal in found if not refusal.overridden],
        "aside": [refusal for refusal in found if refusal.overridden],
        "url": reverse("workforce:chart-validity", args=[actor.engagement.slug, chart.pk]),
    }


def register() -> None:
    alert_sources.register(AlertSource(key="charts.workforce", drafts=drafts, order=61))
    chart_panels.register(
        ChartPanel(
            key="guards",
            title="Coder's standing on the day",
            template="charts/workforce/_guards.html",
            action="guard.view",
            context=chart_guards,
            order=90,
        )
    )
