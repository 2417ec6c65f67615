"""The decision: one candidate becomes the vendor of a new engagement, or nobody does."""

from django.db import transaction
from django.utils import timezone

from engagements.enums.selection import SelectionState
from engagements.kernel.errors import DomainError, StaleState
from engagements.kernel.policy import Actor
from engagements.kernel.scope import engagement_scope
from engagements.models import Baseline, Candidate, Engagement, Organization, Selection
from engagements.models.baseline import MeasuredBefore
from engagements.roles import Role
from engagements.selectors.selection import candidates_of, scorecard_of
from engagements.services.members import membership_grant
from engagements.services.organizations import engagement_create, organization_create
from engagements.services.selection.scoring import open_check

COPIED = ("figure", *(field.name for field in MeasuredBefore._meta.fields))  # noqa: SLF001 -- the documented Meta API


@transaction.atomic
def selection_choose(
    *, actor: Actor, candidate: Candidate, reason: str, time_zone: str = "America/New_York"
) -> Engagement:
    """The chosen vendor gets an engagement, with the baselines taken before it."""
    selection = candidate.selection
    open_check(actor, selection)
    _check_fit(candidate, reason)
    vendor = candidate.vendor or _register(actor, candidate)
    engagement = engagement_create(
        actor=actor,
        name=f"{selection.organization} with {vendor}",
        practice=selection.organization,
        vendor=vendor,
        time_zone=time_zone,
        action="selection.manage",
    )
    decided = Selection.objects.filter(pk=selection.pk, state=SelectionState.OPEN).update(
        state=SelectionState.DECIDED,
        chosen=candidate,
        resulting_engagement=engagement,
        reason=reason.strip(),
        decided_by=actor.user,
        decided_at=timezone.now(),
    )
    if decided != 1:
        raise StaleState("Somebody else has just decided it.", remedy="Reload the page.")
    _hand_over(actor, selection, engagement)
    return engagement


def _check_fit(candidate: Candidate, reason: str) -> None:
    """One disqualifying answer fails a vendor, whatever its total."""
    card = scorecard_of(candidates_of(candidate.selection).get(pk=candidate.pk))
    if card.verdict == "fail":
        names = ", ".join(row.question.criterion.label.lower() for row in card.disqualifiers)
        raise DomainError(
            f"{candidate} gave a disqualifying answer: {names}.",
            remedy="Choose another vendor, or score the criterion again when the answer changed.",
        )
    if card.verdict == "incomplete":
        raise DomainError(
            f"Only {card.answered} of the {len(card.rows)} criteria are scored.",
            remedy="Score the others first.",
        )
    if not reason.strip():
        raise DomainError(
            "The decision needs its reason.", field="reason", remedy="Say why this vendor."
        )


def _register(actor: Actor, candidate: Candidate) -> Organization:
    """A vendor that is only a name yet is registered by the administrator who chooses it."""
    if not actor.can("platform.administer"):
        raise DomainError(
            f"{candidate} is not registered here yet.",
            remedy="Ask the platform administrator to register it and tie it to this candidate.",
        )
    vendor = organization_create(actor=actor, name=candidate.name, kind="vendor")
    Candidate.objects.filter(pk=candidate.pk).update(vendor=vendor)
    return vendor


def _hand_over(actor: Actor, selection: Selection, engagement: Engagement) -> None:
    """Whoever chose, or led the selection, manages the practice's side from the first day."""
    people = {
        user.pk: user
        for user in (actor.user, selection.lead)
        if user is not None and user.organization_id == selection.organization_id
    }
    with engagement_scope(engagement.pk):
        for user in people.values():
            membership_grant(
                actor=None, engagement=engagement, user=user, role=Role.PRACTICE_MANAGER.value
            )
        Baseline.objects.bulk_create(
            Baseline(
                engagement=engagement,
                recorded_by=row.recorded_by,
                **{name: getattr(row, name) for name in COPIED},
            )
            for row in selection.baselines.all()
        )


@transaction.atomic
def selection_abandon(*, actor: Actor, selection: Selection, reason: str) -> Selection:
    """Ends it without a vendor."""
    open_check(actor, selection)
    if not reason.strip():
        raise DomainError(
            "Somebody will ask why nobody was chosen.", field="reason", remedy="Give a reason."
        )
    ended = Selection.objects.filter(pk=selection.pk, state=SelectionState.OPEN).update(
        state=SelectionState.ABANDONED,
        reason=reason.strip(),
        decided_by=actor.user,
        decided_at=timezone.now(),
    )
    if ended != 1:
        raise StaleState("Somebody else has just decided it.", remedy="Reload the page.")
    selection.refresh_from_db()
    return selection
