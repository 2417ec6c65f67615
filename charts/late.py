"""The list of late charts: its columns and what it can be narrowed by."""

import django_filters as filters
import django_tables2 as tables
from django.db.models import Q, QuerySet

from charts.filters import NamedCoders
from charts.models import Chart
from charts.selectors.lateness import largest_part
from charts.tables import ChartCells
from engagements.enums import EncounterClass
from engagements.kernel.lists import (
    DurationColumn,
    FromDayFilter,
    StatusColumn,
    TimeColumn,
    ToDayFilter,
)

PARTS = (
    ("practice", "Waiting for documentation"),
    ("query", "On hold (queries, pending)"),
    ("vendor", "With the vendor"),
)


class LateTable(ChartCells):
    encounter_ref = tables.Column(verbose_name="Encounter")
    state = StatusColumn()
    late_by = DurationColumn(verbose_name="Late by")
    practice_part = DurationColumn(verbose_name="Documentation")
    query_part = DurationColumn(verbose_name="On hold")
    vendor_part = DurationColumn(verbose_name="Vendor")
    whole = DurationColumn(verbose_name="Whole time")
    turnaround_seconds = DurationColumn(verbose_name="Vendor, contracted")
    encounter_class = tables.Column(verbose_name="Class")
    specialty = tables.Column()
    coded_by = tables.Column(verbose_name="Coder", orderable=False)
    payer = tables.Column(orderable=False)
    location = tables.Column()
    date_of_service = tables.Column(verbose_name="Date of service")
    due_at = TimeColumn(verbose_name="Due")
    coded_at = TimeColumn(verbose_name="Coded")

    class Meta:
        model = Chart
        fields: tuple[str, ...] = (
            *("encounter_ref", "state", "late_by", "practice_part", "query_part", "vendor_part"),
            *("whole", "turnaround_seconds", "encounter_class", "specialty", "coded_by", "payer"),
            *("location", "date_of_service", "due_at", "coded_at"),
        )


class LateFilters(NamedCoders):
    q = filters.CharFilter(field_name="encounter_ref", lookup_expr="istartswith", label="Encounter")
    part = filters.ChoiceFilter(choices=PARTS, method="by_part", label="Mostly")
    is_open = filters.ChoiceFilter(
        choices=(("open", "Still open"), ("coded", "Coded")), method="by_open", label="Standing"
    )
    encounter_class = filters.ChoiceFilter(choices=EncounterClass.choices, label="Class")
    specialty = filters.CharFilter(lookup_expr="iexact")
    location = filters.CharFilter(lookup_expr="icontains")
    due_from = FromDayFilter("due_at", "Due from")
    due_to = ToDayFilter("due_at", "Due to")

    class Meta:
        model = Chart
        fields: tuple[str, ...] = ()

    def by_part(self, rows: "QuerySet[Chart]", _name: str, value: str) -> "QuerySet[Chart]":
        return rows.filter(largest_part(value))

    def by_open(self, rows: "QuerySet[Chart]", _name: str, value: str) -> "QuerySet[Chart]":
        return rows.filter(Q(coded_at__isnull=value == "open"))
