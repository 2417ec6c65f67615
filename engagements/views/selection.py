"""Choosing a vendor: pages of the control plane, for the practice that chooses."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from engagements.enums import OrganizationKind
from engagements.enums.selection import SelectionState
from engagements.forms.provisions import percent_value
from engagements.forms.selection import (
    AbandonForm,
    CandidateForm,
    ChooseForm,
    FlagForm,
    ReferenceForm,
    ScoreForm,
    SelectionBaselineForm,
    SelectionForm,
)
from engagements.kernel.metrics import number_text
from engagements.kernel.views import ControlView
from engagements.models import Candidate, Selection, User
from engagements.selectors import accounts, organizations
from engagements.selectors.baselines import (
    baseline_choices,
    baseline_label,
    baseline_unit,
    typed_scale,
)
from engagements.selectors.selection import (
    Scorecard,
    candidates_of,
    reference_answers,
    scorecard_of,
    selections_visible,
)
from engagements.services.selection.deciding import selection_abandon, selection_choose
from engagements.services.selection.scoring import (
    candidate_save,
    criterion_score,
    flag_confirm,
    flag_lower,
    reference_record,
    selection_baseline_record,
    selection_save,
)
from engagements.views.forms import ControlFormPage, ControlPage

ACTION = "selection.manage"


class SelectionMixin:
    """The selection of the address, if it is the reader's to work on; else it does not exist."""

    kwargs: dict[str, Any]
    actor: Any

    @property
    def selection(self) -> Selection:
        row = selections_visible(self.actor).filter(pk=self.kwargs["selection_id"]).first()
        if row is None:
            raise Http404("No such selection.")
        return row

    @property
    def candidate(self) -> Candidate:
        row = candidates_of(self.selection).filter(pk=self.kwargs["candidate_id"]).first()
        if row is None:
            raise Http404("No such candidate.")
        return row

    def url(self, name: str, **kwargs: Any) -> str:
        return reverse(f"control:{name}", kwargs=kwargs)

    def candidate_url(self) -> str:
        return self.url(
            "candidate",
            selection_id=self.kwargs["selection_id"],
            candidate_id=self.kwargs["candidate_id"],
        )


class SelectionList(ControlPage):
    action = ACTION
    template_name = "platform/selection/list.html"

    def page_context(self, **kwargs: Any) -> dict[str, Any]:
        return super().page_context(selections=selections_visible(self.actor), **kwargs)


class SelectionNew(SelectionMixin, ControlFormPage):
    """Opens a selection; the administrator opens it for a practice and names its lead."""

    action = ACTION
    template_name = "platform/selection/form.html"
    form_class = SelectionForm
    success_message = "Opened. Add the vendors you compare."

    @property
    def is_admin(self) -> bool:
        return bool(self.actor.grants.get(ACTION) == "any")

    def people(self) -> Any:
        rows = accounts().filter(is_active=True, organization__kind=OrganizationKind.PRACTICE)
        if not self.is_admin:
            rows = rows.filter(organization_id=self.actor.organization_id)
        return rows.order_by("name")

    def get_form_kwargs(self) -> dict[str, Any]:
        practices = organizations().filter(kind=OrganizationKind.PRACTICE)
        return {"practices": practices if self.is_admin else None, "people": self.people()}

    def perform(self, form: SelectionForm) -> str:
        values = dict(form.cleaned_data)
        organization = values.pop("organization", None) or self.actor.user.organization
        row = selection_save(actor=self.actor, selection=None, organization=organization, **values)
        return self.url("selection", selection_id=row.pk)


class SelectionEdit(SelectionNew):
    success_message = "Saved."

    def get_form_kwargs(self) -> dict[str, Any]:
        people = self.people().filter(organization_id=self.selection.organization_id)
        return {"practices": None, "people": people}

    def get_initial(self) -> dict[str, Any]:
        row = self.selection
        names = ("title", "lead", "specialties", "charts_per_month", "market_price")
        values = {name: getattr(row, name) for name in names}
        return values | {"price_gap": percent_value(row.price_gap)}

    def page_context(self, **kwargs: Any) -> dict[str, Any]:
        return super().page_context(selection=self.selection, **kwargs)

    def perform(self, form: SelectionForm) -> str:
        row = self.selection
        selection_save(
            actor=self.actor, selection=row, organization=row.organization, **form.cleaned_data
        )
        return self.url("selection", selection_id=row.pk)


class SelectionDetail(SelectionMixin, ControlPage):
    """The candidates, two of them side by side, and the figures from before."""

    action = ACTION
    template_name = "platform/selection/detail.html"

    def page_context(self, **kwargs: Any) -> dict[str, Any]:
        selection = self.selection
        cards = [scorecard_of(candidate) for candidate in candidates_of(selection)]
        asked = [pk for pk in self.request.GET.getlist("compare") if pk.isdigit()]
        chosen = [card for card in cards if str(card.candidate.pk) in asked][:2] or cards[:2]
        return super().page_context(
            selection=selection,
            is_open=selection.state == SelectionState.OPEN,
            cards=cards,
            compared=chosen if len(chosen) > 1 else [],
            lines=comparison(chosen) if len(chosen) > 1 else [],
            baselines=[
                {
                    "row": row,
                    "label": baseline_label(row.kpi),
                    "text": number_text(row.value, baseline_unit(row.kpi)),
                }
                for row in selection.baselines.all()
            ],
            abandon_form=AbandonForm(),
            **kwargs,
        )


def comparison(cards: list[Scorecard]) -> list[dict[str, Any]]:
    """Criterion by criterion, the answers of the compared candidates beside each other."""
    return [
        {"question": row.question, "cells": [card.row(row.question.criterion) for card in cards]}
        for row in cards[0].rows
    ]


class SelectionAbandon(SelectionMixin, ControlView):
    action = ACTION

    def post(self, request: HttpRequest, selection_id: int) -> HttpResponseBase:
        row = self.selection
        form = AbandonForm(request.POST)
        reason = form.cleaned_data["reason"] if form.is_valid() else ""
        selection_abandon(actor=self.actor, selection=row, reason=reason)
        messages.success(request, "The selection ended without a vendor.")
        return HttpResponseRedirect(self.url("selection", selection_id=row.pk))


class SelectionBaselineNew(SelectionMixin, ControlFormPage):
    """A figure from before any conversation with a vendor."""

    action = ACTION
    template_name = "platform/selection/baseline.html"
    form_class = SelectionBaselineForm
    success_message = "Recorded. The engagement that comes of it starts with this figure."

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"kpis": baseline_choices()}

    def page_context(self, **kwargs: Any) -> dict[str, Any]:
        return super().page_context(selection=self.selection, **kwargs)

    def perform(self, form: SelectionBaselineForm) -> str:
        row, values = self.selection, dict(form.cleaned_data)
        values["value"] = values["value"] / typed_scale(values["kpi"])
        selection_baseline_record(actor=self.actor, selection=row, **values)
        return self.url("selection", selection_id=row.pk)


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
