"""Setting a guard aside for one coder and one chart: with a reason, for good, and counted."""

from django.db import transaction
from django.utils import timezone

from charts.models import Chart, GuardOverride
from charts.policies import ChartPolicy
from charts.selectors.guards import OVERRIDE_ACTION, refusals_all
from engagements.enums.workforce import GuardRule
from engagements.kernel.errors import DomainError
from engagements.kernel.policy import Actor
from engagements.models import User
from engagements.selectors import engagement_today
from engagements.selectors.workforce.people import coders


@transaction.atomic
def guard_override(
    *, actor: Actor, chart: Chart, coder: User, rule: str, reason: str
) -> GuardOverride:
    """Lets the coder have the chart although the guard refuses it today. Done once, it stays.

    Only a guard that refuses now can be set aside: nothing is waved through ahead.
    """
    action = OVERRIDE_ACTION[GuardRule(rule)]
    actor.require(action)
    ChartPolicy.check(actor, "chart.view", chart)
    if not reason.strip():
        raise DomainError("Say why the guard is set aside.", field="reason")
    if not coders(actor.engagement).filter(pk=coder.pk).exists():
        raise DomainError(f"{coder} does not code in this engagement.", field="coder")
    day = engagement_today(actor.engagement)
    found = [
        refusal
        for refusal in refusals_all(
            engagement=actor.engagement, chart_ids=[chart.pk], user=coder, day=day
        )
        if refusal.rule == rule
    ]
    if not found:
        raise DomainError(
            f"{GuardRule(rule).label} does not refuse this chart to {coder} today.",
            field="rule",
            remedy="There is nothing to set aside.",
        )
    row, _ = GuardOverride.objects.get_or_create(
        engagement=actor.engagement,
        chart=chart,
        coder=coder,
        rule=rule,
        defaults={
            "refusal": "; ".join(refusal.words for refusal in found)[:300],
            "reason": reason.strip(),
            "day": day,
            "by": actor.user,
            "side": actor.side,
            "at": timezone.now(),
        },
    )
    return row
