"""The query board."""

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django_tables2 import BooleanColumn, Column, Table

from engagements.kernel.lists import DueColumn, DurationColumn, StatusColumn, TimeColumn
from queries.enums import QueryState
from queries.models import Query, QueryTemplate


class QueryTable(Table):
    title = Column(verbose_name="Query", attrs={"td": {"class": "wrap"}})
    chart = Column(accessor="chart__encounter_ref", verbose_name="Encounter")
    state = StatusColumn()
    category = Column()
    provider = Column(accessor="provider__name", verbose_name="Provider")
    asked_by = Column(accessor="asked_by__name", verbose_name="Asked by")
    sent_at = TimeColumn(verbose_name="Sent")
    due_at = DueColumn(verbose_name="Time left")
    outcome = StatusColumn(verbose_name="Outcome")
    response_seconds = DurationColumn(verbose_name="Answered in")

    class Meta:
        model = Query
        fields = (
            "title",
            "chart",
            "state",
            "due_at",
            "provider",
            "category",
            "asked_by",
            "sent_at",
            "outcome",
            "response_seconds",
        )
        order_by = ()

    def render_title(self, record: Query, value: str) -> SafeString:
        url = reverse("queries:query_detail", args=[self.request.engagement.slug, record.pk])
        return format_html('<a href="{}">{}</a>', url, value)

    def render_due_at(self, record: Query, bound_column: object, value: object) -> object:
        if record.state != QueryState.SENT:
            return "\N{EN DASH}"
        return DueColumn().render(value)


class QueryTemplateTable(Table):
    title = Column(verbose_name="Template")
    review_on = Column(verbose_name="Review by")
    is_active = BooleanColumn(verbose_name="In use")

    class Meta:
        model = QueryTemplate
        fields = ("title", "category", "kind", "review_on", "is_active")

    def render_title(self, record: QueryTemplate, value: str) -> SafeString:
        url = reverse("queries:template_edit", args=[self.request.engagement.slug, record.pk])
        return format_html('<a href="{}">{}</a>', url, value)
