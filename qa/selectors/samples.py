"""Frames, samples, and whether a stored draw still is what it says."""

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from charts.enums import ChartState, CodingState, Party
from charts.models import Chart, Coding
from charts.selectors import parallel_answers
from engagements.kernel.metrics.period import day_start
from engagements.kernel.policy import Actor
from engagements.kernel.presentation import humanize
from engagements.models import ChallengeArm, Engagement, User
from engagements.selectors import engagement_today
from engagements.selectors.risk import specialty_weights
from qa import sampling
from qa.enums import AuditState
from qa.models import Audit, FrameUnit, Sample
from qa.policies import AuditPolicy, SamplePolicy

CODED_PARTIES = (Party.VENDOR, Party.IN_HOUSE)


def attested_between(
    engagement: Engagement, period_start: dt.date, period_end: dt.date
) -> "QuerySet[Coding]":
    """Codings attested on these local days, of charts that still stand."""
    zone = engagement.time_zone
    return Coding.objects.filter(
        engagement=engagement,
        state=CodingState.ATTESTED,
        party__in=CODED_PARTIES,
        attested_at__gte=day_start(period_start, zone),
        attested_at__lt=day_start(period_end + dt.timedelta(days=1), zone),
    ).exclude(chart__state=ChartState.CANCELLED)


def frame_units(
    *,
    engagement: Engagement,
    period_start: dt.date,
    period_end: dt.date,
    coder: User | None = None,
    specialty: str = "",
    code: str = "",
    arm: ChallengeArm | None = None,
) -> list[sampling.Unit]:
    """Each chart once, by its latest coding that fits, in the order of the charts.

    Blind parallel answers are in the frame of their coder alone.
    """
    rows = attested_between(engagement, period_start, period_end)
    rows = rows.filter(~parallel_answers()) if coder is None else rows.filter(coder=coder)
    if arm is not None:
        rows = rows.filter(work_item__arm=arm)
    if specialty:
        rows = rows.filter(chart__specialty=specialty)
    if code:
        rows = rows.filter(lines__code__startswith=code)
    latest = rows.order_by("chart_id", "-revision", "-id").distinct("chart_id")
    return [sampling.Unit(*row) for row in latest.values_list("chart_id", "id")]


def weighted_units(engagement: Engagement, units: list[sampling.Unit]) -> list[sampling.Unit]:
    """The same units, each with what the risks of its chart's specialty weigh today."""
    heavy = specialty_weights(engagement, engagement_today(engagement))
    charts = Chart.objects.filter(
        engagement=engagement, pk__in=[unit.chart_id for unit in units], specialty__in=list(heavy)
    )
    found = {pk: heavy[specialty] for pk, specialty in charts.values_list("pk", "specialty")}
    return [replace(unit, weight=found.get(unit.chart_id, Decimal(1))) for unit in units]


def coders_to_sample(
    *, engagement: Engagement, period_start: dt.date, period_end: dt.date
) -> "QuerySet[User]":
    """The vendor's coders with anything attested in the period."""
    codings = attested_between(engagement, period_start, period_end).filter(party=Party.VENDOR)
    return User.objects.filter(pk__in=codings.values("coder")).order_by("pk")


def sample_list(actor: Actor) -> "QuerySet[Sample]":
    left = Q(audits__state__in=[AuditState.OPEN, AuditState.IN_PROGRESS, AuditState.COMPARED])
    rows: QuerySet[Sample] = (
        SamplePolicy.visible(actor, "sample.view")
        .select_related("coder", "auditor", "drawn_by")
        .annotate(
            audits_done=Count("audits", filter=Q(audits__state=AuditState.COMPLETED)),
            audits_left=Count("audits", filter=left),
        )
        .order_by("-drawn_at", "-id")
    )
    return rows


def to_sign_off(rows: "QuerySet[Sample]") -> "QuerySet[Sample]":
    """Independent samples whose audits are all done: nothing of them counts before the sign-off."""
    audits = Audit.objects.filter(engagement=OuterRef("engagement"), sample=OuterRef("pk"))
    return rows.filter(
        Exists(audits.filter(state=AuditState.COMPLETED)),
        ~Exists(audits.exclude(state__in=[AuditState.COMPLETED, AuditState.CANCELLED])),
        is_independent=True,
        locked_at__isnull=True,
    )


@dataclass(frozen=True, slots=True)
class SampleCheck:
    """A stored draw, drawn again."""

    frame_hash: str
    frame_matches: bool
    draw_matches: bool
    generator_known: bool

    @property
    def holds(self) -> bool:
        return self.frame_matches and self.draw_matches and self.generator_known


def sample_check(sample: Sample) -> SampleCheck:
    """Hashes the stored frame and draws again from the stored seed."""
    rows = list(
        sample.frame.order_by("position").values_list(
            "position", "chart_id", "coding_id", "ordinal", "weight"
        )
    )
    units = [sampling.Unit(chart, coding, weight) for _, chart, coding, _, weight in rows]
    found = sampling.frame_hash(units)
    gapless = [position for position, *_ in rows] == list(range(1, len(rows) + 1))
    stored = sorted((ordinal, position) for position, _, _, ordinal, _ in rows if ordinal)
    again: list[int] = []
    known = sample.generator in sampling.GENERATORS and _weighed_rightly(sample, units)
    if known and sample.size <= len(rows):
        weights = sampling.weights_of(units)
        chosen, spares = sampling.draw(sample.seed, len(rows), sample.size, sample.spares, weights)
        again = [*chosen, *spares]
    return SampleCheck(
        frame_hash=found,
        frame_matches=found == sample.frame_sha256 and gapless and len(rows) == sample.frame_size,
        draw_matches=stored == list(enumerate(again, start=1)),
        generator_known=known,
    )


def _weighed_rightly(sample: Sample, units: list[sampling.Unit]) -> bool:
    """All units weigh something in a weighted draw, none does in a plain one."""
    weighs = sample.generator == sampling.WEIGHTED
    return all((unit.weight is not None) == weighs for unit in units)


@dataclass(frozen=True, slots=True)
class MixRow:
    value: str
    population: float
    sample: float

    @property
    def label(self) -> str:
        return humanize(self.value)


def sample_mix(sample: Sample, field: str = "specialty") -> list[MixRow]:
    """Shares of the sample beside those of the frame: easy charts would show here."""
    rows = (
        FrameUnit.objects.filter(engagement_id=sample.engagement_id, sample=sample)
        .values(value=F(f"chart__{field}"))
        .annotate(all=Count("pk"), drawn=Count("pk", filter=Q(ordinal__lte=sample.size)))
        .order_by("value")
    )
    return [
        MixRow(row["value"], row["all"] / sample.frame_size, row["drawn"] / sample.size)
        for row in rows
    ]


def audits_of(actor: Actor, sample: Sample) -> "QuerySet[Audit]":
    """The audits of a sample in order of selection, replaced ones included."""
    return (
        AuditPolicy.visible(actor, "audit.view")
        .filter(sample=sample)
        .select_related("chart", "coder", "auditor", "sample")
        .order_by("ordinal", "pk")
    )


def frame_rows(sample: Sample) -> "QuerySet[FrameUnit, tuple[object, ...]]":
    """Position, chart, coding, order of selection (empty when not drawn), weight if any."""
    return sample.frame.order_by("position").values_list(
        "position", "chart_id", "coding_id", "ordinal", "weight"
    )


def coders_seen(engagement: Engagement) -> "QuerySet[User]":
    """Everyone who has attested a coding here."""
    codings = Coding.objects.filter(
        engagement=engagement, state=CodingState.ATTESTED, party__in=CODED_PARTIES
    )
    return User.objects.filter(pk__in=codings.values("coder")).order_by("name")


def specialties_seen(engagement: Engagement) -> list[str]:
    found = Chart.objects.filter(engagement=engagement).exclude(specialty="")
    return list(found.order_by("specialty").values_list("specialty", flat=True).distinct())


def samples_of(engagement: Engagement, numbers: list[int]) -> "QuerySet[Sample]":
    """These samples, or all of the engagement's."""
    rows = Sample.objects.filter(engagement=engagement).order_by("pk")
    return rows.filter(pk__in=numbers) if numbers else rows
