"""The lead's board: what waits, who works, and when the backlog clears at this pace.

Every figure is counted in SQL over a whole side; the number of statements does not depend on how
much there is.
"""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import Count, Min, Q, QuerySet

from charts.enums import WorkState
from charts.models import WorkItem
from charts.policies import WorkItemPolicy
from charts.selectors.turns import work_times
from charts.states import LIVE
from engagements.enums import Side
from engagements.kernel.clock import WorkCalendar
from engagements.kernel.errors import DomainError
from engagements.kernel.policy import Actor
from engagements.models import Engagement
from engagements.selectors import terms_book
from engagements.validators import zone

SIDES = {Side.VENDOR.value: "Vendor", Side.PRACTICE.value: "In-house"}

PACE_DAYS = 10
"""Over how many past working days arrivals and throughput are averaged."""

LOOK_BACK = 60
HORIZON = 366

# Age of open work in days of 24 hours since it was opened.
AGES: tuple[tuple[str, str, int, int | None], ...] = (
    ("0", "under 1 day", 0, 1),
    ("1", "1 to 3 days", 1, 3),
    ("3", "3 to 7 days", 3, 7),
    ("7", "7 to 14 days", 7, 14),
    ("14", "over 14 days", 14, None),
)


def side_asked(actor: Actor, asked: str) -> str:
    """The vendor's people see their own side, the practice either."""
    if actor.side != Side.PRACTICE:
        return actor.side
    side = asked or Side.VENDOR.value
    if side not in SIDES:
        raise DomainError("There is no such side.", field="side", remedy="Use the tabs.")
    return side


def aged(now: dt.datetime, first: int, last: int | None) -> Q:
    found = Q(opened_at__lte=now - dt.timedelta(days=first)) if first else Q()
    if last is not None:
        found &= Q(opened_at__gt=now - dt.timedelta(days=last))
    return found


@dataclass(frozen=True)
class Span:
    """The moments that the board counts from."""

    now: dt.datetime
    soon: dt.datetime
    today: dt.datetime
    since: dt.datetime
    days: int
    calendar: WorkCalendar = field(repr=False)
    zone: dt.tzinfo = field(repr=False)

    @property
    def date(self) -> dt.date:
        return self.now.astimezone(self.zone).date()


def span_of(engagement: Engagement, now: dt.datetime) -> Span:
    """`since` is the start of the tenth working day before today, by the contract's calendar."""
    book = terms_book(engagement)
    terms = book.at(now)
    calendar = book.calendar(terms) if terms else book.practice_calendar
    local = zone(engagement.time_zone)
    today = now.astimezone(local).date()
    day, days = today, 0
    for back in range(1, LOOK_BACK + 1):
        if days == PACE_DAYS:
            break
        day = today - dt.timedelta(days=back)
        days += calendar.opens_on(day)
    return Span(
        now=now,
        soon=now + work_times(engagement).at_risk,
        today=dt.datetime.combine(today, dt.time(0), tzinfo=local),
        since=dt.datetime.combine(day, dt.time(0), tzinfo=local),
        days=days,
        calendar=calendar,
        zone=local,
    )


class Forecast(NamedTuple):
    """When a backlog clears if charts go on to come and go as in the past working days.

    Backlog divided by what a working day takes off it: charts done less charts that came, each
    averaged over the past working days. Today counts for neither.
    """

    backlog: int
    arrived: int
    done: int
    days: int
    clear_on: dt.date | None

    @property
    def verdict(self) -> str:
        if not self.backlog:
            return "clear"
        if not (self.arrived or self.done) or not self.days:
            return "no_data"
        return "clears" if self.done > self.arrived else "never"

    @property
    def arrived_per_day(self) -> float:
        return self.arrived / self.days if self.days else 0.0

    @property
    def done_per_day(self) -> float:
        return self.done / self.days if self.days else 0.0


def forecast(span: Span, *, backlog: int, arrived: int, done: int) -> Forecast:
    bare = Forecast(backlog, arrived, done, span.days, None)
    if bare.verdict != "clears":
        return bare
    net = done - arrived
    needed = -(-backlog * span.days // net)  # whole working days, rounded up
    day = span.date
    for _ in range(HORIZON):
        day += dt.timedelta(days=1)
        needed -= span.calendar.opens_on(day)
        if needed <= 0:
            return bare._replace(clear_on=day)
    return bare


@dataclass(frozen=True)
class QueueLine:
    """One queue: what stands in it by age, and its forecast."""

    queue: str
    counts: dict[str, Any]
    ages: list[tuple[str, str, int]]
    forecast: Forecast


def work_of(actor: Actor, side: str) -> QuerySet[WorkItem]:
    return WorkItemPolicy.visible(actor, "worklist.view").filter(side=side)


def came(span: Span) -> Q:
    """Work that came in the past working days, today left out."""
    return Q(opened_at__gte=span.since, opened_at__lt=span.today)


def went(span: Span) -> Q:
    """Work that was done in the past working days, today left out."""
    return Q(state=WorkState.DONE, done_at__gte=span.since, done_at__lt=span.today)


@dataclass(frozen=True)
class Backlog:
    """The queues that have work, and the side as a whole with what other queues did."""

    lines: list[QueueLine]
    whole: Forecast


def backlog(actor: Actor, side: str, span: Span) -> Backlog:
    """Two statements: what is live now, and what was done since."""
    running = Q(state__in=[WorkState.OPEN, WorkState.LEASED])
    ages = {
        f"age_{key}": Count("pk", filter=aged(span.now, first, last))
        for key, _, first, last in AGES
    }
    live = (
        work_of(actor, side)
        .filter(state__in=LIVE)
        .order_by()
        .values("queue")
        .annotate(
            live=Count("pk"),
            leased=Count("pk", filter=Q(state=WorkState.LEASED)),
            pending=Count("pk", filter=Q(state=WorkState.PENDING)),
            overdue=Count("pk", filter=running & Q(due_at__lt=span.now)),
            at_risk=Count("pk", filter=running & Q(due_at__gte=span.now, due_at__lt=span.soon)),
            oldest=Min("opened_at"),
            came=Count("pk", filter=came(span)),
            **ages,
        )
    )
    finished = (
        work_of(actor, side)
        .filter(state=WorkState.DONE, done_at__gte=span.since)
        .order_by()
        .values("queue")
        .annotate(done=Count("pk", filter=went(span)), came=Count("pk", filter=came(span)))
    )
    past: dict[str, dict[str, Any]] = {row["queue"]: dict(row) for row in finished}
    lines = [
        _line(span, dict(row), past.get(row["queue"], {"done": 0, "came": 0}))
        for row in sorted(live, key=lambda row: (-row["overdue"], -row["live"], row["queue"]))
    ]
    whole = forecast(
        span,
        backlog=sum(line.forecast.backlog for line in lines),
        arrived=sum(line.counts["came"] for line in lines) + sum(r["came"] for r in past.values()),
        done=sum(row["done"] for row in past.values()),
    )
    return Backlog(lines, whole)


def _line(span: Span, row: dict[str, Any], past: dict[str, Any]) -> QueueLine:
    return QueueLine(
        queue=row["queue"],
        counts=row,
        ages=[(key, label, row[f"age_{key}"]) for key, label, _, _ in AGES],
        forecast=forecast(
            span, backlog=row["live"], arrived=row["came"] + past["came"], done=past["done"]
        ),
    )
