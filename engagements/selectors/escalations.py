"""The escalation matrix as the scheduler and its pages read it."""

import datetime as dt

from django.db.models import Exists, OuterRef, QuerySet

from engagements.kernel.policy import Actor
from engagements.models import (
    Alert,
    AlertAcknowledgement,
    Engagement,
    EscalationEvent,
    EscalationRule,
    Membership,
    User,
)
from engagements.policies.alerts import EscalationEventPolicy, EscalationRulePolicy
from engagements.selectors.dates import in_force

ACTION = "escalation.view"


def rules_in_force(engagement: Engagement, day: dt.date) -> QuerySet[EscalationRule]:
    rules = EscalationRule.objects.filter(in_force(day), engagement=engagement)
    return rules.order_by("trigger", "level")


def rules_visible(actor: Actor) -> QuerySet[EscalationRule]:
    """All rules, those that ended too, with whom they name."""
    return EscalationRulePolicy.visible(actor, ACTION).select_related("user", "created_by")


def escalation_events(actor: Actor) -> QuerySet[EscalationEvent]:
    return EscalationEventPolicy.visible(actor, ACTION).select_related("rule", "rule__user")


def members_by_name(engagement: Engagement) -> QuerySet[User]:
    """Everybody who has or had a role here, with an open account."""
    members = Membership.objects.filter(engagement=engagement)
    return User.objects.filter(pk__in=members.values("user_id"), is_active=True).order_by("name")


def events_open(engagement: Engagement) -> QuerySet[EscalationEvent]:
    return EscalationEvent.objects.filter(
        engagement=engagement, settled_at__isnull=True
    ).select_related("rule")


def urgent_unacknowledged(engagement: Engagement, besides: str) -> QuerySet[Alert]:
    """Urgent alerts that stand and that nobody has noted, but those of one source."""
    noted = AlertAcknowledgement.objects.filter(
        engagement=engagement,
        alert=OuterRef("pk"),
        raised=OuterRef("raised_count"),
        acknowledged_at__isnull=False,
    )
    return (
        Alert.objects.filter(engagement=engagement, settled_at__isnull=True, urgent=True)
        .exclude(source=besides)
        .exclude(Exists(noted))
    )
