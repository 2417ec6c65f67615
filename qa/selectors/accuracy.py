"""Accuracy of a period: sums over completed random audits, and the floor they are held to."""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.core.cache import cache
from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from engagements.kernel.metrics.period import Period, day_start
from engagements.kernel.policy import Actor
from engagements.models import AccuracyFloor, Terms
from qa.accuracy import Totals
from qa.enums import AuditState, Direction, SampleType
from qa.models import Audit, FrameUnit
from qa.policies import AuditPolicy, accuracy_rows

# What a figure may rest on: completed random audits; an independent auditor's once their sample
# is signed off.
COUNTED = Q(state=AuditState.COMPLETED, sample_type=SampleType.RANDOM) & (
    Q(is_independent=False) | Q(sample__locked_at__isnull=False)
)
FRAMES_KEPT_SECONDS = 600
# group: its label, its key, and its key in the frames the audits were drawn from
GROUPS: Mapping[str, tuple[str, str, str]] = {
    "specialty": ("specialty", "specialty", "chart__specialty"),
    "coder": ("coder__name", "coder", "coding__coder"),
    "side": ("side", "side", "sample__drawn_for"),
    "encounter_class": ("encounter_class", "encounter_class", "chart__encounter_class"),
}
SUMS = {
    "audits": Count("pk"),
    "encounters_correct": Count("pk", filter=Q(encounter_correct=True)),
    "payment_judged": Count("pk", filter=Q(payment_correct__isnull=False)),
    "payment_correct": Count("pk", filter=Q(payment_correct=True)),
    "reviewer_codes": Sum("reviewer_codes", default=0),
    "coder_codes": Sum("coder_codes", default=0),
    "correct_codes": Sum("correct_codes", default=0),
    "components_correct": Sum("components_correct", default=0),
}


def audits_random(
    actor: Actor, period_start: dt.date, period_end: dt.date, **where: object
) -> "QuerySet[Audit]":
    """The audits a figure of this actor rests on, by the local day of completion."""
    zone = actor.engagement.time_zone
    return Audit.objects.filter(
        accuracy_rows(actor) & COUNTED,
        engagement=actor.engagement,
        completed_at__gte=day_start(period_start, zone),
        completed_at__lt=day_start(period_end + dt.timedelta(days=1), zone),
        **where,
    )


def totals_of(audits: "QuerySet[Audit]") -> Totals:
    return Totals(**audits.order_by().aggregate(**SUMS))


@dataclass(frozen=True, slots=True)
class Population:
    """The charts in the frames that audits were drawn from, each counted once.

    Where frames overlap a chart may have been drawn twice, and the audits are no one sample of the
    charts: nothing is `known` to draw from then, and an interval is the wider, binomial one.
    """

    charts: int
    units: int

    @classmethod
    def of(cls, parts: "Iterable[Population]") -> "Population | None":
        """Of parts that share no chart; None of none."""
        found = list(parts)
        charts, units = sum(part.charts for part in found), sum(part.units for part in found)
        return cls(charts, units) if units else None

    @property
    def known(self) -> int | None:
        return self.charts if self.charts == self.units else None


@dataclass(frozen=True, slots=True)
class GroupedTotals:
    """One row of a breakdown: its value, sums, and the charts its samples were drawn from."""

    key: str
    value: str
    totals: Totals
    population: Population | None


def totals_by(audits: "QuerySet[Audit]", group: str) -> list[GroupedTotals]:
    """Sums by specialty, coder, side or encounter class, each with its population."""
    label, key, frame_key = GROUPS[group]
    sums: Any = audits.order_by(label).values(label=F(label), key=F(key)).annotate(**SUMS)
    populations = _populations(_frames(audits), frame_key)
    return [
        GroupedTotals(
            key=str(row["key"]),
            value=row["label"],
            totals=Totals(**{name: row[name] for name in SUMS}),
            population=populations.get(row["key"]),
        )
        for row in sums
    ]


def own_months(actor: Actor, most: int) -> list[tuple[dt.date, Totals]]:
    """The sums of a coder's own counted audits by local month of completion, newest first."""
    month = TruncMonth("completed_at", tzinfo=ZoneInfo(actor.engagement.time_zone))
    rows: Any = (
        AuditPolicy.visible(actor, "audit.view")
        .filter(COUNTED, coder=actor.user_id)
        .order_by()
        .values(month=month)
        .annotate(**SUMS)
        .order_by("-month")
    )
    return [
        (row["month"].date(), Totals(**{name: row[name] for name in SUMS})) for row in rows[:most]
    ]


def _frames(audits: "QuerySet[Audit]") -> "QuerySet[FrameUnit]":
    return FrameUnit.objects.filter(sample__in=audits.order_by().values("sample"))


def _populations(frames: "QuerySet[FrameUnit]", path: str) -> dict[Any, Population]:
    rows = frames.order_by(path).values_list(path).annotate(Count("chart", distinct=True))
    return {value: Population(charts, n) for value, charts, n in rows.annotate(Count("pk"))}


def population_of(audits: "QuerySet[Audit]") -> Population | None:
    """The charts in the frames that these audits were drawn from."""
    found = _frames(audits).aggregate(charts=Count("chart", distinct=True), units=Count("pk"))
    return Population(**found) if found["units"] else None


def populations_by_specialty(
    actor: Actor, period: Period, filters: Mapping[str, str]
) -> dict[str, Population]:
    """What the accuracy report calls the population of each specialty, for a page that is read
    all day: frames are frozen, so what they hold is kept for a while; only the specialty of a chart
    can still be put right.

    `filters` are those of the figure (`GROUPS`); "" chooses what has no such value.
    """
    audits = audits_random(actor, period.start, period.end, sample__isnull=False)
    samples = sorted(audits.order_by().values_list("sample", "sample__frame_sha256").distinct())
    if not samples:
        return {}
    asked = f"{actor.engagement.pk} {samples} {sorted(filters.items())}"
    key = f"frames:{hashlib.sha256(asked.encode()).hexdigest()}"
    kept: dict[str, Population] | None = cache.get(key)
    if kept is None:
        units = FrameUnit.objects.filter(
            engagement=actor.engagement,
            sample__in=[pk for pk, _ in samples],
            **{
                GROUPS[name][2]: (value or None) if name == "coder" else value
                for name, value in filters.items()
            },
        )
        kept = _populations(units, GROUPS["specialty"][2])
        cache.set(key, kept, FRAMES_KEPT_SECONDS)
    return kept


def overturn_counts(audits: "QuerySet[Audit]") -> tuple[int, int]:
    """Disputes overturned, of disputes decided."""
    sums = audits.order_by().aggregate(
        overturned=Sum("disputes_overturned", default=0), decided=Sum("disputes_decided", default=0)
    )
    return sums["overturned"], sums["decided"]


def payment_counts(audits: "QuerySet[Audit]") -> dict[str, Any]:
    """Charts over- and undercoded by their payment, those of them without an estimate in dollars,
    and the net of the estimates: none, where charts are wrong and nobody estimated one.
    """
    wrong = Q(payment_direction__in=[Direction.OVER, Direction.UNDER])
    counts = audits.order_by().aggregate(
        overcoded=Count("pk", filter=Q(payment_direction=Direction.OVER)),
        undercoded=Count("pk", filter=Q(payment_direction=Direction.UNDER)),
        unestimated=Count("pk", filter=wrong & Q(payment_effect__isnull=True)),
        net=Sum("payment_effect"),
    )
    if 0 < counts["unestimated"] == counts["overcoded"] + counts["undercoded"]:
        counts["net"] = None
    return counts


@dataclass(frozen=True, slots=True)
class Floor:
    """What a specialty is held to, and where it is written."""

    method: str
    floor: Decimal
    target: Decimal | None
    test: str
    confidence: Decimal
    terms: Terms


def floor_row(rows: Iterable[AccuracyFloor], specialty: str, method: str) -> AccuracyFloor | None:
    """The specialty's own floor by the contracted method, else the one for all others."""
    fits = [row for row in rows if row.specialty in {specialty, ""}]
    return min(
        fits, key=lambda row: (row.specialty != specialty, row.method != method), default=None
    )


def floors_of(terms: Terms | None) -> Callable[[str], Floor | None]:
    """What each specialty is held to, read at once: its own floor by the contracted method, or
    the one for all others.
    """
    if terms is None:
        return lambda _specialty: None
    rows = list(AccuracyFloor.objects.filter(engagement_id=terms.engagement_id, terms=terms))

    def floor(specialty: str) -> Floor | None:
        row = floor_row(rows, specialty, terms.accuracy_method)
        if row is None:
            return None
        return Floor(row.method, row.floor, row.target, terms.verdict_test, terms.confidence, terms)

    return floor


def floor_for(terms: Terms | None, specialty: str = "") -> Floor | None:
    return floors_of(terms)(specialty)
