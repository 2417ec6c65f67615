"""The escalation matrix as people keep it: effective-dated rules, one per trigger and level."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction

from engagements.enums import ClockBasis
from engagements.kernel.errors import DomainError
from engagements.kernel.policy import Actor
from engagements.kernel.registry import escalation_triggers
from engagements.models import EscalationRule, User
from engagements.policies.alerts import EscalationRulePolicy
from engagements.roles import Role
from engagements.selectors import engagement_today
from engagements.selectors.alerts import addressees
from engagements.services.alerts import alerts_lock

ACTION = "escalation.manage"


@transaction.atomic
def escalation_rule_save(
    *,
    actor: Actor,
    trigger: str,
    level: int,
    after_hours: Decimal,
    basis: str,
    roles: Sequence[str] = (),
    user: User | None = None,
    urgent: bool = True,
) -> EscalationRule:
    """Sets a level of the matrix from today on; the rule before it ends yesterday.

    A rule that began today is corrected in place; its earlier wording stays in the history.
    """
    actor.require(ACTION)
    alerts_lock(actor)
    if trigger not in escalation_triggers:
        raise DomainError(f"{trigger!r} is no trigger.", field="trigger", remedy="Choose one.")
    _check_told(actor, roles, user)
    _check_order(actor, trigger, level, after_hours)
    today = engagement_today(actor.engagement)
    values = {
        "roles": list(roles),
        "user": user,
        "after_hours": after_hours,
        "basis": ClockBasis(basis).value,
        "urgent": urgent,
    }
    before = EscalationRule.objects.filter(
        engagement=actor.engagement, trigger=trigger, level=level, effective_to__isnull=True
    ).first()
    if before is not None and all(getattr(before, name) == value for name, value in values.items()):
        return before
    if before is not None and before.effective_from >= today:
        EscalationRule.objects.filter(pk=before.pk).update(**values)
        before.refresh_from_db()
        return before
    if before is not None:
        EscalationRule.objects.filter(pk=before.pk).update(
            effective_to=today - dt.timedelta(days=1)
        )
    return EscalationRule.objects.create(
        engagement=actor.engagement,
        trigger=trigger,
        level=level,
        effective_from=today,
        created_by=actor.user,
        **values,
    )


def _check_told(actor: Actor, roles: Sequence[str], user: User | None) -> None:
    if bool(roles) == (user is not None) or not set(roles) <= set(Role.values):
        raise DomainError(
            "A level is told to roles or to one person.",
            field="roles",
            remedy="Choose roles, or a person, not both.",
        )
    people = {person.user.pk for person in addressees(actor.engagement)}
    if user is not None and user.pk not in people:
        raise DomainError(f"{user} has no role here.", field="user", remedy="Choose somebody else.")


def _check_order(actor: Actor, trigger: str, level: int, after_hours: Decimal) -> None:
    others = EscalationRule.objects.filter(
        engagement=actor.engagement, trigger=trigger, effective_to__isnull=True
    ).exclude(level=level)
    for other in others:
        early, late = sorted([(level, after_hours), (other.level, other.after_hours)])
        if late[1] < early[1]:
            raise DomainError(
                f"Level {late[0]} would come before level {early[0]}"
                f" ({late[1].normalize():f} h before {early[1].normalize():f} h).",
                field="after_hours",
                remedy="Let a higher level wait at least as long as the one below it.",
            )


@transaction.atomic
def escalation_rule_end(*, actor: Actor, rule: EscalationRule) -> None:
    """Takes a level out of the matrix; ending it again changes nothing. What it raised stays."""
    EscalationRulePolicy.check(actor, ACTION, rule)
    alerts_lock(actor)
    yesterday = engagement_today(actor.engagement) - dt.timedelta(days=1)
    rows = EscalationRule.objects.filter(pk=rule.pk, effective_to__isnull=True)
    if rows.filter(effective_from__gt=yesterday, events__isnull=True).delete()[0]:
        return
    last = max(yesterday, rule.effective_from)
    rows.update(effective_to=last)


@transaction.atomic
def escalation_suggested_adopt(*, actor: Actor) -> int:
    """Adds the suggested levels of every trigger that never had a rule here; returns how many."""
    actor.require(ACTION)
    alerts_lock(actor)
    known = set(
        EscalationRule.objects.filter(engagement=actor.engagement).values_list("trigger", flat=True)
    )
    today = engagement_today(actor.engagement)
    made = EscalationRule.objects.bulk_create(
        EscalationRule(
            engagement=actor.engagement,
            trigger=trigger.key,
            level=line.level,
            roles=list(line.roles),
            after_hours=Decimal(line.hours),
            basis=line.basis,
            urgent=line.urgent,
            effective_from=today,
            created_by=actor.user,
        )
        for trigger in escalation_triggers
        if trigger.key not in known
        for line in trigger.suggested
    )
    return len(made)
