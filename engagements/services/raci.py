"""The RACI: the practice decides, from a day on, which side owns a step."""

import datetime as dt

from django.db import transaction

from engagements.enums import PARTIES, Side
from engagements.enums.agreement import Step
from engagements.kernel.errors import DomainError
from engagements.kernel.policy import Actor
from engagements.models import StepOwner
from engagements.policies.raci import STEP_ACTIONS
from engagements.roles import GRANTS, SIDES, Role
from engagements.selectors import engagement_today
from engagements.selectors.raci import raci_of
from engagements.services.locking import engagement_lock


@transaction.atomic
def step_assign(
    *,
    actor: Actor,
    step: str,
    side: str,
    is_shared: bool,
    effective_from: dt.date,
    reason: str,
) -> StepOwner:
    """Gives a step to a side. Earlier days keep their owner."""
    actor.require("raci.manage")
    _check(step, side, reason)
    today = engagement_today(actor.engagement)
    if effective_from < today:
        raise DomainError(
            f"{effective_from} is past: what was done since then was done under the old owner.",
            field="effective_from",
            remedy="Give today or a later day.",
        )
    _check_hands(Step(step), side, is_shared=is_shared)
    engagement_lock(actor.engagement)
    standing = {owner.step: owner for owner in raci_of(actor.engagement, effective_from)}[
        Step(step)
    ]
    if (standing.side, standing.is_shared) == (side, is_shared):
        raise DomainError(
            f"{standing.step.label} is the {Side(side).label.lower()}'s already.",
            field="side",
            remedy="Choose the other side, or leave it as it is.",
        )
    return StepOwner.objects.create(
        engagement=actor.engagement,
        step=step,
        side=side,
        is_shared=is_shared,
        effective_from=effective_from,
        reason=reason.strip(),
        decided_by=actor.user,
    )


def _check_hands(step: Step, side: str, *, is_shared: bool) -> None:
    """A step is not given to a side on which no role can do it."""
    able = any(
        action in GRANTS[role]
        for role in Role
        if SIDES[role] == side
        for action in STEP_ACTIONS[step]
    )
    if not able and not is_shared:
        raise DomainError(
            f"No role of the {side} can do what belongs to {step.label.lower()}.",
            field="side",
            remedy="Share the step, or leave it with the other side.",
        )


def _check(step: str, side: str, reason: str) -> None:
    if step not in Step.values:
        raise DomainError(f"{step!r} is no step.", field="step", remedy="Choose one of the six.")
    if side not in PARTIES:
        raise DomainError(
            "A step belongs to the practice or to the vendor.",
            field="side",
            remedy="Choose one of them.",
        )
    if not reason.strip():
        raise DomainError(
            "The other side will want to know why.", field="reason", remedy="Give a reason."
        )
