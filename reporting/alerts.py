"""Whom reporting tells: reports that are promised and not received, figures that are refuted."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse

from engagements.kernel.registry import AlertDraft, AlertSource, alert_sources
from engagements.models import Engagement
from engagements.roles import Role
from engagements.selectors import system_actor
from reporting.enums import Divergence
from reporting.selectors.deliverables import missed
from reporting.selectors.threeway import ThreeWay
from reporting.spans import last_months

# Those who are owed the reports and send them, and the side that owes them.
MONTHS_WATCHED = 3
WATCHERS = (Role.PRACTICE_MANAGER, Role.COMPLIANCE_OFFICER, Role.VENDOR_LEAD)


def missed_drafts(engagement: Any, now: datetime) -> Iterator[AlertDraft]:
    """One alert per report, from the end of its last day until it is delivered."""
    page = reverse("reporting:report_list", args=[engagement.slug])
    for one in missed(engagement, now):
        yield AlertDraft(
            key=f"report:{one.span}:{one.start}:missed",
            title=f"{one.name}: due on {one.due_on}, not delivered",
            detail=f"{one.detail}.",
            url=f"{page}#deliverables",
            roles=WATCHERS,
            urgent=True,
        )


def overstated_drafts(engagement: Engagement, now: datetime) -> Iterator[AlertDraft]:
    """One alert per figure of the vendor's that the last three months here refute."""
    period = last_months(MONTHS_WATCHED, zone=engagement.time_zone, now=now)
    page = reverse("reporting:threeway", args=[engagement.slug])
    for row in ThreeWay(actor=system_actor(engagement), period=period).reported:
        if row.word != Divergence.OVERSTATED or row.measured is None:
            continue
        figure = row.told.figure
        yield AlertDraft(
            key=f"vendorfigure:{figure.pk}",
            title=f"{row.told.kpi.label}, {figure.month:%B %Y}: the vendor reports {row.told.text},"
            f" measured {row.measured.reading.text}",
            detail=f"{row.specialty}; n {row.measured.n}.",
            url=page,
            roles=(Role.PRACTICE_MANAGER, Role.COMPLIANCE_OFFICER),
        )


def register() -> None:
    alert_sources.register(AlertSource("reporting.deliverables", missed_drafts, order=70))
    alert_sources.register(AlertSource("reporting.threeway", overstated_drafts, order=72))
