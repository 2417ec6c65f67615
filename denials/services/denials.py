"""The analyst's work: who has it, what caused it, what was done about it."""

from django.db import transaction
from django.utils import timezone

from denials.enums import DenialState
from denials.models import Denial
from denials.policies import DenialPolicy
from denials.selectors.worklist import denial_assignees
from denials.states import DENIAL
from engagements.kernel.errors import DomainError
from engagements.kernel.policy import Actor
from engagements.models import User

# Giving money up, or saying what the payer decided, is never silent.
REASON_NEEDED = frozenset({"write_off", "reopen"})


@transaction.atomic
def denial_assign(*, actor: Actor, denial: Denial, assignee: User | None) -> Denial:
    """Gives the denial to somebody who may work it, or back to nobody. Safe to repeat."""
    DenialPolicy.check(actor, "denial.work", denial)
    if assignee is not None and not denial_assignees(actor).filter(pk=assignee.pk).exists():
        raise DomainError(
            f"{assignee} cannot work denials here.",
            field="assignee",
            remedy="Choose a denial analyst or a practice manager of this engagement.",
        )
    if not denial.is_open:
        raise DomainError(
            f"The denial is {denial.get_state_display().lower()}; only open ones are assigned.",
            remedy="Reopen it first.",
        )
    Denial.objects.filter(pk=denial.pk).update(assignee=assignee)
    denial.assignee = assignee
    return denial


@transaction.atomic
def denial_move(*, actor: Actor, denial: Denial, step: str, reason: str = "") -> Denial:
    """Fires a transition of the denial's table; the loser of a race gets `StaleState`."""
    DenialPolicy.check(actor, "denial.work", denial)
    transition = DENIAL.transitions.get(step)
    if transition is None or transition.action is None:
        raise DomainError(f"{step or '(nothing)'} is not a step.", remedy="Reload the page.")
    if denial.state not in transition.source:
        raise DomainError(
            f"A denial that is {denial.get_state_display().lower()} does not go there.",
            remedy="Reload the page: somebody may have just moved it.",
        )
    if step in REASON_NEEDED and not reason.strip():
        raise DomainError("This step needs a reason.", field="reason", remedy="Say why.")
    closed = timezone.now() if transition.target in DenialState.final() else None
    DENIAL.fire(denial, step, actor=actor, reason=reason.strip(), closed_at=closed)
    return denial
