"""Training campaigns, and who completed them."""

import datetime as dt

from django.db import transaction

from engagements.kernel.errors import DomainError, StaleState
from engagements.kernel.policy import Actor
from engagements.models import Document, TrainingCampaign, TrainingCompletion, User
from engagements.policies.workforce import TrainingCampaignPolicy
from engagements.selectors import engagement_today
from engagements.services.locking import engagement_lock, sent_before
from engagements.services.workforce.keeping import coder_check, row_keep


@transaction.atomic
def campaign_add(
    *,
    actor: Actor,
    title: str,
    code_set: str,
    affected_from: dt.date,
    due_on: dt.date,
    affected_to: dt.date | None = None,
    audience: str = "vendor",
    material: str = "",
) -> TrainingCampaign:
    """Announces a training: due before the first date of service that the release affects."""
    actor.require("training.manage")
    engagement_lock(actor.engagement)
    row = TrainingCampaign(
        engagement=actor.engagement,
        title=title.strip(),
        code_set=code_set.strip(),
        announced_on=engagement_today(actor.engagement),
        due_on=due_on,
        affected_from=affected_from,
        affected_to=affected_to,
        audience=audience,
        material=material,
        created_by=actor.user,
    )
    return sent_before(row) or row_keep(row)


@transaction.atomic
def campaign_withdraw(*, actor: Actor, campaign: TrainingCampaign) -> TrainingCampaign:
    """Nobody needs it from today on; that it was needed before stays true."""
    TrainingCampaignPolicy.check(actor, "training.manage", campaign)
    rows = TrainingCampaign.objects.filter(pk=campaign.pk, withdrawn_on=None)
    if rows.update(withdrawn_on=engagement_today(actor.engagement)) != 1:
        raise StaleState("It is withdrawn already.", remedy="Reload the page.")
    campaign.refresh_from_db()
    return campaign


@transaction.atomic
def completion_record(
    *,
    actor: Actor,
    campaign: TrainingCampaign,
    user: User,
    completed_on: dt.date,
    evidence: Document | None = None,
    note: str = "",
) -> TrainingCompletion:
    """A coder of one's own side completed it. Recorded again, it says the same."""
    coder_check(actor, "training.manage", user)
    if completed_on > engagement_today(actor.engagement):
        raise DomainError(
            f"{completed_on} is still to come.",
            field="completed_on",
            remedy="Record it when it is done.",
        )
    if evidence is None and not note.strip():
        raise DomainError(
            "A completion needs its evidence.",
            field="evidence",
            remedy="Upload the certificate, or note where it is kept.",
        )
    kept = TrainingCompletion.objects.filter(
        engagement=actor.engagement, campaign=campaign, user=user
    ).first()
    if kept is not None:
        return kept
    return row_keep(
        TrainingCompletion(
            engagement=actor.engagement,
            campaign=campaign,
            user=user,
            completed_on=completed_on,
            evidence=evidence,
            note=note.strip(),
            recorded_by=actor.user,
        )
    )
