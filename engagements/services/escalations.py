"""The escalation matrix executed: each level of a matter once, in order, also after downtime."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from engagements.enums import ClockBasis
from engagements.kernel.clock import WorkCalendar, add_business, add_elapsed
from engagements.kernel.policy import Actor
from engagements.kernel.registry import EscalationTrigger, Standing, escalation_triggers
from engagements.models import EscalationEvent, EscalationRule
from engagements.selectors import engagement_today, terms_book
from engagements.selectors.escalations import rules_in_force
from engagements.services.alerts import alerts_lock

Key = tuple[str, dt.datetime, int]


@dataclass
class Escalated:
    raised: int = 0
    settled: int = 0
    errors: dict[str, str] = field(default_factory=dict)


@transaction.atomic
def escalations_run(*, actor: Actor, now: dt.datetime | None = None) -> Escalated:
    """Raises every level that has fallen due, with the time at which it did, and settles the
    events of what no longer stands. Twice, late or at the same time: the result is the same.

    The matrix of today decides. A matter that began and ended while nothing ran is not raised.
    """
    alerts_lock(actor)
    moment = now or timezone.now()
    result = Escalated()
    rules = list(rules_in_force(actor.engagement, engagement_today(actor.engagement)))
    calendar = _calendar(actor, rules)
    for trigger in escalation_triggers:
        levels = tuple(rule for rule in rules if rule.trigger == trigger.key)
        step = _Pass(actor, trigger, levels, moment, calendar)
        try:
            with transaction.atomic():
                settled, raised = _apply(step, _standing(step) if levels else [])
        except Exception as error:  # noqa: BLE001 -- one broken trigger must not silence the others
            words = f"{type(error).__name__}: {error}"[:300]
            result.errors[f"escalation {trigger.key}"] = words
            continue
        result.settled += settled
        result.raised += raised
    return result


@dataclass(frozen=True)
class _Pass:
    """One trigger with its levels in force, at one moment."""

    actor: Actor
    trigger: EscalationTrigger
    levels: tuple[EscalationRule, ...]
    now: dt.datetime
    calendar: WorkCalendar | None


def _calendar(actor: Actor, rules: Iterable[EscalationRule]) -> WorkCalendar | None:
    if all(rule.basis == ClockBasis.ELAPSED for rule in rules):
        return None
    book = terms_book(actor.engagement)
    terms = book.on(engagement_today(actor.engagement))
    return book.practice_calendar if terms is None else book.calendar(terms)


def _standing(step: _Pass) -> list[Standing]:
    """What stands, each subject once, since it first did."""
    found: dict[str, Standing] = {}
    for matter in step.trigger.standing(step.actor.engagement, step.now):
        known = found.get(matter.subject)
        if known is None or matter.since < known.since:
            found[matter.subject] = matter
    return list(found.values())


def _apply(step: _Pass, standing: list[Standing]) -> tuple[int, int]:
    """Returns how many events were settled and raised."""
    stands = {(matter.subject, matter.since) for matter in standing}
    known = list(
        EscalationEvent.objects.filter(
            Q(settled_at__isnull=True) | Q(subject__in={subject for subject, _ in stands}),
            engagement=step.actor.engagement,
            trigger=step.trigger.key,
        )
    )
    over = [
        event.pk
        for event in known
        if event.settled_at is None and (event.subject, event.since) not in stands
    ]
    settled = EscalationEvent.objects.filter(pk__in=over).update(settled_at=step.now)
    again = [
        event.pk
        for event in known
        if event.settled_at is not None and (event.subject, event.since) in stands
    ]
    EscalationEvent.objects.filter(pk__in=again).update(settled_at=None)
    new = _fallen_due(step, standing, {(e.subject, e.since, e.level) for e in known})
    EscalationEvent.objects.bulk_create(new, batch_size=500)
    return settled, len(new)


def _fallen_due(step: _Pass, standing: list[Standing], raised: set[Key]) -> list[EscalationEvent]:
    """In the order in which they fell due; a level follows those below it."""
    new = []
    for matter in standing:
        for rule in step.levels:
            due = due_of(rule, matter.since, step.calendar)
            if due > step.now:
                break
            if (matter.subject, matter.since, rule.level) not in raised:
                new.append(_event(step, rule, matter, due))
    return sorted(new, key=lambda event: (event.due_at, event.subject, event.level))


def due_of(rule: EscalationRule, since: dt.datetime, calendar: WorkCalendar | None) -> dt.datetime:
    amount = dt.timedelta(seconds=int(rule.after_hours * 3600))
    if rule.basis == ClockBasis.BUSINESS and calendar is not None:
        return add_business(since, amount, calendar)
    return add_elapsed(since, amount)


def _event(
    step: _Pass, rule: EscalationRule, matter: Standing, due: dt.datetime
) -> EscalationEvent:
    return EscalationEvent(
        engagement=step.actor.engagement,
        rule=rule,
        trigger=rule.trigger,
        subject=matter.subject,
        level=rule.level,
        since=matter.since,
        title=matter.title[:200],
        url=matter.url[:300],
        due_at=due,
        raised_at=step.now,
    )
