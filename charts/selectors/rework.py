"""Rework that was asked for: of one chart, and what of it is overdue."""

from datetime import datetime

from django.db.models import Count, Max, Min, QuerySet

from charts.models import Chart, WorkItem
from charts.states import LIVE
from engagements.models import Engagement


def rework_of(chart: Chart) -> QuerySet[WorkItem]:
    return (
        WorkItem.objects.filter(
            engagement_id=chart.engagement_id, chart=chart, asked_at__isnull=False
        )
        .select_related("asked_by", "assignee")
        .order_by("-asked_at", "-pk")
    )


def rework_overdue(
    engagement: Engagement, now: datetime
) -> tuple[int, datetime | None, datetime | None]:
    """How much rework is overdue, and the first and the last moment at which it was due."""
    found = WorkItem.objects.filter(
        engagement=engagement, asked_at__isnull=False, state__in=LIVE, due_at__lt=now
    ).aggregate(count=Count("pk"), first=Min("due_at"), last=Max("due_at"))
    return found["count"], found["first"], found["last"]
