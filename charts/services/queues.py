"""Queues and who takes from them. A lead keeps those of their own side."""

from typing import Any

from django.db import connection, transaction

from charts.enums import MemberMode, RuleSetState
from charts.models import QueueMember, QueueRule, RuleSet, WorkItem, WorkQueue
from charts.policies import WorkQueuePolicy
from charts.services.clock_rows import URGENT_PRIORITY
from charts.states import LIVE
from engagements.kernel.errors import DomainError
from engagements.kernel.policy import Actor
from engagements.models import User
from engagements.selectors import actor_for
from engagements.services.locking import engagement_lock

EDITABLE = ("name", "priority", "due_band_hours", "members_only", "order")
PRIORITIES = range(-50, 51)

_RELABEL = """
    UPDATE charts_workitem w
       SET queue = %(name)s,
           priority = COALESCE(w.priority_set,
               CASE c.urgency WHEN 'urgent' THEN %(urgent)s ELSE 0 END + %(priority)s)::smallint
      FROM charts_chart c
     WHERE w.engagement_id = %(engagement)s AND w.work_queue_id = %(queue)s
       AND w.state IN ('open', 'leased', 'pending')
       AND c.engagement_id = w.engagement_id AND c.id = w.chart_id
"""


@transaction.atomic
def queue_create(*, actor: Actor, name: str, **fields: Any) -> WorkQueue:
    """A new queue of the actor's side; nothing goes into it until a rule says so."""
    actor.require("queue.manage")
    # sent twice, the second waits and is told that there is such a queue
    engagement_lock(actor.engagement)
    queue = WorkQueue(engagement=actor.engagement, side=actor.side, created_by=actor.user)
    _set(queue, name=name, **fields)
    queue.save()
    return queue


@transaction.atomic
def queue_update(*, actor: Actor, queue: WorkQueue, **fields: Any) -> WorkQueue:
    """Renames or reorders a queue; the work in it follows at once."""
    WorkQueuePolicy.check(actor, "queue.manage", queue)
    queue = WorkQueue.objects.select_for_update(of=("self",)).get(pk=queue.pk)
    _set(queue, **fields)
    queue.save()
    with connection.cursor() as cursor:
        cursor.execute(
            _RELABEL,
            {
                "engagement": queue.engagement_id,
                "queue": queue.pk,
                "name": queue.name,
                "priority": queue.priority,
                "urgent": URGENT_PRIORITY,
            },
        )
    return queue


@transaction.atomic
def queue_close(*, actor: Actor, queue: WorkQueue) -> None:
    """Takes a queue out of use, once no rule names it and no work stands in it."""
    WorkQueuePolicy.check(actor, "queue.manage", queue)
    current = RuleSet.objects.filter(
        engagement=actor.engagement, state__in=[RuleSetState.DRAFT, RuleSetState.IN_FORCE]
    )
    named = QueueRule.objects.filter(rule_set__in=current, queue=queue).exists()
    if named or current.filter(default_queue=queue).exists():
        raise DomainError(
            f"Rules still send charts to “{queue}”.", remedy="Change the rules first."
        )
    waiting = WorkItem.objects.filter(work_queue=queue, state__in=LIVE).count()
    if waiting:
        raise DomainError(
            f"{waiting:,} charts stand in “{queue}”.", remedy="Move them to another queue first."
        )
    WorkQueue.objects.filter(pk=queue.pk).update(is_active=False)


@transaction.atomic
def member_set(
    *, actor: Actor, queue: WorkQueue, user: User, mode: str, share: int = 1
) -> QueueMember:
    """Makes a coder of the queue's side a member, or changes how."""
    WorkQueuePolicy.check(actor, "queue.manage", queue)
    theirs = actor_for(user=user, engagement=actor.engagement)
    if theirs is None or theirs.side != queue.side or "coding.write" not in theirs.grants:
        raise DomainError(
            f"{user} does not code for this side of the engagement.",
            field="user",
            remedy="Choose a coder of your own side.",
        )
    if mode not in MemberMode.values:
        raise DomainError("A member takes from the queue alone, or first.", field="mode")
    if share < 1:
        raise DomainError("A share is one part or more.", field="share")
    member, _ = QueueMember.objects.update_or_create(
        engagement=actor.engagement,
        queue=queue,
        user=user,
        defaults={"mode": mode, "share": share},
        create_defaults={"mode": mode, "share": share, "created_by": actor.user},
    )
    return member


@transaction.atomic
def member_remove(*, actor: Actor, queue: WorkQueue, user: User) -> None:
    WorkQueuePolicy.check(actor, "queue.manage", queue)
    QueueMember.objects.filter(queue=queue, user=user).delete()


def _set(queue: WorkQueue, **fields: Any) -> None:
    for field in EDITABLE:
        if field in fields:
            setattr(queue, field, fields[field])
    queue.name = " ".join(queue.name.split())
    if not queue.name:
        raise DomainError("The queue needs a name.", field="name")
    if queue.priority not in PRIORITIES:
        raise DomainError(
            f"The priority of a queue is between -50 and 50, not {queue.priority}.",
            field="priority",
            remedy="An urgent chart has 100 by itself and stays ahead.",
        )
    same = WorkQueue.objects.filter(
        engagement_id=queue.engagement_id, side=queue.side, name__iexact=queue.name
    )
    if same.exclude(pk=queue.pk).exists():
        raise DomainError(f"There is a queue “{queue.name}” already.", field="name")
