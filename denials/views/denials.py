"""The worklist and the page of one denial."""

from abc import abstractmethod
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django_filters import FilterSet

from denials.carc import remark_of
from denials.filters import EVERY, MINE, DenialFilterSet
from denials.forms import AnswerForm, AssignForm, BulkCauseForm, MoveForm, RootCauseForm
from denials.models import Denial
from denials.policies import DenialPolicy
from denials.selectors import (
    adjudications_of,
    deadline_aging,
    denial_events,
    denials_of_claim,
    denials_visible,
)
from denials.selectors.attribution import (
    attribution_entries,
    closing_roles,
    denial_side,
    may_answer,
    naming_of,
)
from denials.selectors.causes import cause_aging
from denials.services import (
    denial_assign,
    denial_attribution_answer,
    denial_move,
    denial_set_root_cause,
)
from denials.states import DENIAL, LABELS
from denials.tables import DenialTable
from engagements.kernel.errors import DomainError, StaleState
from engagements.kernel.lists import BulkAction, BulkResult, EngagementListView, bulk_each
from engagements.kernel.policy import Actor
from engagements.kernel.views import EngagementTemplateView, EngagementView, request_origin
from engagements.services import access_log_record

RELATED = ("claim", "claim__payer", "chart", "coder", "assignee", "root_cause_set_by")
ICONS = {
    "review": "eye",
    "put_back": "arrow-back-up",
    "rework": "arrow-back-up",
    "appeal": "gavel",
    "new_claim": "file-export",
    "write_off": "trash",
    "overturn": "coin",
    "uphold": "gavel",
    "reopen": "refresh",
}


def bulk_assign(
    *, actor: Actor, records: list[Denial], reason: str, data: dict[str, Any]
) -> BulkResult:
    who = data.get("assignee")
    return bulk_each(records, lambda d: denial_assign(actor=actor, denial=d, assignee=who))


def bulk_cause(
    *, actor: Actor, records: list[Denial], reason: str, data: dict[str, Any]
) -> BulkResult:
    return bulk_each(records, lambda d: denial_set_root_cause(actor=actor, denial=d, **data))


class DenialList(EngagementListView):
    """The analyst's worklist: mine and unassigned, open, unless asked otherwise."""

    action = "denial.view"
    write_action = "denial.view"
    table_class = DenialTable
    filterset_class: type[FilterSet] = DenialFilterSet
    list_key = "denials"
    title = "Denials"
    noun = "denial"
    everything: ClassVar[Mapping[str, str]] = {"show": EVERY}
    hidden_at_first = (
        "root_cause_due_on",
        "attribution",
        "owner_side",
        "handoff",
        "procedure",
        "payer",
        "specialty",
        "coder",
        "assignee",
        "denied_on",
    )
    empty_text = "No denials yet"
    empty_hint = "Import the payers' remittances (835): every denial in them becomes a row here."
    empty_icon = "receipt-refund"
    bulk_actions = (
        BulkAction(
            key="assign",
            label="Assign",
            action="denial.work",
            run=bulk_assign,
            icon="user-check",
            form=AssignForm,
        ),
        BulkAction(
            key="cause",
            label="Set root cause",
            action="denial.work",
            run=bulk_cause,
            icon="target",
            form=BulkCauseForm,
            explanation="The same cause and evidence go to every chosen denial.",
        ),
    )

    def get_queryset(self) -> Any:
        return denials_visible(self.actor)

    def get_filterset(self, rows: Any) -> FilterSet:
        """Without a choice the list shows what there is to do; `?behind=` shows what it counts."""
        data = self.request.GET.copy()
        if "behind" not in data and not data.get("show"):
            data["show"] = MINE
        return self.filterset_class(data, queryset=rows, request=self.request)

    def get_empty_link(self) -> tuple[str, str] | None:
        if not self.actor.can("remittance.import"):
            return None
        slug = {"engagement": self.engagement.slug}
        return reverse("denials:remittance_import", kwargs=slug), "Import a remittance"


class DenialDetail(EngagementTemplateView):
    """One denial: what the payer said, what it probably is, what was done, what is next."""

    action = "denial.view"
    template_name = "denials/denial.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        denial = self.get_object_or_deny(DenialPolicy, kwargs["denial_id"], related=RELATED)
        access_log_record(
            actor=self.actor,
            action=self.action,
            model="denials.denial",
            object_id=denial.pk,
            fields=("claim", "codes", "amount", "chart"),
            origin=request_origin(request),
        )
        return self.render_to_response(denial_context(self, denial))


def denial_context(view: EngagementView, denial: Denial, **forms: Any) -> dict[str, Any]:
    cause = {
        "root_cause": denial.root_cause,
        "evidence": denial.root_cause_evidence,
        "owner_side": denial.owner_side,
        "handoff": denial.handoff,
    }
    naming = naming_of(denial)
    steps = [
        {"name": t.name, "label": LABELS[t.name], "icon": ICONS[t.name], "refused": refused(t, d)}
        for d in (denial,)
        for t in DENIAL.available(denial)
        if t.action and not (t.name == "appeal" and not denial.appeal_allowed)
    ]
    return view.get_context_data(
        denial=denial,
        aging=deadline_aging(denial, view.engagement.time_zone),
        cause_aging=cause_aging(denial, view.engagement.time_zone),
        siblings=denials_of_claim(view.actor, denial.claim),
        history=adjudications_of(view.actor, denial.claim),
        remarks=[remark_of(code) for code in denial.rarcs],
        events=[event_line(event) for event in denial_events(denial)],
        steps=steps if view.actor.can("denial.work") else [],
        may_work=view.actor.can("denial.work"),
        may_see_chart=view.actor.can("chart.view"),
        cause_form=forms.get("cause_form") or RootCauseForm(initial=cause),
        assign_form=AssignForm(initial={"assignee": denial.assignee}, actor=view.actor),
        move_form=forms.get("move_form") or MoveForm(),
        said=list(attribution_entries(denial)),
        naming=naming,
        may_answer=may_answer(view.actor, denial, naming),
        answer_form=forms.get("answer_form") or AnswerForm(),
        closed_by=closing_roles(denial_side(view.engagement)),
        may_ask=denial.chart is not None and view.actor.can("query.ask"),
    )


def refused(transition: Any, denial: Denial) -> bool:
    """Whether the guard would refuse for want of a root cause: the button then says so."""
    return transition.guard is not None and not denial.root_cause


def event_line(event: Any) -> dict[str, Any]:
    return {
        "at": event.at,
        "title": LABELS.get(event.transition, event.transition.replace("_", " ").capitalize()),
        "text": event.reason,
        "actor": event.actor or "The system",
        "icon": ICONS.get(event.transition, "point"),
    }


class DenialWrite(EngagementView, abstract=True):
    """POST pages of one denial: do it, then show the denial again."""

    action = "denial.work"

    @abstractmethod
    def perform(self, denial: Denial) -> str:
        """Does it, and says in words what was done."""

    def post(self, request: HttpRequest, denial_id: int) -> HttpResponse:
        denial = self.get_object_or_deny(DenialPolicy, denial_id, related=RELATED)
        try:
            messages.success(request, self.perform(denial))
        except StaleState:
            raise
        except DomainError as error:
            messages.error(request, str(error))
            return self.again(denial)
        keywords = {"engagement": self.engagement.slug, "denial_id": denial_id}
        return HttpResponseRedirect(reverse("denials:denial_detail", kwargs=keywords))

    def again(self, denial: Denial) -> HttpResponse:
        """The page of the denial with what was typed, to be corrected."""
        kept = self.kept_forms()
        context = denial_context(self, denial, **kept)
        return render(
            self.request, DenialDetail.template_name, context, status=HTTPStatus.BAD_REQUEST
        )

    def kept_forms(self) -> dict[str, Any]:
        return {}


class DenialRootCause(DenialWrite):
    def perform(self, denial: Denial) -> str:
        denial_set_root_cause(
            actor=self.actor,
            denial=denial,
            root_cause=self.request.POST.get("root_cause", ""),
            evidence=self.request.POST.get("evidence", ""),
            owner_side=self.request.POST.get("owner_side", ""),
            handoff=self.request.POST.get("handoff", ""),
        )
        return f"Root cause: {denial.attributed_label}. The other side is asked whether it agrees."

    def kept_forms(self) -> dict[str, Any]:
        return {"cause_form": RootCauseForm(self.request.POST)}


class DenialAnswer(DenialWrite):
    """The side that did not name the cause agrees with it or disputes it."""

    action = "denial.answer"

    def perform(self, denial: Denial) -> str:
        form = AnswerForm(self.request.POST)
        if not form.is_valid():
            raise DomainError("Agree or dispute.", remedy="Choose one of the two.")
        denial_attribution_answer(actor=self.actor, denial=denial, **form.cleaned_data)
        return f"{denial.get_attribution_display()}."

    def kept_forms(self) -> dict[str, Any]:
        return {"answer_form": AnswerForm(self.request.POST)}


class DenialMove(DenialWrite):
    def perform(self, denial: Denial) -> str:
        denial_move(
            actor=self.actor,
            denial=denial,
            step=self.request.POST.get("step", ""),
            reason=self.request.POST.get("reason", ""),
        )
        return f"The denial is now: {denial.get_state_display().lower()}."

    def kept_forms(self) -> dict[str, Any]:
        return {"move_form": MoveForm(self.request.POST)}


class DenialAssign(DenialWrite):
    def perform(self, denial: Denial) -> str:
        form = AssignForm(self.request.POST, actor=self.actor)
        if not form.is_valid():
            raise DomainError("Nobody of that name can work denials here.")
        who = form.cleaned_data["assignee"]
        denial_assign(actor=self.actor, denial=denial, assignee=who)
        return f"Assigned to {who}." if who else "Assigned to nobody."
