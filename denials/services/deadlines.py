"""Deadlines of denials: what payers allow, and by when the contract wants the root cause."""

from django.db import transaction

from denials.enums import DenialState
from denials.models import DeadlineRule, Denial
from denials.policies import DeadlineRulePolicy
from denials.selectors.matching import PayerBook
from engagements.kernel.errors import DomainError, NotAllowed
from engagements.kernel.policy import Actor
from engagements.models import Payer
from engagements.validators import zone

MOST_DAYS = 730


@transaction.atomic
def deadline_rule_save(*, actor: Actor, payer: Payer | None, appeal_days: int) -> DeadlineRule:
    """Sets a payer's rule (or the default) and the deadlines of all denials still open."""
    actor.require("denial.work")
    if actor.grant("denial.work") != "any":
        raise NotAllowed("The practice keeps the payers' deadlines.", action="denial.work")
    if not 1 <= appeal_days <= MOST_DAYS:
        raise DomainError(
            f"{appeal_days} is not a number of days.",
            field="appeal_days",
            remedy=f"Give 1 to {MOST_DAYS}.",
        )
    rule, _ = DeadlineRule.objects.update_or_create(
        engagement=actor.engagement,
        payer=payer,
        defaults={"appeal_days": appeal_days},
    )
    denials_deadlines_recompute(actor=actor)
    return rule


@transaction.atomic
def deadline_rule_delete(*, actor: Actor, rule: DeadlineRule) -> None:
    DeadlineRulePolicy.check(actor, "denial.work", rule)
    DeadlineRule.objects.filter(pk=rule.pk).delete()
    denials_deadlines_recompute(actor=actor)


@transaction.atomic
def denials_deadlines_recompute(*, actor: Actor) -> int:
    """Computes the deadlines of every denial still to be worked from the rules and the terms.

    The caller has checked the right. Returns how many were not as stored.
    """
    book = PayerBook(actor.engagement)
    where = zone(actor.engagement.time_zone)
    changed = []
    denials = Denial.objects.filter(
        engagement=actor.engagement, state__in=DenialState.unresolved()
    ).select_related("claim__payer")
    for denial in denials.iterator(chunk_size=1_000):
        deadline = book.deadline(
            denial.claim.payer,
            denied_on=denial.denied_on,
            service_from=denial.claim.service_from,
            appeal=denial.appeal_allowed,
        )
        day = denial.created_at.astimezone(where).date()
        due = book.root_cause_due(day)
        if (deadline, due) != (denial.deadline_on, denial.root_cause_due_on):
            denial.deadline_on, denial.root_cause_due_on = deadline, due
            changed.append(denial)
    Denial.objects.bulk_update(changed, ["deadline_on", "root_cause_due_on"], batch_size=500)
    return len(changed)
