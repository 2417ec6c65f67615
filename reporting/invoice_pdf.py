"""The PDF of an invoice: tagged (PDF/UA-1), from its frozen rows alone."""

from django.template.loader import render_to_string

from engagements.kernel.pdf import pdf_of
from engagements.models import Engagement
from reporting.models import Invoice
from reporting.selectors.invoices import lines_of


def invoice_html(*, engagement: Engagement, invoice: Invoice) -> str:
    context = {"engagement": engagement, "invoice": invoice, "lines": list(lines_of(invoice))}
    return render_to_string("reporting/invoices/print.html", context)


def invoice_pdf(*, engagement: Engagement, invoice: Invoice) -> bytes:
    return pdf_of(invoice_html(engagement=engagement, invoice=invoice))
