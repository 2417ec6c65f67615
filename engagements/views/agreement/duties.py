"""Who owns which step, who watches in house, and who answered for what."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from engagements.forms.agreement import LiabilityForm, OverrideForm, SignOffForm, StepForm
from engagements.kernel.views import EngagementTemplateView, EngagementView
from engagements.policies import TermsPolicy
from engagements.policies.raci import STEP_ACTIONS
from engagements.selectors import engagement_today, members_of
from engagements.selectors.oversight import (
    activation_refusals,
    liability_acknowledgement,
    oversight_missing,
    oversight_override,
    sign_offs_of,
)
from engagements.selectors.raci import decisions_of, raci_of
from engagements.selectors.readiness import OVERSIGHT
from engagements.services.raci import step_assign
from engagements.services.signoffs import (
    choice_sign_off,
    liability_acknowledge,
    oversight_override_sign,
)
from engagements.views.agreement.tabs import agreement_tabs, page_url
from engagements.views.forms import EngagementFormPage


class Responsibilities(EngagementTemplateView):
    """The six steps with their owners, the four oversight roles, and the sign-offs."""

    action = "raci.view"
    template_name = "engagements/agreement/responsibilities.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = engagement_today(self.engagement)
        held = [m for m in members_of(self.engagement) if m.user.is_active]
        watch = [(role, [m.user for m in held if m.role == role.value]) for role in OVERSIGHT]
        return super().get_context_data(
            tabs=agreement_tabs(self, "responsibilities"),
            owners=[(owner, STEP_ACTIONS[owner.step]) for owner in raci_of(self.engagement, today)],
            planned=[row for row in decisions_of(self.engagement) if row.effective_from > today],
            decisions=decisions_of(self.engagement),
            watch=watch,
            missing=oversight_missing(self.engagement),
            override=oversight_override(self.engagement),
            liability=liability_acknowledgement(self.engagement),
            refusals=activation_refusals(self.engagement),
            sign_offs=sign_offs_of(self.engagement),
            **kwargs,
        )


class StepAssign(EngagementFormPage):
    """Gives a step to a side from a day on."""

    action = "raci.manage"
    template_name = "engagements/agreement/step_form.html"
    form_class = StepForm
    success_message = "Decided. It counts from its day on."

    def get_initial(self) -> dict[str, Any]:
        today = engagement_today(self.engagement)
        step = self.request.GET.get("step", "")
        return {"step": step, "effective_from": today}

    def perform(self, form: StepForm) -> str:
        step_assign(actor=self.actor, **form.cleaned_data)
        return page_url(self, "responsibilities")


class OversightOverride(EngagementFormPage):
    """Going on although an oversight role is unfilled, with a reason."""

    action = "signoff.give"
    template_name = "engagements/agreement/override_form.html"
    form_class = OverrideForm
    success_message = "Recorded. It covers the roles that are unfilled now, and no other."

    def page_context(self, **kwargs: Any) -> dict[str, Any]:
        return super().page_context(missing=oversight_missing(self.engagement), **kwargs)

    def perform(self, form: OverrideForm) -> str:
        oversight_override_sign(actor=self.actor, reason=form.cleaned_data["reason"])
        return page_url(self, "responsibilities")


class LiabilityAcknowledge(EngagementFormPage):
    """Whoever submits the claim answers for it."""

    action = "signoff.give"
    template_name = "engagements/agreement/liability_form.html"
    form_class = LiabilityForm
    success_message = "Acknowledged for the practice."

    def perform(self, form: LiabilityForm) -> str:
        data = form.cleaned_data
        liability_acknowledge(actor=self.actor, duty_role=data["duty_role"], reason=data["reason"])
        return page_url(self, "responsibilities")


class TermsSignOff(EngagementView):
    """Answers for an unusual choice of a proposed version."""

    action = "signoff.give"

    def post(self, request: HttpRequest, terms_id: int, **kwargs: Any) -> HttpResponse:
        terms = self.get_object_or_deny(TermsPolicy, terms_id, action="terms.view")
        form = SignOffForm(request.POST)
        data = form.cleaned_data if form.is_valid() else {}
        choice_sign_off(
            actor=self.actor,
            terms=terms,
            subject=data.get("subject", request.POST.get("subject", "")),
            reason=data.get("reason", ""),
        )
        messages.success(request, "Recorded: somebody of the practice answers for it.")
        return HttpResponseRedirect(page_url(self, "terms-detail", terms_id=terms.pk))
