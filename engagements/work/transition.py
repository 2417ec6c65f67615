"""What the transition adds: gates of the phases, its link, cards of "My work" and alerts."""

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse

from engagements.enums.transition import ChallengeState, PilotState
from engagements.kernel.policy import Actor
from engagements.kernel.registry import (
    AlertDraft,
    AlertSource,
    NavItem,
    WorkCard,
    WorkSource,
    alert_sources,
    my_work,
    nav,
)
from engagements.models import Engagement, PhaseChecklistItem
from engagements.roles import Role
from engagements.selectors import phase_gates
from engagements.selectors.bounds import proposal_open
from engagements.selectors.gates import engagement_today
from engagements.selectors.phases import (
    checklist_open,
    entered,
    gates_of,
    hypercare_ends_on,
    next_move,
    phase_history,
    phase_rows,
)
from engagements.selectors.trials import challenges_of, pilots_of

MANAGER = (Role.PRACTICE_MANAGER.value,)
BOTH = (Role.PRACTICE_MANAGER.value, Role.VENDOR_LEAD.value)
SOON = dt.timedelta(days=7)


def _url(engagement: Engagement, name: str) -> str:
    return reverse(name, kwargs={"engagement": engagement.slug})


def cards(actor: Actor) -> list[WorkCard]:
    """A rollback to decide, and one's own items of the checklist."""
    if not actor.can("transition.view"):
        return []
    found = []
    engagement = actor.engagement
    if actor.can("rollback.decide") and (proposal := proposal_open(engagement)):
        url = _url(engagement, "engagements:bounds")
        found.append(WorkCard("A rollback is proposed", 1, url, "scale", 1, proposal.reason[:120]))
    mine = checklist_open(engagement, engagement.phase).filter(owner_id=actor.user_id).count()
    if mine:
        url = _url(engagement, "engagements:phases")
        found.append(WorkCard("Items of the phase's checklist", mine, url, "list-check"))
    return found


def drafts(engagement: Engagement, now: dt.datetime) -> Iterator[AlertDraft]:
    """What people must be told about the transition as it stands."""
    yield from _proposal(engagement)
    yield from _ready(engagement, now)
    yield from _plans(engagement)
    yield from _items(engagement)
    yield from _trials(engagement)


def _proposal(engagement: Engagement) -> Iterator[AlertDraft]:
    proposal = proposal_open(engagement)
    if proposal is not None:
        yield AlertDraft(
            key=f"rollback:{proposal.pk}",
            title="A rollback is proposed",
            detail=proposal.reason[:300],
            url=_url(engagement, "engagements:bounds"),
            roles=MANAGER,
            urgent=True,
        )


def _ready(engagement: Engagement, now: dt.datetime) -> Iterator[AlertDraft]:
    """Every gate to the next phase passes; hypercare that ends is one of them."""
    move = next_move(engagement)
    since = entered(engagement, engagement.phase)
    if move is None or since is None:
        return
    url = _url(engagement, "engagements:phases")
    if all(row.result.passed for row in gates_of(engagement, move.target, now)):
        yield AlertDraft(
            key=f"phase:{since.pk}:ready:{move.name}",
            title=f"All gates pass: {move.label.lower()}",
            url=url,
            roles=MANAGER,
        )
    ends = hypercare_ends_on(engagement)
    if ends is not None and ends - engagement_today(engagement) <= SOON:
        yield AlertDraft(
            key=f"phase:{since.pk}:hypercare",
            title=f"Hypercare ends on {ends}",
            detail="Go steady, or say why the daily watch goes on.",
            url=url,
            roles=BOTH,
        )


def _plans(engagement: Engagement) -> Iterator[AlertDraft]:
    for row in phase_rows(engagement, list(phase_history(engagement))):
        if row.plan is None or row.word != "overdue":
            continue
        yield AlertDraft(
            key=f"phaseplan:{row.plan.pk}:passed",
            title=f"The planned date of the phase {row.phase.label.lower()} has passed",
            detail=f"{row.days_late} days late. Go on, or plan new dates with a reason.",
            url=_url(engagement, "engagements:phases"),
            roles=BOTH,
        )


def _items(engagement: Engagement) -> Iterator[AlertDraft]:
    today = engagement_today(engagement)
    late = PhaseChecklistItem.objects.filter(
        engagement=engagement,
        phase=engagement.phase,
        done_at__isnull=True,
        due_on__lt=today,
        owner__isnull=False,
    )
    for item in late:
        yield AlertDraft(
            key=f"phaseitem:{item.pk}:due:{item.due_on}",
            title=f"Overdue: {item.title}",
            url=_url(engagement, "engagements:phases"),
            user_id=item.owner_id,
        )


def _trials(engagement: Engagement) -> Iterator[AlertDraft]:
    today = engagement_today(engagement)
    for pilot in pilots_of(engagement).filter(state=PilotState.OPEN, ends_on__lt=today):
        yield AlertDraft(
            key=f"pilot:{pilot.pk}:ended",
            title=f"The pilot {pilot.name} has ended: decide to scale or to stop",
            url=_url(engagement, "trials:trials"),
            roles=MANAGER,
        )
    running = challenges_of(engagement).filter(state=ChallengeState.RUNNING, ends_on__lt=today)
    for challenge in running:
        yield AlertDraft(
            key=f"challenge:{challenge.pk}:ended",
            title=f"The challenge {challenge.name} is past its last day: end it",
            url=_url(engagement, "trials:trials"),
            roles=BOTH,
        )


def register() -> None:
    phase_gates.register()
    nav.register(
        NavItem(
            key="engagements.transition",
            label="Transition",
            url_name="engagements:phases",
            icon="route",
            action="transition.view",
            section="Transition",
            order=850,
            also=("charts:parallel",),
        )
    )
    my_work.register(WorkSource(key="engagements.transition", cards=cards, order=20))
    alert_sources.register(AlertSource(key="engagements.transition", drafts=drafts))
