"""Tables of incidents and baselines."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from engagements.kernel import presentation
from engagements.kernel.lists import StatusColumn, TimeColumn
from engagements.kernel.lists.columns import NUMERIC
from engagements.kernel.metrics import number_text
from engagements.models import Baseline, Incident
from engagements.selectors.baselines import baseline_label, baseline_unit
from engagements.selectors.incidents import incident_clock

WRAP = {"td": {"class": "wrap"}}


class IncidentTable(tables.Table):  # type: ignore[misc]  # django-tables2 is untyped
    number = tables.Column(verbose_name="Incident")
    kind = tables.Column(verbose_name="Kind", attrs=WRAP)
    state = StatusColumn(verbose_name="State")
    clock = tables.Column(verbose_name="Clock", accessor="due_at", attrs=WRAP)
    discovered_at = TimeColumn(verbose_name="Discovered")
    due_at = TimeColumn(verbose_name="Contract's limit")
    legal_due_at = TimeColumn(verbose_name="Law's limit")
    reported_at = TimeColumn(verbose_name="Reported")
    individuals = tables.Column(verbose_name="People concerned", attrs=NUMERIC)
    recorded_by = tables.Column(verbose_name="Recorded by", accessor="recorded_by__name")

    class Meta:
        model = Incident
        fields = (
            "number",
            "kind",
            "state",
            "clock",
            "discovered_at",
            "due_at",
            "legal_due_at",
            "reported_at",
            "individuals",
            "recorded_by",
        )
        order_by = "-discovered_at"
        caption = "Incidents"

    def render_number(self, record: Incident) -> SafeString:
        kwargs = {"engagement": self.request.engagement.slug, "incident_id": record.pk}
        return format_html(
            '<a href="{}">{}</a>', reverse("engagements:incident", kwargs=kwargs), record
        )

    def value_number(self, record: Incident) -> int:
        return record.number

    def render_clock(self, record: Incident) -> SafeString:
        clock = incident_clock(record, timezone.now())
        return format_html("{} {}", presentation.status_badge(clock.word), clock.sentence)

    def value_clock(self, record: Incident) -> str:
        return incident_clock(record, timezone.now()).sentence


class BaselineTable(tables.Table):  # type: ignore[misc]  # django-tables2 is untyped
    kpi = tables.Column(verbose_name="Figure", attrs=WRAP)
    figure = tables.Column(verbose_name="One of the four", empty_values=())
    specialty = tables.Column(verbose_name="Specialty", empty_values=())
    category = tables.Column(verbose_name="Category")
    value = tables.Column(verbose_name="Value", attrs=NUMERIC)
    n = tables.Column(verbose_name="n", attrs=NUMERIC)
    period_start = tables.DateColumn(verbose_name="From", format="Y-m-d")
    period_end = tables.DateColumn(verbose_name="Until", format="Y-m-d")
    method = tables.Column(verbose_name="Method", attrs=WRAP)
    source = tables.Column(verbose_name="Source", attrs=WRAP)
    recorded_by = tables.Column(verbose_name="Recorded by", accessor="recorded_by__name")

    class Meta:
        model = Baseline
        fields = (
            "kpi",
            "figure",
            "specialty",
            "category",
            "value",
            "n",
            "period_start",
            "period_end",
            "method",
            "source",
            "recorded_by",
        )
        caption = "Baselines"

    def render_kpi(self, record: Baseline, value: str) -> Any:
        label = baseline_label(value)
        request = self.request
        if not request.actor.can("baseline.record"):
            return label
        kwargs = {"engagement": request.engagement.slug, "baseline_id": record.pk}
        url = reverse("engagements:baseline-correct", kwargs=kwargs)
        return format_html('<a href="{}" title="Correct this figure">{}</a>', url, label)

    def value_kpi(self, value: str) -> str:
        return value

    def render_figure(self, record: Baseline) -> str:
        return record.get_figure_display() or presentation.DASH

    def render_specialty(self, value: str) -> str:
        return presentation.humanize(value) if value else "All"

    def render_value(self, record: Baseline) -> str:
        return number_text(record.value, baseline_unit(record.kpi))

    def value_value(self, record: Baseline) -> Any:
        return record.value
