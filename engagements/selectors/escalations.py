"""The escalation matrix as the scheduler and its pages read it."""

import datetime as dt

from django.db.models import Q, QuerySet

from engagements.kernel.policy import Actor
from engagements.models import Engagement, EscalationEvent, EscalationRule
from engagements.policies.alerts import EscalationEventPolicy, EscalationRulePolicy

ACTION = "escalation.view"


def rules_in_force(engagement: Engagement, day: dt.date) -> QuerySet[EscalationRule]:
    return EscalationRule.objects.filter(
        Q(effective_to__isnull=True) | Q(effective_to__gte=day),
        engagement=engagement,
        effective_from__lte=day,
    ).order_by("trigger", "level")


def rules_visible(actor: Actor) -> QuerySet[EscalationRule]:
    """All rules, those that ended too, with whom they name."""
    return EscalationRulePolicy.visible(actor, ACTION).select_related("user", "created_by")


def escalation_events(actor: Actor) -> QuerySet[EscalationEvent]:
    return EscalationEventPolicy.visible(actor, ACTION).select_related("rule", "rule__user")


def escalation_is_configured(engagement: Engagement, day: dt.date) -> bool:
    """For the go-live gate: at least one rule is in force."""
    return rules_in_force(engagement, day).exists()
