"""Tables of invoices, their lines, and the rows behind a line."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from engagements.kernel.lists import MoneyColumn, StatusColumn, TimeColumn
from engagements.kernel.lists.columns import NUMERIC
from engagements.kernel.presentation import DASH, humanize
from reporting.models import Invoice, InvoiceLine, InvoiceUnit
from reporting.wording import quantity_text, rate_text

WRAP = {"td": {"class": "wrap"}}


class MoneyTable(tables.Table):  # type: ignore[misc]  # django-tables2 is untyped
    """Tables that link inside the engagement."""

    def link(self, name: str, text: object, **kwargs: int) -> SafeString:
        slug = {"engagement": self.request.engagement.slug}
        return format_html('<a href="{}">{}</a>', reverse(name, kwargs=slug | kwargs), text)


class InvoiceTable(MoneyTable):
    number = tables.Column(verbose_name="Number")
    kind = tables.Column(verbose_name="Kind")
    month = tables.DateColumn(verbose_name="Month", format="F Y")
    state = StatusColumn(verbose_name="State")
    charges = MoneyColumn(verbose_name="Charges")
    credits = MoneyColumn(verbose_name="Credits")
    total = MoneyColumn(verbose_name="Total")
    disputed = tables.Column(verbose_name="Open disputes", attrs=NUMERIC)
    corrects = tables.Column(verbose_name="Corrects", accessor="corrects__number")
    issued_at = TimeColumn(verbose_name="Issued")
    due_on = tables.DateColumn(verbose_name="Due", format="Y-m-d")
    approved_by = tables.Column(verbose_name="Approved by", accessor="approved_by__name")

    class Meta:
        model = Invoice
        fields = (
            "number",
            "kind",
            "month",
            "state",
            "charges",
            "credits",
            "total",
            "disputed",
            "corrects",
            "issued_at",
            "due_on",
            "approved_by",
        )
        caption = "Invoices and credit notes"

    def render_number(self, record: Invoice) -> SafeString:
        return self.link("invoices:invoice", record.number, invoice_id=record.pk)

    def value_number(self, record: Invoice) -> str:
        return record.number


class LineTable(MoneyTable):
    position = tables.Column(verbose_name="Line", attrs=NUMERIC)
    kind = tables.Column(verbose_name="Kind")
    description = tables.Column(verbose_name="Description", attrs=WRAP)
    specialty = tables.Column(verbose_name="Specialty", default="")
    quantity = tables.Column(verbose_name="Quantity", attrs=NUMERIC)
    rate = tables.Column(verbose_name="Rate", attrs=NUMERIC)
    amount = MoneyColumn(verbose_name="Amount")
    units = tables.Column(verbose_name="Rows", attrs=NUMERIC)

    class Meta:
        model = InvoiceLine
        fields = (
            "position",
            "kind",
            "description",
            "specialty",
            "quantity",
            "rate",
            "amount",
            "units",
        )
        caption = "Lines"

    def render_quantity(self, record: InvoiceLine) -> str:
        return quantity_text(record)

    def value_quantity(self, value: Any) -> Any:
        return value

    def render_rate(self, record: InvoiceLine) -> str:
        return rate_text(record)

    def value_rate(self, value: Any) -> Any:
        return value

    def render_units(self, record: InvoiceLine, value: int) -> SafeString | int:
        if not value:
            return value
        return self.link("invoices:line", f"{value:,}", invoice_line_id=record.pk)

    def value_units(self, value: int) -> int:
        return value


class UnitTable(MoneyTable):
    """Exactly the rows behind a line."""

    kind = tables.Column(verbose_name="Row")
    chart = tables.Column(verbose_name="Encounter", default=DASH)
    specialty = tables.Column(verbose_name="Specialty", accessor="chart__specialty", default="")
    encounter_class = tables.Column(
        verbose_name="Class", accessor="chart__encounter_class", default=""
    )
    coder = tables.Column(verbose_name="Coder", empty_values=(), orderable=False)
    attested_at = TimeColumn(verbose_name="Attested", accessor="coding__attested_at")
    week = tables.DateColumn(verbose_name="Week of", format="Y-m-d", default="")
    fee = tables.Column(verbose_name="Share of the charges", attrs=NUMERIC)
    released_by = tables.Column(
        verbose_name="Given free by", accessor="released_by__number", default=""
    )

    class Meta:
        model = InvoiceUnit
        fields = (
            "kind",
            "chart",
            "specialty",
            "encounter_class",
            "coder",
            "attested_at",
            "week",
            "fee",
            "released_by",
        )
        caption = "Rows behind the line"

    def render_chart(self, record: InvoiceUnit) -> SafeString | str:
        if not self.request.actor.can("chart.view"):
            return str(record.chart)
        return self.link("charts:chart_detail", record.chart, chart_id=record.chart_id or 0)

    def value_chart(self, record: InvoiceUnit) -> str:
        return str(record.chart) if record.chart else ""

    def render_specialty(self, value: str) -> str:
        return humanize(value)

    def value_specialty(self, value: str) -> str:
        return value

    def render_coder(self, record: InvoiceUnit) -> str:
        if record.coding is not None:
            return str(record.coding.coder)
        return str(record.roster.user) if record.roster is not None else DASH

    def value_coder(self, record: InvoiceUnit) -> str:
        return "" if (name := self.render_coder(record)) == DASH else name

    def render_fee(self, value: Any) -> str:
        return f"${value:,.4f}" if value >= 0 else f"-${-value:,.4f}"

    def value_fee(self, value: Any) -> Any:
        return value
