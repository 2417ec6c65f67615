"""Who is told of which alerts, in which message. Only where there is something to say."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from engagements.enums.alerts import AlertMail, MailKind
from engagements.kernel.policy import Actor
from engagements.models import Alert, AlertDelivery
from engagements.selectors.alerts import Addressee, addressees, told_already
from engagements.services.alerts import alerts_lock
from engagements.services.mail import scheduled_mail_add, site_url

MOST_LISTED = 40


@transaction.atomic
def alert_mails_prepare(*, actor: Actor, now: dt.datetime | None = None) -> int:
    """Writes down the messages that are due now, each with its alerts, in one transaction.

    Urgent alerts go at once to everybody; the others as each person chose, by default in one
    digest at their own morning. An alert that came up once is told once, whatever the channel.
    """
    alerts_lock(actor)
    moment = now or timezone.now()
    standing = list(Alert.objects.filter(engagement=actor.engagement, settled_at__isnull=True))
    if not standing:
        return 0
    told = told_already(standing)
    made = 0
    for person in addressees(actor.engagement):
        untold = [
            alert
            for alert in standing
            if (alert.pk, person.user.pk) not in told and person.is_addressed_by(alert)
        ]
        if untold:
            made += _at_once(actor, person, untold, moment)
            made += _digest(actor, person, untold, moment)
    return made


def _goes_at_once(person: Addressee, alert: Alert) -> bool:
    return alert.urgent or person.wants == AlertMail.AT_ONCE


def _at_once(actor: Actor, person: Addressee, untold: Sequence[Alert], now: dt.datetime) -> int:
    alerts = [alert for alert in untold if _goes_at_once(person, alert)]
    if not alerts:
        return 0
    newest = max(alerts, key=lambda alert: alert.pk)
    slot = f"alert:{newest.pk}:{newest.raised_count}:{now:%Y%m%dT%H%M%S}"
    count = len(alerts)
    name = actor.engagement.name
    subject = alerts[0].title if count == 1 else f"{count} alerts"
    words = _Words(MailKind.AT_ONCE, slot, f"{name}: {subject}")
    return _write(actor, person, alerts, words)


def _digest(actor: Actor, person: Addressee, untold: Sequence[Alert], now: dt.datetime) -> int:
    if person.wants != AlertMail.DIGEST or not person.is_morning(now):
        return 0
    alerts = [alert for alert in untold if not _goes_at_once(person, alert)]
    if not alerts:
        return 0
    day = person.local(now).date()
    count = len(alerts)
    words = f"{count} new alert{'' if count == 1 else 's'}, {day:%a %d %b}"
    subject = f"{actor.engagement.name}: {words}"
    return _write(actor, person, alerts, _Words(MailKind.DIGEST, f"digest:{day}", subject))


@dataclass(frozen=True)
class _Words:
    kind: MailKind
    slot: str
    subject: str


def _write(actor: Actor, person: Addressee, alerts: list[Alert], words: _Words) -> int:
    mail = scheduled_mail_add(
        actor=actor,
        user=person.user,
        kind=words.kind,
        slot=words.slot,
        subject=words.subject,
        body=body_of(actor, person, alerts),
        items=len(alerts),
    )
    if mail is None:
        return 0
    AlertDelivery.objects.bulk_create(
        AlertDelivery(
            engagement=actor.engagement,
            alert=alert,
            raised=alert.raised_count,
            user=person.user,
            channel=AlertMail.AT_ONCE if words.kind == MailKind.AT_ONCE else AlertMail.DIGEST,
            mail=mail,
        )
        for alert in alerts
    )
    return 1


def body_of(actor: Actor, person: Addressee, alerts: Sequence[Alert]) -> str:
    """Titles, times and links; whoever wants to read more signs in."""
    slug = actor.engagement.slug
    listed = sorted(alerts, key=lambda alert: (not alert.urgent, alert.raised_at))[:MOST_LISTED]
    parts = [_paragraph(slug, person, alert) for alert in listed]
    if len(alerts) > len(listed):
        parts.append(f"... and {len(alerts) - len(listed)} more.")
    every = site_url(reverse("engagements:alerts", kwargs={"engagement": slug}))
    choice = site_url(reverse("account_alerts"))
    parts.append(f"All of them: {every}\nHow you are told is your choice: {choice}")
    return "\n\n".join([f"In {actor.engagement.name}:", *parts]) + "\n"


def _paragraph(slug: str, person: Addressee, alert: Alert) -> str:
    url = reverse("engagements:alert", kwargs={"engagement": slug, "alert_id": alert.pk})
    lines = [f"{'URGENT: ' if alert.urgent else ''}{alert.title}"]
    if alert.due_at is not None:
        due = alert.due_at.astimezone(ZoneInfo(person.user.time_zone))
        lines.append(f"Due {due:%a %d %b %Y, %H:%M %Z}")
    return "\n".join([*lines, site_url(url)])
