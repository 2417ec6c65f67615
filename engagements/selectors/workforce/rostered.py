"""Everybody who codes with all that is kept of them: for other systems, in whole pages."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet

from engagements.kernel.policy import Actor
from engagements.models import (
    RosterEntry,
    SiteAssignment,
    SpecialtyCover,
    TrainingCampaign,
    TrainingCompletion,
    User,
)
from engagements.policies.workforce import TrainingCompletionPolicy
from engagements.selectors import engagement_today
from engagements.selectors.dates import in_force
from engagements.selectors.workforce.credentials import Held, credentials_visible, standing_of
from engagements.selectors.workforce.people import coders
from engagements.selectors.workforce.roster import covers_on, roster_visible
from engagements.selectors.workforce.sites import site_assignments
from engagements.selectors.workforce.training import Cell, campaigns_running, cell


@dataclass(frozen=True)
class Trained:
    """A campaign that runs and binds the coder, and how they stand."""

    campaign: TrainingCampaign
    cell: Cell


@dataclass
class Rostered:
    """A coder as of today. `entry`: their time on the account, where a roster is kept."""

    user: User
    side: str
    entry: RosterEntry | None = None
    held: list[Held] = field(default_factory=list)
    sites: list[SiteAssignment] = field(default_factory=list)
    covers: list[SpecialtyCover] = field(default_factory=list)
    training: list[Trained] = field(default_factory=list)


def people_rostered(actor: Actor, side: str = "") -> QuerySet[User]:
    return coders(actor.engagement, side).select_related("organization")


def rostered(actor: Actor, people: Sequence[User]) -> list[Rostered]:
    """The records of these coders; as many queries for many as for one."""
    day = engagement_today(actor.engagement)
    of = {"user__in": people}
    lines = {
        person.pk: Rostered(person, actor.engagement.side_of(person.organization_id) or "")
        for person in people
    }
    for entry in roster_visible(actor).filter(in_force(day, "joined_on", "left_on"), **of):
        lines[entry.user_id].entry = entry
    for credential in credentials_visible(actor).filter(**of).order_by("kind__code", "issued_on"):
        standing = standing_of(credential, day)
        lines[credential.user_id].held.append(Held(credential, standing))
    for assignment in site_assignments(actor).filter(**of):
        lines[assignment.user_id].sites.append(assignment)
    for cover in covers_on(actor.engagement, day).filter(**of):
        lines[cover.user_id].covers.append(cover)
    _train(actor, lines)
    return list(lines.values())


def _train(actor: Actor, lines: dict[int, Rostered]) -> None:
    day = engagement_today(actor.engagement)
    running = list(campaigns_running(actor.engagement, day))
    done: dict[int, dict[int, TrainingCompletion]] = defaultdict(dict)
    for row in TrainingCompletionPolicy.visible(actor, "workforce.view").filter(
        user__in=list(lines), campaign__in=running
    ):
        done[row.user_id][row.campaign_id] = row
    for key, line in lines.items():
        cells = [(each, cell(done[key].get(each.pk), each, line.side, day)) for each in running]
        line.training = [
            Trained(each, found) for each, found in cells if found.word != "not_applicable"
        ]
