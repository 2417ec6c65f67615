"""Which alerts, escalations and messages each actor may have."""

from django.db.models import Q

from engagements.kernel.policy import NOTHING, Actor, Policy
from engagements.models import (
    Alert,
    AlertRun,
    DataReturn,
    EscalationEvent,
    EscalationRule,
    ExitCertificate,
    ScheduledMail,
)


class AlertPolicy(Policy):
    """Those it is addressed to: one person, else the holders of its roles, else its side."""

    model = Alert

    @classmethod
    def any_rows(cls, actor: Actor, action: str) -> Q:
        if actor.user_id is None:
            return NOTHING
        roles = Q(user__isnull=True, roles__overlap=sorted(actor.roles))
        side = Q(user__isnull=True, roles=[], side=actor.side)
        return Q(user_id=actor.user_id) | roles | side


class EscalationRulePolicy(Policy):
    model = EscalationRule


class EscalationEventPolicy(Policy):
    model = EscalationEvent


class AlertRunPolicy(Policy):
    model = AlertRun


class ScheduledMailPolicy(Policy):
    """A side sees the mail of its own people: the other's alerts are not its to read."""

    model = ScheduledMail

    @classmethod
    def any_rows(cls, actor: Actor, action: str) -> Q:
        return Q(user__organization_id=actor.organization_id)


class DataReturnPolicy(Policy):
    model = DataReturn


class ExitCertificatePolicy(Policy):
    model = ExitCertificate
