"""Rework that was asked for: of one chart, and what of it is overdue."""

from datetime import date, datetime

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncDate

from charts.models import Chart, WorkItem
from charts.states import LIVE
from engagements.models import Engagement
from engagements.validators import zone


def rework_of(chart: Chart) -> QuerySet[WorkItem]:
    return (
        WorkItem.objects.filter(
            engagement_id=chart.engagement_id, chart=chart, asked_at__isnull=False
        )
        .select_related("asked_by", "assignee")
        .order_by("-asked_at", "-pk")
    )


def rework_overdue_by_day(engagement: Engagement, now: datetime) -> list[tuple[date, int]]:
    """Each due day with rework that is not returned, in the engagement's zone."""
    due_on = TruncDate("due_at", tzinfo=zone(engagement.time_zone))
    rows = (
        WorkItem.objects.filter(
            engagement=engagement, asked_at__isnull=False, state__in=LIVE, due_at__lt=now
        )
        .order_by()
        .annotate(due_on=due_on)
        .values("due_on")
        .annotate(count=Count("pk"))
    )
    return sorted((row["due_on"], row["count"]) for row in rows)
