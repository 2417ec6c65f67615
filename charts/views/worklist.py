"""The worklist, and the next chart."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from charts.filters import WorkFilters
from charts.forms import AssignForm
from charts.forms.queues import MoveForm, PriorityForm
from charts.models import WorkItem
from charts.selectors import encounter_refs, worklist
from charts.services import coding_start, workitem_next, workitem_release
from charts.services.assignment import Outcome, work_assign, work_move, work_prioritize
from charts.tables import WorkTable
from charts.views.tabs import work_tabs
from engagements.kernel.lists import BulkAction, BulkResult, EngagementListView, bulk_each
from engagements.kernel.policy import Actor
from engagements.kernel.registry import starts
from engagements.kernel.views import EngagementView


def _told(outcome: Outcome) -> BulkResult:
    """Every row that was left as it was, by its chart, with the reason."""
    result = BulkResult(done=outcome.done)
    refs = encounter_refs(item.chart_id for item, _ in outcome.skipped)
    for item, why in outcome.skipped:
        result.skip(refs.get(item.chart_id, item.chart_id), why)
    return result


def _assign(
    *, actor: Actor, records: list[WorkItem], reason: str, data: dict[str, Any]
) -> BulkResult:
    return _told(work_assign(actor=actor, items=records, assignee=data["assignee"], reason=reason))


def _move(
    *, actor: Actor, records: list[WorkItem], reason: str, data: dict[str, Any]
) -> BulkResult:
    return _told(work_move(actor=actor, items=records, queue=data["queue"], reason=reason))


def _prioritize(
    *, actor: Actor, records: list[WorkItem], reason: str, data: dict[str, Any]
) -> BulkResult:
    return _told(
        work_prioritize(actor=actor, items=records, priority=data["priority"], reason=reason)
    )


def _release(
    *, actor: Actor, records: list[WorkItem], reason: str, data: dict[str, Any]
) -> BulkResult:
    return bulk_each(records, lambda item: workitem_release(actor=actor, item=item, reason=reason))


class Worklist(EngagementListView):
    """Live work in the order in which it is given out. A coder sees their own."""

    action = "worklist.view"
    table_class = WorkTable
    filterset_class = WorkFilters
    list_key = "worklist"
    title = "Worklist"
    noun = "work item"
    hidden_at_first = (
        "kind",
        "payer",
        "specialty",
        "location",
        "pending_reason",
        "asked_for",
        "encounter_class",
        "date_of_service",
        "leased_until",
        "cutoff",
        "side",
    )
    template_name = "charts/worklist.html"
    export_action = "worklist.assign"
    empty_text = "No work here"
    empty_hint = (
        "Charts stand here while they are worked on: coders take theirs with “Next chart”,"
        " new ones come with an import."
    )
    empty_icon = "list-check"
    bulk_actions = (
        BulkAction(
            "assign",
            "Assign",
            "worklist.assign",
            _assign,
            icon="user-check",
            needs_reason=True,
            form=AssignForm,
            explanation="The charts wait for this coder alone.",
        ),
        BulkAction(
            "move",
            "Move to a queue",
            "worklist.assign",
            _move,
            icon="route",
            needs_reason=True,
            form=MoveForm,
            explanation="By hand, within your side. Rules put in force later may move them on.",
        ),
        BulkAction(
            "prioritize",
            "Set the priority",
            "worklist.assign",
            _prioritize,
            icon="arrows-sort",
            needs_reason=True,
            form=PriorityForm,
        ),
        BulkAction(
            "release",
            "Put back",
            "worklist.assign",
            _release,
            icon="arrow-back-up",
            needs_reason=True,
            explanation="The charts go back to everybody of their side; drafts are kept.",
        ),
    )

    def get_queryset(self) -> "QuerySet[WorkItem]":
        return worklist(self.actor, done=bool(self.request.GET.get("moved")))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        can_take = starts["charts.next"].offered_to(self.actor)
        tabs = work_tabs(self.actor, "worklist")
        return super().get_context_data(can_take=can_take, work_tabs=tabs, **kwargs)

    def get_tabs(self) -> list[dict[str, Any]]:
        tabs = (("All", ""), ("Overdue", "due=overdue"), ("At risk", "due=at_risk"))
        asked = self.request.GET.get("due", "")
        return [
            {
                "label": label,
                "url": f"{self.request.path}?{query}",
                "active": query.removeprefix("due=") == asked,
            }
            for label, query in tabs
        ]


class ChartNext(EngagementView):
    """Gives the reader their next chart and opens the coding page on it."""

    action = "worklist.next"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        item = workitem_next(actor=self.actor)
        if item is None:
            messages.info(request, "There is no chart to code now. New ones arrive by import.")
            return redirect("charts:worklist", self.engagement.slug)
        coding_start(actor=self.actor, chart=item.chart)
        return redirect("charts:chart_code", self.engagement.slug, item.chart_id)
