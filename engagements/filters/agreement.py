"""Filters of incidents and baselines."""

import django_filters as filters

from engagements.enums.agreement import BaselineFigure, IncidentKind, IncidentState
from engagements.models import Baseline, Incident


class IncidentFilterSet(filters.FilterSet):  # type: ignore[misc]  # django-filter is untyped
    state = filters.ChoiceFilter(choices=IncidentState.choices, label="State", empty_label="Any")
    kind = filters.ChoiceFilter(choices=IncidentKind.choices, label="Kind", empty_label="Any")

    class Meta:
        model = Incident
        fields = ["state", "kind"]


class BaselineFilterSet(filters.FilterSet):  # type: ignore[misc]  # django-filter is untyped
    figure = filters.ChoiceFilter(
        choices=BaselineFigure.choices, label="One of the four", empty_label="Any"
    )
    specialty = filters.CharFilter(label="Specialty", lookup_expr="icontains")

    class Meta:
        model = Baseline
        fields = ["figure", "specialty"]
