"""Filters of invoices, their lines and rows, levels, plans and systemic errors."""

import django_filters as filters

from engagements.enums.pricing import SlaMeasure
from reporting.enums import (
    InvoiceKind,
    InvoiceState,
    LineKind,
    PlanState,
    SlaVerdict,
    SystemicState,
    UnitKind,
)
from reporting.models import (
    CorrectiveActionPlan,
    Invoice,
    InvoiceLine,
    InvoiceUnit,
    SlaResult,
    SystemicError,
    SystemicErrorChart,
)

ANY = {"empty_label": "Any"}


class InvoiceFilterSet(filters.FilterSet):  # type: ignore[misc]  # django-filter is untyped
    state = filters.ChoiceFilter(choices=InvoiceState.choices, label="State", **ANY)
    kind = filters.ChoiceFilter(choices=InvoiceKind.choices, label="Kind", **ANY)

    class Meta:
        model = Invoice
        fields = ["state", "kind"]


class LineFilterSet(filters.FilterSet):  # type: ignore[misc]  # django-filter is untyped
    kind = filters.ChoiceFilter(choices=LineKind.choices, label="Kind", **ANY)

    class Meta:
        model = InvoiceLine
        fields = ["kind"]


class UnitFilterSet(filters.FilterSet):  # type: ignore[misc]  # django-filter is untyped
    search = filters.CharFilter(
        field_name="chart__encounter_ref", lookup_expr="icontains", label="Encounter"
    )
    kind = filters.ChoiceFilter(choices=UnitKind.choices, label="Kind", **ANY)

    class Meta:
        model = InvoiceUnit
        fields = ["search", "kind"]


class LevelFilterSet(filters.FilterSet):  # type: ignore[misc]  # django-filter is untyped
    month = filters.DateFilter(label="Month (its first day)")
    measure = filters.ChoiceFilter(choices=SlaMeasure.choices, label="Level", **ANY)
    verdict = filters.ChoiceFilter(choices=SlaVerdict.choices, label="Verdict", **ANY)
    specialty = filters.CharFilter(label="Specialty", lookup_expr="icontains")

    class Meta:
        model = SlaResult
        fields = ["month", "measure", "verdict", "specialty"]


class PlanFilterSet(filters.FilterSet):  # type: ignore[misc]  # django-filter is untyped
    state = filters.ChoiceFilter(choices=PlanState.choices, label="State", **ANY)
    measure = filters.ChoiceFilter(choices=SlaMeasure.choices, label="Level", **ANY)

    class Meta:
        model = CorrectiveActionPlan
        fields = ["state", "measure"]


class SystemicFilterSet(filters.FilterSet):  # type: ignore[misc]  # django-filter is untyped
    state = filters.ChoiceFilter(choices=SystemicState.choices, label="State", **ANY)

    class Meta:
        model = SystemicError
        fields = ["state"]


class SystemicChartFilterSet(filters.FilterSet):  # type: ignore[misc]  # django-filter is untyped
    search = filters.CharFilter(
        field_name="chart__encounter_ref", lookup_expr="icontains", label="Encounter"
    )

    class Meta:
        model = SystemicErrorChart
        fields = ["search"]
