"""The draft of a month, its issue, and the quantities that only a person knows."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect

from engagements.kernel.errors import DomainError
from engagements.kernel.ids import id_of
from engagements.kernel.views import EngagementTemplateView, EngagementView
from engagements.views.forms import EngagementFormPage
from reporting.forms.invoices import NoteForm, UsageForm, month_parse, month_text
from reporting.selectors.billing import Draft, draft_of
from reporting.selectors.draft_rows import draft_rows
from reporting.selectors.invoices import metered_rates, usage_of
from reporting.selectors.service_levels import levels_of, month_of
from reporting.services.invoices import invoice_issue, usage_enter
from reporting.views.invoices.base import money_tabs, month_asked, months_offered, page_url


def draft_shown(view: EngagementView, month: dt.date) -> Draft:
    period = month_of(view.engagement, month)
    return draft_of(view.engagement, period, levels_of(view.engagement, period))


class DraftPage(EngagementTemplateView):
    """What the invoice of a month would say, computed now."""

    action = "invoice.view"
    template_name = "reporting/invoices/draft.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        month = month_asked(self)
        draft = draft_shown(self, month)
        issues = self.actor.can("invoice.issue")
        return super().get_context_data(
            draft=draft,
            month=month,
            month_text=month_text(month),
            months=[(month_text(each), each) for each in months_offered(self)],
            usage=list(usage_of(self.engagement, month)),
            may_enter=self.actor.can("invoice.meter")
            and metered_rates(self.engagement, month).exists(),
            may_issue=issues and bool(draft.lines) and draft.blocking is None,
            note_form=NoteForm(),
            tabs=money_tabs(self, "draft"),
            **kwargs,
        )


class DraftRows(EngagementTemplateView):
    """The rows behind a line of the draft: `?month=2026-03&line=2`."""

    action = "invoice.rows"
    template_name = "reporting/invoices/draft_rows.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        month, asked = month_asked(self), id_of(self.request.GET.get("line", "1"))
        draft = draft_shown(self, month)
        if asked is None or not 0 < asked <= max(len(draft.lines), 1):
            raise Http404("The draft has no such line.")
        line = draft.lines[asked - 1] if draft.lines else None
        return super().get_context_data(
            month=month,
            month_text=month_text(month),
            line=line,
            rows=draft_rows(self.engagement, line) if line is not None else [],
            tabs=money_tabs(self, "draft"),
            **kwargs,
        )


class DraftIssue(EngagementView):
    """Freezes the draft as it is at this moment."""

    action = "invoice.issue"

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        month = month_parse(request.POST.get("month", ""))
        if month is None:
            raise DomainError("That is no month.", field="month", remedy="Write it as YYYY-MM.")
        form = NoteForm(request.POST)
        note = form.cleaned_data["note"] if form.is_valid() else ""
        invoice = invoice_issue(actor=self.actor, month=month, note=note)
        messages.success(
            request, f"{invoice.number} is issued. The practice approves or disputes it next."
        )
        return HttpResponseRedirect(page_url(self, "invoice", invoice_id=invoice.pk))


class UsageNew(EngagementFormPage):
    """Hours, or the collections of a month."""

    action = "invoice.meter"
    template_name = "reporting/invoices/usage_form.html"
    form_class = UsageForm
    success_message = "Entered. It stands in the draft of its month."

    def get_form_kwargs(self) -> dict[str, Any]:
        month = month_asked(self)
        return {"months": months_offered(self), "rates": metered_rates(self.engagement, month)}

    def get_initial(self) -> dict[str, Any]:
        return {"month": month_text(month_asked(self))}

    def page_context(self, **kwargs: Any) -> dict[str, Any]:
        return super().page_context(tabs=money_tabs(self, "draft"), **kwargs)

    def perform(self, form: UsageForm) -> str:
        usage_enter(actor=self.actor, **form.cleaned_data)
        return f"{page_url(self, 'draft')}?month={month_text(form.cleaned_data['month'])}"
