"""Invoices, service levels, action plans and systemic errors."""

from django.urls import path

from reporting.views.invoices import detail, disputes, draft, errors, levels, lists

app_name = "invoices"
urlpatterns = [
    path("", lists.InvoiceList.as_view(), name="invoices"),
    path("draft/", draft.DraftPage.as_view(), name="draft"),
    path("draft/rows/", draft.DraftRows.as_view(), name="draft-rows"),
    path("draft/issue/", draft.DraftIssue.as_view(), name="issue"),
    path("usage/", draft.UsageNew.as_view(), name="usage-new"),
    path("levels/", levels.LevelList.as_view(), name="levels"),
    path("plans/", levels.PlanList.as_view(), name="plans"),
    path("plans/<int:actionplan_id>/", levels.PlanDetail.as_view(), name="plan"),
    path("plans/<int:actionplan_id>/decide/", levels.PlanDecide.as_view(), name="plan-decide"),
    path("errors/", errors.ErrorList.as_view(), name="errors"),
    path("errors/new/", errors.ErrorNew.as_view(), name="error-new"),
    path("errors/<int:systemic_error_id>/", errors.ErrorDetail.as_view(), name="error"),
    path(
        "errors/<int:systemic_error_id>/withdraw/",
        errors.ErrorWithdraw.as_view(),
        name="error-withdraw",
    ),
    path("lines/<int:invoice_line_id>/", lists.UnitList.as_view(), name="line"),
    path("lines/<int:invoice_line_id>/dispute/", disputes.DisputeNew.as_view(), name="dispute"),
    path("disputes/<int:line_dispute_id>/", disputes.DisputeAnswer.as_view(), name="answer"),
    path(
        "disputes/<int:line_dispute_id>/withdraw/",
        disputes.DisputeWithdraw.as_view(),
        name="dispute-withdraw",
    ),
    path("<int:invoice_id>/", detail.InvoiceDetail.as_view(), name="invoice"),
    path("<int:invoice_id>/lines/", lists.LineList.as_view(), name="lines"),
    path("<int:invoice_id>/pdf/", detail.InvoicePdf.as_view(), name="pdf"),
    path("<int:invoice_id>/approve/", detail.InvoiceApprove.as_view(), name="approve"),
    path("<int:invoice_id>/cancel/", detail.InvoiceCancel.as_view(), name="cancel"),
]
