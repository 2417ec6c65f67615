"""Disputes of single lines."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect

from engagements.kernel.views import EngagementView
from engagements.views.forms import EngagementFormPage
from reporting.forms.invoices import AnswerForm, DisputeForm
from reporting.models import InvoiceLine, LineDispute
from reporting.policies import InvoiceLinePolicy, LineDisputePolicy
from reporting.selectors.invoices import disputable
from reporting.services.invoices import (
    dispute_concede,
    dispute_raise,
    dispute_uphold,
    dispute_withdraw,
)
from reporting.views.invoices.base import money_tabs, page_url


class DisputeNew(EngagementFormPage):
    """The practice says of one line what is wrong."""

    action = "invoice.dispute"
    template_name = "reporting/invoices/dispute_form.html"
    form_class = DisputeForm
    success_message = "Disputed. The vendor answers next."

    line: InvoiceLine

    def load(self) -> None:
        self.line = self.get_object_or_deny(
            InvoiceLinePolicy, self.kwargs["invoice_line_id"], related=("invoice",)
        )

    def get_initial(self) -> dict[str, Any]:
        return {"amount": disputable(self.line)}

    def page_context(self, **kwargs: Any) -> dict[str, Any]:
        back = page_url(self, "invoice", invoice_id=self.line.invoice_id)
        tabs = money_tabs(self, "invoices")
        return super().page_context(line=self.line, back_url=back, tabs=tabs, **kwargs)

    def perform(self, form: DisputeForm) -> str:
        dispute_raise(actor=self.actor, line=self.line, **form.cleaned_data)
        return page_url(self, "invoice", invoice_id=self.line.invoice_id)


class DisputeAnswer(EngagementFormPage):
    """The vendor upholds the line, or concedes it with a credit note."""

    action = "invoice.answer"
    template_name = "reporting/invoices/answer_form.html"
    form_class = AnswerForm
    success_message = ""

    dispute: LineDispute

    def load(self) -> None:
        self.dispute = self.get_object_or_deny(
            LineDisputePolicy,
            self.kwargs["line_dispute_id"],
            related=("line__invoice", "raised_by"),
        )

    def page_context(self, **kwargs: Any) -> dict[str, Any]:
        dispute = self.dispute
        back = page_url(self, "invoice", invoice_id=dispute.line.invoice_id)
        tabs = money_tabs(self, "invoices")
        return super().page_context(dispute=dispute, back_url=back, tabs=tabs, **kwargs)

    def perform(self, form: AnswerForm) -> str:
        dispute, answer = self.dispute, form.cleaned_data["answer"]
        if form.cleaned_data["outcome"] == AnswerForm.CONCEDE:
            note = dispute_concede(actor=self.actor, dispute=dispute, answer=answer)
            messages.success(self.request, f"{note.number} corrects the line.")
            return page_url(self, "invoice", invoice_id=note.pk)
        dispute_uphold(actor=self.actor, dispute=dispute, answer=answer)
        messages.success(self.request, "Answered. The practice decides next.")
        return page_url(self, "invoice", invoice_id=dispute.line.invoice_id)


class DisputeWithdraw(EngagementView):
    action = "invoice.dispute"

    def post(self, request: HttpRequest, line_dispute_id: int) -> HttpResponseBase:
        dispute: LineDispute = self.get_object_or_deny(
            LineDisputePolicy, line_dispute_id, related=("line",)
        )
        dispute_withdraw(actor=self.actor, dispute=dispute)
        messages.success(request, "The dispute is withdrawn.")
        return HttpResponseRedirect(page_url(self, "invoice", invoice_id=dispute.line.invoice_id))
