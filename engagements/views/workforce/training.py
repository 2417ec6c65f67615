"""Training: coder by campaign, announcements, completions."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from engagements.forms.workforce import CampaignForm, CompletionForm
from engagements.kernel.errors import DomainError
from engagements.kernel.views import EngagementView
from engagements.policies.workforce import TrainingCampaignPolicy
from engagements.selectors.workforce.training import training_matrix
from engagements.services.workforce.credentials import evidence_store
from engagements.services.workforce.training import (
    campaign_add,
    campaign_withdraw,
    completion_record,
)
from engagements.views.workforce.base import RecordPage, WorkforcePage


class Training(WorkforcePage):
    action = "workforce.view"
    tab = "training"
    template_name = "engagements/workforce/training.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """`?missing=17`: who has not completed that campaign."""
        matrix = training_matrix(self.actor)
        asked = self.request.GET.get("missing", "")
        chosen = next((each for each in matrix.campaigns if str(each.pk) == asked), None)
        if asked and chosen is None:
            raise DomainError("There is no such training.", field="missing", remedy="Use the page.")
        if chosen is not None:
            matrix = matrix.without(chosen.pk)
        return super().get_context_data(matrix=matrix, chosen=chosen, **kwargs)


class CampaignAdd(RecordPage):
    action = "training.manage"
    form_class = CampaignForm
    back = "engagements:training"
    title = "Announce a training"
    intro = "Who has not completed it is given no chart with an affected date of service."
    submit = "Announce"
    success_message = "Announced. Every coder it binds sees it in My work."

    def write(self, data: dict[str, Any]) -> object:
        return campaign_add(actor=self.actor, **data)


class CampaignWithdraw(EngagementView):
    action = "training.manage"

    def post(self, request: HttpRequest, campaign_id: int, **kwargs: Any) -> HttpResponseBase:
        campaign = self.get_object_or_deny(TrainingCampaignPolicy, campaign_id)
        campaign_withdraw(actor=self.actor, campaign=campaign)
        messages.success(request, f"{campaign} is withdrawn.")
        url = reverse("engagements:training", kwargs={"engagement": self.engagement.slug})
        return HttpResponseRedirect(url)


class CompletionAdd(RecordPage):
    action = "training.manage"
    form_class = CompletionForm
    policy = TrainingCampaignPolicy
    keyword = "campaign_id"
    back = "engagements:training"
    title = "Record a completion"
    intro = "For a coder of your own side, with the certificate or where it is kept."
    success_message = "Recorded."

    def write(self, data: dict[str, Any]) -> object:
        title = f"{self.record}: {data['user']}"
        evidence = evidence_store(
            actor=self.actor, upload=data.pop("evidence"), title=title, action="training.manage"
        )
        return completion_record(actor=self.actor, campaign=self.record, evidence=evidence, **data)
