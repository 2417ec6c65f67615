"""Filters of the query board."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django_filters import BooleanFilter, CharFilter, ChoiceFilter, FilterSet, ModelChoiceFilter

from engagements.models import Provider
from queries.enums import QueryCategory, QueryOutcome, QueryState
from queries.models import Query, QueryTemplate


def providers_here(request: Any) -> QuerySet[Provider]:
    return Provider.objects.filter(engagement=request.engagement).order_by("name")


class QueryFilter(FilterSet):
    q = CharFilter(method="search", label="Search encounter, provider or title")
    state = ChoiceFilter(choices=QueryState, label="State", empty_label="Any state")
    category = ChoiceFilter(choices=QueryCategory, label="Category", empty_label="Any category")
    outcome = ChoiceFilter(choices=QueryOutcome, label="Outcome", empty_label="Any outcome")
    provider = ModelChoiceFilter(queryset=providers_here, label="Provider", empty_label="Any")
    overdue = BooleanFilter(method="past_due", label="Window ended")

    review = BooleanFilter(field_name="needs_physician_review", label="Awaits a review")

    class Meta:
        model = Query
        fields = ("state", "category", "outcome", "provider")

    def search(self, rows: QuerySet[Query], name: str, value: str) -> QuerySet[Query]:
        words = value.strip()
        return rows.filter(
            Q(chart__encounter_ref__icontains=words)
            | Q(provider__name__icontains=words)
            | Q(title__icontains=words)
        )

    def past_due(self, rows: QuerySet[Query], name: str, value: bool) -> QuerySet[Query]:  # noqa: FBT001 -- django-filter's hook
        due = Q(state=QueryState.SENT, due_at__lt=timezone.now())
        return rows.filter(due if value else ~due)


class QueryTemplateFilter(FilterSet):
    q = CharFilter(field_name="title", lookup_expr="icontains", label="Search")
    is_active = BooleanFilter(label="Active")

    class Meta:
        model = QueryTemplate
        fields = ("is_active",)
