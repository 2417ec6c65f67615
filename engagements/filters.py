"""Filters of the engagement's own records."""

import django_filters as filters

from engagements.enums import JobState
from engagements.models import Job


class JobFilterSet(filters.FilterSet):  # type: ignore[misc]  # django-filter is untyped
    state = filters.ChoiceFilter(choices=JobState.choices, label="State", empty_label="Any")

    class Meta:
        model = Job
        fields = ["state"]
