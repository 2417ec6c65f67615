"""Columns that look like the rest of the product and export plain values."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django_tables2 import CheckBoxColumn, Column

from engagements.kernel import presentation

NUMERIC = {"th": {"class": "num"}, "td": {"class": "num"}}


def zones_of(table: Any) -> tuple[str, str]:
    """The engagement's zone and the reader's own, for the table's request."""
    request = getattr(table, "request", None)
    own = str(getattr(getattr(request, "user", None), "time_zone", "") or "UTC")
    return str(getattr(getattr(request, "engagement", None), "time_zone", "") or own), own


class StatusColumn(Column):  # type: ignore[misc]  # django-tables2 is untyped
    """A choices field as icon, word and colour; its word when exported."""

    def render(self, record: Any, value: Any, bound_column: Any) -> SafeString:
        raw = bound_column.accessor.resolve(record, quiet=True)
        return presentation.status_badge(presentation.status_of(raw, str(value)))

    def value(self, value: Any) -> Any:
        return value


class TimeColumn(Column):  # type: ignore[misc]  # django-tables2 is untyped
    """A moment in the engagement's zone."""

    def render(self, value: datetime, table: Any) -> SafeString:
        return presentation.local_time(value, *zones_of(table))

    def value(self, value: datetime) -> Any:
        return value


class DueColumn(Column):  # type: ignore[misc]  # django-tables2 is untyped
    """A due time as the time that is left."""

    def render(self, value: datetime) -> SafeString:
        return presentation.time_left(value)

    def value(self, value: datetime) -> Any:
        return value


class MoneyColumn(Column):  # type: ignore[misc]  # django-tables2 is untyped
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("attrs", NUMERIC)
        super().__init__(*args, **kwargs)

    def render(self, value: Decimal) -> str:
        return presentation.money(value)

    def value(self, value: Decimal) -> Any:
        return value


class PercentColumn(Column):  # type: ignore[misc]  # django-tables2 is untyped
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("attrs", NUMERIC)
        super().__init__(*args, **kwargs)

    def render(self, value: Decimal) -> str:
        return presentation.percent(value)

    def value(self, value: Decimal) -> Any:
        return value


class DurationColumn(Column):  # type: ignore[misc]  # django-tables2 is untyped
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("attrs", NUMERIC)
        super().__init__(*args, **kwargs)

    def render(self, value: timedelta) -> str:
        return presentation.duration(value)

    def value(self, value: timedelta) -> Any:
        return value.total_seconds() if isinstance(value, timedelta) else value


class SelectColumn(CheckBoxColumn):  # type: ignore[misc]  # django-tables2 is untyped
    """The checkbox of a row; the kit adds it where the reader has a bulk action."""

    def __init__(self) -> None:
        super().__init__(accessor="pk", orderable=False, exclude_from_export=True)
        self.attrs = {"th": {"class": "col-select"}, "td": {"class": "col-select"}}

    @property
    def header(self) -> SafeString:
        return format_html(
            '<input type="checkbox" class="form-check-input needs-js" data-select-all'
            ' aria-label="{}">',
            "Select all rows of this page",
        )

    def render(self, value: Any, record: Any) -> SafeString:
        return format_html(
            '<input type="checkbox" class="form-check-input" name="pk" value="{}" form="bulk-form"'
            ' data-row-select aria-label="Select {}">',
            value,
            record,
        )
