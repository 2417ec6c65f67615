"""The checklist of a phase: what is to be done, by whom, and the evidence that it was."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from engagements.enums import Phase, Side
from engagements.kernel.errors import DomainError, NotAllowed, StaleState
from engagements.kernel.policy import Actor
from engagements.models import Document, Engagement, PhaseChecklistItem, User
from engagements.phase_checklists import SEEDS
from engagements.policies.transition import ChecklistPolicy
from engagements.services.locking import engagement_lock, sent_before


def checklist_seed(*, actor: Actor, engagement: Engagement, phase: str) -> None:
    """The items every engagement begins a phase with; those there already stay as they are."""
    PhaseChecklistItem.objects.bulk_create(
        (
            PhaseChecklistItem(
                engagement=engagement,
                phase=phase,
                key=seed.key,
                title=seed.title,
                detail=seed.detail,
                order=10 * number,
            )
            for number, seed in enumerate(SEEDS.get(Phase(phase), ()), start=1)
        ),
        ignore_conflicts=True,
    )


@transaction.atomic
def checklist_item_save(
    *,
    actor: Actor,
    item: PhaseChecklistItem | None,
    phase: str,
    title: str,
    detail: str = "",
    owner: User | None = None,
    due_on: dt.date | None = None,
) -> PhaseChecklistItem:
    """Adds an item of the engagement's own, or says who does an item and until when."""
    actor.require("phasechecklist.manage")
    if item is None:
        item = PhaseChecklistItem(engagement=actor.engagement, phase=phase)
    else:
        ChecklistPolicy.check(actor, "phasechecklist.manage", item)
    if not title.strip():
        raise DomainError("An item needs a title.", field="title")
    item.title, item.detail = title.strip(), detail.strip()
    item.owner, item.due_on = owner, due_on
    if item.pk is None:
        engagement_lock(actor.engagement)
        if same := sent_before(item):
            return same
    # Only what was asked for: somebody may be marking the item done at this moment.
    item.save(update_fields=["title", "detail", "owner", "due_on"] if item.pk else None)
    return item


@transaction.atomic
def checklist_item_done(
    *,
    actor: Actor,
    item: PhaseChecklistItem,
    note: str = "",
    link: str = "",
    document: Document | None = None,
) -> PhaseChecklistItem:
    """Done, with its evidence: a note, a link or a stored document."""
    ChecklistPolicy.check(actor, "phasechecklist.manage", item)
    if actor.side == Side.SYSTEM:
        raise NotAllowed("Somebody has to answer for it.", action="phasechecklist.manage")
    if not (note.strip() or link.strip() or document):
        raise DomainError(
            "An item is done with its evidence.",
            field="note",
            remedy="Write what was done, give a link, or attach the document.",
        )
    done = PhaseChecklistItem.objects.filter(pk=item.pk, done_at__isnull=True).update(
        note=note.strip(),
        link=link.strip(),
        document=document,
        done_by=actor.user,
        done_at=timezone.now(),
    )
    if done != 1:
        raise StaleState("This item is done already.", remedy="Reload the page.")
    item.refresh_from_db()
    return item


@transaction.atomic
def checklist_item_reopen(
    *, actor: Actor, item: PhaseChecklistItem, reason: str
) -> PhaseChecklistItem:
    """Not done after all; what was written stays in the item's history."""
    ChecklistPolicy.check(actor, "phasechecklist.manage", item)
    if not reason.strip():
        raise DomainError("Say why it is not done.", field="reason")
    opened = PhaseChecklistItem.objects.filter(pk=item.pk, done_at__isnull=False).update(
        done_at=None, done_by=None, note=f"Reopened: {reason.strip()}"
    )
    if opened != 1:
        raise StaleState("This item is open already.", remedy="Reload the page.")
    item.refresh_from_db()
    return item
