"""Charts and work as lists and pages read them."""

from collections.abc import Iterable

from django.db.models import QuerySet

from charts.enums import WorkState
from charts.models import Chart, ClockEvent, WorkItem
from charts.policies import ChartPolicy, WorkItemPolicy
from engagements.kernel.policy import Actor
from engagements.models import Engagement, Membership, StateEvent, User
from engagements.roles import GRANTS

LIVE = (WorkState.OPEN, WorkState.LEASED, WorkState.PENDING)
CODER_ROLES = tuple(role for role, grants in GRANTS.items() if "coding.write" in grants)


def charts_visible(actor: Actor) -> QuerySet[Chart]:
    return ChartPolicy.visible(actor, "chart.view").select_related("provider", "payer", "coded_by")


def worklist(actor: Actor, *, done: bool = False) -> QuerySet[WorkItem]:
    """The live work the actor may see, in the order in which it is given out; what is `done` too
    where that is asked for.
    """
    states = (*LIVE, WorkState.DONE) if done else LIVE
    return (
        WorkItemPolicy.visible(actor, "worklist.view")
        .filter(state__in=states)
        .select_related("chart", "chart__payer", "assignee")
        .order_by("-priority", "due_at", "pk")
    )


def work_live(engagement: Engagement, side: str) -> QuerySet[WorkItem]:
    """The live work of a side, whoever asks."""
    return WorkItem.objects.filter(engagement=engagement, side=side, state__in=LIVE)


def own_item(actor: Actor, chart: Chart) -> WorkItem | None:
    """The actor's live work on a chart."""
    return WorkItem.objects.filter(
        engagement=actor.engagement,
        chart=chart,
        side=actor.side,
        assignee_id=actor.user_id,
        state__in=LIVE,
    ).first()


def coders_of(actor: Actor) -> QuerySet[User]:
    """The people of the actor's organization who code in this engagement."""
    members = Membership.objects.filter(engagement=actor.engagement, role__in=CODER_ROLES)
    return User.objects.filter(
        pk__in=members.values("user_id"),
        organization_id=actor.organization_id or 0,
        is_active=True,
    ).order_by("name")


def clock_events_of(chart: Chart) -> QuerySet[ClockEvent]:
    return ClockEvent.objects.filter(engagement_id=chart.engagement_id, chart=chart).select_related(
        "recorded_by"
    )


def state_events_of(chart: Chart) -> QuerySet[StateEvent]:
    return StateEvent.objects.filter(
        engagement_id=chart.engagement_id, model="charts.Chart", object_id=chart.pk
    ).select_related("actor")


def encounter_refs(chart_ids: Iterable[int]) -> dict[int, str]:
    return dict(Chart.objects.filter(pk__in=chart_ids).values_list("pk", "encounter_ref"))
