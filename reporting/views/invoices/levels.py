"""Service levels by month, and the corrective action plans they led to."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django_filters import FilterSet

from engagements.kernel.lists import EngagementListView
from engagements.kernel.views import EngagementView
from engagements.views.forms import EngagementFormPage
from reporting.enums import PlanState
from reporting.filters.invoices import LevelFilterSet, PlanFilterSet
from reporting.forms.invoices import DecisionForm, PlanForm
from reporting.models import CorrectiveActionPlan
from reporting.policies import CorrectiveActionPlanPolicy
from reporting.selectors.plans import plan_owners, plan_results, plans_of
from reporting.selectors.service_levels import results_visible
from reporting.services.service_levels import plan_accept, plan_close, plan_return, plan_submit
from reporting.tables.levels import LevelTable, PlanTable
from reporting.views.invoices.base import money_tabs, page_url


class LevelList(EngagementListView):
    """Every agreed level of every closed month, as it was judged."""

    action = "invoice.view"
    export_action = "invoice.view"
    table_class = LevelTable
    filterset_class: type[FilterSet] = LevelFilterSet
    list_key = "service_levels"
    title = "Service levels"
    noun = "level"
    hidden_at_first = ("interval", "report", "recorded_at")
    empty_text = "No month was judged yet"
    empty_hint = "The agreed levels of a month are judged when it is over."
    empty_icon = "target"

    def get_queryset(self) -> Any:
        return results_visible(self.engagement)

    def get_tabs(self) -> list[dict[str, Any]]:
        return money_tabs(self, "levels")


class PlanList(EngagementListView):
    action = "invoice.view"
    export_action = "invoice.view"
    table_class = PlanTable
    filterset_class: type[FilterSet] = PlanFilterSet
    list_key = "action_plans"
    title = "Corrective action plans"
    noun = "plan"
    hidden_at_first = ("opened_at", "due_on")
    empty_text = "No corrective action plans"
    empty_hint = "One opens by itself when a level is missed as often as the terms say."
    empty_icon = "clipboard-check"

    def get_queryset(self) -> Any:
        return plans_of(self.engagement)

    def get_tabs(self) -> list[dict[str, Any]]:
        return money_tabs(self, "plans")


class PlanDetail(EngagementFormPage):
    """A plan with the misses behind it; posting the form submits it."""

    action = "invoice.view"
    write_action = "actionplan.submit"
    template_name = "reporting/invoices/plan.html"
    form_class = PlanForm
    success_message = "Submitted. The practice accepts or returns it next."
    plan: CorrectiveActionPlan

    def load(self) -> None:
        self.plan = self.get_object_or_deny(
            CorrectiveActionPlanPolicy,
            self.kwargs["actionplan_id"],
            related=("owner", "terms", "submitted_by", "decided_by"),
        )

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"owners": plan_owners(self.engagement)}

    def get_initial(self) -> dict[str, Any]:
        names = ("cause", "measures", "owner", "due_on")
        return {name: getattr(self.plan, name) for name in names}

    def page_context(self, **kwargs: Any) -> dict[str, Any]:
        decides = self.actor.can("actionplan.decide")
        return super().page_context(
            plan=self.plan,
            results=plan_results(self.plan),
            may_submit=self.plan.state == PlanState.OPEN and self.actor.can("actionplan.submit"),
            may_decide=decides and self.plan.state == PlanState.SUBMITTED,
            may_close=decides and self.plan.state == PlanState.ACCEPTED,
            decision_form=DecisionForm(),
            tabs=money_tabs(self, "plans"),
            **kwargs,
        )

    def perform(self, form: PlanForm) -> str:
        plan_submit(actor=self.actor, plan=self.plan, **form.cleaned_data)
        return page_url(self, "plan", actionplan_id=self.plan.pk)


class PlanDecide(EngagementView):
    """Accepts, returns or closes it: the button that was pressed."""

    action = "actionplan.decide"

    def post(self, request: HttpRequest, actionplan_id: int) -> HttpResponse:
        plan: CorrectiveActionPlan = self.get_object_or_deny(
            CorrectiveActionPlanPolicy, actionplan_id
        )
        form = DecisionForm(request.POST)
        reason = form.cleaned_data["reason"] if form.is_valid() else ""
        step = request.POST.get("step", "")
        if step == "return":
            plan_return(actor=self.actor, plan=plan, reason=reason)
        elif step == "close":
            plan_close(actor=self.actor, plan=plan, reason=reason)
        else:
            plan_accept(actor=self.actor, plan=plan)
        messages.success(request, f"Plan {plan.pk}: {plan.get_state_display().lower()}.")
        return HttpResponseRedirect(page_url(self, "plan", actionplan_id=plan.pk))
