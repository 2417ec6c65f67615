"""Filters of moments by day, in the engagement's zone."""

import datetime as dt
from typing import Any

from django import forms
from django_filters import DateFilter

from engagements.kernel.metrics.period import day_start


class _DayFilter(DateFilter):  # type: ignore[misc]  # django-filter is untyped
    def __init__(self, field_name: str, label: str) -> None:
        super().__init__(field_name, label=label, widget=forms.DateInput(attrs={"type": "date"}))

    def starts(self, day: dt.date, *, after: int = 0) -> dt.datetime | None:
        """When the day, or one after it, begins; None beyond what can be told."""
        zone = self.parent.request.engagement.time_zone
        try:
            return day_start(day + dt.timedelta(days=after), zone)
        except OverflowError:
            return None


class FromDayFilter(_DayFilter):
    """From the beginning of a day on."""

    def filter(self, rows: Any, value: dt.date | None) -> Any:
        start = self.starts(value) if value else None
        return rows.filter(**{f"{self.field_name}__gte": start}) if start else rows


class ToDayFilter(_DayFilter):
    """To the end of a day."""

    def filter(self, rows: Any, value: dt.date | None) -> Any:
        end = self.starts(value, after=1) if value else None
        return rows.filter(**{f"{self.field_name}__lt": end}) if end else rows
