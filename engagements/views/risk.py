"""The risks of specialties, and their upkeep."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from engagements.forms.risk import RiskChangeForm, RiskForm
from engagements.forms.workforce import EndForm
from engagements.kernel.views import EngagementView
from engagements.policies.risk import SpecialtyRiskPolicy
from engagements.selectors import engagement_today
from engagements.selectors.risk import risks_listed
from engagements.services.risk import risk_add, risk_change, risk_end, risks_fill
from engagements.views.workforce.base import RecordPage, WorkforcePage, row_word


class Risks(WorkforcePage):
    """Every risk, with what to check and what it weighs."""

    action = "workforce.view"
    tab = "risks"
    template_name = "engagements/risk/risks.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        day = engagement_today(self.engagement)
        risks = [(risk, row_word(risk, day)) for risk in risks_listed(self.actor)]
        return super().get_context_data(risks=risks, **kwargs)


class RiskAdd(RecordPage):
    action = "workforcerule.manage"
    form_class = RiskForm
    back = "engagements:risks"
    title = "Add a risk"
    intro = "From today on it is on the checklist of the specialty's charts."
    success_message = "The risk is added."

    def write(self, data: dict[str, Any]) -> object:
        return risk_add(actor=self.actor, **data)


class RiskEdit(RecordPage):
    action = "workforcerule.manage"
    form_class = RiskChangeForm
    policy = SpecialtyRiskPolicy
    keyword = "risk_id"
    back = "engagements:risks"
    title = "Change a risk"
    intro = "From today on; what held before stays on record."
    shown = ("title", "check_text", "weight")

    def write(self, data: dict[str, Any]) -> object:
        return risk_change(actor=self.actor, risk=self.record, **data)


class RiskEnd(RecordPage):
    action = "workforcerule.manage"
    form_class = EndForm
    policy = SpecialtyRiskPolicy
    keyword = "risk_id"
    back = "engagements:risks"
    title = "End a risk"
    submit = "End it"
    success_message = "The risk ends."

    def write(self, data: dict[str, Any]) -> object:
        return risk_end(actor=self.actor, risk=self.record, on=data["on"])


class RisksFill(EngagementView):
    """Adds the suggested risks that are missing."""

    action = "workforcerule.manage"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        added = risks_fill(actor=self.actor)
        messages.success(request, f"{added} risks were added.")
        url = reverse("engagements:risks", kwargs={"engagement": self.engagement.slug})
        return HttpResponseRedirect(url)
