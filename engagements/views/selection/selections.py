"""A selection: opened, compared, ended, with the figures from before."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect

from engagements.enums import OrganizationKind
from engagements.enums.selection import REFERENCE_QUESTIONS, SelectionState
from engagements.forms.provisions import percent_value
from engagements.forms.selection import (
    AbandonForm,
    SelectionBaselineForm,
    SelectionForm,
)
from engagements.kernel.metrics import number_text
from engagements.kernel.views import ControlView
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
    scorecard_of,
    selections_visible,
)
from engagements.services.selection.deciding import selection_abandon
from engagements.services.selection.scoring import (
    selection_baseline_record,
    selection_save,
)
from engagements.views.forms import ControlFormPage, ControlPage
from engagements.views.selection.common import ACTION, SelectionMixin


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
        asked = self.request.GET.getlist("compare")
        chosen = [card for card in cards if str(card.candidate.pk) in asked][:2] or cards[:2]
        return super().page_context(
            selection=selection,
            is_open=selection.state == SelectionState.OPEN,
            cards=cards,
            compared=chosen if len(chosen) > 1 else [],
            lines=comparison(chosen) if len(chosen) > 1 else [],
            answers=references_compared(chosen) if len(chosen) > 1 else [],
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


def references_compared(
    cards: list[Scorecard],
) -> list[tuple[str, list[list[tuple[str, str]]]]]:
    """Question by question, what the clients of each compared candidate said."""
    if not any(card.references for card in cards):
        return []
    return [
        (text, [[(call.client, call.answers.get(key, "")) for call in c.references] for c in cards])
        for key, text in REFERENCE_QUESTIONS.items()
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
