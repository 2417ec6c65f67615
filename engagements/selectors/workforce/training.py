"""Training campaigns and who completed them."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from engagements.enums.workforce import Audience
from engagements.kernel.policy import Actor
from engagements.models import Engagement, TrainingCampaign, TrainingCompletion, User
from engagements.policies.workforce import TrainingCampaignPolicy
from engagements.selectors import engagement_today
from engagements.selectors.workforce.people import coders


def campaigns(actor: Actor, action: str = "workforce.view") -> QuerySet[TrainingCampaign]:
    return TrainingCampaignPolicy.visible(actor, action).order_by("-affected_from", "title")


def campaigns_running(engagement: Engagement, day: dt.date) -> QuerySet[TrainingCampaign]:
    """Announced, not withdrawn, and still affecting dates of service."""
    return TrainingCampaign.objects.filter(
        Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=day),
        Q(affected_to__isnull=True) | Q(affected_to__gte=day),
        engagement=engagement,
        announced_on__lte=day,
    ).order_by("due_on")


def bound_coders(engagement: Engagement, audience: str) -> QuerySet[User]:
    return coders(engagement, "" if audience == Audience.BOTH else audience)


@dataclass(frozen=True)
class Cell:
    """A coder and a campaign: the word of the badge and what it says."""

    word: str
    text: str
    completion: TrainingCompletion | None = None

    @property
    def is_missing(self) -> bool:
        return self.word in {"overdue", "pending"}


@dataclass(frozen=True)
class TrainingRow:
    user: User
    cells: list[Cell]


@dataclass(frozen=True)
class TrainingMatrix:
    """`missing`: of each campaign how many it binds have not completed it."""

    campaigns: list[TrainingCampaign]
    rows: list[TrainingRow]
    missing: list[int]

    @property
    def lines(self) -> list[tuple[TrainingCampaign, int]]:
        return list(zip(self.campaigns, self.missing, strict=True))

    def without(self, campaign_id: int) -> "TrainingMatrix":
        """The same with those coders alone who have not completed the campaign."""
        at = [campaign.pk for campaign in self.campaigns].index(campaign_id)
        rows = [row for row in self.rows if row.cells[at].is_missing]
        return TrainingMatrix(self.campaigns, rows, self.missing)


def training_matrix(actor: Actor, side: str = "") -> TrainingMatrix:
    """Coder by campaign; the newest releases first."""
    day = engagement_today(actor.engagement)
    shown = list(campaigns(actor))
    people = list(coders(actor.engagement, side).select_related("organization"))
    done = {
        (row.user_id, row.campaign_id): row
        for row in TrainingCompletion.objects.filter(
            engagement=actor.engagement, campaign__in=shown
        ).select_related("evidence")
    }
    rows = []
    for person in people:
        of = actor.engagement.side_of(person.organization_id) or ""
        cells = [cell(done.get((person.pk, each.pk)), each, of, day) for each in shown]
        rows.append(TrainingRow(person, cells))
    missing = [sum(row.cells[at].is_missing for row in rows) for at in range(len(shown))]
    return TrainingMatrix(shown, rows, missing)


def cell(
    completion: TrainingCompletion | None, campaign: TrainingCampaign, side: str, day: dt.date
) -> Cell:
    if completion is not None:
        late = completion.completed_on > campaign.due_on
        words = f"{completion.completed_on}{', late' if late else ''}"
        return Cell("completed", words, completion)
    if campaign.audience not in {Audience.BOTH, side}:
        return Cell("not_applicable", "not for this side")
    if campaign.withdrawn_on is not None:
        return Cell("withdrawn", "withdrawn")
    if campaign.due_on < day:
        return Cell("overdue", f"due {campaign.due_on}")
    return Cell("pending", f"due {campaign.due_on}")


def training_due(engagement: Engagement, user: User, day: dt.date) -> list[TrainingCampaign]:
    """The running campaigns that bind the coder and that they have not completed."""
    side = engagement.side_of(user.organization_id) or ""
    done = TrainingCompletion.objects.filter(engagement=engagement, user=user)
    return list(
        campaigns_running(engagement, day)
        .filter(audience__in=[Audience.BOTH, side])
        .exclude(pk__in=done.values("campaign_id"))
    )
