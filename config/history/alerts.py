"""The demo's escalation matrix, what stands today, and the messages that are due."""

from collections.abc import Mapping

from engagements.kernel.policy import Actor
from engagements.kernel.scope import engagement_transaction
from engagements.models import AlertRun, Engagement
from engagements.selectors import system_actor
from engagements.services.alert_runs import alerts_find
from engagements.services.escalation_rules import escalation_suggested_adopt


def matrix_agreed(engagement: Engagement, cast: Mapping[str, Actor]) -> None:
    with engagement_transaction(engagement.pk):
        escalation_suggested_adopt(actor=cast["manager"])


def alerts_make(engagement: Engagement) -> None:
    """Nothing is mailed here: the worker sends what is due when the demo starts."""
    alerts_find(actor=system_actor(engagement))


def was_swept(engagement: Engagement) -> bool:
    """Whether the scheduler has finished a run: it writes its row last."""
    with engagement_transaction(engagement.pk):
        return AlertRun.objects.filter(engagement=engagement).exists()
