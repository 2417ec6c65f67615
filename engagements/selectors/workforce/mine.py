"""A coder's own records, and what is still asked of them."""

from dataclasses import dataclass

from engagements.kernel.policy import Actor
from engagements.models import (
    Credential,
    Instruction,
    InstructionAcknowledgement,
    RegulatoryNotice,
    TrainingCampaign,
)
from engagements.selectors import engagement_today
from engagements.selectors.dates import in_force
from engagements.selectors.workforce.credentials import Held, standing_of, units_words
from engagements.selectors.workforce.guidance import notices_unread
from engagements.selectors.workforce.training import training_due


@dataclass(frozen=True)
class OwnRecords:
    held: list[Held]
    units: list[str]
    training: list[TrainingCampaign]
    notices: list[RegulatoryNotice]
    instructions: list[Instruction]


def own_records(actor: Actor) -> OwnRecords:
    day = engagement_today(actor.engagement)
    rows = Credential.objects.filter(engagement=actor.engagement, user_id=actor.user_id or 0)
    held = [Held(row, standing_of(row, day)) for row in rows.select_related("kind", "user")]
    return OwnRecords(
        held,
        units_words(held),
        training_due(actor.engagement, actor.user, day),
        list(notices_unread(actor.engagement, actor.user, day)),
        instructions_open(actor),
    )


def instructions_open(actor: Actor) -> list[Instruction]:
    """Instructions in force today that the reader has not acknowledged."""
    done = InstructionAcknowledgement.objects.filter(
        engagement=actor.engagement, user_id=actor.user_id or 0
    )
    return list(
        Instruction.objects.filter(
            in_force(engagement_today(actor.engagement)), engagement=actor.engagement
        )
        .exclude(pk__in=done.values("instruction_id"))
        .select_related("payer")
    )
