"""What a lead does to many pieces of work at once: each row is done, or it is said why not."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from charts.enums import WorkState
from charts.models import WorkItem, WorkQueue
from charts.policies import WorkItemPolicy
from charts.selectors.guards import sentences
from charts.services.clock_rows import URGENT_PRIORITY
from charts.services.worklist import guards_refusing
from charts.states import LIVE, WORK
from engagements.enums import Urgency
from engagements.kernel.errors import DomainError
from engagements.kernel.policy import Actor
from engagements.models import StateEvent, User
from engagements.selectors import actor_for

GONE = "Done or cancelled meanwhile"
THEIRS = "The other side's work"


@dataclass
class Outcome:
    """How many were changed, and each that was not with the reason."""

    done: int = 0
    skipped: list[tuple[WorkItem, str]] = field(default_factory=list)


@transaction.atomic
def work_assign(*, actor: Actor, items: Iterable[WorkItem], assignee: User, reason: str) -> Outcome:
    """Assigns open, pending or leased items to a coder of their side.

    What a guard keeps from the coder is left out, and so is what a coder has just finished.
    """
    _check(actor, reason, "Say why the charts are assigned.")
    theirs = actor_for(user=assignee, engagement=actor.engagement)
    if theirs is None or theirs.side != actor.side or not theirs.can("coding.write"):
        raise DomainError(
            f"{assignee} does not code for this side of the engagement.",
            field="assignee",
            remedy="Choose a coder of your own side.",
        )
    outcome, rows = _chosen(actor, items)
    refused = guards_refusing(actor=actor, items=rows, coder=assignee)
    for item in rows:
        if item.chart_id in refused:
            outcome.skipped.append((item, sentences(refused[item.chart_id])))
        elif item.assignee_id == assignee.pk:
            outcome.skipped.append((item, f"With {assignee.name} already"))
        else:
            if item.state == WorkState.LEASED:
                WORK.fire(item, "release", actor=actor, reason=reason, leased_until=None)
            WorkItem.objects.filter(pk=item.pk).update(assignee=assignee)
            outcome.done += 1
    return outcome


@transaction.atomic
def work_move(*, actor: Actor, items: Iterable[WorkItem], queue: WorkQueue, reason: str) -> Outcome:
    """Moves items to a queue of their side by hand; rules put in force later may move them on."""
    _check(actor, reason, "Say why the charts are moved.")
    if queue.side != actor.side or not queue.is_active:
        raise DomainError("Choose a queue of your own side that is in use.", field="queue")
    outcome, rows = _chosen(actor, items)

    def refusal(item: WorkItem) -> str:
        if item.state == WorkState.LEASED:
            return "In work now"
        return "In this queue already" if item.work_queue_id == queue.pk else ""

    moved = _sorted_out(outcome, rows, refusal)
    for priority, ids in _by_priority(moved, lambda _item: queue.priority).items():
        WorkItem.objects.filter(pk__in=ids).update(
            work_queue=queue, queue=queue.name, priority=priority
        )
    _log(actor, moved, "reroute", lambda item: f"{item.queue} → {queue.name}: {reason}")
    return outcome


@transaction.atomic
def work_prioritize(
    *, actor: Actor, items: Iterable[WorkItem], priority: int | None, reason: str
) -> Outcome:
    """Sets a priority by hand, or with None gives urgency and queue the say again."""
    _check(actor, reason, "Say why the priority changes.")
    outcome, rows = _chosen(actor, items)

    def refusal(item: WorkItem) -> str:
        return "Has this priority already" if item.priority_set == priority else ""

    changed = _sorted_out(outcome, rows, refusal)
    queues = WorkQueue.objects.in_bulk({i.work_queue_id for i in changed if i.work_queue_id})
    for item in changed:
        item.priority_set = priority

    def of_queue(item: WorkItem) -> int:
        return queues[item.work_queue_id].priority if item.work_queue_id else 0

    for value, ids in _by_priority(changed, of_queue).items():
        WorkItem.objects.filter(pk__in=ids).update(priority_set=priority, priority=value)
    words = "as urgency and queue say" if priority is None else str(priority)
    _log(actor, changed, "prioritize", lambda item: f"{item.priority} → {words}: {reason}")
    return outcome


def workitems_assign(
    *, actor: Actor, items: Iterable[WorkItem], assignee: User, reason: str
) -> int:
    """As `work_assign`; refused where the guards keep every one of them from the coder."""
    rows = list(items)
    outcome = work_assign(actor=actor, items=rows, assignee=assignee, reason=reason)
    refused = guards_refusing(actor=actor, items=rows, coder=assignee)
    if rows and not outcome.done and len(refused) == len({item.chart_id for item in rows}):
        raise DomainError(sentences(next(iter(refused.values()))), field="assignee")
    return outcome.done


def _check(actor: Actor, reason: str, question: str) -> None:
    actor.require("worklist.assign")
    if not reason.strip():
        raise DomainError(question, field="reason")


def _chosen(actor: Actor, items: Iterable[WorkItem]) -> tuple[Outcome, list[WorkItem]]:
    """The items that are live and of the actor's side, locked; the others are skipped."""
    wanted = list(items)
    visible = WorkItemPolicy.visible(actor, "worklist.assign").filter(
        pk__in=[item.pk for item in wanted]
    )
    locked = visible.select_related("chart").select_for_update(of=("self",)).order_by("pk")
    rows = {row.pk: row for row in locked}
    outcome, live = Outcome(), []
    for item in wanted:
        row = rows.get(item.pk)
        if row is None:
            outcome.skipped.append((item, THEIRS))
        elif row.state not in LIVE:
            outcome.skipped.append((item, GONE))
        else:
            live.append(row)
    return outcome, live


def _sorted_out(
    outcome: Outcome, rows: list[WorkItem], refusal: Callable[[WorkItem], str]
) -> list[WorkItem]:
    taken = []
    for item in rows:
        if why := refusal(item):
            outcome.skipped.append((item, why))
        else:
            taken.append(item)
    outcome.done = len(taken)
    return taken


def _by_priority(
    items: list[WorkItem], of_queue: Callable[[WorkItem], int]
) -> dict[int, list[int]]:
    """The items by the priority they have: set by hand, or urgency and queue together."""
    found: dict[int, list[int]] = {}
    for item in items:
        urgent = URGENT_PRIORITY if item.chart.urgency == Urgency.URGENT else 0
        value = urgent + of_queue(item) if item.priority_set is None else item.priority_set
        found.setdefault(value, []).append(item.pk)
    return found


def _log(
    actor: Actor, items: list[WorkItem], transition: str, words: Callable[[WorkItem], str]
) -> None:
    now = timezone.now()
    StateEvent.objects.bulk_create(
        StateEvent(
            engagement=actor.engagement,
            model="charts.WorkItem",
            object_id=item.pk,
            transition=transition,
            source=item.state,
            target=item.state,
            actor=actor.user,
            side=actor.side,
            reason=words(item),
            at=now,
        )
        for item in items
    )
