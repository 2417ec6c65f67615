"""The alert ledger: raise what is new, settle what is over, tell each person once."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from engagements.kernel.errors import DomainError
from engagements.kernel.policy import Actor
from engagements.kernel.registry import AlertDraft, AlertSource, alert_sources
from engagements.models import Alert, AlertAcknowledgement
from engagements.policies.alerts import AlertPolicy

# First key of the advisory lock; the second is the engagement.
LOCK = 0x0A1E
FIELDS = ("source", "title", "detail", "url", "side", "roles", "user_id", "urgent", "due_at")
LONGEST_SNOOZE = dt.timedelta(days=31)
ACTION = "alert.view"


@dataclass
class Sweep:
    """What one sweep changed; `errors` names the sources that failed, with what they said."""

    raised: int = 0
    settled: int = 0
    errors: dict[str, str] = field(default_factory=dict)


def alerts_lock(actor: Actor) -> None:
    """One scheduler at a time per engagement; ends with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s::int)", [LOCK, actor.engagement.pk])


@transaction.atomic
def alerts_sweep(*, actor: Actor, now: dt.datetime | None = None) -> Sweep:
    """Asks every source what stands. A key is raised once, settled when no longer found, and
    raised again when it comes back. Twice, late or at the same time: the result is the same.

    A source that fails changes nothing of its own; the others go on.
    """
    alerts_lock(actor)
    moment = now or timezone.now()
    sweep = Sweep()
    drafts = _drafts(actor, moment, sweep)
    stored = {
        alert.key: alert
        for alert in Alert.objects.filter(
            Q(settled_at__isnull=True) | Q(key__in=list(drafts)), engagement=actor.engagement
        )
    }
    _raise(actor, drafts, stored, moment, sweep)
    _settle(drafts, stored, moment, sweep)
    return sweep


def _drafts(
    actor: Actor, now: dt.datetime, sweep: Sweep
) -> dict[str, tuple[AlertSource, AlertDraft]]:
    found: dict[str, tuple[AlertSource, AlertDraft]] = {}
    for source in alert_sources:
        try:
            with transaction.atomic():
                asked = [_checked(draft) for draft in source.drafts(actor.engagement, now)]
        except Exception as error:  # noqa: BLE001 -- one broken source must not silence the others
            sweep.errors[source.key] = f"{type(error).__name__}: {error}"[:300]
            continue
        for draft in asked:
            found.setdefault(draft.key, (source, draft))
    return found


def _checked(draft: AlertDraft) -> AlertDraft:
    if not (draft.user_id or draft.roles or draft.side):
        raise DomainError(f"The alert {draft.key!r} addresses nobody.")
    return draft


def _values(source: AlertSource, draft: AlertDraft) -> dict[str, object]:
    return {
        "source": source.key,
        "title": draft.title[:200],
        "detail": draft.detail[:500],
        "url": draft.url[:300],
        "side": draft.side,
        "roles": list(draft.roles),
        "user_id": draft.user_id,
        "urgent": draft.urgent,
        "due_at": draft.due_at,
    }


def _raise(
    actor: Actor,
    drafts: Mapping[str, tuple[AlertSource, AlertDraft]],
    stored: Mapping[str, Alert],
    now: dt.datetime,
    sweep: Sweep,
) -> None:
    """New keys are inserted, settled ones opened again, standing ones follow their source."""
    new, changed = [], []
    for key, (source, draft) in drafts.items():
        values, alert = _values(source, draft), stored.get(key)
        if alert is None:
            new.append(Alert(engagement=actor.engagement, key=key, raised_at=now, **values))
            continue
        before = {name: getattr(alert, name) for name in FIELDS}
        if alert.settled_at is not None:
            alert.settled_at, alert.raised_at = None, now
            alert.raised_count += 1
            sweep.raised += 1
        elif before == values:
            continue
        for name, value in values.items():
            setattr(alert, name, value)
        changed.append(alert)
    Alert.objects.bulk_create(new, batch_size=500)
    Alert.objects.bulk_update(
        changed,
        [*(name.removesuffix("_id") for name in FIELDS), "settled_at", "raised_at", "raised_count"],
        batch_size=500,
    )
    sweep.raised += len(new)


def _settle(
    drafts: Mapping[str, tuple[AlertSource, AlertDraft]],
    stored: Mapping[str, Alert],
    now: dt.datetime,
    sweep: Sweep,
) -> None:
    over = [
        alert.pk
        for key, alert in stored.items()
        if key not in drafts and alert.source not in sweep.errors
    ]
    sweep.settled = Alert.objects.filter(pk__in=over, settled_at__isnull=True).update(
        settled_at=now
    )


@transaction.atomic
def alert_acknowledge(*, actor: Actor, alert: Alert, now: dt.datetime | None = None) -> None:
    """The actor has taken note; doing it again keeps the first time."""
    AlertPolicy.check(actor, ACTION, alert)
    moment = now or timezone.now()
    note = _note(actor, alert)
    AlertAcknowledgement.objects.filter(pk=note.pk, acknowledged_at__isnull=True).update(
        acknowledged_at=moment, snoozed_until=None
    )


@transaction.atomic
def alert_snooze(
    *, actor: Actor, alert: Alert, until: dt.datetime, now: dt.datetime | None = None
) -> None:
    """Out of the actor's sight until then; the others still see it."""
    AlertPolicy.check(actor, ACTION, alert)
    moment = now or timezone.now()
    if not moment < until <= moment + LONGEST_SNOOZE:
        raise DomainError(
            "An alert is put off to a time between now and a month from now.",
            field="until",
            remedy=f"Choose one of the next {LONGEST_SNOOZE.days} days.",
        )
    note = _note(actor, alert)
    AlertAcknowledgement.objects.filter(pk=note.pk).update(
        snoozed_until=until, acknowledged_at=None
    )


def _note(actor: Actor, alert: Alert) -> AlertAcknowledgement:
    note, _ = AlertAcknowledgement.objects.get_or_create(
        engagement=actor.engagement, alert=alert, raised=alert.raised_count, user=actor.user
    )
    return note
