"""Root causes that the contract waits for (R99): which denials, since when, for whom."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Max, Min, Q
from django.utils import timezone

from denials.enums import DenialState
from denials.models import Denial
from engagements.models import Engagement
from engagements.selectors.clock_terms import terms_book
from engagements.validators import zone

# A root cause due this soon is near.
NEAR_DAYS = 7
UNNAMED = Q(root_cause="", state__in=DenialState.unresolved())


@dataclass(frozen=True)
class Aging:
    """How urgent a day is today, for the badge."""

    status: str
    days: int


def local_today(time_zone: str) -> dt.date:
    return timezone.now().astimezone(zone(time_zone)).date()


def cause_terms_text(engagement: Engagement) -> str:
    """By when the contract in force wants a root cause, as it is printed."""
    terms = terms_book(engagement).on(local_today(engagement.time_zone))
    if terms is None:
        return "on no day: no terms are in force"
    days = terms.rca_days
    return f"{days} business day{'' if days == 1 else 's'} after the denial is logged, by the terms"


def cause_overdue(today: dt.date) -> Q:
    return UNNAMED & Q(root_cause_due_on__lt=today)


def cause_near(today: dt.date) -> Q:
    last = today + dt.timedelta(days=NEAR_DAYS)
    return UNNAMED & Q(root_cause_due_on__gte=today, root_cause_due_on__lte=last)


def cause_aging(denial: Denial, time_zone: str) -> Aging | None:
    """How urgent the root cause is today, for the badge; None once it is named."""
    if denial.root_cause or denial.root_cause_due_on is None or not denial.is_open:
        return None
    days = (denial.root_cause_due_on - local_today(time_zone)).days
    status = "overdue" if days < 0 else "due_soon" if days <= NEAR_DAYS else "on_time"
    return Aging(status, days)


def causes_overdue(
    engagement: Engagement, today: dt.date
) -> tuple[int, dt.date | None, dt.date | None]:
    """How many causes are overdue, and the first and the last day on which they were due."""
    found = Denial.objects.filter(cause_overdue(today), engagement=engagement).aggregate(
        count=Count("pk"), first=Min("root_cause_due_on"), last=Max("root_cause_due_on")
    )
    return found["count"], found["first"], found["last"]
