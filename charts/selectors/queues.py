"""Queues, rules and members as pages read them."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet

from charts.enums import RuleSetState
from charts.models import QueueMember, QueueRule, RuleSet, WorkItem, WorkQueue
from charts.policies import RuleSetPolicy, WorkQueuePolicy
from charts.states import LIVE
from engagements.enums import Complexity, EncounterClass, Side, Urgency
from engagements.kernel.policy import Actor
from engagements.kernel.presentation import humanize
from engagements.models import Payer


def queues_visible(actor: Actor) -> QuerySet[WorkQueue]:
    """The queues in use the actor may see, with how much stands in each; members loaded."""
    waiting = WorkItem.objects.filter(
        engagement=actor.engagement, work_queue__isnull=False, state__in=LIVE
    )
    counts = dict(
        waiting.order_by()
        .values("work_queue_id")
        .annotate(n=Count("pk"))
        .values_list("work_queue_id", "n")
    )
    rows = (
        WorkQueuePolicy.visible(actor, "queue.view")
        .filter(is_active=True)
        .prefetch_related("members__user")
    )
    for queue in rows:
        queue.waiting = counts.get(queue.pk, 0)
    found: QuerySet[WorkQueue] = rows
    return found


def queues_for(actor: Actor) -> QuerySet[WorkQueue]:
    """The queues in use of the actor's own side."""
    return WorkQueue.objects.filter(
        engagement=actor.engagement, side=actor.side, is_active=True
    ).order_by("order", "name")


def members_of_queue(queue: WorkQueue) -> QuerySet[QueueMember]:
    return QueueMember.objects.filter(queue=queue).select_related("user").order_by("user__name")


def payers_of(actor: Actor) -> QuerySet[Payer]:
    return Payer.objects.filter(engagement=actor.engagement).order_by("name")


def rule_sets(actor: Actor, side: str) -> QuerySet[RuleSet]:
    """All versions of a side's rules, the newest first."""
    rows: QuerySet[RuleSet] = RuleSetPolicy.visible(actor, "queue.view").filter(side=side)
    return rows.select_related("default_queue", "applied_by", "created_by").order_by("-version")


def rule_set_shown(actor: Actor, side: str) -> tuple[RuleSet | None, RuleSet | None]:
    """The draft and the set in force."""
    rows = rule_sets(actor, side).filter(~Q(state=RuleSetState.RETIRED))
    by_state = {row.state: row for row in rows}
    return by_state.get(RuleSetState.DRAFT), by_state.get(RuleSetState.IN_FORCE)


class RuleLine(NamedTuple):
    """A rule in words."""

    rule: QueueRule
    conditions: list[tuple[str, str]]
    goes_to: str


_LABELS = (
    ("specialties", "Specialty"),
    ("payers", "Payer"),
    ("payer_states", "Payer state"),
    ("encounter_classes", "Class"),
    ("locations", "Location"),
    ("complexities", "Complexity"),
    ("urgencies", "Urgency"),
)
_CHOICES = {
    "encounter_classes": dict(EncounterClass.choices),
    "complexities": dict(Complexity.choices),
    "urgencies": dict(Urgency.choices),
}


def rule_lines(rule_set: RuleSet | None) -> list[RuleLine]:
    """Two queries: the rules with their queues, and the names of the payers they mention."""
    if rule_set is None:
        return []
    rules = list(rule_set.rules.select_related("queue").order_by("position", "pk"))
    payers = {pk for rule in rules for pk in rule.payers}
    names = {pk: payer.name for pk, payer in Payer.objects.in_bulk(payers).items()}
    return [_line(rule, names) for rule in rules]


def _line(rule: QueueRule, payers: dict[int, str]) -> RuleLine:
    conditions = []
    for field, label in _LABELS:
        values = getattr(rule, field)
        if values:
            conditions.append((label, " or ".join(_words(field, values, payers))))
    side = "the vendor" if rule.queue is None else str(rule.queue)
    return RuleLine(rule, conditions, side)


def _words(field: str, values: Iterable[object], payers: dict[int, str]) -> list[str]:
    if field == "payers":
        return [payers.get(int(str(pk)), "a payer that is gone") for pk in values]
    if field in _CHOICES:
        return [str(_CHOICES[field].get(str(value), value)) for value in values]
    if field == "payer_states":
        return [str(value) for value in values]
    return [humanize(str(value)) for value in values]


def side_title(side: str) -> str:
    return "In-house" if side == Side.PRACTICE else "Vendor"
