"""The rules of a side: edited as a draft, looked at, put in force at once, kept for good."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from charts.enums import RuleSetState
from charts.models import QueueRule, RuleSet, WorkQueue
from charts.models.queues import CONDITIONS
from charts.policies import RuleSetPolicy
from charts.selectors.routing import Preview, reroute_preview, rules_in_force
from charts.services.routing import reroute, values_of
from engagements.enums import Side
from engagements.kernel.errors import DomainError, StaleState
from engagements.kernel.policy import Actor
from engagements.models import Payer
from engagements.services.locking import engagement_lock

Conditions = Mapping[str, Sequence[Any]]


@transaction.atomic
def ruleset_draft(*, actor: Actor) -> RuleSet:
    """The draft of the actor's side: the one there is, or a copy of the rules in force."""
    actor.require("queue.manage")
    # of two leads who begin at once the second waits, then finds the first one's draft
    engagement_lock(actor.engagement)
    mine = RuleSet.objects.filter(engagement=actor.engagement, side=actor.side)
    draft = mine.filter(state=RuleSetState.DRAFT).first()
    if draft is not None:
        return draft
    current = mine.filter(state=RuleSetState.IN_FORCE).first()
    draft = RuleSet.objects.create(
        engagement=actor.engagement,
        side=actor.side,
        version=(mine.aggregate(last=Max("version"))["last"] or 0) + 1,
        default_queue=current.default_queue if current else None,
        keeps_rest=current.keeps_rest if current else False,
        created_by=actor.user,
    )
    if current is not None:
        rules = list(QueueRule.objects.filter(rule_set=current).order_by("position", "pk"))
        for rule in rules:
            rule.pk, rule.rule_set = None, draft
        QueueRule.objects.bulk_create(rules)
    return draft


@transaction.atomic
def rule_save(
    *,
    actor: Actor,
    rule_set: RuleSet,
    conditions: Conditions,
    queue: WorkQueue | None,
    rule: QueueRule | None = None,
) -> QueueRule:
    """Adds a rule at the end of a draft, or changes one."""
    draft = _draft(actor, rule_set)
    if rule is not None and rule.rule_set_id != draft.pk:
        raise StaleState("This rule is in force by now.", remedy="Open the rules again.")
    _check_queue(actor, queue)
    last = draft.rules.aggregate(last=Max("position"))["last"] or 0
    saved = rule or QueueRule(engagement=actor.engagement, rule_set=draft, position=last + 1)
    saved.queue = queue
    for name, values in clean_conditions(actor, conditions).items():
        setattr(saved, name, values)
    saved.save()
    return saved


@transaction.atomic
def rule_delete(*, actor: Actor, rule: QueueRule) -> None:
    _draft(actor, rule.rule_set)
    QueueRule.objects.filter(pk=rule.pk).delete()


@transaction.atomic
def rule_move(*, actor: Actor, rule: QueueRule, up: bool) -> None:
    """Swaps a rule with its neighbour: the first rule that fits decides."""
    draft = _draft(actor, rule.rule_set)
    rules = list(draft.rules.order_by("position", "pk"))
    place = next(i for i, each in enumerate(rules) if each.pk == rule.pk)
    other = place + (-1 if up else 1)
    if 0 <= other < len(rules):
        rules[place], rules[other] = rules[other], rules[place]
    for position, each in enumerate(rules, start=1):
        each.position = position
    QueueRule.objects.bulk_update(rules, ["position"])


@transaction.atomic
def ruleset_rest(
    *, actor: Actor, rule_set: RuleSet, queue: WorkQueue | None, keeps_rest: bool = False
) -> RuleSet:
    """Where everything goes that no rule names: a queue, and for the practice which side."""
    draft = _draft(actor, rule_set)
    if queue is not None:
        _check_queue(actor, queue)
    if keeps_rest and actor.side != Side.PRACTICE:
        raise DomainError("Only the practice decides what stays in-house.", field="keeps_rest")
    RuleSet.objects.filter(pk=draft.pk).update(default_queue=queue, keeps_rest=keeps_rest)
    draft.refresh_from_db()
    return draft


@transaction.atomic
def ruleset_discard(*, actor: Actor, rule_set: RuleSet) -> None:
    """Throws the draft away; the rules in force stay as they are."""
    _draft(actor, rule_set).delete()


def ruleset_preview(*, actor: Actor, rule_set: RuleSet) -> Preview:
    """What putting the draft in force would move now; changes nothing."""
    RuleSetPolicy.check(actor, "queue.view", rule_set)
    rules = rules_in_force(actor.engagement, instead=rule_set)
    return reroute_preview(values_of(actor, rules, owner=rule_set.side))


@transaction.atomic
def ruleset_apply(*, actor: Actor, rule_set: RuleSet, reason: str) -> int:
    """Puts the draft in force and moves the open work it concerns; how many items went.

    The set it replaces stays as it was, so that one can see which rules held on any day.
    """
    draft = _draft(actor, rule_set)
    if not reason.strip():
        raise DomainError("Say why the rules change.", field="reason")
    _check_complete(draft)
    now = timezone.now()
    RuleSet.objects.filter(
        engagement=actor.engagement, side=draft.side, state=RuleSetState.IN_FORCE
    ).update(state=RuleSetState.RETIRED, retired_at=now)
    applied = RuleSet.objects.filter(pk=draft.pk, state=RuleSetState.DRAFT).update(
        state=RuleSetState.IN_FORCE,
        applied_at=now,
        applied_by=actor.user,
        reason=reason.strip()[:200],
    )
    if applied != 1:
        raise StaleState("These rules are in force already.", remedy="Open the rules again.")
    values = values_of(actor, rules_in_force(actor.engagement), owner=draft.side)
    return reroute(actor=actor, values=values, reason=reason.strip())


def clean_conditions(actor: Actor, given: Conditions) -> dict[str, list[Any]]:
    """Every condition's values, without blanks and doubles; refused where none is left."""
    cleaned: dict[str, list[Any]] = {}
    for name in CONDITIONS:
        values = [" ".join(str(value).split()) for value in given.get(name, ())]
        cleaned[name] = list(dict.fromkeys(filter(None, values)))
    cleaned["specialties"] = [_word(value) for value in cleaned["specialties"]]
    cleaned["locations"] = list(dict.fromkeys(v.lower() for v in cleaned["locations"]))
    cleaned["payer_states"] = list(dict.fromkeys(v.upper() for v in cleaned["payer_states"]))
    cleaned["payers"] = [int(value) for value in cleaned["payers"]]
    if not any(cleaned.values()):
        raise DomainError(
            "A rule without a condition would take every chart.",
            remedy="Name at least one condition; where everything else goes is chosen below the"
            " rules.",
        )
    known = Payer.objects.filter(engagement=actor.engagement, pk__in=cleaned["payers"]).count()
    if known != len(cleaned["payers"]):
        raise DomainError("This engagement has no such payer.", field="payers")
    return cleaned


def _word(specialty: str) -> str:
    """As charts hold it: "Family medicine" is family_medicine."""
    return "_".join(specialty.lower().replace("_", " ").split())


def _draft(actor: Actor, rule_set: RuleSet) -> RuleSet:
    """The draft with its row locked."""
    RuleSetPolicy.check(actor, "queue.manage", rule_set)
    draft = RuleSet.objects.select_for_update(of=("self",)).get(pk=rule_set.pk)
    if draft.state != RuleSetState.DRAFT:
        raise StaleState(
            "These rules are no longer a draft.", remedy="Open the rules again and change them."
        )
    return draft


def _check_queue(actor: Actor, queue: WorkQueue | None) -> None:
    if queue is None:
        if actor.side == Side.PRACTICE:
            return
        raise DomainError("Choose the queue.", field="queue")
    if queue.side != actor.side or not queue.is_active:
        raise DomainError("Choose a queue of your own side that is in use.", field="queue")


def _check_complete(draft: RuleSet) -> None:
    if draft.rules.exists() and draft.default_queue is None:
        raise DomainError(
            "The rules do not say where everything else goes.",
            field="default_queue",
            remedy="Choose the queue for charts that no rule names.",
        )
    closed = draft.rules.filter(queue__is_active=False).exists()
    if closed or (draft.default_queue is not None and not draft.default_queue.is_active):
        raise DomainError("A rule names a queue that is out of use.", remedy="Change that rule.")
