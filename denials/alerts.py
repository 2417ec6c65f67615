"""Whom denials tell: root causes that the contract waits for."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse

from denials.selectors.causes import causes_overdue
from engagements.kernel.registry import AlertDraft, AlertSource, alert_sources
from engagements.roles import Role
from engagements.validators import zone

WATCHERS = (Role.DENIAL_ANALYST, Role.PRACTICE_MANAGER, Role.VENDOR_LEAD)


def cause_alerts(engagement: Any, now: datetime) -> Iterator[AlertDraft]:
    """One alert while causes are overdue; a new one on the day more of them become so."""
    today = now.astimezone(zone(engagement.time_zone)).date()
    page = reverse("denials:denial_list", args=[engagement.slug])
    count, first, last = causes_overdue(engagement, today)
    if count:
        plural = "" if count == 1 else "s"
        yield AlertDraft(
            key=f"root-cause:overdue:{last}",
            title=f"{count} denial{plural} without a root cause in time",
            detail=f"By the terms the oldest was due on {first}, the latest on {last}.",
            url=f"{page}?show=all&cause=overdue",
            roles=WATCHERS,
        )


def register() -> None:
    alert_sources.register(AlertSource("denials.root_causes", cause_alerts, order=45))
