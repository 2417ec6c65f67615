"""Tables of the engagement's own records."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from engagements.enums import ReadRecord
from engagements.kernel.actions import UnknownAction, action_get
from engagements.kernel.lists import StatusColumn, TimeColumn
from engagements.kernel.lists.columns import NUMERIC
from engagements.kernel.presentation import humanize
from engagements.models import AccessLog, Job

_RECORD_NAMES = dict(ReadRecord.choices)


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


class AccessLogTable(tables.Table):  # type: ignore[misc]  # django-tables2 is untyped
    at = TimeColumn(verbose_name="When")
    user = tables.Column(verbose_name="Who", accessor="user__name")
    organization = tables.Column(
        verbose_name="Organization", accessor="user__organization__name", orderable=False
    )
    action = tables.Column(verbose_name="What", orderable=False, attrs={"td": {"class": "wrap"}})
    record = tables.Column(verbose_name="Record", accessor="model", orderable=False)
    object_count = tables.Column(verbose_name="Rows", attrs=NUMERIC)
    fields_read = tables.Column(
        verbose_name="Fields",
        accessor="fields",
        orderable=False,
        attrs={"td": {"class": "wrap"}},
    )
    ip_address = tables.Column(verbose_name="From")
    user_agent = tables.Column(verbose_name="Browser", orderable=False)

    class Meta:
        model = AccessLog
        fields = (
            "at",
            "user",
            "organization",
            "action",
            "record",
            "object_count",
            "fields_read",
            "ip_address",
            "user_agent",
        )
        order_by = "-at"
        caption = "Access log"

    def render_action(self, value: str) -> str:
        exported = value.removeprefix("export:")
        if exported != value:
            return f"Export of {humanize(exported).lower()}"
        try:
            return action_get(value).label
        except UnknownAction:  # a right that has since been renamed
            return value

    def value_action(self, value: str) -> str:
        return value

    def render_record(self, record: AccessLog, value: str) -> str:
        name = _RECORD_NAMES.get(value, value)
        return f"{name} {record.object_id}" if record.object_id else name

    def value_record(self, record: AccessLog, value: str) -> str:
        return f"{value} {record.object_id}" if record.object_id else value

    def render_fields_read(self, value: list[str]) -> str:
        return ", ".join(humanize(name).lower() for name in value)

    def value_fields_read(self, value: list[str]) -> str:
        return ", ".join(value)
