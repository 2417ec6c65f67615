"""The same sample from both arms of a challenge: as many charts of each, drawn alike (N14)."""

from django.db import transaction

from engagements.enums import Side
from engagements.kernel.errors import DomainError
from engagements.kernel.policy import Actor
from engagements.models import Challenge
from engagements.selectors import engagement_today
from qa.models import Sample
from qa.selectors import frame_units
from qa.services.samples import DrawPlan, sample_draw


@transaction.atomic
def challenge_sample_draw(*, actor: Actor, challenge: Challenge, size: int) -> list[Sample]:
    """Draws `size` charts of each arm from what was attested while the challenge ran."""
    actor.require("sample.draw")
    end = min(challenge.ends_on, engagement_today(actor.engagement))
    arms = list(challenge.arms.order_by("key"))
    attested = {
        arm.name: len(
            frame_units(
                engagement=actor.engagement,
                period_start=challenge.starts_on,
                period_end=end,
                arm=arm,
            )
        )
        for arm in arms
    }
    short = [f"{name}: {count}" for name, count in attested.items() if count < size]
    if short or size < 1:
        raise DomainError(
            f"A sample of {size} needs as many attested charts in each group ({', '.join(short)}).",
            field="size",
            remedy="Draw fewer, or wait until both groups have coded more.",
        )
    return [
        sample_draw(
            actor=actor,
            plan=DrawPlan(
                name=f"{challenge.name}: {arm.name}"[:120],
                period_start=challenge.starts_on,
                period_end=end,
                size=size,
                drawn_for=actor.side if actor.side == Side.AUDITOR else Side.VENDOR,
                specialty=challenge.specialty,
                arm=arm,
                purpose=f"challenge {challenge.pk}",
            ),
        )
        for arm in arms
    ]
