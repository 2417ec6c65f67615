"""Pilots and challenges: planned, run, decided with a reason."""

import datetime as dt
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from engagements.enums import Side
from engagements.enums.transition import ArmKey, PilotDecision
from engagements.kernel.errors import DomainError, StaleState
from engagements.kernel.policy import Actor
from engagements.models import Challenge, ChallengeArm, ChallengeMember, Pilot, User
from engagements.policies.transition import ChallengePolicy, PilotPolicy
from engagements.selectors.actors import actor_for
from engagements.selectors.provisions import terms_in_force
from engagements.services.locking import engagement_lock, sent_before
from engagements.states.transition import CHALLENGE, PILOT

SEED_BYTES = 16


@transaction.atomic
def pilot_plan(
    *,
    actor: Actor,
    name: str,
    starts_on: dt.date,
    ends_on: dt.date | None = None,
    specialty: str = "",
    location: str = "",
) -> Pilot:
    """A pilot on one specialty or location; without an end it takes the days of the terms."""
    actor.require("pilot.manage")
    if not (specialty.strip() or location.strip()):
        raise DomainError(
            "A pilot is on one specialty or one location.",
            field="specialty",
            remedy="Name at least one of the two.",
        )
    if ends_on is None:
        terms = terms_in_force(actor.engagement, starts_on)
        if terms is None:
            raise DomainError(
                f"No terms are in force on {starts_on}, so nothing says how long a pilot takes.",
                field="ends_on",
                remedy="Give its last day.",
            )
        ends_on = starts_on + dt.timedelta(days=terms.pilot_days - 1)
    if ends_on < starts_on:
        raise DomainError(f"The end ({ends_on}) is before the start.", field="ends_on")
    if not name.strip():
        raise DomainError("A pilot needs a name.", field="name")
    engagement_lock(actor.engagement)
    pilot = Pilot(
        engagement=actor.engagement,
        name=name.strip(),
        specialty=specialty.strip(),
        location=location.strip(),
        starts_on=starts_on,
        ends_on=ends_on,
        created_by=actor.user,
    )
    if same := sent_before(pilot):
        return same
    pilot.save(force_insert=True)
    return pilot


@transaction.atomic
def pilot_decide(
    *, actor: Actor, pilot: Pilot, decision: str, reason: str, report: Mapping[str, Any]
) -> Pilot:
    """Scale or stop, with the exit report as it stands now."""
    PilotPolicy.check(actor, "pilot.manage", pilot)
    if decision not in PilotDecision.values:
        raise DomainError("Choose to scale up or to stop.", field="decision")
    if not reason.strip():
        raise DomainError("A decision needs its reason.", field="reason")
    PILOT.fire(
        pilot,
        "decide",
        actor=actor,
        reason=reason.strip(),
        decision=decision,
        decision_reason=reason.strip(),
        decided_by=actor.user,
        decided_at=timezone.now(),
        report=dict(report),
    )
    return pilot


@transaction.atomic
def pilot_cancel(*, actor: Actor, pilot: Pilot, reason: str) -> Pilot:
    PilotPolicy.check(actor, "pilot.manage", pilot)
    if not reason.strip():
        raise DomainError("Say why the pilot is called off.", field="reason")
    PILOT.fire(pilot, "cancel", actor=actor, reason=reason.strip(), decision_reason=reason.strip())
    return pilot


@dataclass(frozen=True)
class ArmPlan:
    """A group of coders under a name."""

    name: str
    users: Sequence[User]


@transaction.atomic
def challenge_plan(
    *,
    actor: Actor,
    name: str,
    specialty: str,
    share: Decimal,
    starts_on: dt.date,
    ends_on: dt.date,
    champion: ArmPlan,
    challenger: ArmPlan,
    seed: str | None = None,
) -> Challenge:
    """Two groups of the vendor's coders on one specialty. The seed is drawn here and stored."""
    actor.require("challenge.manage")
    _check_challenge(specialty, share, starts_on, ends_on)
    _check_arms(actor, champion, challenger)
    engagement_lock(actor.engagement)
    challenge = Challenge(
        engagement=actor.engagement,
        name=name.strip() or f"{specialty}: {challenger.name}",
        specialty=specialty,
        share=share,
        seed=seed or secrets.token_hex(SEED_BYTES),
        starts_on=starts_on,
        ends_on=ends_on,
        created_by=actor.user,
    )
    arms = ((ArmKey.CHAMPION, champion), (ArmKey.CHALLENGER, challenger))
    same = sent_before(challenge, besides=("seed",) if seed is None else ())
    if same is not None and _is_between(same, arms):
        return same
    challenge.save(force_insert=True)
    for key, plan in arms:
        arm = ChallengeArm.objects.create(
            engagement=actor.engagement, challenge=challenge, key=key, name=plan.name.strip()
        )
        ChallengeMember.objects.bulk_create(
            ChallengeMember(engagement=actor.engagement, challenge=challenge, arm=arm, user=user)
            for user in plan.users
        )
    return challenge


def _is_between(challenge: Challenge, arms: Iterable[tuple[str, ArmPlan]]) -> bool:
    """Whether these very groups stand against each other in the challenge."""
    members = ChallengeMember.objects.filter(challenge=challenge)
    kept = set(members.values_list("arm__key", "arm__name", "user_id"))
    return kept == {(key, plan.name.strip(), user.pk) for key, plan in arms for user in plan.users}


def _check_challenge(specialty: str, share: Decimal, starts_on: dt.date, ends_on: dt.date) -> None:
    if not specialty.strip():
        raise DomainError("A challenge is on one specialty.", field="specialty")
    if not 0 < share < 1:
        raise DomainError(
            "Both groups need charts.", field="share", remedy="Give a share between 0 and 100 %."
        )
    if ends_on < starts_on:
        raise DomainError(f"The end ({ends_on}) is before the start.", field="ends_on")


def _check_arms(actor: Actor, champion: ArmPlan, challenger: ArmPlan) -> None:
    both = {user.pk for user in champion.users} & {user.pk for user in challenger.users}
    if both:
        names = ", ".join(str(user) for user in champion.users if user.pk in both)
        raise DomainError(
            f"In both groups: {names}.", field="challenger", remedy="Leave each coder in one."
        )
    for field, plan in (("champion", champion), ("challenger", challenger)):
        if not plan.users or not plan.name.strip():
            raise DomainError("Each group needs a name and at least one coder.", field=field)
        for user in plan.users:
            theirs = actor_for(user=user, engagement=actor.engagement)
            if theirs is None or theirs.side != Side.VENDOR or "coding.write" not in theirs.grants:
                raise DomainError(
                    f"{user} is no coder of the vendor here.",
                    field=field,
                    remedy="Choose coders whose role here is vendor coder.",
                )


@transaction.atomic
def challenge_start(*, actor: Actor, challenge: Challenge) -> Challenge:
    """From now on new charts of the specialty go to the arms by the share."""
    ChallengePolicy.check(actor, "challenge.manage", challenge)
    try:
        with transaction.atomic():
            CHALLENGE.fire(challenge, "start", actor=actor)
    except IntegrityError:
        raise StaleState(
            f"Another challenge runs on {challenge.specialty}.", remedy="End that one first."
        ) from None
    return challenge


@transaction.atomic
def challenge_end(*, actor: Actor, challenge: Challenge, conclusion: str) -> Challenge:
    """The arms no longer keep anybody from a chart; what is measured stays."""
    ChallengePolicy.check(actor, "challenge.manage", challenge)
    if not conclusion.strip():
        raise DomainError("Write down what was concluded.", field="reason")
    CHALLENGE.fire(
        challenge,
        "end",
        actor=actor,
        reason=conclusion.strip(),
        conclusion=conclusion.strip(),
        ended_at=timezone.now(),
    )
    return challenge


@transaction.atomic
def challenge_cancel(*, actor: Actor, challenge: Challenge, reason: str) -> Challenge:
    ChallengePolicy.check(actor, "challenge.manage", challenge)
    if not reason.strip():
        raise DomainError("Say why it is called off.", field="reason")
    CHALLENGE.fire(
        challenge, "cancel", actor=actor, reason=reason.strip(), conclusion=reason.strip()
    )
    return challenge
