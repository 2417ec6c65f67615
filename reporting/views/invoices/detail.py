"""One invoice: its lines, disputes and corrections; approved, cancelled, printed."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect

from engagements.kernel.views import EngagementTemplateView, EngagementView, request_origin
from engagements.services import access_log_record
from reporting.enums import InvoiceKind, InvoiceState
from reporting.forms.invoices import ReasonForm
from reporting.invoice_pdf import invoice_pdf
from reporting.models import Invoice, InvoiceLine
from reporting.policies import InvoicePolicy
from reporting.selectors.invoices import lines_of
from reporting.services.invoices import invoice_approve, invoice_cancel
from reporting.services.invoices.writing import stored_hash
from reporting.views.invoices.base import money_tabs, page_url

RELATED = ("issued_by", "approved_by", "corrects")


class InvoiceDetail(EngagementTemplateView):
    """As it was issued, with what was said about it since."""

    action = "invoice.view"
    template_name = "reporting/invoices/invoice.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        invoice: Invoice = self.get_object_or_deny(
            InvoicePolicy, kwargs["invoice_id"], related=RELATED
        )
        lines = list(lines_of(invoice))
        waiting = invoice.state == InvoiceState.ISSUED
        is_invoice = invoice.kind == InvoiceKind.INVOICE
        checked = "check" in self.request.GET
        return super().get_context_data(
            invoice=invoice,
            lines=lines,
            is_invoice=is_invoice,
            disputed=[line for line in lines if line.disputes.all()],
            corrections=invoice.corrections.order_by("sequence"),
            may_approve=waiting and self.actor.can("invoice.approve") and not _open(lines),
            may_dispute=waiting and is_invoice and self.actor.can("invoice.dispute"),
            may_cancel=invoice.state != InvoiceState.CANCELLED
            and is_invoice
            and self.actor.can("invoice.issue"),
            hash_holds=stored_hash(invoice) == invoice.sha256 if checked else None,
            reason_form=ReasonForm(),
            tabs=money_tabs(self, "invoices"),
            **kwargs,
        )


def _open(lines: list[InvoiceLine]) -> bool:
    return any(dispute.state == "open" for line in lines for dispute in line.disputes.all())


class InvoicePdf(EngagementView):
    """The frozen rows on paper: the same pages whenever it is asked for."""

    action = "invoice.view"

    def get(self, request: HttpRequest, invoice_id: int) -> HttpResponse:
        invoice: Invoice = self.get_object_or_deny(InvoicePolicy, invoice_id, related=RELATED)
        access_log_record(
            actor=self.actor,
            action="invoice.view",
            model="reporting.Invoice",
            object_id=invoice.pk,
            fields=["pdf"],
            origin=request_origin(request),
        )
        name = f"{self.engagement.slug}-{invoice.number}.pdf"
        return HttpResponse(
            invoice_pdf(engagement=self.engagement, invoice=invoice),
            content_type="application/pdf",
            headers={"Content-Disposition": f'inline; filename="{name}"'},
        )


class InvoiceApprove(EngagementView):
    action = "invoice.approve"

    def post(self, request: HttpRequest, invoice_id: int) -> HttpResponseBase:
        invoice: Invoice = self.get_object_or_deny(InvoicePolicy, invoice_id)
        invoice_approve(actor=self.actor, invoice=invoice)
        messages.success(request, f"{invoice.number} is approved.")
        return HttpResponseRedirect(page_url(self, "invoice", invoice_id=invoice.pk))


class InvoiceCancel(EngagementView):
    """A credit note over all of it."""

    action = "invoice.issue"

    def post(self, request: HttpRequest, invoice_id: int) -> HttpResponseBase:
        invoice: Invoice = self.get_object_or_deny(InvoicePolicy, invoice_id)
        form = ReasonForm(request.POST)
        reason = form.cleaned_data["reason"] if form.is_valid() else ""
        note = invoice_cancel(actor=self.actor, invoice=invoice, reason=reason)
        messages.success(
            request,
            f"{invoice.number} is cancelled by {note.number}; its month may be issued anew.",
        )
        return HttpResponseRedirect(page_url(self, "invoice", invoice_id=note.pk))
