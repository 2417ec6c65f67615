"""Charts in a state that somebody is told of if it lasts."""

from datetime import datetime, timedelta

from django.db.models import F, QuerySet

from charts.enums import ChartState
from charts.models import Chart, PendingSpell
from charts.selectors.lateness import DUE_STANDS, is_overdue
from engagements.models import Engagement

TO_CODE = (ChartState.READY, ChartState.IN_CODING)


def charts_at_risk(engagement: Engagement, now: datetime, *, within: timedelta) -> QuerySet[Chart]:
    """Not coded and due within this time; each with since when that is so."""
    return Chart.objects.filter(
        DUE_STANDS,
        engagement=engagement,
        state__in=TO_CODE,
        due_at__gte=now,
        due_at__lt=now + within,
    ).annotate(at_risk_since=F("due_at") - within)


def charts_overdue(engagement: Engagement, now: datetime) -> QuerySet[Chart]:
    return Chart.objects.filter(is_overdue(now), engagement=engagement)


def charts_undocumented(engagement: Engagement) -> QuerySet[Chart]:
    return Chart.objects.filter(engagement=engagement, state=ChartState.WAITING)


def oldest_waiting(engagement: Engagement) -> Chart | None:
    """The chart whose documentation has been complete for longest without being coded.

    The state says so; `coded_at` leads to the index of the few that are not coded, where the one
    by documentation would pass every coded chart first.
    """
    return (
        Chart.objects.filter(
            engagement=engagement,
            state__in=TO_CODE,
            coded_at__isnull=True,
            documentation_complete_at__isnull=False,
        )
        .order_by("documentation_complete_at", "pk")
        .first()
    )


def pending_open(engagement: Engagement) -> QuerySet[PendingSpell]:
    return PendingSpell.objects.filter(engagement=engagement, closed_at__isnull=True)
