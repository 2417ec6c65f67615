"""Alerts as people and the scheduler read them."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db.models import DateTimeField, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from engagements.enums.alerts import AlertMail
from engagements.kernel.policy import Actor
from engagements.models import (
    Alert,
    AlertAcknowledgement,
    AlertDelivery,
    AlertRun,
    Engagement,
    Membership,
    ScheduledMail,
    User,
)
from engagements.policies.alerts import AlertPolicy, AlertRunPolicy, ScheduledMailPolicy
from engagements.selectors.dates import held_on
from engagements.selectors.gates import engagement_today

ACTION = "alert.view"
MORNING = 7


def _own_note(actor: Actor) -> QuerySet[AlertAcknowledgement]:
    return AlertAcknowledgement.objects.filter(
        engagement=actor.engagement,
        alert=OuterRef("pk"),
        raised=OuterRef("raised_count"),
        user_id=actor.user_id or 0,
    )


def alerts_of(actor: Actor) -> QuerySet[Alert]:
    """The alerts addressed to the actor, each with what they did about it themselves."""
    note = _own_note(actor)
    rows: QuerySet[Alert] = AlertPolicy.visible(actor, ACTION).annotate(
        acknowledged_at=Subquery(note.values("acknowledged_at")[:1], output_field=DateTimeField()),
        snoozed_until=Subquery(note.values("snoozed_until")[:1], output_field=DateTimeField()),
    )
    return rows


def alerts_waiting(actor: Actor, now: dt.datetime | None = None) -> QuerySet[Alert]:
    """Those that stand and that the actor has neither acknowledged nor put off until later."""
    moment = now or timezone.now()
    return (
        AlertPolicy.visible(actor, ACTION)
        .filter(settled_at__isnull=True)
        .exclude(
            Exists(
                _own_note(actor).filter(
                    Q(acknowledged_at__isnull=False) | Q(snoozed_until__gt=moment)
                )
            )
        )
    )


def acknowledgements_of(alert: Alert) -> QuerySet[AlertAcknowledgement]:
    return (
        AlertAcknowledgement.objects.filter(engagement_id=alert.engagement_id, alert=alert)
        .select_related("user")
        .order_by("-raised", "acknowledged_at")
    )


def deliveries_of(alert: Alert, actor: Actor) -> QuerySet[AlertDelivery]:
    """Who of the actor's own organization was told of it by e-mail, and when."""
    return (
        AlertDelivery.objects.filter(
            engagement_id=alert.engagement_id,
            alert=alert,
            user__organization_id=actor.organization_id or 0,
        )
        .select_related("user", "mail")
        .order_by("-raised", "user__name")
    )


def alert_runs(actor: Actor) -> QuerySet[AlertRun]:
    return AlertRunPolicy.visible(actor, "mail.view")


def scheduled_mails(actor: Actor) -> QuerySet[ScheduledMail]:
    return ScheduledMailPolicy.visible(actor, "mail.view").select_related("user")


@dataclass(frozen=True)
class Addressee:
    """A person with roles in force, as the scheduler addresses mail."""

    user: User
    side: str
    roles: frozenset[str]

    def is_addressed_by(self, alert: Alert) -> bool:
        if alert.user_id is not None:
            return alert.user_id == self.user.pk
        if alert.roles:
            return not self.roles.isdisjoint(alert.roles)
        return alert.side == self.side

    @property
    def wants(self) -> str:
        chosen = self.user.preferences.get("alert_mail", AlertMail.DIGEST)
        return chosen if chosen in AlertMail.values else AlertMail.DIGEST.value

    @property
    def hour(self) -> int:
        hour = self.user.preferences.get("digest_hour", MORNING)
        return hour if isinstance(hour, int) and 0 <= hour < 24 else MORNING  # noqa: PLR2004 -- hours of a day

    def local(self, now: dt.datetime) -> dt.datetime:
        return now.astimezone(ZoneInfo(self.user.time_zone))

    def is_morning(self, now: dt.datetime) -> bool:
        """From the chosen hour on: a digest that downtime held up still leaves that day."""
        return self.local(now).hour >= self.hour


def addressees(engagement: Engagement) -> list[Addressee]:
    """Everybody with a role in force and an open account; one query."""
    day = engagement_today(engagement)
    rows = (
        Membership.objects.filter(held_on(day), engagement=engagement, user__is_active=True)
        .select_related("user")
        .order_by("user_id")
    )
    held: dict[int, tuple[User, set[str]]] = {}
    for row in rows:
        held.setdefault(row.user_id, (row.user, set()))[1].add(row.role)
    return [
        Addressee(user=user, side=side, roles=frozenset(roles))
        for user, roles in held.values()
        if (side := engagement.side_of(user.organization_id)) is not None
    ]


def told_already(alerts: Iterable[Alert]) -> set[tuple[int, int]]:
    """(alert, user) pairs that need no mail: told of it as it came up this time, or noted it."""
    ids = [alert.pk for alert in alerts]
    told = AlertDelivery.objects.filter(alert_id__in=ids, raised=F("alert__raised_count"))
    noted = AlertAcknowledgement.objects.filter(alert_id__in=ids, raised=F("alert__raised_count"))
    return {
        *told.values_list("alert_id", "user_id"),
        *noted.values_list("alert_id", "user_id"),
    }
