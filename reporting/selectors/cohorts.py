"""The facts of a pilot and of the arms of a challenge: what is counted is what the link opens."""

import datetime as dt
from collections.abc import Callable

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Q, QuerySet

from charts.models import WorkItem
from engagements.kernel.metrics import Family
from engagements.kernel.metrics.cohorts import Cohort, cohorts
from engagements.kernel.metrics.expressions import model_of
from engagements.kernel.metrics.period import day_start
from engagements.models import ChallengeArm, Pilot
from engagements.selectors.trials import pilot_charts
from queries.metrics import ISSUED
from queries.models import Query


def to_chart(family: Family) -> str:
    """The path from a fact of the family to its chart, empty where the fact is the chart."""
    return "" if model_of(family.facts)._meta.label == "charts.Chart" else "chart__"  # noqa: SLF001 -- the documented Meta API


def arm_items(arm: ChallengeArm) -> "QuerySet[WorkItem]":
    return WorkItem.objects.filter(engagement_id=arm.engagement_id, arm=arm)


def arm_facts(arm: ChallengeArm, family: Family) -> Q:
    """The facts of an arm; accuracy rests on the equal samples of both arms alone."""
    if family.key == "audits":
        return Q(sample__arm=arm)
    return Q(**{f"{to_chart(family)}pk__in": arm_items(arm).values("chart_id")})


def arm_coded(arm: ChallengeArm) -> "QuerySet[WorkItem]":
    return arm_items(arm).filter(chart__coded_at__isnull=False)


def arm_queried(arm: ChallengeArm) -> "QuerySet[WorkItem]":
    asked = Query.objects.filter(ISSUED, engagement_id=arm.engagement_id)
    return arm_coded(arm).filter(chart__in=asked.values("chart"))


def arm_crossed(arm: ChallengeArm) -> "QuerySet[WorkItem]":
    """Work of the arm on charts that somebody outside it coded: they stay in their arm."""
    members = [member.user_id for member in arm.members.all()]
    items = arm_items(arm).filter(chart__coded_by__isnull=False)
    return items.exclude(chart__coded_by__in=members)


def pilot_facts(pilot: Pilot, family: Family) -> Q:
    """The facts of the charts in the pilot's scope that were coded on its days."""
    prefix = to_chart(family)
    rows = pilot_charts([pilot], prefix)
    if not prefix:
        return rows
    zone = pilot.engagement.time_zone
    coded = f"{prefix}coded_at"
    return rows & Q(
        **{
            f"{coded}__gte": day_start(pilot.starts_on, zone),
            f"{coded}__lt": day_start(pilot.ends_on + dt.timedelta(days=1), zone),
        }
    )


def _arm(value: str) -> ChallengeArm:
    """Only of the engagement in scope; another's is not known."""
    try:
        return ChallengeArm.objects.select_related("challenge").get(pk=int(value))
    except ObjectDoesNotExist:
        raise ValueError(value) from None


def _pilot(value: str) -> Pilot:
    try:
        return Pilot.objects.select_related("engagement").get(pk=int(value))
    except ObjectDoesNotExist:
        raise ValueError(value) from None


def _charts(pick: "Callable[[ChallengeArm], QuerySet[WorkItem]]") -> Callable[[str, Family], Q]:
    def rows(value: str, family: Family) -> Q:
        return Q(**{f"{to_chart(family)}pk__in": pick(_arm(value)).values("chart_id")})

    return rows


def _named(prefix: str) -> Callable[[str], str]:
    def words(value: str) -> str:
        arm = _arm(value)
        return f"{prefix}{arm.get_key_display().lower()} of {arm.challenge}"

    return words


COHORTS = (
    Cohort("arm", lambda value, family: arm_facts(_arm(value), family), _named("")),
    Cohort("arm_coded", _charts(arm_coded), _named("coded, ")),
    Cohort("arm_queried", _charts(arm_queried), _named("coded with a provider query, ")),
    Cohort("arm_crossed", _charts(arm_crossed), _named("coded by somebody outside, ")),
    Cohort(
        "pilot",
        lambda value, family: pilot_facts(_pilot(value), family),
        lambda value: f"pilot {_pilot(value)}",
    ),
)


def register() -> None:
    for cohort in COHORTS:
        cohorts.register(cohort)
