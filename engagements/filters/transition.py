"""Filters of the daily readings."""

import django_filters as filters
from django import forms

from engagements.enums.transition import BoundPhase, BoundVerdict
from engagements.models import BoundReading

_DATE = forms.DateInput(attrs={"type": "date"})


class ReadingFilterSet(filters.FilterSet):  # type: ignore[misc]  # django-filter is untyped
    verdict = filters.ChoiceFilter(choices=BoundVerdict.choices, label="Verdict", empty_label="Any")
    phase = filters.ChoiceFilter(
        field_name="bound__phase", choices=BoundPhase.choices, label="Phase", empty_label="Any"
    )
    kpi = filters.CharFilter(field_name="bound__kpi", label="Number (key)")
    bound = filters.NumberFilter(field_name="bound_id", label="Bound")
    day_from = filters.DateFilter(field_name="day", lookup_expr="gte", label="From", widget=_DATE)
    day_to = filters.DateFilter(field_name="day", lookup_expr="lte", label="To", widget=_DATE)

    class Meta:
        model = BoundReading
        fields: tuple[str, ...] = ()
