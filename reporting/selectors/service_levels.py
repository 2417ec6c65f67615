"""The agreed levels of a month against what their metrics say."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from django.db.models import QuerySet
from django.utils import timezone

from charts.metrics import PRODUCTION
from engagements.enums.pricing import CreditBase, SlaMeasure
from engagements.kernel.metrics import METRICS, Kpi, Period
from engagements.kernel.metrics.drill import measure_url
from engagements.kernel.metrics.groups import Sums
from engagements.kernel.metrics.values import live
from engagements.kernel.stats import LegalTest, verdict
from engagements.models import CreditTier, Engagement, Terms
from engagements.selectors import system_actor
from engagements.selectors.provisions import terms_in_force
from qa.metrics import AUDITS
from qa.reports import GroupRow, accuracy_report
from reporting.enums import ReportSpan, SlaVerdict
from reporting.models import MonthlyReport, SlaResult

ATTAINMENT = "turnaround_attainment"
SIX = Decimal("0.000001")
FOUR = Decimal("0.0001")


def month_of(engagement: Engagement, month: dt.date) -> Period:
    now = timezone.now()
    return Period.month(month.year, month.month, zone=engagement.time_zone, now=now)


def results_recorded(engagement: Engagement, month: dt.date) -> list[SlaResult]:
    return list(
        SlaResult.objects.filter(engagement=engagement, month=month)
        .select_related("tier", "terms")
        .order_by("measure", "base", "specialty")
    )


def levels_of(engagement: Engagement, period: Period) -> list[SlaResult]:
    """As recorded; where nothing is recorded yet as it would be. A running month has none."""
    if period.end >= period.today:
        return []
    return results_recorded(engagement, period.start) or levels_judge(engagement, period)


def results_visible(engagement: Engagement) -> QuerySet[SlaResult]:
    return SlaResult.objects.filter(engagement=engagement).select_related("tier", "terms", "report")


def levels_judge(engagement: Engagement, period: Period) -> list[SlaResult]:
    """Unsaved: every agreed level of a closed month, judged by the terms of its last day."""
    terms = terms_in_force(engagement, period.end)
    if terms is None:
        return []
    tiers = list(terms.credit_tiers.all())
    report = MonthlyReport.objects.filter(
        engagement=engagement, span=ReportSpan.MONTH, month=period.start
    ).first()
    found = sorted(
        [*_turnaround(engagement, period, terms, tiers), *_accuracy(engagement, period, tiers)],
        key=lambda result: (result.measure, result.base, result.specialty),
    )
    for result in found:
        result.engagement, result.month, result.terms = engagement, period.start, terms
        result.report = report
        result.tier = _tier(result, tiers)
    return found


def _bases(tiers: Iterable[CreditTier], measure: SlaMeasure) -> set[str]:
    """What the terms judge as one; each specialty by itself unless they say otherwise."""
    found = {tier.base for tier in tiers if tier.measure == measure}
    return found or {CreditBase.SPECIALTY.value}


def _turnaround(
    engagement: Engagement, period: Period, terms: Terms, tiers: Sequence[CreditTier]
) -> Iterator[SlaResult]:
    kpi = METRICS.kpis[ATTAINMENT]
    floor = terms.turnaround_attainment_floor
    bases = _bases(tiers, SlaMeasure.TURNAROUND)
    if CreditBase.ALL in bases:
        sums = live(PRODUCTION, engagement.pk, period, measures=kpi.measures)[()]
        yield _attained(kpi, sums, floor, CreditBase.ALL, "")
    if CreditBase.SPECIALTY in bases:
        groups = live(PRODUCTION, engagement.pk, period, measures=kpi.measures, by=("specialty",))
        for (specialty,), sums in groups.items():
            yield _attained(kpi, sums, floor, CreditBase.SPECIALTY, str(specialty or ""))


def _attained(kpi: Kpi, sums: Sums, floor: Decimal, base: CreditBase, specialty: str) -> SlaResult:
    value = kpi.value(sums)
    said = verdict(
        floor=floor,
        point=None if value is None else float(value),
        interval=None,
        test=LegalTest.POINT,
    )
    return _result(
        SlaMeasure.TURNAROUND,
        base,
        specialty,
        kpi=kpi.key,
        numerator=int(sums[kpi.numerator]),
        n=int(sums[kpi.denominator or ""]),
        floor=floor,
        said=said.value,
    )


def _accuracy(
    engagement: Engagement, period: Period, tiers: Sequence[CreditTier]
) -> Iterator[SlaResult]:
    report = accuracy_report(system_actor(engagement), period)
    bases = _bases(tiers, SlaMeasure.ACCURACY)
    if CreditBase.ALL in bases:
        yield from _measured(report.total, CreditBase.ALL)
    if CreditBase.SPECIALTY in bases:
        section = next(each for each in report.sections if each.key == "specialty")
        for row in section.rows:
            yield from _measured(row, CreditBase.SPECIALTY)


def _measured(row: GroupRow, base: CreditBase) -> Iterator[SlaResult]:
    if row.floor is None:
        return
    cell = row.contracted
    figure, interval = cell.accuracy, cell.accuracy.interval
    result = _result(
        SlaMeasure.ACCURACY,
        base,
        row.key,
        kpi=f"accuracy_{figure.definition.method}",
        numerator=int(figure.numerator),
        n=int(figure.denominator),
        floor=row.floor.floor,
        said=cell.verdict.value if cell.verdict else SlaVerdict.NO_DATA,
    )
    if interval is not None:
        result.lower = Decimal(str(interval.lower)).quantize(SIX)
        result.upper = Decimal(str(interval.upper)).quantize(SIX)
    yield result


def _result(
    measure: SlaMeasure,
    base: CreditBase,
    specialty: str,
    *,
    kpi: str,
    numerator: int,
    n: int,
    floor: Decimal,
    said: str,
) -> SlaResult:
    value = Decimal(numerator) / n if n else None
    missed = value is not None and value < floor
    return SlaResult(
        measure=measure,
        base=base,
        specialty=specialty,
        kpi=kpi,
        numerator=numerator,
        n=n,
        value=None if value is None else value.quantize(SIX),
        floor=floor,
        verdict=SlaVerdict(said) if n else SlaVerdict.NO_DATA,
        shortfall=((floor - value) * 100).quantize(FOUR) if missed and value is not None else 0,
    )


def _tier(result: SlaResult, tiers: Iterable[CreditTier]) -> CreditTier | None:
    """The highest step that the shortfall reaches; none unless the level was missed for sure."""
    if result.verdict != SlaVerdict.NOT_MET:
        return None
    reached = [
        tier
        for tier in tiers
        if (tier.measure, tier.base) == (result.measure, result.base)
        and tier.shortfall_from <= result.shortfall
    ]
    return max(reached, key=lambda tier: tier.shortfall_from, default=None)


def result_url(engagement: Engagement, result: SlaResult) -> str:
    """The rows behind the figure, in their list."""
    period = month_of(engagement, result.month)
    kpi = METRICS.kpis[result.kpi]
    family = PRODUCTION if result.measure == SlaMeasure.TURNAROUND else AUDITS
    of = {"specialty": result.specialty} if result.base == CreditBase.SPECIALTY else {}
    counted = "due_late" if result.measure == SlaMeasure.TURNAROUND else "audits"
    assert kpi.family == family.key  # noqa: S101 -- a declaration, not input
    return measure_url(engagement.slug, family, counted, period, of)
