"""Whose a denial is: what is proposed, what was said of it by either side, who may close it."""

from datetime import date
from types import MappingProxyType

from django.db.models import QuerySet

from denials.enums import Attribution, AttributionWord, RootCause
from denials.models import AttributionEntry, Denial
from denials.policies import DenialPolicy
from denials.selectors.causes import local_today
from engagements.enums import Side
from engagements.enums.agreement import Handoff, Step
from engagements.kernel.policy import Actor
from engagements.models import Engagement
from engagements.roles import GRANTS, Role, role_side
from engagements.selectors.raci import raci_of

# Where a defect of each cause came in, unless somebody says otherwise.
HANDOFF_OF = MappingProxyType(
    {
        RootCause.CODING: Handoff.CODING_BILLING,
        RootCause.BILLING: Handoff.BILLING_PAYER,
        RootCause.FRONT_END: Handoff.INTAKE_CODING,
        RootCause.PROVIDER_DOCUMENTATION: Handoff.PROVIDER_CODING,
        RootCause.PAYER: Handoff.NONE,
    }
)
# The step whose owner answers for a cause; front desk and providers are always the practice's.
STEP_OF = MappingProxyType(
    {
        RootCause.CODING: Step.CODING,
        RootCause.BILLING: Step.CLAIM,
        RootCause.PAYER: Step.DENIAL,
    }
)
ANSWER = "denial.answer"


def owner_proposed(denial: Denial, root_cause: str, day: date) -> str:
    """The side that coded the chart, or owns the step on the day; else the practice."""
    cause = RootCause(root_cause)
    if cause is RootCause.CODING and denial.coder is not None:
        side: str | None = denial.engagement.side_of(denial.coder.organization_id)
        if side is not None:
            return side
    step = STEP_OF.get(cause)
    if step is None:
        return Side.PRACTICE.value
    owners = {owner.step: owner.side for owner in raci_of(denial.engagement, day)}
    return owners[step]


def attribution_entries(denial: Denial) -> "QuerySet[AttributionEntry]":
    """Everything that was said, oldest first."""
    return (
        AttributionEntry.objects.filter(engagement_id=denial.engagement_id, denial=denial)
        .select_related("by")
        .order_by("pk")
    )


def naming_of(denial: Denial) -> AttributionEntry | None:
    """The naming that stands: the last one."""
    return attribution_entries(denial).filter(word=AttributionWord.NAMED).last()


def naming_side(denial: Denial, naming: AttributionEntry | None) -> str:
    """Who named the cause; before namings were kept, whoever set it."""
    if naming is not None:
        return naming.side
    setter = denial.root_cause_set_by
    side: str | None = denial.engagement.side_of(setter.organization_id) if setter else None
    return side or Side.PRACTICE.value


def may_answer(actor: Actor, denial: Denial, naming: AttributionEntry | None) -> bool:
    """The side that did not name it answers, while its answer stands out or may still change."""
    return (
        bool(denial.root_cause)
        and actor.can(ANSWER)
        and actor.side != naming_side(denial, naming)
        and DenialPolicy.allows(actor, ANSWER, denial)
    )


def attributions_to_answer(actor: Actor) -> "QuerySet[Denial]":
    """Those that await the actor's side."""
    if not actor.can(ANSWER):
        return Denial.objects.none()
    others = AttributionEntry.objects.filter(
        engagement=actor.engagement, word=AttributionWord.NAMED
    ).exclude(side=actor.side)
    rows: QuerySet[Denial] = DenialPolicy.visible(actor, ANSWER)
    return rows.filter(attribution=Attribution.PENDING, pk__in=others.values("denial_id"))


def attributions_disputed(actor: Actor) -> "QuerySet[Denial]":
    """Those that whoever works denials has to look at again."""
    rows: QuerySet[Denial] = DenialPolicy.visible(actor, "denial.work")
    return rows.filter(attribution=Attribution.DISPUTED)


def denial_side(engagement: Engagement) -> str:
    """The side whose step the denials are today: it works and closes them."""
    owners = raci_of(engagement, local_today(engagement.time_zone))
    return next(owner.side for owner in owners if owner.step == Step.DENIAL)


def closing_roles(side: str) -> str:
    """The roles of a side that may close a denial, in words."""
    names = [
        str(role.label)
        for role in Role
        if role_side(role) == side and "denial.work" in GRANTS[role]
    ]
    return " or ".join(names)
