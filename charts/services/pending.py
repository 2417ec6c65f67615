"""Charts that cannot go on: held with a reason for somebody by name, and let go on by them."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from charts.enums import PendingOutcome, PendingReason, WorkState
from charts.models import PendingRoute, PendingSpell, WorkItem
from charts.policies import PendingSpellPolicy, WorkItemPolicy
from charts.selectors.pending import AUTHORITY_ROLES, authority_for, holders_of
from charts.services.clocks import chart_clock_hold, chart_lock, chart_work_unhold
from charts.states import WORK
from engagements.kernel.errors import DomainError, StaleState
from engagements.kernel.policy import Actor
from engagements.models import User
from engagements.roles import Role


@transaction.atomic
def pending_open(
    *, actor: Actor, item: WorkItem, reason: str, note: str = "", at: datetime | None = None
) -> PendingSpell:
    """Holds a piece of work for a reason; its authority finds it in My work.

    A lead may do it for a coder. The vendor's clock stands still only where the practice owes a
    document.
    """
    right = "coding.write" if item.assignee_id == actor.user_id else "worklist.assign"
    WorkItemPolicy.check(actor, right, item)
    if reason not in PendingReason.values:
        raise DomainError("Choose why the chart cannot go on.", field="reason")
    chart = chart_lock(item.chart)
    item = WorkItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    if item.state not in {WorkState.OPEN, WorkState.LEASED}:
        raise StaleState("This chart is pending or done already.", remedy="Reload the page.")
    now = at or timezone.now()
    authority = authority_for(actor.engagement, reason)
    spell = PendingSpell.objects.create(
        engagement=actor.engagement,
        chart=chart,
        work_item=item,
        side=item.side,
        reason=reason,
        note=" ".join(note.split())[:200],
        authority_side=authority.side,
        authority_role=authority.role,
        authority=authority.user,
        stops_clock=authority.stops_clock(item.side),
        opened_at=now,
        opened_by=actor.user,
    )
    words = str(spell.get_reason_display())
    WORK.fire(
        item,
        "hold",
        actor=actor,
        at=now,
        reason=words,
        pending_reason=words,
        leased_until=None,
    )
    if spell.stops_clock:
        chart_clock_hold(
            actor=actor, chart=chart, at=now, reference=_reference(spell), reason=words
        )
    return spell


@transaction.atomic
def pending_close(
    *, actor: Actor, spell: PendingSpell, outcome: str, resolution: str
) -> PendingSpell:
    """Settles a reason: the work goes on with whoever had it.

    Where nothing was missing, the clock counts as if it had never stood still.
    """
    PendingSpellPolicy.check(actor, "pending.resolve", spell)
    resolution = " ".join(resolution.split())
    if not resolution:
        raise DomainError("Say how it was settled.", field="resolution")
    if outcome not in PendingOutcome.values:
        raise DomainError("Say whether it was settled or not needed.", field="outcome")
    chart = chart_lock(spell.chart)
    item = WorkItem.objects.select_for_update(of=("self",)).get(pk=spell.work_item_id)
    now = timezone.now()
    closed = PendingSpell.objects.filter(pk=spell.pk, closed_at__isnull=True).update(
        closed_at=max(now, spell.opened_at),
        closed_by=actor.user,
        outcome=outcome,
        resolution=resolution[:200],
    )
    if closed != 1:
        raise StaleState("Somebody has settled this meanwhile.", remedy="Reload the page.")
    chart_work_unhold(
        actor=actor,
        chart=chart,
        item=item,
        at=spell.opened_at if outcome == PendingOutcome.UNFOUNDED else now,
        reference=_reference(spell),
        reason=resolution,
    )
    spell.refresh_from_db()
    return spell


@transaction.atomic
def pending_route(*, actor: Actor, reason: str, role: str, user: User | None = None) -> None:
    """Says who settles a reason from now on; what is pending keeps its authority."""
    actor.require("pending.route")
    if reason not in PendingReason.values:
        raise DomainError("There is no such reason.", field="reason")
    if role not in AUTHORITY_ROLES:
        raise DomainError(
            "This role settles no pending charts.",
            field="role",
            remedy=f"Choose one of: {', '.join(str(Role(r).label) for r in AUTHORITY_ROLES)}.",
        )
    if user is not None and not holders_of(actor.engagement, role).filter(pk=user.pk).exists():
        raise DomainError(f"{user} does not hold this role.", field="user")
    PendingRoute.objects.update_or_create(
        engagement=actor.engagement,
        reason=reason,
        defaults={"role": role, "user": user, "changed_by": actor.user},
    )


def _reference(spell: PendingSpell) -> str:
    return f"pending:{spell.pk}"
