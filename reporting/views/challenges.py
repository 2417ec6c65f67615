"""Champion and challenger: planned, started, sampled, compared, ended."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from engagements.enums import Side
from engagements.enums.transition import ChallengeState
from engagements.forms.transition import DecisionForm
from engagements.forms.trials import ChallengeForm, ChallengeSampleForm
from engagements.kernel.lists import csv_rows
from engagements.kernel.views import EngagementTemplateView, EngagementView
from engagements.models import Challenge
from engagements.policies.transition import ChallengePolicy
from engagements.roles import Role
from engagements.selectors import engagement_today, people_of_side
from engagements.services.trials import (
    ArmPlan,
    challenge_cancel,
    challenge_end,
    challenge_plan,
    challenge_start,
)
from engagements.views.forms import EngagementFormPage
from engagements.views.transition_tabs import transition_tabs
from qa.services.challenge import challenge_sample_draw
from reporting.selectors.challenges import ChallengeReport, challenge_table


class ChallengeMixin:
    """The challenge of the address."""

    kwargs: dict[str, Any]
    engagement: Any

    def challenge(self) -> Challenge:
        found: Challenge = self.get_object_or_deny(  # type: ignore[attr-defined]  # of the view
            ChallengePolicy, self.kwargs["challenge_id"], related=("created_by",)
        )
        return found

    def url(self, challenge: Challenge) -> str:
        return reverse(
            "trials:challenge",
            kwargs={"engagement": self.engagement.slug, "challenge_id": challenge.pk},
        )


class ChallengePlan(ChallengeMixin, EngagementFormPage):
    action = "challenge.manage"
    template_name = "reporting/trials/challenge_form.html"
    form_class = ChallengeForm
    success_message = "Planned. Start it when both groups are ready."

    def get_form_kwargs(self) -> dict[str, Any]:
        people = people_of_side(self.engagement, Side.VENDOR.value)
        coders = people.filter(
            memberships__engagement=self.engagement, memberships__role=Role.VENDOR_CODER
        )
        return {"coders": coders.distinct().order_by("name")}

    def get_initial(self) -> dict[str, Any]:
        return {"starts_on": engagement_today(self.engagement)}

    def perform(self, form: ChallengeForm) -> str:
        data = form.cleaned_data
        challenge = challenge_plan(
            actor=self.actor,
            name=data["name"],
            specialty=data["specialty"],
            share=data["share"],
            starts_on=data["starts_on"],
            ends_on=data["ends_on"],
            champion=ArmPlan(data["champion_name"], list(data["champion"])),
            challenger=ArmPlan(data["challenger_name"], list(data["challenger"])),
        )
        return self.url(challenge)


class ChallengePage(ChallengeMixin, EngagementTemplateView):
    """Both arms side by side."""

    action = "transition.view"
    template_name = "reporting/trials/challenge.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        challenge = self.challenge()
        return super().get_context_data(
            tabs=transition_tabs(self.actor, "trials"),
            challenge=challenge,
            report=ChallengeReport(challenge, self.engagement, self.actor, timezone.now()),
            arms=challenge.arms.prefetch_related("members__user"),
            share=f"{challenge.share * 100:.1f}%",
            is_planned=challenge.state == ChallengeState.PLANNED,
            is_running=challenge.state == ChallengeState.RUNNING,
            sample_form=ChallengeSampleForm(),
            **kwargs,
        )


class ChallengeCsv(ChallengeMixin, EngagementView):
    """The comparison, with the seed by which anyone can recompute the arms."""

    action = "transition.view"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        challenge = self.challenge()
        report = ChallengeReport(challenge, self.engagement, self.actor, timezone.now())
        body = "".join(csv_rows(challenge_table(report)))
        headers = {"Content-Disposition": f'attachment; filename="challenge-{challenge.pk}.csv"'}
        return HttpResponse(body, content_type="text/csv; charset=utf-8", headers=headers)


class ChallengeStart(ChallengeMixin, EngagementView):
    action = "challenge.manage"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        challenge = challenge_start(actor=self.actor, challenge=self.challenge())
        messages.success(request, "Started: new charts go to the two groups by the share.")
        return HttpResponseRedirect(self.url(challenge))


class ChallengeDecision(ChallengeMixin, EngagementFormPage, abstract=True):
    action = "challenge.manage"
    template_name = "reporting/trials/challenge_decide.html"
    form_class = DecisionForm
    words = ""

    def page_context(self, **kwargs: Any) -> dict[str, Any]:
        return super().page_context(challenge=self.challenge(), words=self.words, **kwargs)


class ChallengeEnd(ChallengeDecision):
    words = "End the challenge"
    success_message = "Ended: any coder may take the remaining charts."

    def perform(self, form: DecisionForm) -> str:
        challenge = self.challenge()
        challenge_end(actor=self.actor, challenge=challenge, conclusion=form.cleaned_data["reason"])
        return self.url(challenge)


class ChallengeCancel(ChallengeDecision):
    words = "Call the challenge off"
    success_message = "Called off."

    def perform(self, form: DecisionForm) -> str:
        challenge = self.challenge()
        challenge_cancel(actor=self.actor, challenge=challenge, reason=form.cleaned_data["reason"])
        return self.url(challenge)


class ChallengeSample(ChallengeMixin, EngagementFormPage):
    """As many charts of each group, drawn alike."""

    action = "sample.draw"
    template_name = "reporting/trials/challenge_sample.html"
    form_class = ChallengeSampleForm
    success_message = "Drawn: the same number of charts of each group waits for its audit."

    def challenge(self) -> Challenge:
        found: Challenge = self.get_object_or_deny(
            ChallengePolicy, self.kwargs["challenge_id"], action="transition.view"
        )
        return found

    def page_context(self, **kwargs: Any) -> dict[str, Any]:
        return super().page_context(challenge=self.challenge(), **kwargs)

    def perform(self, form: ChallengeSampleForm) -> str:
        challenge = self.challenge()
        challenge_sample_draw(actor=self.actor, challenge=challenge, size=form.cleaned_data["size"])
        return self.url(challenge)
