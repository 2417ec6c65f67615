"""Deadline rules: what payers allow and the contract asks, applied to denials still open."""

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
def deadline_rule_save(
    *, actor: Actor, payer: Payer | None, appeal_days: int, root_cause_days: int | None
) -> DeadlineRule:
    """Sets a payer's rule (or the default) and the deadlines of all denials still open."""
    actor.require("denial.work")
    if actor.grant("denial.work") != "any":
        raise NotAllowed("The practice keeps the payers' deadlines.", action="denial.work")
    for field, days in (("appeal_days", appeal_days), ("root_cause_days", root_cause_days)):
        if days is not None and not 1 <= days <= MOST_DAYS:
            raise DomainError(
                f"{days} is not a number of days.", field=field, remedy=f"Give 1 to {MOST_DAYS}."
            )
    rule, _ = DeadlineRule.objects.update_or_create(
        engagement=actor.engagement,
        payer=payer,
        defaults={"appeal_days": appeal_days, "root_cause_days": root_cause_days},
    )
    _apply(actor)
    return rule


@transaction.atomic
def deadline_rule_delete(*, actor: Actor, rule: DeadlineRule) -> None:
    DeadlineRulePolicy.check(actor, "denial.work", rule)
    DeadlineRule.objects.filter(pk=rule.pk).delete()
    _apply(actor)


def _apply(actor: Actor) -> None:
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
        due = book.root_cause_due(denial.claim.payer, day)
        if (deadline, due) != (denial.deadline_on, denial.root_cause_due_on):
            denial.deadline_on, denial.root_cause_due_on = deadline, due
            changed.append(denial)
    Denial.objects.bulk_update(changed, ["deadline_on", "root_cause_due_on"], batch_size=500)
