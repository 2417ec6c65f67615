"""The lists of charts and of work."""

from functools import cached_property
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from charts.enums import WorkState
from charts.models import Chart, PendingSpell, WorkItem
from charts.selectors.naming import WITHHELD, charts_unnamed
from engagements.kernel import presentation
from engagements.kernel.lists import (
    DueColumn,
    DurationColumn,
    MoneyColumn,
    StatusColumn,
    TimeColumn,
)
from engagements.kernel.lists.columns import NUMERIC
from engagements.selectors import engagement_today


class ClockColumn(DueColumn):
    """Time left while the clock runs; whether it kept its time once it has ended."""

    def render(self, value: Any, record: Chart) -> SafeString:
        if record.coded_at is not None:
            word = "met" if record.coded_at <= value else "missed"
            return presentation.status_badge(
                presentation.status_of(word, "On time" if word == "met" else "Late")
            )
        if record.paused_since is not None:
            return presentation.status_badge(presentation.status_of("paused", "Paused"))
        return presentation.time_left(value)


class CutoffColumn(TimeColumn):
    """The month-end cutoff; a word where the chart will miss it, or has."""

    def render(self, value: Any, table: Any, record: Any) -> SafeString:
        chart = getattr(record, "chart", record)
        moment = super().render(value, table)
        if chart.coded_at is not None:
            return moment
        late = chart.cutoff_at < timezone.now() or (chart.due_at and chart.due_at > chart.cutoff_at)
        if not late:
            return moment
        word = presentation.status_badge(presentation.status_of("missed", "Will miss"))
        return format_html("{} {}", moment, word)


class FileByColumn(tables.Column):  # type: ignore[misc]  # django-tables2 is untyped
    """The last day to file with the payer, with the days that are left of an uncoded chart."""

    def render(self, value: Any, record: Chart, table: Any) -> SafeString:
        if record.coded_at is not None or record.payer is None:
            return format_html("{}", value)
        left = (value - engagement_today(table.request.engagement)).days
        near = left <= record.payer.filing_alert_days
        words = f"{left} days left" if left >= 0 else f"{-left} days past"
        badge = presentation.status_badge(words, tone="bad" if left < 0 else "warn")
        return format_html("{} {}", value, badge if near else "")

    def value(self, value: Any) -> Any:
        return value


class SpecialtyCells(tables.Table):
    """The specialty in words; exported as it is kept."""

    def render_specialty(self, value: str) -> str:
        return presentation.humanize(value)

    def value_specialty(self, value: str) -> str:
        return value


class ChartCells(SpecialtyCells):
    """Rows that are charts: the reference leads to the chart's page."""

    def render_encounter_ref(self, value: str, record: Chart) -> SafeString:
        return chart_link(self, value, record.pk)

    def value_encounter_ref(self, value: str) -> str:
        return value

    @cached_property
    def unnamed(self) -> frozenset[int]:
        return charts_unnamed(self.request.actor)

    def render_coded_by(self, value: Any, record: Chart) -> str:
        return WITHHELD if record.pk in self.unnamed else str(value)

    value_coded_by = render_coded_by


class ChartTable(ChartCells):
    encounter_ref = tables.Column(verbose_name="Encounter")
    state = StatusColumn()
    due_at = ClockColumn(verbose_name="Time left")
    encounter_class = tables.Column(verbose_name="Class")
    specialty = tables.Column()
    provider = tables.Column(orderable=False)
    payer = tables.Column(orderable=False)
    location = tables.Column()
    date_of_service = tables.Column(verbose_name="Date of service")
    urgency = StatusColumn()
    complexity = tables.Column()
    coded_by = tables.Column(verbose_name="Coder", orderable=False)
    coded_at = TimeColumn(verbose_name="Coded")
    documentation_complete_at = TimeColumn(verbose_name="Documented")
    billed_amount = MoneyColumn(verbose_name="Billed")
    cutoff_at = CutoffColumn(verbose_name="Month-end cutoff")
    file_by = FileByColumn(verbose_name="File by")
    late_document = StatusColumn(verbose_name="Late document")

    class Meta:
        model = Chart
        fields: tuple[str, ...] = (
            "encounter_ref",
            "state",
            "due_at",
            "encounter_class",
            "specialty",
            "provider",
            "payer",
            "location",
            "date_of_service",
            "urgency",
            "complexity",
            "coded_by",
            "coded_at",
            "documentation_complete_at",
            "billed_amount",
            "cutoff_at",
            "file_by",
            "late_document",
        )


class WorkTable(SpecialtyCells):
    chart = tables.Column(accessor="chart__encounter_ref", verbose_name="Chart")
    state = StatusColumn()
    kind = tables.Column()
    due_at = DueColumn(verbose_name="Time left")
    queue = tables.Column()
    priority = tables.Column(attrs=NUMERIC)
    specialty = tables.Column(accessor="chart__specialty")
    location = tables.Column(accessor="chart__location")
    pending_reason = tables.Column(verbose_name="Pending for", orderable=False)
    asked_for = tables.Column(verbose_name="Rework for", orderable=False)
    encounter_class = tables.Column(accessor="chart__encounter_class", verbose_name="Class")
    urgency = StatusColumn(accessor="chart__urgency")
    payer = tables.Column(accessor="chart__payer", orderable=False)
    date_of_service = tables.Column(
        accessor="chart__date_of_service", verbose_name="Date of service"
    )
    assignee = tables.Column(orderable=False)
    leased_until = TimeColumn(verbose_name="Held until")
    cutoff = CutoffColumn(accessor="chart__cutoff_at", verbose_name="Month-end cutoff")
    side = tables.Column()

    class Meta:
        model = WorkItem
        fields: tuple[str, ...] = (
            "chart",
            "state",
            "kind",
            "due_at",
            "queue",
            "priority",
            "specialty",
            "location",
            "pending_reason",
            "asked_for",
            "encounter_class",
            "urgency",
            "payer",
            "date_of_service",
            "assignee",
            "leased_until",
            "cutoff",
            "side",
        )

    def render_chart(self, value: str, record: WorkItem) -> SafeString:
        return chart_link(self, value, record.chart_id)

    def value_chart(self, value: str) -> str:
        return value

    def render_queue(self, value: str) -> str:
        return presentation.humanize(value)

    def value_queue(self, value: str) -> str:
        return value

    def render_due_at(self, value: Any, record: WorkItem) -> SafeString:
        if record.state == WorkState.PENDING:
            return presentation.status_badge(presentation.status_of("paused", "Paused"))
        return presentation.time_left(value)


def chart_link(table: tables.Table, reference: str, chart_id: int) -> SafeString:
    slug = table.request.engagement.slug
    url = reverse("charts:chart_detail", kwargs={"engagement": slug, "chart_id": chart_id})
    return format_html('<a class="font-monospace" href="{}">{}</a>', url, reference)


class PendingTable(tables.Table):
    chart = tables.Column(accessor="chart__encounter_ref", verbose_name="Chart")
    reason = tables.Column()
    authority_role = tables.Column(verbose_name="Settled by")
    opened_at = TimeColumn(verbose_name="Since")
    spent = DurationColumn(verbose_name="For", orderable=False)
    stops_clock = tables.Column(verbose_name="Vendor's clock")
    opened_by = tables.Column(verbose_name="Asked by", orderable=False)
    note = tables.Column(orderable=False)
    closed_at = TimeColumn(verbose_name="Settled")
    outcome = tables.Column()
    resolution = tables.Column(orderable=False)
    side = tables.Column()

    class Meta:
        model = PendingSpell
        fields: tuple[str, ...] = (
            "chart",
            "reason",
            "authority_role",
            "opened_at",
            "spent",
            "stops_clock",
            "opened_by",
            "note",
            "closed_at",
            "outcome",
            "resolution",
            "side",
        )

    def render_chart(self, value: str, record: PendingSpell) -> SafeString:
        slug = self.request.engagement.slug
        url = reverse("charts:pending", kwargs={"engagement": slug, "spell_id": record.pk})
        return format_html('<a class="font-monospace" href="{}">{}</a>', url, value)

    def value_chart(self, value: str) -> str:
        return value

    def render_authority_role(self, value: str, record: PendingSpell) -> str:
        return record.authority_words

    def render_stops_clock(self, value: object, record: PendingSpell) -> str:
        return "stands still" if record.stops_clock else "runs on"
