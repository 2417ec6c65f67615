"""Accuracy of a period: sums over completed random audits, and the floor they are held to."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from engagements.kernel.metrics.period import day_start
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
class GroupedTotals:
    """One row of a breakdown: its value, sums, and the charts its samples were drawn from."""

    key: str
    value: str
    totals: Totals
    population: int | None


def totals_by(audits: "QuerySet[Audit]", group: str) -> list[GroupedTotals]:
    """Sums by specialty, coder, side or encounter class, each with its population."""
    label, key, frame_key = GROUPS[group]
    sums: Any = audits.order_by(label).values(label=F(label), key=F(key)).annotate(**SUMS)
    populations = dict(
        _frames(audits).order_by(frame_key).values_list(frame_key).annotate(Count("pk"))
    )
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


def population_of(audits: "QuerySet[Audit]") -> int | None:
    """The charts in the frames that these audits were drawn from."""
    return _frames(audits).count() or None


def populations_by_specialty(audits: "QuerySet[Audit]", **filters: str) -> dict[str, int]:
    """The charts in the frames that these audits were drawn from, by specialty; narrowed by the
    dimensions by which the audits are.
    """
    specialty = GROUPS["specialty"][2]
    narrowed: Any = {GROUPS[name][2]: value for name, value in filters.items()}
    frames = _frames(audits).filter(**narrowed).order_by(specialty)
    return dict(frames.values_list(specialty).annotate(Count("pk")))


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


def floor_for(terms: Terms | None, specialty: str = "") -> Floor | None:
    """The floor of the specialty by the contracted method, or the one for all others."""
    if terms is None:
        return None
    rows = AccuracyFloor.objects.filter(
        engagement_id=terms.engagement_id, terms=terms, specialty__in={specialty, ""}
    ).order_by("-specialty")
    chosen = sorted(
        rows, key=lambda row: (row.specialty != specialty, row.method != terms.accuracy_method)
    )
    if not chosen:
        return None
    row = chosen[0]
    return Floor(row.method, row.floor, row.target, terms.verdict_test, terms.confidence, terms)
