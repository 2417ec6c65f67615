"""The roster and the capacity plan: people beside the charts they code."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from charts.selectors.workforce import capacity_plan, probation, specialties_active
from engagements.forms.workforce import (
    CoverForm,
    EndForm,
    JoinForm,
    LeaveForm,
    LeavingForm,
    RateForm,
)
from engagements.kernel.views import EngagementView
from engagements.policies.workforce import (
    LeavePeriodPolicy,
    RosterEntryPolicy,
    SpecialtyCoverPolicy,
)
from engagements.selectors import engagement_today
from engagements.selectors.workforce.roster import (
    TURNOVER_DEFINITION,
    desks,
    leaves_from,
    roster_visible,
    turnover_series,
)
from engagements.services.workforce.roster import (
    capacityrate_set,
    cover_add,
    cover_end,
    leave_add,
    leave_cancel,
    roster_join,
    roster_leave,
)
from engagements.views.workforce.base import RecordPage, WorkforcePage


class Roster(WorkforcePage):
    """Who is on the account, who covers what, who is away, and how many leave."""

    action = "workforce.view"
    tab = "roster"
    template_name = "charts/workforce/roster.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = engagement_today(self.engagement)
        entries = list(roster_visible(self.actor).order_by("left_on", "user__name", "-joined_on"))
        here = [row for row in entries if row.left_on is None or row.left_on >= today]
        left = [row for row in entries if row.left_on is not None and row.left_on < today]
        tries = probation(self.engagement, [row.user_id for row in here], today)
        specialties = specialties_active(self.engagement, timezone.now()) if entries else set()
        return super().get_context_data(
            coders=[(row, tries.get(row.user_id)) for row in here],
            left=sorted(left, key=lambda row: row.left_on, reverse=True),
            desks=desks(self.engagement, today, frozenset(specialties)),
            leaves=list(leaves_from(self.engagement, today)),
            series=list(reversed(turnover_series(self.engagement, today))),
            definition=TURNOVER_DEFINITION,
            today=today,
            **kwargs,
        )


class RosterRecord(RecordPage, abstract=True):
    action = "workforce.manage"
    back = "workforce:roster"


class RosterJoin(RosterRecord):
    action = "workforce.manage"
    form_class = JoinForm
    title = "Put a coder on the roster"
    intro = "From the first entry on, only those on the roster are given charts on your side: enter"
    intro += " everybody who codes."
    success_message = "On the roster."

    def get_initial(self) -> dict[str, Any]:
        return {"joined_on": engagement_today(self.engagement)}

    def write(self, data: dict[str, Any]) -> object:
        return roster_join(actor=self.actor, **data)


class RosterLeave(RosterRecord):
    action = "workforce.manage"
    form_class = LeavingForm
    policy = RosterEntryPolicy
    keyword = "entry_id"
    related = ("user",)
    title = "A coder leaves the account"
    intro = "After the last day they are given no chart. What they coded stays theirs."
    submit = "Leave"
    success_message = "The roster is changed."

    def write(self, data: dict[str, Any]) -> object:
        return roster_leave(actor=self.actor, entry=self.record, **data)


class CoverAdd(RosterRecord):
    action = "workforce.manage"
    form_class = CoverForm
    title = "Who covers a specialty"
    intro = "Each specialty needs a primary and a backup. What the coder did of it before ends."

    def write(self, data: dict[str, Any]) -> object:
        return cover_add(actor=self.actor, **data)


class CoverEnd(RosterRecord):
    action = "workforce.manage"
    form_class = EndForm
    policy = SpecialtyCoverPolicy
    keyword = "cover_id"
    related = ("user",)
    title = "End a cover"
    submit = "End it"

    def write(self, data: dict[str, Any]) -> object:
        return cover_end(actor=self.actor, cover=self.record, on=data["on"])


class LeaveAdd(RosterRecord):
    action = "workforce.manage"
    form_class = LeaveForm
    title = "Enter a leave"
    intro = "Whole days on which the coder is given no chart. No reason of health is kept."

    def write(self, data: dict[str, Any]) -> object:
        return leave_add(actor=self.actor, **data)


class LeaveCancel(EngagementView):
    """Cancels a leave to come; a running one ends yesterday."""

    action = "workforce.manage"

    def post(self, request: HttpRequest, leave_id: int, **kwargs: Any) -> HttpResponseBase:
        leave = self.get_object_or_deny(LeavePeriodPolicy, leave_id, related=("user",))
        leave_cancel(actor=self.actor, leave=leave)
        messages.success(request, f"{leave.user} is given charts again.")
        url = reverse("workforce:roster", kwargs={"engagement": self.engagement.slug})
        return HttpResponseRedirect(url)


class CapacityPlan(WorkforcePage):
    """Hours and charts per hour against what arrives."""

    action = "workforce.view"
    tab = "capacity"
    template_name = "charts/workforce/capacity.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = engagement_today(self.engagement)
        rows = capacity_plan(self.engagement, timezone.now(), today)
        return super().get_context_data(rows=rows, **kwargs)


class RateSet(RecordPage):
    action = "training.manage"
    form_class = RateForm
    back = "workforce:capacity"
    title = "What an hour yields"
    intro = "From today on, for one specialty; the rate before ends yesterday."

    def write(self, data: dict[str, Any]) -> object:
        return capacityrate_set(actor=self.actor, **data)
