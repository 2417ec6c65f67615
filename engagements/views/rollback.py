"""Bounds after go-live, their daily readings, and the rollback they may propose."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.urls import reverse
from django.utils import timezone
from django_filters import FilterSet

from engagements.enums import Phase
from engagements.filters.transition import ReadingFilterSet
from engagements.forms.transition import BoundEndForm, BoundForm, DecisionForm
from engagements.kernel.lists import EngagementListView
from engagements.kernel.phases import PhaseMove
from engagements.kernel.views import EngagementTemplateView, EngagementView
from engagements.models import KpiBound, RollbackProposal
from engagements.policies.transition import KpiBoundPolicy, RollbackPolicy
from engagements.selectors.bounds import (
    BoundRow,
    bound_rows,
    proposal_open,
    proposals_of,
    readings_of,
)
from engagements.selectors.gates import engagement_today
from engagements.selectors.phases import consequences, entered
from engagements.services.bounds import bound_end, bound_set
from engagements.services.rollback import (
    rollback_accept,
    rollback_decline,
    rollback_propose,
    rollback_withdraw,
)
from engagements.states.transition import PHASE
from engagements.tables.transition import ReadingTable
from engagements.views.forms import EngagementFormPage
from engagements.views.transition_tabs import transition_tabs


def bounds_url(view: EngagementView) -> str:
    return reverse("engagements:bounds", kwargs={"engagement": view.engagement.slug})


def foreseen(view: EngagementView) -> list[str]:
    """What accepting a rollback would do now."""
    move = PhaseMove(
        view.engagement, view.engagement.phase, Phase.ROLLED_BACK.value, "", timezone.now()
    )
    return consequences(move)


class BoundsPage(EngagementTemplateView):
    """Every bound with its last reading, the open proposal, and those before it."""

    action = "transition.view"
    template_name = "engagements/transition/bounds.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        phase = self.engagement.phase
        rows = sorted(bound_rows(self.engagement), key=lambda row: row.bound.phase != phase)
        proposal = proposal_open(self.engagement)
        past = [row for row in proposals_of(self.engagement) if row != proposal]
        rolled_back = self.engagement.phase == Phase.ROLLED_BACK
        return super().get_context_data(
            tabs=transition_tabs(self.actor, "rollback"),
            rows=rows,
            proposal=proposal,
            past=past,
            is_live=self.engagement.phase in PHASE.transitions["roll_back"].source,
            rolled_back=entered(self.engagement, Phase.ROLLED_BACK) if rolled_back else None,
            consequences=foreseen(self) if proposal else [],
            **kwargs,
        )


class ReadingList(EngagementListView):
    """What each bound found, day by day."""

    action = "transition.view"
    export_action = "transition.view"
    table_class = ReadingTable
    filterset_class: type[FilterSet] = ReadingFilterSet
    list_key = "bound-readings"
    title = "Daily readings"
    noun = "reading"
    hidden_at_first = ("specialty",)
    empty_text = "No bound has been read yet"
    empty_hint = "Every bound in force is read once a day, for the local day that has ended."
    empty_icon = "scale"

    def get_queryset(self) -> Any:
        return readings_of(self.engagement)

    def get_tabs(self) -> list[dict[str, Any]]:
        return transition_tabs(self.actor, "rollback")


class BoundCreate(EngagementFormPage):
    action = "kpibound.manage"
    template_name = "engagements/transition/bound_form.html"
    form_class = BoundForm
    success_message = "The bound is read from its first day on."

    def get_initial(self) -> dict[str, Any]:
        return {"effective_from": engagement_today(self.engagement)}

    def perform(self, form: BoundForm) -> str:
        bound_set(actor=self.actor, **form.cleaned_data)
        return bounds_url(self)


class BoundEnd(EngagementFormPage):
    action = "kpibound.manage"
    template_name = "engagements/transition/bound_end.html"
    form_class = BoundEndForm
    success_message = "The bound ends; its readings stay."

    def bound(self) -> KpiBound:
        found: KpiBound = self.get_object_or_deny(KpiBoundPolicy, self.kwargs["bound_id"])
        return found

    def get_initial(self) -> dict[str, Any]:
        return {"on": engagement_today(self.engagement)}

    def page_context(self, **kwargs: Any) -> dict[str, Any]:
        row = BoundRow(self.bound(), None, self.engagement.slug, self.engagement.time_zone)
        return super().page_context(row=row, **kwargs)

    def perform(self, form: BoundEndForm) -> str:
        bound_end(actor=self.actor, bound=self.bound(), **form.cleaned_data)
        return bounds_url(self)


class RollbackPropose(EngagementFormPage):
    action = "rollback.propose"
    template_name = "engagements/transition/propose.html"
    form_class = DecisionForm
    success_message = "Proposed. The practice manager decides."

    def page_context(self, **kwargs: Any) -> dict[str, Any]:
        return super().page_context(consequences=foreseen(self), **kwargs)

    def perform(self, form: DecisionForm) -> str:
        rollback_propose(actor=self.actor, reason=form.cleaned_data["reason"])
        return bounds_url(self)


class RollbackDecision(EngagementFormPage, abstract=True):
    """A decision on a proposal, with its consequences above the form."""

    template_name = "engagements/transition/decide.html"
    form_class = DecisionForm
    words = ""
    button = ""
    decide: ClassVar[Callable[..., object]]
    proposal: RollbackProposal

    def load(self) -> None:
        self.proposal = self.get_object_or_deny(
            RollbackPolicy, self.kwargs["proposal_id"], related=("proposed_by",)
        )

    def page_context(self, **kwargs: Any) -> dict[str, Any]:
        return super().page_context(
            proposal=self.proposal, words=self.words, button=self.button, **kwargs
        )

    def perform(self, form: DecisionForm) -> str:
        self.decide(actor=self.actor, proposal=self.proposal, **form.cleaned_data)
        return bounds_url(self)


class RollbackAccept(RollbackDecision):
    action = "rollback.decide"
    words = "Accept the rollback"
    button = "Take the work in house"
    success_message = "Rolled back: the vendor's open work is in the in-house queue."
    decide = staticmethod(rollback_accept)

    def page_context(self, **kwargs: Any) -> dict[str, Any]:
        return super().page_context(consequences=foreseen(self), is_dangerous=True, **kwargs)


class RollbackDecline(RollbackDecision):
    action = "rollback.decide"
    words = "Decline the rollback"
    button = "Decline"
    success_message = "Declined. The same bound proposes again only after it has held."
    decide = staticmethod(rollback_decline)


class RollbackWithdraw(RollbackDecision):
    action = "rollback.propose"
    words = "Withdraw the proposal"
    button = "Withdraw"
    success_message = "Withdrawn."
    decide = staticmethod(rollback_withdraw)
