"""The lead's board: who is there for what, who holds which chart, and how they did."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from charts.enums import ClockEventKind, WorkKind, WorkState
from charts.models import Chart, ClockEvent, WorkItem
from charts.selectors.board import Span, work_of
from charts.states import LIVE
from engagements.enums import Side
from engagements.kernel.policy import Actor
from engagements.models import Engagement, LeavePeriod, User
from engagements.selectors.workforce.people import on_roster
from engagements.selectors.workforce.roster import covers_on

SCORE_DAYS = 30


@dataclass(frozen=True)
class SpecialtyLine:
    """What a specialty needs and who is there for it today."""

    specialty: str
    waiting: int
    in_work: int
    done_today: int
    done_before: int
    days: int
    here: list[str]
    away: list[str]
    is_rostered: bool

    @property
    def per_day(self) -> float:
        return self.done_before / self.days if self.days else 0.0


def specialty_lines(actor: Actor, side: str, span: Span) -> list[SpecialtyLine]:
    """Coders come from the roster, less those on leave; charts from the open and the done work."""
    here, away = _coders_by_specialty(actor.engagement, side, span.date)
    live = (
        work_of(actor, side)
        .filter(state__in=LIVE)
        .order_by()
        .values(specialty=F("chart__specialty"))
        .annotate(live=Count("pk"), leased=Count("pk", filter=Q(state=WorkState.LEASED)))
    )
    done = (
        charts_of_side(actor.engagement, side)
        .filter(coded_at__gte=span.since)
        .order_by()
        .values("specialty")
        .annotate(
            today=Count("pk", filter=Q(coded_at__gte=span.today)),
            before=Count("pk", filter=Q(coded_at__lt=span.today)),
        )
    )
    open_: dict[str, dict[str, Any]] = {row["specialty"]: dict(row) for row in live}
    past: dict[str, dict[str, Any]] = {row["specialty"]: dict(row) for row in done}
    rostered = bool(here or away)
    return [
        SpecialtyLine(
            specialty=name,
            waiting=open_.get(name, {}).get("live", 0) - open_.get(name, {}).get("leased", 0),
            in_work=open_.get(name, {}).get("leased", 0),
            done_today=past.get(name, {}).get("today", 0),
            done_before=past.get(name, {}).get("before", 0),
            days=span.days,
            here=here.get(name, []),
            away=away.get(name, []),
            is_rostered=rostered,
        )
        for name in sorted({*open_, *past, *here, *away})
    ]


def charts_of_side(engagement: Engagement, side: str) -> QuerySet[Chart]:
    """Charts that the side's people coded."""
    organization = engagement.vendor_id if side == Side.VENDOR else engagement.practice_id
    return Chart.objects.filter(engagement=engagement, coded_by__organization_id=organization)


def _coders_by_specialty(
    engagement: Engagement, side: str, day: dt.date
) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Names by specialty: who is here today, and who is on leave."""
    present = on_roster(engagement, day, side).values("user_id")
    leave = LeavePeriod.objects.filter(
        engagement=engagement, user_id=OuterRef("user_id"), starts_on__lte=day, ends_on__gte=day
    )
    covers = (
        covers_on(engagement, day)
        .filter(user_id__in=present)
        .annotate(is_away=Exists(leave))
        .order_by("specialty", "user__name")
    )
    here: dict[str, list[str]] = {}
    away: dict[str, list[str]] = {}
    for specialty, name, gone in covers.values_list("specialty", "user__name", "is_away"):
        found = (away if gone else here).setdefault(specialty, [])
        if name not in found:
            found.append(name)
    return here, away


def in_hand(actor: Actor, side: str) -> QuerySet[WorkItem]:
    """Who is working on what now."""
    return (
        work_of(actor, side)
        .filter(state=WorkState.LEASED)
        .select_related("chart", "assignee")
        .order_by("leased_until", "pk")
    )


def at_risk(actor: Actor, side: str, span: Span) -> QuerySet[WorkItem]:
    """Overdue, or due soon by the terms; the most pressing first."""
    return (
        work_of(actor, side)
        .filter(state__in=[WorkState.OPEN, WorkState.LEASED], due_at__lt=span.soon)
        .select_related("chart", "assignee")
        .order_by("due_at", "pk")
    )


class Score(NamedTuple):
    """A coder's last weeks: charts done, done on time, queried, and come back for rework."""

    user: User
    done: int
    on_time: int
    queried: int
    reworked: int

    @property
    def on_time_share(self) -> float | None:
        return self.on_time / self.done if self.done else None


def queried() -> Exists:
    """Of a chart: a provider query held its clock."""
    return Exists(
        ClockEvent.objects.filter(
            engagement=OuterRef("engagement"),
            chart=OuterRef("pk"),
            kind=ClockEventKind.PAUSE,
            reference__startswith="query:",
        )
    )


def reworked() -> Exists:
    """Of a chart: it came back for rework."""
    return Exists(
        WorkItem.objects.filter(
            engagement=OuterRef("engagement"), chart=OuterRef("pk"), kind=WorkKind.REWORK
        )
    )


def scores(actor: Actor, side: str, span: Span) -> list[Score]:
    """Two statements over the charts that the side's people coded in the last weeks."""
    since = span.today - dt.timedelta(days=SCORE_DAYS)
    rows = list(
        charts_of_side(actor.engagement, side)
        .filter(coded_at__gte=since)
        .annotate(asked=queried(), came_back=reworked())
        .order_by()
        .values("coded_by_id")
        .annotate(
            done=Count("pk"),
            on_time=Count("pk", filter=Q(coded_at__lte=F("due_at"))),
            queried=Count("pk", filter=Q(asked=True)),
            reworked=Count("pk", filter=Q(came_back=True)),
        )
    )
    people = User.objects.in_bulk([row["coded_by_id"] for row in rows])
    found = [
        Score(
            people[row["coded_by_id"] or 0],
            row["done"],
            row["on_time"],
            row["queried"],
            row["reworked"],
        )
        for row in rows
    ]
    return sorted(found, key=lambda score: (-score.done, score.user.name))
