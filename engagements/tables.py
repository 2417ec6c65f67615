"""Tables of the engagement's own records."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from engagements.kernel.lists import StatusColumn, TimeColumn
from engagements.kernel.presentation import humanize
from engagements.models import Job


class JobTable(tables.Table):  # type: ignore[misc]  # django-tables2 is untyped
    kind = tables.Column(verbose_name="Job")
    state = StatusColumn(verbose_name="State")
    done = tables.Column(verbose_name="Progress", orderable=False)
    message = tables.Column(
        verbose_name="Outcome", orderable=False, attrs={"td": {"class": "wrap"}}
    )
    created_by = tables.Column(verbose_name="Started by", accessor="created_by__name")
    created_at = TimeColumn(verbose_name="Started")
    finished_at = TimeColumn(verbose_name="Finished")

    class Meta:
        model = Job
        fields = ("kind", "state", "done", "message", "created_by", "created_at", "finished_at")
        order_by = "-created_at"
        caption = "Jobs"

    def render_kind(self, record: Job, value: str) -> SafeString:
        slug = self.request.engagement.slug
        url = reverse("engagements:job", kwargs={"engagement": slug, "job_id": record.pk})
        return format_html('<a href="{}">{}</a>', url, humanize(value))

    def value_kind(self, value: str) -> str:
        return value

    def render_done(self, record: Job) -> str:
        return f"{record.done:,} of {record.total:,}" if record.total else f"{record.done:,}"

    def value_done(self, record: Job) -> Any:
        return record.done
