"""Late charts, and whose time each of them took."""

from django.db.models import QuerySet
from django.utils import timezone

from charts.late import LateFilters, LateTable
from charts.models import Chart
from charts.selectors.lateness import charts_late
from engagements.kernel.lists import EngagementListView


class LateCharts(EngagementListView):
    """Charts coded late or overdue now, with the split of their time."""

    action = "chart.view"
    export_action = "chart.export"
    table_class = LateTable
    filterset_class = LateFilters
    list_key = "late-charts"
    title = "Late charts"
    noun = "late chart"
    hidden_at_first = (
        *("payer", "location", "date_of_service", "due_at", "turnaround_seconds", "coded_at"),
        *("specialty", "encounter_class"),
    )
    empty_text = "No chart is late"
    empty_hint = "Charts coded after their due time, or open past it, appear here with their split."
    empty_icon = "clock-check"

    def get_queryset(self) -> "QuerySet[Chart]":
        return charts_late(self.actor, timezone.now())
