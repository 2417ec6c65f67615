"""Tables of service levels, corrective action plans and systemic errors."""

from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString

from engagements.kernel.lists import PercentColumn, StatusColumn, TimeColumn
from engagements.kernel.lists.columns import NUMERIC
from engagements.kernel.presentation import DASH, percent
from reporting.models import CorrectiveActionPlan, SlaResult, SystemicError, SystemicErrorChart
from reporting.selectors.service_levels import result_url
from reporting.tables.invoices import WRAP, MoneyTable


class LevelTable(MoneyTable):
    month = tables.DateColumn(verbose_name="Month", format="F Y")
    measure = tables.Column(verbose_name="Level")
    subject = tables.Column(verbose_name="Of", accessor="specialty", empty_values=())
    value = tables.Column(verbose_name="Achieved", attrs=NUMERIC, default="no data")
    n = tables.Column(verbose_name="n", attrs=NUMERIC)
    interval = tables.Column(verbose_name="Interval", accessor="lower", default=DASH)
    floor = PercentColumn(verbose_name="Agreed")
    verdict = StatusColumn(verbose_name="Verdict")
    shortfall = tables.Column(verbose_name="Points below", attrs=NUMERIC)
    credit = tables.Column(verbose_name="Credit", accessor="tier__share", default="none")
    report = tables.Column(verbose_name="Published in", default=DASH)
    recorded_at = TimeColumn(verbose_name="Recorded")

    class Meta:
        model = SlaResult
        fields = (
            "month",
            "measure",
            "subject",
            "value",
            "n",
            "interval",
            "floor",
            "verdict",
            "shortfall",
            "credit",
            "report",
            "recorded_at",
        )
        caption = "Service levels by month"

    def render_subject(self, record: SlaResult) -> str:
        return record.subject[:1].upper() + record.subject[1:]

    def render_value(self, record: SlaResult, value: Any) -> SafeString:
        url = result_url(self.request.engagement, record)
        return format_html('<a href="{}">{}</a>', url, percent(value, 1))

    def value_value(self, value: Any) -> Any:
        return value

    def render_interval(self, record: SlaResult) -> str:
        return f"{percent(record.lower, 1)} to {percent(record.upper, 1)}"

    def render_shortfall(self, value: Any) -> str:
        return f"{value:.1f}" if value else DASH

    def render_credit(self, value: Any) -> str:
        return percent(value, 1)

    def value_credit(self, value: Any) -> Any:
        return value

    def render_report(self, record: SlaResult) -> SafeString:
        return self.link("reporting:report_detail", record.report, report_id=record.report_id or 0)

    def value_report(self, record: SlaResult) -> str:
        return str(record.report or "")


class PlanTable(MoneyTable):
    id = tables.Column(verbose_name="Plan")
    measure = tables.Column(verbose_name="Level")
    subject = tables.Column(verbose_name="Of", accessor="specialty", empty_values=())
    state = StatusColumn(verbose_name="State")
    months = tables.Column(verbose_name="Missed in", orderable=False, attrs=WRAP)
    submit_by = tables.DateColumn(verbose_name="Submit by", format="Y-m-d")
    owner = tables.Column(verbose_name="Owner", accessor="owner__name", default=DASH)
    due_on = tables.DateColumn(verbose_name="Done by", format="Y-m-d", default=DASH)
    opened_at = TimeColumn(verbose_name="Opened")

    class Meta:
        model = CorrectiveActionPlan
        fields = (
            "id",
            "measure",
            "subject",
            "state",
            "months",
            "submit_by",
            "owner",
            "due_on",
            "opened_at",
        )
        caption = "Corrective action plans"

    def render_id(self, record: CorrectiveActionPlan) -> SafeString:
        return self.link("invoices:plan", f"Plan {record.pk}", actionplan_id=record.pk)

    def value_id(self, value: int) -> int:
        return value

    def render_subject(self, record: CorrectiveActionPlan) -> str:
        return record.subject[:1].upper() + record.subject[1:]

    def render_months(self, record: CorrectiveActionPlan) -> str:
        return ", ".join(f"{month:%b %Y}" for month in record.months)


class SystemicTable(MoneyTable):
    title = tables.Column(verbose_name="Systemic error", attrs=WRAP)
    state = StatusColumn(verbose_name="State")
    source = tables.Column(verbose_name="Shown by")
    impacted = tables.Column(verbose_name="Charts", attrs=NUMERIC)
    recorded_by = tables.Column(verbose_name="Recorded by", accessor="recorded_by__name")
    recorded_at = TimeColumn(verbose_name="Recorded")

    class Meta:
        model = SystemicError
        fields = ("title", "state", "source", "impacted", "recorded_by", "recorded_at")
        caption = "Systemic errors"

    def render_title(self, record: SystemicError) -> SafeString:
        return self.link("invoices:error", record.title, systemic_error_id=record.pk)

    def value_title(self, value: str) -> str:
        return value


class SystemicChartTable(MoneyTable):
    chart = tables.Column(verbose_name="Encounter")
    claim = tables.Column(
        verbose_name="Claim", accessor="denial__claim__patient_control_number", default=DASH
    )
    shown_by = tables.Column(verbose_name="Shown by", empty_values=(), orderable=False)
    billed = tables.Column(verbose_name="Charged", attrs=NUMERIC, default="not billed")
    credited = tables.Column(verbose_name="Credited for this", attrs=NUMERIC, default=DASH)

    class Meta:
        model = SystemicErrorChart
        fields = ("chart", "claim", "shown_by", "billed", "credited")
        caption = "Impacted charts"

    def render_chart(self, record: SystemicErrorChart) -> SafeString:
        return self.link("charts:chart_detail", record.chart, chart_id=record.chart_id)

    def value_chart(self, record: SystemicErrorChart) -> str:
        return str(record.chart)

    def render_shown_by(self, record: SystemicErrorChart) -> str:
        if record.denial is not None:
            return f"Denial {record.denial.group}-{record.denial.carc}"
        return f"Finding: {record.finding.category or record.finding}" if record.finding else DASH

    def render_billed(self, value: Any) -> str:
        return f"${value:,.2f}"

    def value_billed(self, value: Any) -> Any:
        return value

    def render_credited(self, value: Any) -> str:
        return f"${-value:,.2f}"

    def value_credited(self, value: Any) -> Any:
        return value
