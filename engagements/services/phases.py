"""Changes of phase, and their plan."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from engagements.enums import Phase
from engagements.kernel.errors import DomainError, StaleState
from engagements.kernel.phases import PhaseMove, phase_effects
from engagements.kernel.policy import Actor
from engagements.models import Engagement, PhaseChange, PhasePlan
from engagements.roles import Role
from engagements.selectors.gates import engagement_today
from engagements.selectors.oversight import liability_acknowledgement
from engagements.selectors.phases import GateRow, gates_of
from engagements.services.locking import engagement_lock, sent_before
from engagements.services.phase_checklist import checklist_seed
from engagements.services.signoffs import liability_acknowledge
from engagements.states.transition import PHASE

LIABILITY = (
    "Liability for every claim stays with the organization that submits it. Handing the coding to"
    " a vendor changes nothing about the False Claims Act or the duty to return overpayments within"
    " 60 days of identifying them."
)


@dataclass(frozen=True)
class Acknowledgement:
    """Who takes note, for the practice, that liability stays with it (R39)."""

    name: str
    title: str
    duty_role: str = Role.COMPLIANCE_OFFICER.value  # who answers for overpayments


@transaction.atomic
def phase_change(
    *,
    actor: Actor,
    move: str,
    reason: str,
    override_reason: str = "",
    acknowledgement: Acknowledgement | None = None,
) -> PhaseChange:
    """Moves the engagement, once its gates pass or are overridden with a reason.

    The gates are kept as they stood. What the change does to the work happens in the same
    transaction, or the phase does not change.
    """
    engagement = engagement_lock(actor.engagement)
    step = PHASE.transitions[move]
    if step.action is not None:
        actor.require(step.action)
    if engagement.phase not in step.source:
        raise StaleState(
            f"The engagement is in the phase {Phase(engagement.phase).label.lower()} now.",
            remedy="Reload the page: somebody may have changed the phase just now.",
        )
    if not reason.strip():
        raise DomainError("A change of phase needs its reason.", field="reason")
    _check_acknowledged(step.target, acknowledgement)
    rows = gates_of(engagement, step.target, timezone.now())
    overridden = _check_gates(actor, rows, override_reason)
    return _apply(
        actor,
        engagement,
        move,
        reason=reason,
        override_reason=override_reason if overridden else "",
        rows=rows,
        acknowledgement=acknowledgement,
    )


def _check_acknowledged(target: str, acknowledgement: Acknowledgement | None) -> None:
    if target != Phase.LIVE:
        return
    if acknowledgement is None or not acknowledgement.name.strip():
        raise DomainError(
            "Going live needs the practice's acknowledgement of its liability.",
            field="acknowledged_name",
            remedy="Read the sentence and enter the name and title of whoever acknowledges it.",
        )
    if not acknowledgement.title.strip():
        raise DomainError("Enter the title.", field="acknowledged_title")


def _check_gates(actor: Actor, rows: list[GateRow], override_reason: str) -> bool:
    """Whether gates were overridden; raises where they stand in the way."""
    closed = [row for row in rows if not row.result.passed]
    hard = [row for row in closed if row.gate.hard]
    if hard:
        titles = ", ".join(row.gate.title for row in hard)
        raise DomainError(
            f"Nobody may override this gate: {titles}. {hard[0].result.words}",
            remedy="Open the gate's page and put it right.",
        )
    if not closed:
        return False
    titles = ", ".join(row.gate.title for row in closed)
    if not override_reason.strip():
        raise DomainError(
            f"{len(closed)} gates do not pass: {titles}.",
            field="override_reason",
            remedy="Put them right, or override them with a reason that stays on record.",
        )
    actor.require("phase.override")
    return True


def _apply(
    actor: Actor,
    engagement: Engagement,
    move: str,
    *,
    reason: str,
    override_reason: str,
    rows: list[GateRow],
    acknowledgement: Acknowledgement | None,
) -> PhaseChange:
    now, source = timezone.now(), engagement.phase
    target = PHASE.transitions[move].target
    changes: dict[str, object] = {}
    if target == Phase.LIVE and engagement.live_on is None:
        changes["live_on"] = engagement_today(engagement)
    PHASE.fire(engagement, move, actor=actor, reason=reason.strip(), at=now, **changes)
    actor.engagement.phase, actor.engagement.live_on = engagement.phase, engagement.live_on
    acknowledged = acknowledgement if target == Phase.LIVE else None
    change = PhaseChange.objects.create(
        engagement=engagement,
        transition=move,
        source=source,
        target=target,
        at=now,
        changed_by=actor.user,
        side=actor.side,
        reason=reason.strip(),
        gates=[
            row.snapshot | {"overridden": bool(override_reason) and not row.result.passed}
            for row in rows
        ],
        override_reason=override_reason.strip(),
        acknowledged_name=acknowledged.name.strip() if acknowledged else "",
        acknowledged_title=acknowledged.title.strip() if acknowledged else "",
        acknowledgement=LIABILITY if acknowledged else "",
    )
    _sign_off(actor, acknowledged)
    checklist_seed(actor=actor, engagement=engagement, phase=target)
    for effect in phase_effects:
        effect.apply(actor, PhaseMove(engagement, source, target, reason.strip(), now))
    return change


def _sign_off(actor: Actor, acknowledged: Acknowledgement | None) -> None:
    """The first go-live is also the practice's sign-off of its liability, if none is on file."""
    if acknowledged is None or liability_acknowledgement(actor.engagement) is not None:
        return
    liability_acknowledge(
        actor=actor,
        duty_role=acknowledged.duty_role,
        reason=f"Going live: acknowledged by {acknowledged.name}, {acknowledged.title}.",
    )


@transaction.atomic
def phase_roll_back(*, actor: Actor, reason: str) -> PhaseChange:
    """What an accepted proposal does: no gate stands before a rollback."""
    engagement = engagement_lock(actor.engagement)
    if engagement.phase not in PHASE.transitions["roll_back"].source:
        raise StaleState(
            f"The engagement is in the phase {Phase(engagement.phase).label.lower()} now.",
            remedy="Only a live engagement can be rolled back.",
        )
    return _apply(
        actor,
        engagement,
        "roll_back",
        reason=reason,
        override_reason="",
        rows=[],
        acknowledgement=None,
    )


@transaction.atomic
def phase_plan_set(
    *,
    actor: Actor,
    phase: str,
    starts_on: dt.date,
    ends_on: dt.date | None,
    reason: str = "",
) -> PhasePlan:
    """Adds a version of a phase's plan; from the second on it needs a reason."""
    actor.require("phase.plan")
    engagement = engagement_lock(actor.engagement)
    rows = PhasePlan.objects.filter(engagement=engagement, phase=phase)
    last = rows.aggregate(last=Max("version"))["last"] or 0
    plan = PhasePlan(
        engagement=engagement,
        phase=phase,
        version=last + 1,
        starts_on=starts_on,
        ends_on=ends_on,
        reason=reason.strip(),
        planned_by=actor.user,
        planned_at=timezone.now(),
    )
    same = sent_before(plan, besides=("version", "planned_at"))
    if same is not None and same.version == last:
        return same
    if last and not reason.strip():
        raise DomainError(
            "A changed plan needs its reason.",
            field="reason",
            remedy="Say why the dates move; the earlier ones stay on record.",
        )
    if ends_on is not None and ends_on < starts_on:
        raise DomainError(f"The end ({ends_on}) is before the start.", field="ends_on")
    plan.save(force_insert=True)
    return plan
