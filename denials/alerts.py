"""Whom denials tell: root causes that the contract waits for."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse

from denials.selectors.causes import causes_overdue_by_day
from engagements.kernel.registry import AlertDraft, AlertSource, alert_sources
from engagements.roles import Role
from engagements.validators import zone

WATCHERS = (Role.DENIAL_ANALYST, Role.PRACTICE_MANAGER, Role.VENDOR_LEAD)


def cause_alerts(engagement: Any, now: datetime) -> Iterator[AlertDraft]:
    """One alert per due day that has passed, until the last of its causes is named."""
    today = now.astimezone(zone(engagement.time_zone)).date()
    page = reverse("denials:denial_list", args=[engagement.slug])
    for row in causes_overdue_by_day(engagement, today):
        due, count = row["root_cause_due_on"], row["count"]
        plural = "" if count == 1 else "s"
        yield AlertDraft(
            key=f"root-cause:overdue:{due}",
            title=f"{count} denial{plural} without the root cause that was due on {due}",
            detail="The terms say within how many business days it is named.",
            url=f"{page}?show=all&cause=overdue",
            roles=WATCHERS,
        )


def register() -> None:
    alert_sources.register(AlertSource("denials.root_causes", cause_alerts, order=45))
