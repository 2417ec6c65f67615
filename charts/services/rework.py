"""Rework of coded charts: asked for with a reason, due in the contract's business days (R27).

The chart stays coded and its turnaround as it was: what counts there is the first answer. The new
answer is the next revision, by whoever of the same side takes the work.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from charts.enums import ChartState, WorkKind, WorkState
from charts.models import Chart, WorkItem
from charts.policies import ChartPolicy, ReworkPolicy
from charts.services.clocks import chart_lock
from charts.services.release import work_done_last
from charts.states import LIVE, WORK
from engagements.enums import Side
from engagements.kernel.errors import DomainError
from engagements.kernel.policy import Actor
from engagements.selectors.clock_terms import terms_book


@transaction.atomic
def rework_ask(*, actor: Actor, chart: Chart, reason: str, at: datetime | None = None) -> WorkItem:
    """Asks the side that coded the chart to code it anew. Asked again while it is under way, it
    changes nothing.
    """
    ChartPolicy.check(actor, "rework.ask", chart)
    reason = " ".join(reason.split())
    if not reason:
        raise DomainError("Say what is to be put right.", field="reason")
    chart = chart_lock(chart)
    if chart.state != ChartState.CODED:
        raise DomainError(
            "Only a coded chart is reworked.",
            remedy="Speak to its coder: what they are coding now is not their answer yet.",
        )
    last = work_done_last(actor.engagement, [chart.pk]).get(chart.pk)
    side = last.side if last else Side.VENDOR.value
    if (live := chart.work_items.filter(side=side, state__in=LIVE).first()) is not None:
        return live
    asked_at = at or timezone.now()
    return WorkItem.objects.create(
        engagement=actor.engagement,
        chart=chart,
        kind=WorkKind.REWORK,
        side=side,
        state=WorkState.OPEN,
        queue=last.queue if last else chart.specialty,
        work_queue_id=last.work_queue_id if last else None,
        priority=last.priority if last else 0,
        priority_set=last.priority_set if last else None,
        due_at=terms_book(actor.engagement).rework_due(asked_at),
        asked_at=asked_at,
        asked_by=actor.user,
        asked_for=reason[:200],
    )


@transaction.atomic
def rework_withdraw(*, actor: Actor, item: WorkItem, reason: str) -> WorkItem:
    """The rework is not needed after all; what was drafted stays a draft."""
    ReworkPolicy.check(actor, "rework.withdraw", item)
    if item.state not in LIVE:
        raise DomainError("This rework is over.", remedy="Reload the page.")
    if not reason.strip():
        raise DomainError("Say why it is not needed.", field="reason")
    WORK.fire(item, "cancel", actor=actor, reason=reason.strip()[:200], leased_until=None)
    return item
