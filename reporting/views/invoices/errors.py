"""Systemic errors: recorded with the charts they spoiled, credited by the next invoice."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django_filters import FilterSet

from engagements.kernel.lists import EngagementListView
from engagements.kernel.views import EngagementView
from engagements.selectors import engagement_today
from engagements.views.forms import EngagementFormPage
from reporting.enums import SystemicState
from reporting.filters.invoices import SystemicChartFilterSet, SystemicFilterSet
from reporting.forms.invoices import ReasonForm, SystemicForm
from reporting.models import SystemicError
from reporting.policies import SystemicErrorPolicy
from reporting.selectors.impacted import (
    categories,
    charts_impacted,
    charts_of,
    errors_of,
)
from reporting.services.systemic import systemic_record, systemic_withdraw
from reporting.tables.levels import SystemicChartTable, SystemicTable
from reporting.views.invoices.base import money_tabs, page_url

DAYS = 90


class ErrorList(EngagementListView):
    action = "systemicerror.view"
    export_action = "systemicerror.view"
    table_class = SystemicTable
    filterset_class: type[FilterSet] = SystemicFilterSet
    template_name = "reporting/invoices/errors.html"
    list_key = "systemic_errors"
    title = "Systemic errors"
    noun = "error"
    empty_text = "No systemic errors"
    empty_hint = "One cause that spoiled many charts is recorded once and credited for all of them."
    empty_icon = "alert-triangle"

    def get_queryset(self) -> Any:
        return errors_of(self.engagement)

    def get_tabs(self) -> list[dict[str, Any]]:
        return money_tabs(self, "errors")

    def get_empty_link(self) -> tuple[str, str] | None:
        if not self.actor.can("systemicerror.record"):
            return None
        return page_url(self, "error-new"), "Record one"


class ErrorNew(EngagementFormPage):
    """First how many charts the choice finds, then the record."""

    action = "systemicerror.record"
    template_name = "reporting/invoices/error_form.html"
    form_class = SystemicForm
    success_message = "Recorded. The next invoice credits the charts that were charged."

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"categories": categories()}

    def get_initial(self) -> dict[str, Any]:
        today = engagement_today(self.engagement)
        return {"first": today - dt.timedelta(days=DAYS), "last": today}

    def page_context(self, **kwargs: Any) -> dict[str, Any]:
        return super().page_context(tabs=money_tabs(self, "errors"), **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form: Any = self.get_form()
        if "count" in request.POST and form.is_valid():
            found = len(charts_impacted(self.engagement, form.choice()))
            return self.show(form, found=found)
        return super().post(request, *args, **kwargs)

    def perform(self, form: SystemicForm) -> str:
        error = systemic_record(
            actor=self.actor,
            title=form.cleaned_data["title"],
            cause=form.cleaned_data["cause"],
            choice=form.choice(),
        )
        return page_url(self, "error", systemic_error_id=error.pk)


class ErrorDetail(EngagementListView):
    """The charts it spoiled, what was charged for each and what is credited."""

    action = "systemicerror.view"
    export_action = "systemicerror.view"
    table_class = SystemicChartTable
    filterset_class: type[FilterSet] = SystemicChartFilterSet
    template_name = "reporting/invoices/error.html"
    list_key = "systemic_error_charts"
    noun = "chart"
    empty_text = "No charts"

    def get_queryset(self) -> Any:
        self.error: SystemicError = self.get_object_or_deny(
            SystemicErrorPolicy, self.kwargs["systemic_error_id"], related=("recorded_by",)
        )
        return charts_of(self.error)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may = self.error.state == SystemicState.OPEN and self.actor.can("systemicerror.record")
        return super().get_context_data(
            **kwargs | {"title": self.error.title},
            error=self.error,
            may_withdraw=may,
            reason_form=ReasonForm(),
        )

    def get_tabs(self) -> list[dict[str, Any]]:
        return money_tabs(self, "errors")


class ErrorWithdraw(EngagementView):
    action = "systemicerror.record"

    def post(self, request: HttpRequest, systemic_error_id: int) -> HttpResponse:
        error: SystemicError = self.get_object_or_deny(SystemicErrorPolicy, systemic_error_id)
        form = ReasonForm(request.POST)
        reason = form.cleaned_data["reason"] if form.is_valid() else ""
        systemic_withdraw(actor=self.actor, error=error, reason=reason)
        messages.success(request, "Withdrawn. It is not credited.")
        return HttpResponseRedirect(page_url(self, "error", systemic_error_id=error.pk))
