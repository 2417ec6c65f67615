"""Service levels of closed months, recorded once, and the plans that misses lead to."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from engagements.enums import Phase, Side
from engagements.kernel.errors import DomainError
from engagements.kernel.metrics.period import local_day
from engagements.kernel.policy import Actor
from engagements.models import Membership, User
from engagements.selectors import engagement_today
from reporting.enums import SlaVerdict
from reporting.models import CorrectiveActionPlan, SlaResult
from reporting.policies import CorrectiveActionPlanPolicy
from reporting.selectors.plans import missed_months, months_before
from reporting.selectors.service_levels import levels_judge, month_of, results_recorded
from reporting.states import PLAN


@transaction.atomic
def levels_record(*, actor: Actor, month: dt.date) -> list[SlaResult]:
    """Judges a closed month once; what was recorded stands. Opens the plans that follow."""
    actor.require("invoice.issue")
    period = month_of(actor.engagement, month.replace(day=1))
    if period.end >= period.today:
        raise DomainError(
            f"{period.label} is not over.",
            field="month",
            remedy="Its levels are judged from the first of the next month.",
        )
    recorded = results_recorded(actor.engagement, period.start)
    if recorded:
        return recorded
    results = levels_judge(actor.engagement, period)
    now = timezone.now()
    for result in results:
        result.recorded_at = now
    SlaResult.objects.bulk_create(results, ignore_conflicts=True)
    recorded = results_recorded(actor.engagement, period.start)
    for result in recorded:
        if result.verdict == SlaVerdict.NOT_MET:
            _plan_propose(actor, result)
    return recorded


def levels_record_due(*, actor: Actor) -> list[SlaResult]:
    """The month before this one, in an engagement that has begun. Twice changes nothing."""
    if actor.engagement.phase == Phase.DRAFT:
        return []
    today = engagement_today(actor.engagement)
    return levels_record(actor=actor, month=months_before(today.replace(day=1), 1))


def _plan_propose(actor: Actor, result: SlaResult) -> None:
    """So many misses in so many months, none of them the cause of an earlier plan: a plan."""
    months = missed_months(actor.engagement, result)
    if len(months) < result.terms.miss_limit:
        return
    today = local_day(timezone.now(), actor.engagement.time_zone)
    CorrectiveActionPlan.objects.bulk_create(
        [
            CorrectiveActionPlan(
                engagement=actor.engagement,
                measure=result.measure,
                base=result.base,
                specialty=result.specialty,
                terms=result.terms,
                months=months,
                opened_at=timezone.now(),
                submit_by=today + dt.timedelta(days=result.terms.plan_days),
            )
        ],
        ignore_conflicts=True,
    )


@transaction.atomic
def plan_submit(
    *,
    actor: Actor,
    plan: CorrectiveActionPlan,
    cause: str,
    measures: str,
    owner: User,
    due_on: dt.date,
) -> None:
    """The vendor says why, what will be done, by whom and until when."""
    CorrectiveActionPlanPolicy.check(actor, "actionplan.submit", plan)
    for text, field in ((cause, "cause"), (measures, "measures")):
        if not text.strip():
            raise DomainError(f"A plan needs its {field}.", field=field, remedy="Write it down.")
    if due_on < engagement_today(actor.engagement):
        raise DomainError(f"{due_on} is past.", field="due_on", remedy="Give a day from today on.")
    if not _is_of_vendor(actor, owner):
        raise DomainError(
            f"{owner} is not of the vendor here.",
            field="owner",
            remedy="Choose somebody of the vendor's people.",
        )
    PLAN.fire(
        plan,
        "submit",
        actor=actor,
        cause=cause.strip(),
        measures=measures.strip(),
        owner=owner,
        due_on=due_on,
        submitted_by=actor.user,
        submitted_at=timezone.now(),
    )


def _is_of_vendor(actor: Actor, owner: User) -> bool:
    here = Membership.objects.filter(engagement=actor.engagement, user=owner)
    return actor.engagement.side_of(owner.organization_id) == Side.VENDOR and here.exists()


@transaction.atomic
def plan_accept(*, actor: Actor, plan: CorrectiveActionPlan) -> None:
    CorrectiveActionPlanPolicy.check(actor, "actionplan.decide", plan)
    PLAN.fire(plan, "accept", actor=actor, decided_by=actor.user, decided_at=timezone.now())


@transaction.atomic
def plan_return(*, actor: Actor, plan: CorrectiveActionPlan, reason: str) -> None:
    """Back to the vendor, with what is missing."""
    CorrectiveActionPlanPolicy.check(actor, "actionplan.decide", plan)
    _reason(reason)
    PLAN.fire(
        plan,
        "return",
        actor=actor,
        reason=reason.strip(),
        remark=reason.strip(),
        decided_by=actor.user,
        decided_at=timezone.now(),
    )


@transaction.atomic
def plan_close(*, actor: Actor, plan: CorrectiveActionPlan, reason: str) -> None:
    """The practice finds that the measures work, or gives the matter up; with its reason."""
    CorrectiveActionPlanPolicy.check(actor, "actionplan.decide", plan)
    _reason(reason)
    PLAN.fire(
        plan,
        "close",
        actor=actor,
        reason=reason.strip(),
        remark=reason.strip(),
        closed_at=timezone.now(),
    )


def _reason(reason: str) -> None:
    if not reason.strip():
        raise DomainError(
            "The vendor will want to know why.", field="reason", remedy="Give a reason."
        )
