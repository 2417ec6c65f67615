"""Whom reporting tells: reports that the terms promise and nobody has received."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse

from engagements.kernel.registry import AlertDraft, AlertSource, alert_sources
from engagements.roles import Role
from reporting.selectors.deliverables import missed

# Those who are owed the reports and send them, and the side that owes them.
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


def register() -> None:
    alert_sources.register(AlertSource("reporting.deliverables", missed_drafts, order=70))
