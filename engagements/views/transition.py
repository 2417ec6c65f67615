"""Phases: where the engagement stands, what keeps it from going on, and how it came here."""

from typing import Any

from django.contrib import messages
from django.http import Http404
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from engagements.enums import DocumentKind, Phase
from engagements.forms.terms import ReasonForm
from engagements.forms.transition import (
    ChecklistDoneForm,
    ChecklistItemForm,
    PhaseMoveForm,
    PhasePlanForm,
)
from engagements.kernel.errors import StaleState
from engagements.kernel.phases import PhaseMove
from engagements.kernel.views import EngagementTemplateView, EngagementView
from engagements.models import PhaseChecklistItem
from engagements.policies.transition import ChecklistPolicy
from engagements.selectors.escalations import members_by_name
from engagements.selectors.phases import (
    WAY,
    GateRow,
    Move,
    checklist_of,
    consequences,
    gates_of,
    hypercare_ends_on,
    moves_of,
    next_move,
    phase_history,
    phase_rows,
    plans_of,
)
from engagements.services.documents import document_store
from engagements.services.phase_checklist import (
    checklist_item_done,
    checklist_item_reopen,
    checklist_item_save,
)
from engagements.services.phases import (
    LIABILITY,
    Acknowledgement,
    phase_change,
    phase_plan_set,
)
from engagements.views.forms import EngagementFormPage
from engagements.views.transition_tabs import transition_tabs


def phases_url(view: EngagementView) -> str:
    return reverse("engagements:phases", kwargs={"engagement": view.engagement.slug})


def gate_links(view: EngagementView, rows: list[GateRow]) -> list[tuple[GateRow, str]]:
    """Each gate with the address of the page where it is put right, if it has one."""
    found = []
    for row in rows:
        url = ""
        if row.result.link:
            try:
                url = reverse(row.result.link, kwargs={"engagement": view.engagement.slug})
            except NoReverseMatch:
                url = ""
        found.append((row, url))
    return found


class PhasesPage(EngagementTemplateView):
    """The phase, its gates to the next, plan against actual, checklist and history."""

    action = "transition.view"
    template_name = "engagements/transition/phases.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        engagement = self.engagement
        history = list(phase_history(engagement))
        move = next_move(engagement)
        gates = gates_of(engagement, move.target, timezone.now()) if move else []
        items = list(checklist_of(engagement, engagement.phase))
        return super().get_context_data(
            tabs=transition_tabs(self.actor, "phases"),
            move=move,
            moves=moves_of(engagement),
            gates=gate_links(self, gates),
            passed=sum(row.result.passed for row in gates),
            way=phase_rows(engagement, history),
            items=items,
            items_done=sum(item.is_done for item in items),
            history=history,
            hypercare_ends=hypercare_ends_on(engagement),
            **kwargs,
        )


class PhaseMovePage(EngagementFormPage):
    """What a change of phase does, and what stands in its way, before it is confirmed."""

    action = "phase.change"
    template_name = "engagements/transition/move.html"
    form_class = PhaseMoveForm
    success_message = ""

    def move(self) -> Move:
        name = self.kwargs["move"]
        found = next((move for move in moves_of(self.engagement) if move.name == name), None)
        if found is None:
            phase = self.engagement.get_phase_display().lower()
            raise StaleState(
                f"From the phase {phase} this change is not possible.",
                remedy="Somebody may have changed the phase meanwhile. Open the phases page.",
            )
        return found

    def gates(self) -> list[GateRow]:
        return gates_of(self.engagement, self.move().target, timezone.now())

    def get_form_kwargs(self) -> dict[str, Any]:
        closed = any(not row.result.passed for row in self.gates())
        return {
            "overrides": closed and self.actor.can("phase.override"),
            "acknowledges": self.move().target == Phase.LIVE,
        }

    def page_context(self, **kwargs: Any) -> dict[str, Any]:
        move, rows = self.move(), self.gates()
        foreseen = PhaseMove(
            self.engagement, self.engagement.phase, move.target.value, "", timezone.now()
        )
        return super().page_context(
            move=move,
            gates=gate_links(self, rows),
            blocked=any(row.gate.hard and not row.result.passed for row in rows),
            closed=sum(not row.result.passed for row in rows),
            consequences=consequences(foreseen),
            liability=LIABILITY,
            **kwargs,
        )

    def perform(self, form: PhaseMoveForm) -> str:
        data = form.cleaned_data
        acknowledgement = None
        if "acknowledged_name" in data:
            acknowledgement = Acknowledgement(
                data["acknowledged_name"], data["acknowledged_title"], data["duty_role"]
            )
        change = phase_change(
            actor=self.actor,
            move=self.move().name,
            reason=data["reason"],
            override_reason=data.get("override_reason", ""),
            acknowledgement=acknowledgement,
        )
        label = Phase(change.target).label.lower()
        messages.success(self.request, f"The engagement is in the phase {label} now.")
        return phases_url(self)


class PhasePlanPage(EngagementFormPage):
    """The dates of one phase, with every earlier version."""

    action = "phase.plan"
    template_name = "engagements/transition/plan.html"
    form_class = PhasePlanForm
    success_message = "The plan is kept; the earlier dates stay on record."

    def phase(self) -> Phase:
        name = self.kwargs["phase"]
        if name not in {phase.value for phase in WAY}:
            raise Http404("No such phase.")
        return Phase(name)

    def get_initial(self) -> dict[str, Any]:
        versions = plans_of(self.engagement).get(self.phase(), [])
        if not versions:
            return {}
        return {"starts_on": versions[0].starts_on, "ends_on": versions[0].ends_on}

    def page_context(self, **kwargs: Any) -> dict[str, Any]:
        versions = plans_of(self.engagement).get(self.phase(), [])
        return super().page_context(phase=self.phase(), versions=versions, **kwargs)

    def perform(self, form: PhasePlanForm) -> str:
        phase_plan_set(actor=self.actor, phase=self.phase().value, **form.cleaned_data)
        return phases_url(self)


class ChecklistPage(EngagementFormPage, abstract=True):
    """A form about one item of the checklist, or about a new one."""

    action = "phasechecklist.manage"

    def item(self) -> PhaseChecklistItem | None:
        if "item_id" not in self.kwargs:
            return None
        found: PhaseChecklistItem = self.get_object_or_deny(ChecklistPolicy, self.kwargs["item_id"])
        return found

    def page_context(self, **kwargs: Any) -> dict[str, Any]:
        return super().page_context(item=self.item(), **kwargs)


class ChecklistEdit(ChecklistPage):
    """Who does it and until when; or an item of one's own."""

    template_name = "engagements/transition/item_form.html"
    form_class = ChecklistItemForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"people": members_by_name(self.engagement)}

    def get_initial(self) -> dict[str, Any]:
        item = self.item()
        names = ("title", "detail", "owner", "due_on")
        return {name: getattr(item, name) for name in names} if item else {}

    def perform(self, form: ChecklistItemForm) -> str:
        item = self.item()
        checklist_item_save(
            actor=self.actor,
            item=item,
            phase=item.phase if item else self.engagement.phase,
            **form.cleaned_data,
        )
        return phases_url(self)


class ChecklistDone(ChecklistPage):
    template_name = "engagements/transition/item_done.html"
    form_class = ChecklistDoneForm
    success_message = "Done, with its evidence."

    def perform(self, form: ChecklistDoneForm) -> str:
        data = dict(form.cleaned_data)
        upload = data.pop("document")
        item = self.item()
        document = None
        if upload is not None:
            document = document_store(
                actor=self.actor,
                upload=upload,
                kind=DocumentKind.EVIDENCE,
                action="phasechecklist.manage",
            )
        if item is not None:
            checklist_item_done(actor=self.actor, item=item, document=document, **data)
        return phases_url(self)


class ChecklistReopen(ChecklistPage):
    template_name = "engagements/transition/item_reopen.html"
    form_class = ReasonForm
    success_message = "The item is open again."

    def perform(self, form: ReasonForm) -> str:
        item = self.item()
        if item is not None:
            checklist_item_reopen(actor=self.actor, item=item, reason=form.cleaned_data["reason"])
        return phases_url(self)
