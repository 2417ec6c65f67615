"""Uncoded value and days: each local day counted once, as it stood at its end."""

import datetime as dt
from decimal import Decimal

from django.db import connection, transaction
from django.db.models import Min, Sum
from django.utils import timezone

from charts.models import Chart
from charts.selectors.standing_at import standing_at
from engagements.kernel.metrics.period import day_start, local_day
from engagements.kernel.policy import Actor
from engagements.models import Engagement
from reporting.models import DnfcDay

REVENUE_DAYS = 90
"""Average daily revenue is that of a quarter, as HFMA's days in DNFB take it."""

AT_ONCE = 40
"""Days caught up in one go: the next run goes on."""

PROMPTLY = dt.timedelta(hours=6)
"""Counted later than this after its end, a day says that it was reconstructed."""

_COUNT = """
    INSERT INTO reporting_dnfcsnapshot
           (engagement_id, counted_id, day, reason, specialty, charts, amount)
    SELECT %(engagement)s, %(counted)s, %(day)s, found.reason, found.specialty, count(*),
           sum(found.amount)
      FROM ({standing}) found
     GROUP BY found.reason, found.specialty
"""


def dnfc_count_due(*, actor: Actor, now: dt.datetime | None = None) -> list[dt.date]:
    """Counts the local days that have ended and were not counted, oldest first.

    Days that nobody counted (the scheduler was down) are reconstructed from the event log, and
    say so. Returns the days counted.
    """
    now = now or timezone.now()
    days = _days_due(actor.engagement, now)[:AT_ONCE]
    return [day for day in days if dnfc_count(actor=actor, day=day, now=now)]


@transaction.atomic
def dnfc_count(*, actor: Actor, day: dt.date, now: dt.datetime) -> bool:
    """Counts one day, exactly once: of two that try, one writes it and the other does nothing."""
    engagement = actor.engagement
    ended = day_start(day + dt.timedelta(days=1), engagement.time_zone)
    counted, is_new = DnfcDay.objects.get_or_create(
        engagement=engagement,
        day=day,
        defaults={
            "counted_at": now,
            "reconstructed": now - ended > PROMPTLY,
            "revenue_days": REVENUE_DAYS,
            "average_daily_revenue": _daily_revenue(engagement, day),
        },
    )
    if not is_new:
        return False
    statement, values = standing_at(engagement.pk, ended)
    with connection.cursor() as cursor:
        cursor.execute(
            _COUNT.format(standing=statement), values | {"counted": counted.pk, "day": day}
        )
    return True


def _days_due(engagement: Engagement, now: dt.datetime) -> list[dt.date]:
    """From the day the first chart came to yesterday, less the days that were counted."""
    charts = Chart.objects.filter(engagement=engagement)
    first = charts.aggregate(first=Min("received_at"))["first"]
    if first is None:
        return []
    day, today = (local_day(moment, engagement.time_zone) for moment in (first, now))
    known = set(DnfcDay.objects.filter(engagement=engagement).values_list("day", flat=True))
    span = (day + dt.timedelta(days=offset) for offset in range((today - day).days))
    return [each for each in span if each not in known]


def _daily_revenue(engagement: Engagement, day: dt.date) -> Decimal:
    """Billed amount of the days of service up to the day, divided by their number."""
    served = Chart.objects.filter(
        engagement=engagement,
        date_of_service__gt=day - dt.timedelta(days=REVENUE_DAYS),
        date_of_service__lte=day,
    ).exclude(state="cancelled")
    total: Decimal = served.aggregate(total=Sum("billed_amount"))["total"] or Decimal(0)
    return (total / REVENUE_DAYS).quantize(Decimal("0.01"))
