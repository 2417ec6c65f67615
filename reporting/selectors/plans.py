"""Misses in a row of months, and the corrective action plans they led to."""

import datetime as dt

from django.db.models import QuerySet

from engagements.models import Engagement, Membership, User
from reporting.enums import PlanState, SlaVerdict
from reporting.models import CorrectiveActionPlan, SlaResult


def missed_months(engagement: Engagement, result: SlaResult) -> list[dt.date]:
    """The months up to the result's in which the same level was missed, oldest first; those
    that an earlier plan answers for are left out.
    """
    same = {"measure": result.measure, "base": result.base, "specialty": result.specialty}
    first = months_before(result.month, result.terms.miss_months - 1)
    answered = {
        month
        for months in CorrectiveActionPlan.objects.filter(
            engagement=engagement, **same
        ).values_list("months", flat=True)
        for month in months
    }
    months = SlaResult.objects.filter(
        engagement=engagement,
        verdict=SlaVerdict.NOT_MET,
        month__gte=first,
        month__lte=result.month,
        **same,
    )
    found = months.order_by("month").values_list("month", flat=True)
    return [month for month in found if month not in answered]


def months_before(month: dt.date, count: int) -> dt.date:
    index = month.year * 12 + month.month - 1 - count
    return dt.date(index // 12, index % 12 + 1, 1)


def plans_of(engagement: Engagement) -> QuerySet[CorrectiveActionPlan]:
    return CorrectiveActionPlan.objects.filter(engagement=engagement).select_related(
        "owner", "terms", "submitted_by", "decided_by"
    )


def plans_open(engagement: Engagement) -> QuerySet[CorrectiveActionPlan]:
    return plans_of(engagement).exclude(state=PlanState.CLOSED)


def plan_results(plan: CorrectiveActionPlan) -> QuerySet[SlaResult]:
    """The misses that led to a plan."""
    return SlaResult.objects.filter(
        engagement_id=plan.engagement_id,
        measure=plan.measure,
        base=plan.base,
        specialty=plan.specialty,
        month__in=plan.months,
    ).order_by("month")


def plan_owners(engagement: Engagement) -> QuerySet[User]:
    """The vendor's people in the engagement."""
    members = Membership.objects.filter(
        engagement=engagement, user__organization_id=engagement.vendor_id
    )
    return User.objects.filter(pk__in=members.values("user"), is_active=True).order_by("name")
