"""Days: which effective-dated rows are in force on one, and how long before an end people know."""

import datetime as dt

from django.db.models import Q
from django.db.models.expressions import Combinable

NOTICE_DAYS = (90, 60, 30)
"""How long before something ends people are told (DOMAIN.md 3.11)."""


def in_force(
    day: dt.date | Combinable,
    start: str = "effective_from",
    end: str = "effective_to",
    prefix: str = "",
) -> Q:
    """Rows in force on a day, or on each row's own; both columns are inclusive."""
    begun = Q(**{f"{prefix}{start}__lte": day})
    return begun & (Q(**{f"{prefix}{end}__isnull": True}) | Q(**{f"{prefix}{end}__gte": day}))


def held_on(day: dt.date) -> Q:
    """Memberships in force on a day; either end may be open."""
    begun = Q(starts_on__isnull=True) | Q(starts_on__lte=day)
    return begun & (Q(ends_on__isnull=True) | Q(ends_on__gte=day))


def notice_step(end: dt.date, today: dt.date) -> int | None:
    """The narrowest of 90, 60 and 30 days that has been reached; None before and after."""
    left = (end - today).days
    if left < 0:
        return None
    return min((days for days in NOTICE_DAYS if left <= days), default=None)
