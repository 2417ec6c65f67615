"""Whom the clocks tell: filing limits that are near, month-end cutoffs that will be missed."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Count, Min
from django.urls import reverse

from charts.models import Chart
from charts.selectors.lateness import filing_near, misses_cutoff
from engagements.kernel.registry import AlertDraft, AlertSource, alert_sources
from engagements.roles import Role
from engagements.validators import zone


def filing_alerts(engagement: Any, now: datetime) -> Iterator[AlertDraft]:
    """One alert per payer while uncoded charts near its limit; a new one for each new day."""
    today = now.astimezone(zone(engagement.time_zone)).date()
    rows = (
        Chart.objects.filter(filing_near(today), engagement=engagement)
        .order_by()
        .values("payer_id", "payer__name", "payer__timely_filing_days")
        .annotate(count=Count("pk"), oldest=Min("date_of_service"))
    )
    page = reverse("charts:chart_list", args=[engagement.slug])
    for row in rows:
        left = (row["oldest"] - today).days + row["payer__timely_filing_days"]
        near = _charts(row["count"], "uncoded ")
        words = f"{left} days left" if left >= 0 else f"{-left} days past the limit"
        yield AlertDraft(
            key=f"filing:{row['payer_id']}:{row['oldest']:%Y-%m-%d}",
            title=f"{row['payer__name']}: {near} near the filing limit",
            detail=f"The oldest has {words}.",
            url=f"{page}?filing=near",
            roles=(Role.PRACTICE_MANAGER, Role.DENIAL_ANALYST, Role.VENDOR_LEAD),
            urgent=left <= 0,
        )


def cutoff_alerts(engagement: Any, now: datetime) -> Iterator[AlertDraft]:
    """One alert per coming cutoff while charts will miss it."""
    rows = (
        Chart.objects.filter(misses_cutoff(now), engagement=engagement, cutoff_at__gte=now)
        .order_by()
        .values("cutoff_at")
        .annotate(count=Count("pk"))
    )
    page = reverse("charts:chart_list", args=[engagement.slug])
    for row in rows:
        cutoff_at = row["cutoff_at"]
        if cutoff_at is None:
            continue
        at = cutoff_at.astimezone(zone(engagement.time_zone))
        yield AlertDraft(
            key=f"cutoff:{cutoff_at:%Y-%m-%dT%H:%M}",
            title=f"{_charts(row['count'])} will miss the month-end cutoff",
            detail=f"It is on {at:%Y-%m-%d at %H:%M} {engagement.time_zone}.",
            url=f"{page}?cutoff=missing",
            roles=(Role.PRACTICE_MANAGER, Role.VENDOR_LEAD),
            due_at=cutoff_at,
        )


def _charts(count: int, kind: str = "") -> str:
    return f"{count} {kind}chart{'' if count == 1 else 's'}"


def register() -> None:
    alert_sources.register(AlertSource("charts.filing", filing_alerts, order=42))
    alert_sources.register(AlertSource("charts.cutoffs", cutoff_alerts, order=43))
