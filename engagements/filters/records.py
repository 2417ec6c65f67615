"""Filters of the engagement's own records."""

from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet

from engagements.enums import JobState, ReadRecord
from engagements.kernel.lists import FromDayFilter, ToDayFilter
from engagements.models import AccessLog, Job


class JobFilterSet(filters.FilterSet):  # type: ignore[misc]  # django-filter is untyped
    state = filters.ChoiceFilter(choices=JobState.choices, label="State", empty_label="Any")

    class Meta:
        model = Job
        fields = ["state"]


class AccessLogFilterSet(filters.FilterSet):  # type: ignore[misc]  # django-filter is untyped
    """Days are days of the engagement's zone."""

    q = filters.CharFilter(method="search", label="Name or e-mail")
    model = filters.ChoiceFilter(choices=ReadRecord.choices, label="Record", empty_label="Any")
    object_id = filters.NumberFilter(label="Record number")
    exports = filters.BooleanFilter(method="by_export", label="Exports")
    ip_address = filters.CharFilter(label="Address")
    read_from = FromDayFilter("at", "From")
    read_to = ToDayFilter("at", "To")

    class Meta:
        model = AccessLog
        fields: tuple[str, ...] = ()

    def search(self, rows: "QuerySet[AccessLog]", _name: str, value: str) -> Any:
        text = value.strip()
        return rows.filter(Q(user__name__icontains=text) | Q(user__email__icontains=text))

    def by_export(self, rows: "QuerySet[AccessLog]", _name: str, value: bool) -> Any:  # noqa: FBT001 -- django-filter's signature
        exports = Q(action__startswith="export:")
        return rows.filter(exports if value else ~exports)
