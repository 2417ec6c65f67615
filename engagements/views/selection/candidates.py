"""A vendor under consideration: its scorecard, red flags, references, and the choice."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from engagements.enums import OrganizationKind
from engagements.enums.selection import SelectionState
from engagements.forms.selection import (
    CandidateForm,
    ChooseForm,
    FlagForm,
    ReferenceForm,
    ScoreForm,
)
from engagements.kernel.views import ControlView
from engagements.models import User
from engagements.selectors import organizations
from engagements.selectors.selection import (
    reference_answers,
    scorecard_of,
)
from engagements.services.selection.deciding import selection_choose
from engagements.services.selection.scoring import (
    candidate_save,
    criterion_score,
    flag_confirm,
    flag_lower,
    reference_record,
)
from engagements.views.forms import ControlFormPage
from engagements.views.selection.common import ACTION, SelectionMixin


class CandidateNew(SelectionMixin, ControlFormPage):
    action = ACTION
    template_name = "platform/selection/candidate_form.html"
    form_class = CandidateForm
    success_message = "Added. Score the ten criteria next."

    def get_form_kwargs(self) -> dict[str, Any]:
        """Only the administrator sees which vendors are registered."""
        is_admin = self.actor.grants.get(ACTION) == "any"
        vendors = organizations().filter(kind=OrganizationKind.VENDOR)
        return {"vendors": vendors if is_admin else None}

    def page_context(self, **kwargs: Any) -> dict[str, Any]:
        return super().page_context(selection=self.selection, **kwargs)

    def perform(self, form: CandidateForm) -> str:
        row = candidate_save(
            actor=self.actor, selection=self.selection, candidate=None, **form.cleaned_data
        )
        return self.url("candidate", selection_id=row.selection_id, candidate_id=row.pk)


class CandidateEdit(CandidateNew):
    success_message = "Saved."

    def get_initial(self) -> dict[str, Any]:
        row = self.candidate
        return {name: getattr(row, name) for name in CandidateForm.base_fields}

    def page_context(self, **kwargs: Any) -> dict[str, Any]:
        return super().page_context(candidate=self.candidate, **kwargs)

    def perform(self, form: CandidateForm) -> str:
        row = self.candidate
        candidate_save(
            actor=self.actor, selection=row.selection, candidate=row, **form.cleaned_data
        )
        return self.candidate_url()


class CandidateDetail(SelectionMixin, ControlFormPage):
    """The scorecard of one vendor; posting it records the answers."""

    action = ACTION
    template_name = "platform/selection/candidate.html"
    form_class = ScoreForm
    success_message = "The scorecard is saved."

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"card": scorecard_of(self.candidate)}

    def page_context(self, **kwargs: Any) -> dict[str, Any]:
        selection = self.selection
        card = scorecard_of(self.candidate)
        return super().page_context(
            selection=selection,
            is_open=selection.state == SelectionState.OPEN,
            card=card,
            calls=[(call, reference_answers(call)) for call in card.references],
            flag_form=FlagForm(),
            **kwargs,
        )

    def perform(self, form: ScoreForm) -> str:
        candidate = self.candidate
        for answer in form.answers():
            criterion_score(actor=self.actor, candidate=candidate, **answer)
        return self.candidate_url()


class CandidateFlagEdit(SelectionMixin, ControlView):
    """Raises a red flag, or lowers one that was raised by hand."""

    action = ACTION

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        candidate = self.candidate
        if "lower" in request.POST:
            flag_lower(actor=self.actor, candidate=candidate, flag=request.POST["lower"])
            messages.success(request, "The flag is lowered.")
            return HttpResponseRedirect(self.candidate_url())
        form = FlagForm(request.POST)
        data = form.cleaned_data if form.is_valid() else {}
        flag_confirm(
            actor=self.actor,
            candidate=candidate,
            flag=data.get("flag", ""),
            note=data.get("note", ""),
        )
        messages.success(request, "The flag is raised.")
        return HttpResponseRedirect(self.candidate_url())


class ReferenceNew(SelectionMixin, ControlFormPage):
    """A reference call, along the script."""

    action = ACTION
    template_name = "platform/selection/reference.html"
    form_class = ReferenceForm
    success_message = "The call is recorded."

    def page_context(self, **kwargs: Any) -> dict[str, Any]:
        candidate = self.candidate
        return super().page_context(candidate=candidate, selection=candidate.selection, **kwargs)

    def perform(self, form: ReferenceForm) -> str:
        reference_record(actor=self.actor, candidate=self.candidate, **form.call())
        return self.candidate_url()


class CandidateChoose(SelectionMixin, ControlFormPage):
    """The decision: an engagement comes of it."""

    action = ACTION
    template_name = "platform/selection/choose.html"
    form_class = ChooseForm
    success_message = "Chosen. The engagement is there as a draft."

    def page_context(self, **kwargs: Any) -> dict[str, Any]:
        card = scorecard_of(self.candidate)
        return super().page_context(card=card, selection=self.selection, **kwargs)

    def perform(self, form: ChooseForm) -> str:
        candidate = self.candidate
        engagement = selection_choose(actor=self.actor, candidate=candidate, **form.cleaned_data)
        user: User = self.actor.user
        if engagement.practice_id == user.organization_id:
            return reverse("engagements:setup", kwargs={"engagement": engagement.slug})
        return self.url("engagement", engagement_id=engagement.pk)
