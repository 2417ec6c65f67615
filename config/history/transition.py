"""The demo's way from draft to steady, its bounds, a finished pilot and a running challenge."""

import datetime as dt
from decimal import Decimal

from config.history import clock
from config.history.days import Diary, moment
from engagements.enums import Phase
from engagements.kernel.errors import DomainError
from engagements.kernel.policy import Actor
from engagements.kernel.scope import engagement_transaction
from engagements.models import Challenge, Engagement
from engagements.selectors import system_actor
from engagements.selectors.phases import checklist_open, entered
from engagements.services.bounds import bound_set, bounds_evaluate
from engagements.services.phase_checklist import checklist_item_done
from engagements.services.phases import Acknowledgement, phase_change, phase_plan_set
from engagements.services.trials import (
    ArmPlan,
    challenge_plan,
    challenge_start,
    pilot_decide,
    pilot_plan,
)
from qa.services.challenge import challenge_sample_draw
from reporting.selectors.trials import PilotReport

# Days before go-live on which each phase begins.
BEGINS = {"begin": 19, "document": 16, "shadow": 12, "activate": 0}
HYPERCARE = dt.timedelta(days=62)
CHALLENGE_AGE = dt.timedelta(days=45)
CHALLENGE_SAMPLE = 8
SEED = "0d1f2e3c4b5a69788796a5b4c3d2e1f0"
OVERRIDES = {
    "activate": "Demo: the practice's own coders had left, so there was nobody to code in parallel."
    " The board took the risk until the first monthly audit."
}
BOUNDS = (
    ("turnaround_attainment", Decimal("0.80"), None, 14, 30),
    ("accuracy_encounter", Decimal("0.60"), None, 31, 20),
    ("average_turnaround", None, Decimal(48 * 3600), 14, 30),
    ("coding_denial_rate", None, Decimal("0.30"), 31, 30),
)


def went_live(engagement: Engagement, manager: Actor, begins: dt.date) -> None:
    """Baseline, documentation, shadow and go-live, on days before the first chart."""
    with clock.at(moment(begins - dt.timedelta(days=19), 10)), _scope(engagement):
        _planned(manager, begins)
        _bounded(manager, begins)
    for move, days in BEGINS.items():
        at = moment(begins - dt.timedelta(days=days), 6 if not days else 11)
        with clock.at(at), _scope(engagement):
            _ticked(engagement, manager)
            phase_change(
                actor=manager,
                move=move,
                reason="Demo: agreed in the weekly call.",
                override_reason=OVERRIDES.get(move, "Demo: agreed by both sides."),
                acknowledgement=Acknowledgement("Morgan Hale (demo)", "Chief operating officer"),
            )
    engagement.refresh_from_db()


def _scope(engagement: Engagement):  # type: ignore[no-untyped-def]  # noqa: ANN202 -- a context manager
    return engagement_transaction(engagement.pk)


def _planned(manager: Actor, begins: dt.date) -> None:
    """The dates that were agreed; go-live came on its day, steady is planned after hypercare."""
    days = dt.timedelta
    plan = (
        (Phase.BASELINE, begins - days(19), begins - days(16)),
        (Phase.DOCUMENTATION, begins - days(16), begins - days(13)),
        (Phase.SHADOW, begins - days(13), begins),
        (Phase.LIVE, begins, begins + days(60)),
    )
    for phase, starts_on, ends_on in plan:
        phase_plan_set(actor=manager, phase=phase.value, starts_on=starts_on, ends_on=ends_on)
    for reason in ("", "Demo: the yearly audit comes first."):
        phase_plan_set(
            actor=manager,
            phase=Phase.STEADY.value,
            starts_on=begins + days(60 + bool(reason)),
            ends_on=None,
            reason=reason,
        )


def _bounded(manager: Actor, begins: dt.date) -> None:
    for phase in (Phase.LIVE.value, Phase.STEADY.value):
        for kpi, lower, upper, window, minimum in BOUNDS:
            bound_set(
                actor=manager,
                kpi=kpi,
                phase=phase,
                lower=lower,
                upper=upper,
                window_days=window,
                minimum_n=minimum,
                effective_from=begins,
                reason="Demo: agreed at go-live.",
            )


def _ticked(engagement: Engagement, manager: Actor) -> None:
    for item in checklist_open(engagement, engagement.phase):
        checklist_item_done(actor=manager, item=item, note="Demo: done and filed with the minutes.")


def trials_lived(diary: Diary, day: dt.date, begins: dt.date, today: dt.date) -> None:
    """What happens to the trials on a day: called every morning of the history."""
    starts = max(begins, today - CHALLENGE_AGE)
    with clock.at(moment(day, 6.5)), engagement_transaction(diary.scope):
        challenges = Challenge.objects.filter(engagement=diary.engagement)
        if day >= starts and not challenges.exists():
            _challenged(diary, day)


def _challenged(diary: Diary, day: dt.date) -> None:
    lead, coders = diary.cast["lead"], diary.cast
    challenge = challenge_plan(
        actor=lead,
        name="New team in family medicine",
        specialty="family_medicine",
        share=Decimal("0.400"),
        starts_on=day,
        ends_on=day + dt.timedelta(days=90),
        champion=ArmPlan("Team Kolkata", [coders["coder"].user, coders["coder2"].user]),
        challenger=ArmPlan("Team Pune", [coders["coder3"].user]),
        seed=SEED,
    )
    challenge_start(actor=lead, challenge=challenge)


def challenge_sampled(diary: Diary, day: dt.date) -> None:
    """At a month's end: the same sample of both groups, where both have coded enough."""
    with clock.at(moment(day, 18.2)), engagement_transaction(diary.scope):
        challenge = Challenge.objects.filter(engagement=diary.engagement).first()
        if challenge is None:
            return
        try:
            challenge_sample_draw(
                actor=diary.cast["qalead"], challenge=challenge, size=CHALLENGE_SAMPLE
            )
        except DomainError:
            return  # too few yet: the next month's end draws it


def went_steady(diary: Diary, begins: dt.date, today: dt.date) -> None:
    """The pilot decided, the bounds read, and steady: the last thing a whole history says."""
    engagement, manager = diary.engagement, diary.cast["manager"]
    day = min(begins + HYPERCARE, today - dt.timedelta(days=1))
    with clock.at(moment(begins, 7)), engagement_transaction(diary.scope):
        pilot = pilot_plan(
            actor=manager, name="Orthopedics first", specialty="orthopedics", starts_on=begins
        )
    with (
        clock.at(moment(min(begins + dt.timedelta(days=33), day), 9)) as _,
        engagement_transaction(diary.scope),
    ):
        report = PilotReport(
            pilot, engagement, manager, moment(min(begins + dt.timedelta(days=33), day), 9)
        )
        pilot_decide(
            actor=manager,
            pilot=pilot,
            decision="scale",
            reason="Demo: turnaround held and no denial was due to coding.",
            report=report.plain,
        )
        bounds_evaluate(actor=system_actor(engagement))
    with clock.at(moment(day, 9)), engagement_transaction(diary.scope):
        _ticked(engagement, manager)
        phase_change(
            actor=manager,
            move="settle",
            reason="Demo: hypercare is over and the bounds have held.",
            override_reason="Demo: agreed by both sides.",
        )
    with engagement_transaction(diary.scope):
        bounds_evaluate(actor=system_actor(engagement))
    engagement.refresh_from_db()


def is_whole(engagement: Engagement) -> bool:
    """Whether the history was written to its end: its last act is the steady phase."""
    with engagement_transaction(engagement.pk):
        return entered(engagement, Phase.STEADY.value) is not None
