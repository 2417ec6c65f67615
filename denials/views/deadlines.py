"""How long payers give: the rules that put deadlines on denials."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from denials.forms import DeadlineForm
from denials.policies import DeadlineRulePolicy
from denials.selectors.causes import cause_terms_text
from denials.services import deadline_rule_delete, deadline_rule_save
from engagements.kernel.views import EngagementView
from engagements.views.forms import EngagementFormPage


class Deadlines(EngagementFormPage):
    action = "denial.work"
    template_name = "denials/deadlines.html"
    form_class = DeadlineForm
    success_message = "Saved. The deadlines of open denials follow."

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"actor": self.actor}

    def page_context(self, **kwargs: Any) -> dict[str, Any]:
        rules = DeadlineRulePolicy.visible(self.actor, self.action).select_related("payer")
        return super().page_context(
            rules=rules, cause_terms=cause_terms_text(self.engagement), **kwargs
        )

    def perform(self, form: Any) -> str:
        deadline_rule_save(actor=self.actor, **form.cleaned_data)
        return reverse("denials:deadlines", kwargs={"engagement": self.engagement.slug})


class DeadlineRuleDelete(EngagementView):
    action = "denial.work"

    def post(self, request: HttpRequest, rule_id: int) -> HttpResponse:
        rule = self.get_object_or_deny(DeadlineRulePolicy, rule_id)
        deadline_rule_delete(actor=self.actor, rule=rule)
        messages.success(request, "The rule is gone.")
        slug = {"engagement": self.engagement.slug}
        return HttpResponseRedirect(reverse("denials:deadlines", kwargs=slug))
