"""Rework that the demo's practice has asked for: some under way, some overdue."""

import datetime as dt
from collections.abc import Mapping

from charts.enums import ChartState
from charts.models import Chart
from charts.services import rework_ask
from engagements.kernel.policy import Actor
from engagements.kernel.scope import engagement_transaction
from engagements.models import Engagement

ASKED = (
    (1, "Modifier 25 is not supported by the note"),
    (3, "Second diagnosis lacks its laterality"),
    (12, "Units do not match the time in the note"),
)


def rework_asked(engagement: Engagement, cast: Mapping[str, Actor], now: dt.datetime) -> None:
    with engagement_transaction(engagement.pk):
        coded = Chart.objects.filter(
            engagement=engagement,
            state=ChartState.CODED,
            coded_at__lt=now - dt.timedelta(days=ASKED[-1][0] + 1),
            coded_by__organization_id=engagement.vendor_id,
        ).order_by("-coded_at", "pk")
        for chart, (days, reason) in zip(coded[: len(ASKED)], ASKED, strict=False):
            at = now - dt.timedelta(days=days)
            rework_ask(actor=cast["denials"], chart=chart, reason=reason, at=at)
