"""The lists of what the guards refused and of what was set aside: columns and filters."""

import django_filters as filters
import django_tables2 as tables
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from charts.models import Chart, GuardOverride
from engagements.enums.workforce import GuardRule
from engagements.kernel.lists import TimeColumn
from engagements.kernel.presentation import humanize

STANDINGS = (("refused", "Against a guard"), ("overridden", "Set aside"))


class ValidityFilters(filters.FilterSet):
    """Month, guard and standing choose the rows before the list begins; here they are named."""

    q = filters.CharFilter(
        field_name="encounter_ref", lookup_expr="istartswith", label="Encounter reference"
    )
    month = filters.CharFilter(method="chosen", label="Month (YYYY-MM)")
    rule = filters.ChoiceFilter(choices=GuardRule.choices, method="chosen", label="Guard")
    standing = filters.ChoiceFilter(choices=STANDINGS, method="chosen", label="Standing")
    coder = filters.CharFilter(field_name="coded_by__name", lookup_expr="icontains", label="Coder")

    class Meta:
        model = Chart
        fields: tuple[str, ...] = ()

    def chosen(self, rows: "QuerySet[Chart]", _name: str, _value: str) -> "QuerySet[Chart]":
        return rows


class ValidityTable(tables.Table):
    encounter_ref = tables.Column(verbose_name="Encounter")
    coded_by = tables.Column(verbose_name="Coder", accessor="coded_by__name")
    coded_at = TimeColumn(verbose_name="Coded")
    refused = tables.Column(
        verbose_name="What the guards say", orderable=False, attrs={"td": {"class": "wrap"}}
    )
    specialty = tables.Column()
    date_of_service = tables.DateColumn(verbose_name="Date of service", format="Y-m-d")
    payer = tables.Column(orderable=False)
    payer_state = tables.Column(verbose_name="State")

    class Meta:
        model = Chart
        fields: tuple[str, ...] = (
            *("encounter_ref", "coded_by", "coded_at", "refused", "specialty"),
            *("date_of_service", "payer", "payer_state"),
        )
        caption = "Charts against a guard"

    def render_encounter_ref(self, record: Chart, value: str) -> SafeString:
        slug = self.request.engagement.slug
        url = reverse("workforce:chart-validity", args=[slug, record.pk])
        return format_html('<a href="{}">{}</a>', url, value)

    def value_encounter_ref(self, value: str) -> str:
        return value

    def render_refused(self, value: str) -> SafeString:
        return format_html_join("", "<div>{}: {}</div>", map(_named, value.split("; ")))

    def value_refused(self, value: str) -> str:
        return value

    def render_specialty(self, value: str) -> str:
        return humanize(value)

    def value_specialty(self, value: str) -> str:
        return value


def _named(said: str) -> tuple[str, str]:
    """The guard by its name, and its words."""
    rule, _, words = said.partition(": ")
    return str(GuardRule(rule).label), words


class OverrideFilters(filters.FilterSet):
    q = filters.CharFilter(field_name="coder__name", lookup_expr="icontains", label="Coder")
    rule = filters.ChoiceFilter(choices=GuardRule.choices, label="Guard")
    from_day = filters.DateFilter(field_name="day", lookup_expr="gte", label="From")
    to_day = filters.DateFilter(field_name="day", lookup_expr="lte", label="To")

    class Meta:
        model = GuardOverride
        fields: tuple[str, ...] = ()


class OverrideTable(tables.Table):
    at = TimeColumn(verbose_name="When")
    chart = tables.Column(verbose_name="Encounter", accessor="chart__encounter_ref")
    coder = tables.Column(accessor="coder__name")
    rule = tables.Column(verbose_name="Guard")
    refusal = tables.Column(verbose_name="What it said", attrs={"td": {"class": "wrap"}})
    reason = tables.Column(attrs={"td": {"class": "wrap"}})
    by = tables.Column(verbose_name="Set aside by", orderable=False)
    side = tables.Column()

    class Meta:
        model = GuardOverride
        fields: tuple[str, ...] = (
            *("at", "chart", "coder", "rule", "refusal", "reason", "by", "side"),
        )
        caption = "Overrides"

    def render_chart(self, record: GuardOverride, value: str) -> SafeString:
        slug = self.request.engagement.slug
        url = reverse("workforce:chart-validity", args=[slug, record.chart_id])
        return format_html('<a href="{}?coder={}">{}</a>', url, record.coder_id, value)

    def value_chart(self, value: str) -> str:
        return value
