"""The list of imports."""

import django_filters as filters
import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from charts.enums import ImportFormat
from charts.models import ImportBatch
from engagements.enums import JobState
from engagements.kernel.lists import StatusColumn, TimeColumn
from engagements.kernel.lists.columns import NUMERIC


class ImportTable(tables.Table):  # type: ignore[misc]  # django-tables2 is untyped
    id = tables.Column(verbose_name="Import")
    state = StatusColumn(verbose_name="State")
    file_names = tables.Column(
        verbose_name="Files", orderable=False, attrs={"td": {"class": "wrap"}}
    )
    created = tables.Column(verbose_name="Created", attrs=NUMERIC)
    updated = tables.Column(verbose_name="Updated", attrs=NUMERIC)
    unchanged = tables.Column(verbose_name="Unchanged", attrs=NUMERIC)
    errors = tables.Column(verbose_name="Refused", attrs=NUMERIC)
    imported_by = tables.Column(verbose_name="By", accessor="imported_by__name")
    created_at = TimeColumn(verbose_name="Received")

    class Meta:
        model = ImportBatch
        fields = (
            "id", "state", "format", "file_names", "created", "updated", "unchanged", "errors",
            "imported_by", "created_at",
        )  # fmt: skip
        order_by = "-created_at"
        caption = "Imports"

    def render_id(self, record: ImportBatch, value: int) -> SafeString:
        slug = self.request.engagement.slug
        kwargs = {"engagement": slug, "batch_id": record.pk}
        return format_html(
            '<a href="{}">Import {}</a>', reverse("charts:import_detail", kwargs=kwargs), value
        )

    def value_id(self, value: int) -> int:
        return value

    def render_file_names(self, value: list[str]) -> str:
        return ", ".join(value)


class ImportFilterSet(filters.FilterSet):  # type: ignore[misc]  # django-filter is untyped
    state = filters.ChoiceFilter(choices=JobState.choices, label="State", empty_label="Any")
    format = filters.ChoiceFilter(choices=ImportFormat.choices, label="Format", empty_label="Any")

    class Meta:
        model = ImportBatch
        fields = ("state", "format")
