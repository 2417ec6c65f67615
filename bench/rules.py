"""Queues with rules and members, and guards with what they ask for: made by the services."""

import datetime as dt
from decimal import Decimal
from itertools import pairwise

from bench import facts, people
from charts.enums import MemberMode
from charts.models import QueueMember, QueueRule, RuleSet, WorkItem, WorkQueue
from charts.services.queues import member_set, queue_create
from charts.services.rulesets import rule_save, ruleset_draft, ruleset_rest
from engagements.kernel.policy import Actor
from engagements.models import (
    Credential,
    CredentialKind,
    Engagement,
    RosterEntry,
    SpecialtyRule,
    TrainingCampaign,
    TrainingCompletion,
)
from engagements.roles import Role
from engagements.selectors import actor_for, engagement_today
from engagements.services.workforce.catalogue import credentialkind_save
from engagements.services.workforce.credentials import (
    credential_save,
    credential_verify,
    specialtyrule_add,
)
from engagements.services.workforce.roster import roster_join
from engagements.services.workforce.training import campaign_add, completion_record

QUEUES = 6
SHARES = (3, 1)
REFUSED = "cardiology"
YEAR = dt.timedelta(days=365)
MADE = (
    QueueMember,
    QueueRule,
    RuleSet,
    WorkQueue,
    SpecialtyRule,
    Credential,
    CredentialKind,
    TrainingCompletion,
    TrainingCampaign,
    RosterEntry,
)


def actor_of(engagement: Engagement, role: Role) -> Actor:
    user = people.user_of(engagement, role.value)
    found = actor_for(user=user, engagement=engagement)
    assert found is not None
    return found


def queues_make(engagement: Engagement) -> tuple[list[WorkQueue], RuleSet]:
    """Urgent charts, pairs of specialties, and everything else; the rules are still a draft."""
    lead = actor_of(engagement, Role.VENDOR_LEAD)
    queues = [
        queue_create(actor=lead, name=f"Queue {number}", order=number) for number in range(QUEUES)
    ]
    draft = ruleset_draft(actor=lead)
    urgent, *special, rest = queues
    rule_save(actor=lead, rule_set=draft, queue=urgent, conditions={"urgencies": ["urgent"]})
    pairs = list(pairwise(facts.SPECIALTIES))[::2]
    for queue, names in zip(special, pairs, strict=False):
        rule_save(actor=lead, rule_set=draft, queue=queue, conditions={"specialties": names})
    ruleset_rest(actor=lead, rule_set=draft, queue=rest)
    return queues, draft


def members_make(engagement: Engagement, queues: list[WorkQueue], coders: list[Actor]) -> None:
    """Every coder prefers two queues, three charts of the first to one of the second."""
    lead = actor_of(engagement, Role.VENDOR_LEAD)
    for number, coder in enumerate(coders):
        for step, share in enumerate(SHARES):
            queue = queues[(number + step) % len(queues)]
            member_set(
                actor=lead, queue=queue, user=coder.user, mode=MemberMode.PREFER, share=share
            )


def guards_make(engagement: Engagement, coders: list[Actor]) -> None:
    """A credential for every chart, another for cardiology that nobody has, a training, a roster
    of new coders: cardiology is refused to all of them.
    """
    lead, manager = (
        actor_of(engagement, role) for role in (Role.VENDOR_LEAD, Role.PRACTICE_MANAGER)
    )
    today = engagement_today(engagement)
    kinds = [
        credentialkind_save(
            actor=manager, kind=None, code=code, title=code, body="aapc", level=level
        )
        for code, level in (("CPC", "general"), ("CCC", "specialty"))
    ]
    specialtyrule_add(actor=manager, scope="every", codes=["CPC"], effective_from=today - 3 * YEAR)
    specialtyrule_add(
        actor=manager,
        scope="specialty",
        specialty=REFUSED,
        codes=["CCC"],
        minimum_years=Decimal(2),
        effective_from=today - 3 * YEAR,
    )
    campaign = campaign_add(
        actor=manager,
        title="Code sets",
        code_set="CPT",
        affected_from=today - YEAR,
        due_on=today - YEAR - dt.timedelta(days=1),
    )
    for coder in coders:
        user = coder.user
        held = credential_save(
            actor=lead,
            credential=None,
            user=user,
            kind=kinds[0],
            number=str(user.pk),
            issued_on=today - YEAR,
        )
        credential_verify(actor=manager, credential=held, note="Asked the body")
        completion_record(
            actor=lead, campaign=campaign, user=user, completed_on=today, note="Course"
        )
        roster_join(actor=lead, user=user, joined_on=today, coding_since=today - 4 * YEAR)


def forget(engagement: Engagement) -> None:
    """Takes out what an earlier run made, so that the database is as it was built."""
    own = {"engagement": engagement}
    for queue in WorkQueue.objects.filter(**own):
        WorkItem.objects.filter(work_queue=queue, **own).update(work_queue=None)
    for model in MADE:
        model.objects.filter(**own).delete()
