"""Effective-dated rows: which of them are in force on a day."""

import datetime as dt

from django.db.models import Q


def in_force(
    day: dt.date, start: str = "effective_from", end: str = "effective_to", prefix: str = ""
) -> Q:
    """Rows in force on a day; both columns are inclusive."""
    begun = Q(**{f"{prefix}{start}__lte": day})
    return begun & (Q(**{f"{prefix}{end}__isnull": True}) | Q(**{f"{prefix}{end}__gte": day}))


def held_on(day: dt.date) -> Q:
    """Memberships in force on a day; either end may be open."""
    begun = Q(starts_on__isnull=True) | Q(starts_on__lte=day)
    return begun & (Q(ends_on__isnull=True) | Q(ends_on__gte=day))
