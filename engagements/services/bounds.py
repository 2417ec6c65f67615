"""Bounds after go-live: set, read every day exactly once, and the rollback they propose (R119)."""

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from engagements.enums import Phase
from engagements.enums.transition import BoundPhase, BoundVerdict
from engagements.kernel.errors import DomainError, StaleState
from engagements.kernel.metrics import METRICS
from engagements.kernel.metrics.period import local_day
from engagements.kernel.policy import Actor
from engagements.kernel.stats import DEFAULT_CONFIDENCE
from engagements.models import (
    BoundReading,
    Engagement,
    KpiBound,
    PhaseChange,
    RollbackProposal,
)
from engagements.policies.transition import KpiBoundPolicy
from engagements.selectors.bounds import (
    bounds_in_force,
    figure_text,
    limits_text,
    measured,
    proposals_of,
    readings_of,
    verdict_of,
    window_of,
)
from engagements.selectors.phases import phase_history
from engagements.selectors.provisions import terms_in_force
from engagements.services.locking import engagement_lock
from engagements.validators import zone

CATCH_UP = dt.timedelta(days=31)
"""How far back the scheduler reads days that it missed."""

WATCHED = {Phase.LIVE.value: BoundPhase.LIVE.value, Phase.STEADY.value: BoundPhase.STEADY.value}


@transaction.atomic
def bound_set(
    *,
    actor: Actor,
    kpi: str,
    phase: str,
    lower: Decimal | None,
    upper: Decimal | None,
    window_days: int,
    minimum_n: int,
    effective_from: dt.date,
    reason: str,
    specialty: str = "",
) -> KpiBound:
    """Agrees a bound from a day on; the same number's earlier bound ends the day before."""
    actor.require("kpibound.manage")
    _check_bound(kpi, specialty, lower, upper, reason)
    engagement_lock(actor.engagement)
    same = {"engagement": actor.engagement, "kpi": kpi, "phase": phase, "specialty": specialty}
    _end_earlier(KpiBound.objects.filter(**same), effective_from)
    return KpiBound.objects.create(
        engagement=actor.engagement,
        kpi=kpi,
        specialty=specialty,
        phase=phase,
        lower=lower,
        upper=upper,
        window_days=window_days,
        minimum_n=minimum_n,
        effective_from=effective_from,
        reason=reason.strip(),
        created_by=actor.user,
    )


def _end_earlier(same: QuerySet[KpiBound], effective_from: dt.date) -> None:
    """The bound that a new one replaces ends the day before."""
    for bound in same.select_for_update().filter(effective_to__isnull=True):
        if bound.effective_from >= effective_from:
            raise DomainError(
                f"A bound for this number begins on {bound.effective_from} already.",
                field="effective_from",
                remedy="Choose a later day, or end that one first.",
            )
        ends = effective_from - dt.timedelta(days=1)
        KpiBound.objects.filter(pk=bound.pk).update(effective_to=ends)


def _check_bound(
    kpi: str, specialty: str, lower: Decimal | None, upper: Decimal | None, reason: str
) -> None:
    declared = METRICS.kpis.get(kpi)
    if declared is None:
        raise DomainError(f"{kpi!r} is no number of this product.", field="kpi")
    if specialty and "specialty" not in METRICS.family_of(declared).dimensions:
        raise DomainError(
            f"{declared.label} is not known by specialty.",
            field="specialty",
            remedy="Leave the specialty empty.",
        )
    if lower is None and upper is None:
        raise DomainError("A bound needs a limit.", field="lower")
    if lower is not None and upper is not None and lower >= upper:
        raise DomainError("The lower limit must lie below the upper.", field="upper")
    if not reason.strip():
        raise DomainError("Say where this bound comes from.", field="reason")


@transaction.atomic
def bound_end(*, actor: Actor, bound: KpiBound, on: dt.date, reason: str) -> KpiBound:
    """The bound's last day; its readings stay."""
    KpiBoundPolicy.check(actor, "kpibound.manage", bound)
    if not reason.strip():
        raise DomainError("Say why the bound ends.", field="reason")
    if on < bound.effective_from:
        raise DomainError(f"The bound begins only on {bound.effective_from}.", field="on")
    ended = KpiBound.objects.filter(pk=bound.pk, effective_to__isnull=True).update(
        effective_to=on, reason=f"{bound.reason}\nEnded: {reason.strip()}"
    )
    if ended != 1:
        raise StaleState("This bound has ended already.", remedy="Reload the page.")
    bound.refresh_from_db()
    return bound


@transaction.atomic
def bounds_evaluate(*, actor: Actor) -> list[BoundReading]:
    """Reads every bound for each local day that has ended and is not read yet.

    Safe to run at any time, twice, or after days of downtime: one reading per bound and day.
    """
    engagement = engagement_lock(actor.engagement)
    today = local_day(timezone.now(), engagement.time_zone)
    made: list[BoundReading] = []
    for day in _days_to_read(engagement, today):
        phase = WATCHED.get(_phase_on(engagement, day))
        if phase is not None:
            made += _read(engagement, phase, day)
    broken = [reading for reading in made if reading.verdict == BoundVerdict.OUT]
    if broken and engagement.phase in WATCHED:
        _propose_for(actor, engagement, broken)
    return made


def _days_to_read(engagement: Engagement, today: dt.date) -> list[dt.date]:
    first = KpiBound.objects.filter(engagement=engagement).order_by("effective_from").first()
    if first is None:
        return []
    start = max(first.effective_from, today - CATCH_UP)
    return [start + dt.timedelta(days=at) for at in range((today - start).days)]


def _phase_on(engagement: Engagement, day: dt.date) -> str:
    """The phase in which the local day ended."""
    ends = dt.datetime.combine(
        day + dt.timedelta(days=1), dt.time(), tzinfo=zone(engagement.time_zone)
    )
    change: PhaseChange | None = phase_history(engagement).filter(at__lt=ends).first()
    return change.target if change else Phase.DRAFT.value


def _read(engagement: Engagement, phase: str, day: dt.date) -> list[BoundReading]:
    done = set(readings_of(engagement).filter(day=day).values_list("bound_id", flat=True))
    terms = terms_in_force(engagement, day)
    readings = []
    for bound in bounds_in_force(engagement, phase, day).exclude(pk__in=done):
        kpi = METRICS.kpis.get(bound.kpi)
        if kpi is None:
            continue
        found = measured(
            kpi,
            engagement,
            window_of(bound, day, engagement),
            confidence=terms.confidence if terms else DEFAULT_CONFIDENCE,
            specialty=bound.specialty,
        )
        interval = found.interval
        readings.append(
            BoundReading(
                engagement=engagement,
                bound=bound,
                day=day,
                figure=found.value,
                n=found.n,
                interval_lower=_share(interval.lower) if interval else None,
                interval_upper=_share(interval.upper) if interval else None,
                verdict=verdict_of(bound, found, terms),
                evaluated_at=timezone.now(),
            )
        )
    return BoundReading.objects.bulk_create(readings)


def _share(value: float) -> Decimal:
    return Decimal(str(round(value, 6)))


def _propose_for(actor: Actor, engagement: Engagement, broken: list[BoundReading]) -> None:
    """One proposal for what broke anew: a bound proposes once until it has held again."""
    last_day = max(reading.day for reading in broken)
    fresh = [
        reading
        for reading in broken
        if reading.day == last_day and not _already_proposed(engagement, reading)
    ]
    if not fresh or proposals_of(engagement).filter(state="proposed").exists():
        return
    evidence = [_evidence(reading) for reading in fresh]
    words = "; ".join(f"{row['label']} {row['figure']}, agreed {row['limits']}" for row in evidence)
    RollbackProposal.objects.create(
        engagement=engagement,
        reason=f"Out of bounds on {last_day}: {words}.",
        evidence=evidence,
        proposed_by=None,
        proposed_at=timezone.now(),
    )


def _already_proposed(engagement: Engagement, reading: BoundReading) -> bool:
    held = (
        readings_of(engagement)
        .filter(bound=reading.bound, day__lt=reading.day)
        .exclude(verdict=BoundVerdict.OUT)
        .order_by("-day")
        .values_list("day", flat=True)
        .first()
    )
    since = [
        row["day"]
        for proposal in proposals_of(engagement)
        for row in proposal.evidence
        if row["bound"] == reading.bound_id
    ]
    return any(held is None or day > held.isoformat() for day in since)


def _evidence(reading: BoundReading) -> dict[str, object]:
    bound, kpi = reading.bound, METRICS.kpis.get(reading.bound.kpi)
    interval = ""
    if reading.interval_lower is not None:
        ends = (reading.interval_lower, reading.interval_upper)
        interval = " to ".join(figure_text(end, kpi) for end in ends)
    return {
        "bound": bound.pk,
        "reading": reading.pk,
        "day": reading.day.isoformat(),
        "kpi": bound.kpi,
        "label": kpi.label if kpi else bound.kpi,
        "specialty": bound.specialty,
        "figure": figure_text(reading.figure, kpi),
        "n": reading.n,
        "interval": interval,
        "limits": limits_text(bound, kpi),
        "window_days": bound.window_days,
    }
