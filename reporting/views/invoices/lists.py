"""The list of invoices, their lines, and the rows behind a line."""

from typing import Any

from django_filters import FilterSet

from engagements.kernel.lists import EngagementListView
from reporting.filters.invoices import InvoiceFilterSet, LineFilterSet, UnitFilterSet
from reporting.models import Invoice, InvoiceLine
from reporting.policies import InvoiceLinePolicy, InvoicePolicy
from reporting.selectors.invoices import invoices_visible, lines_of, units_of
from reporting.tables.invoices import InvoiceTable, LineTable, UnitTable
from reporting.views.invoices.base import money_tabs, page_url


class InvoiceList(EngagementListView):
    """Every invoice and credit note, the newest first."""

    action = "invoice.view"
    export_action = "invoice.view"
    table_class = InvoiceTable
    filterset_class: type[FilterSet] = InvoiceFilterSet
    list_key = "invoices"
    title = "Invoices"
    noun = "invoice"
    hidden_at_first = ("charges", "credits", "corrects", "approved_by")
    empty_text = "No invoices yet"
    empty_hint = "The draft of a month shows what it would cost; the vendor's lead issues it."
    empty_icon = "file-invoice"

    def get_queryset(self) -> Any:
        return invoices_visible(self.actor)

    def get_tabs(self) -> list[dict[str, Any]]:
        return money_tabs(self, "invoices")

    def get_empty_link(self) -> tuple[str, str] | None:
        return page_url(self, "draft"), "Look at the draft"


class LineList(EngagementListView):
    """The lines of one invoice as a list, for its export."""

    action = "invoice.view"
    export_action = "invoice.view"
    table_class = LineTable
    filterset_class: type[FilterSet] = LineFilterSet
    list_key = "invoice_lines"
    noun = "line"
    empty_text = "No lines"

    def get_queryset(self) -> Any:
        self.invoice: Invoice = self.get_object_or_deny(InvoicePolicy, self.kwargs["invoice_id"])
        return lines_of(self.invoice)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs | {"title": f"Lines of {self.invoice.number}"})

    def get_tabs(self) -> list[dict[str, Any]]:
        return money_tabs(self, "invoices")


class UnitList(EngagementListView):
    """Exactly the rows behind a line."""

    action = "invoice.rows"
    export_action = "invoice.rows"
    table_class = UnitTable
    filterset_class: type[FilterSet] = UnitFilterSet
    template_name = "reporting/invoices/units.html"
    list_key = "invoice_rows"
    noun = "row"
    hidden_at_first = ("week", "released_by")
    empty_text = "No rows: this line is computed from others"

    def get_queryset(self) -> Any:
        self.line: InvoiceLine = self.get_object_or_deny(
            InvoiceLinePolicy, self.kwargs["invoice_line_id"], related=("invoice",)
        )
        return units_of(self.line)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = f"{self.line.invoice.number}, line {self.line.position}"
        return super().get_context_data(**kwargs | {"title": title}, line=self.line)

    def get_tabs(self) -> list[dict[str, Any]]:
        return money_tabs(self, "invoices")
