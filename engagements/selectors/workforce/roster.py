"""The roster: who is on the account, who covers what, who leaves; and what turnover that makes."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from django.db.models import QuerySet

from engagements.enums.workforce import CoverRank
from engagements.kernel.policy import Actor
from engagements.kernel.presentation import DASH
from engagements.models import Engagement, LeavePeriod, RosterEntry, SpecialtyCover
from engagements.policies.workforce import RosterEntryPolicy
from engagements.selectors.dates import in_force
from engagements.selectors.workforce.people import on_roster

MONTHS = 12
TURNOVER_DEFINITION = (
    "Coders who left in the period over the average number on the roster: the mean of the roster"
    " on the day before each month begins and on the day each month ends."
)
MINIMUM_COVER = 2
"""A specialty that fewer people cover rests on one pair of shoulders."""


def roster_visible(actor: Actor) -> QuerySet[RosterEntry]:
    return RosterEntryPolicy.visible(actor, "workforce.view").select_related(
        "user", "user__organization"
    )


def leaves_from(engagement: Engagement, day: dt.date) -> QuerySet[LeavePeriod]:
    """Leaves that run or are still to come."""
    return (
        LeavePeriod.objects.filter(engagement=engagement, ends_on__gte=day)
        .select_related("user")
        .order_by("starts_on", "user__name")
    )


def covers_on(engagement: Engagement, day: dt.date) -> QuerySet[SpecialtyCover]:
    """Covers in force of people who are on the roster that day."""
    return (
        SpecialtyCover.objects.filter(
            in_force(day),
            engagement=engagement,
            user__in=on_roster(engagement, day).values("user_id"),
        )
        .select_related("user")
        .order_by("specialty", "-rank", "user__name")
    )


@dataclass
class SpecialtyDesk:
    """A specialty and who codes it. `is_alone`: fewer than two people, or no primary."""

    specialty: str
    primary: list[SpecialtyCover] = field(default_factory=list)
    backup: list[SpecialtyCover] = field(default_factory=list)

    @property
    def is_alone(self) -> bool:
        people = {cover.user_id for cover in (*self.primary, *self.backup)}
        return len(people) < MINIMUM_COVER or not self.primary

    @property
    def problem(self) -> str:
        if not self.primary and not self.backup:
            return "nobody covers it"
        if not self.primary:
            return "no primary"
        return "no backup" if self.is_alone else ""


def desks(
    engagement: Engagement, day: dt.date, specialties: frozenset[str] = frozenset()
) -> list[SpecialtyDesk]:
    """Every specialty that is covered or asked for, by name; a roster has to be kept at all."""
    found: dict[str, SpecialtyDesk] = {name: SpecialtyDesk(name) for name in specialties if name}
    for cover in covers_on(engagement, day):
        desk = found.setdefault(cover.specialty, SpecialtyDesk(cover.specialty))
        (desk.primary if cover.rank == CoverRank.PRIMARY else desk.backup).append(cover)
    return sorted(found.values(), key=lambda desk: desk.specialty)


@dataclass(frozen=True)
class Turnover:
    """Turnover of a period: leavers over the average roster; None while nobody was on it."""

    first: dt.date
    last: dt.date
    left: int
    joined: int
    average: Fraction

    @property
    def rate(self) -> Fraction | None:
        return Fraction(self.left) / self.average if self.average else None

    @property
    def rate_text(self) -> str:
        """The rate in percent as it is printed; a dash where there was no roster."""
        return DASH if self.rate is None else f"{float(self.rate):.1%}"

    @property
    def average_text(self) -> str:
        return f"{float(self.average):.1f}"


Span = tuple[dt.date, dt.date | None]


def turnover_reading(
    engagement: Engagement, month: dt.date, *, side: str = "vendor"
) -> tuple[Turnover, Turnover] | None:
    """Of the month and of the twelve that end with it; None where no roster is kept."""
    spans = _spans(engagement, side)
    if not spans:
        return None
    return turnover_of(spans, month), turnover_of(spans, month, months=MONTHS)


def _spans(engagement: Engagement, side: str) -> list[Span]:
    rows = RosterEntry.objects.filter(engagement=engagement, side=side)
    return list(rows.values_list("joined_on", "left_on"))


def turnover_series(
    engagement: Engagement, month: dt.date, *, side: str = "vendor"
) -> list[tuple[Turnover, Turnover]]:
    """Each of the last twelve months with its rolling twelve, oldest first; one query."""
    spans = _spans(engagement, side)
    first = [_month(month, back) for back in range(MONTHS - 1, -1, -1)]
    return [(turnover_of(spans, day), turnover_of(spans, day, months=MONTHS)) for day in first]


def _month(day: dt.date, back: int) -> dt.date:
    index = day.year * 12 + day.month - 1 - back
    return dt.date(index // 12, index % 12 + 1, 1)


def turnover_of(spans: list[Span], month: dt.date, *, months: int = 1) -> Turnover:
    """Pure, of (first, last) days. Heads are counted at the close of a day: whoever has it as
    their last has left.
    """
    starts = [_month(month, back) for back in range(months - 1, -1, -1)]
    after = _month(month, -1)
    boundaries = [start - dt.timedelta(days=1) for start in [*starts, after]]
    heads = [sum(j <= day and (e is None or e > day) for j, e in spans) for day in boundaries]
    averages = [Fraction(a + b, 2) for a, b in pairwise(heads)]
    begin, last = starts[0], boundaries[-1]
    return Turnover(
        first=begin,
        last=last,
        left=sum(e is not None and begin <= e <= last for _, e in spans),
        joined=sum(begin <= j <= last for j, _ in spans),
        average=sum(averages, Fraction(0)) / len(averages),
    )


@dataclass(frozen=True)
class Hours:
    """Hours of a week in a specialty: agreed, and of those who are not away."""

    agreed: Decimal = Decimal(0)
    present: Decimal = Decimal(0)


def hours_by_specialty(engagement: Engagement, day: dt.date) -> dict[str, Hours]:
    """The covers in force on a day, in hours of a week."""
    away = set(
        LeavePeriod.objects.filter(
            engagement=engagement, starts_on__lte=day, ends_on__gte=day
        ).values_list("user_id", flat=True)
    )
    found: dict[str, Hours] = {}
    for cover in covers_on(engagement, day):
        kept = found.get(cover.specialty, Hours())
        present = Decimal(0) if cover.user_id in away else cover.weekly_hours
        found[cover.specialty] = Hours(kept.agreed + cover.weekly_hours, kept.present + present)
    return found
