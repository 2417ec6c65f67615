"""One run of the scheduler for one engagement: escalate, sweep, write mail, send it, record it."""

import datetime as dt

from django.db.models import F
from django.utils import timezone

from engagements.enums.alerts import RunState
from engagements.kernel.policy import Actor
from engagements.kernel.scope import engagement_transaction
from engagements.models import AlertRun
from engagements.services.alerts import Sweep, alerts_lock, alerts_sweep
from engagements.services.digests import alert_mails_prepare
from engagements.services.escalations import escalations_run
from engagements.services.mail import scheduled_mails_send


def alerts_run(*, actor: Actor, now: dt.datetime | None = None) -> Sweep:
    """Opens its own transactions, one a step: call it outside any. Safe at any time and twice."""
    sweep = alerts_find(actor=actor, now=now)
    scheduled_mails_send(actor=actor)
    return sweep


def alerts_find(*, actor: Actor, now: dt.datetime | None = None) -> Sweep:
    """Everything of a run but the sending."""
    started = now or timezone.now()
    engagement_id = actor.engagement.pk
    with engagement_transaction(engagement_id):
        escalated = escalations_run(actor=actor, now=started)
        sweep = alerts_sweep(actor=actor, now=started)
        sweep.errors |= escalated.errors
    with engagement_transaction(engagement_id):
        mails = alert_mails_prepare(actor=actor, now=started)
    with engagement_transaction(engagement_id):
        _record(actor, started, sweep, escalated=escalated.raised, mails=mails)
    return sweep


def _record(
    actor: Actor, started: dt.datetime, sweep: Sweep, *, escalated: int, mails: int
) -> None:
    """A run that did nothing lengthens the row of the quiet runs before it."""
    alerts_lock(actor)
    error = "\n".join(f"{key}: {words}" for key, words in sorted(sweep.errors.items()))
    figures = {"raised": sweep.raised, "settled": sweep.settled}
    figures |= {"escalated": escalated, "mails": mails}
    ended = max(timezone.now(), started)
    last = AlertRun.objects.filter(engagement=actor.engagement).order_by("-pk").first()
    quiet = not any(figures.values())
    if quiet and last is not None and _is_quiet(last) and last.error == error:
        AlertRun.objects.filter(pk=last.pk).update(finished_at=ended, runs=F("runs") + 1)
        return
    AlertRun.objects.create(
        engagement=actor.engagement,
        state=RunState.FAILED if error else RunState.DONE,
        started_at=started,
        finished_at=ended,
        error=error,
        **figures,
    )


def _is_quiet(run: AlertRun) -> bool:
    return not (run.raised or run.settled or run.escalated or run.mails)
