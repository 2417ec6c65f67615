"""What is credited against a month's charges, and why no chart is credited twice.

First the systemic errors: what was charged for each chart they spoiled, less what was credited for
it before. Then the service credits, on what is left: each chart under the missed level that costs
most, all of them together at most the cap.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from django.db.models import Exists, OuterRef, Sum

from engagements.enums.pricing import CreditBase
from engagements.kernel.presentation import money, percent
from engagements.models import Engagement, Terms
from reporting.enums import LineKind, SlaVerdict, SystemicState, UnitKind
from reporting.models import InvoiceUnit, SlaResult, SystemicError, SystemicErrorChart
from reporting.selectors.billing.lines import LineDraft, UnitDraft, cents, cents_down, fine

ZERO = Decimal(0)
WORK = frozenset({UnitKind.CHART, UnitKind.REWORK})


def charged_units(lines: Iterable[LineDraft]) -> list[UnitDraft]:
    """The charts of the month with their fees. Fees of weeks, hours and collections are spread
    evenly over the charts they cover, or over all of them where they cover none by name.
    """
    lines = list(lines)
    charts = [unit for line in lines for unit in line.units if unit.kind in WORK]
    covered = [u for line in lines if line.kind is LineKind.INCLUDED for u in line.units]
    flat = sum((line.amount for line in lines if _is_flat(line)), ZERO)
    bearing = covered or [unit for unit in charts if unit.kind is UnitKind.CHART]
    if not flat or not bearing:
        return charts
    each = flat / len(bearing)
    bears = {unit.coding_id for unit in bearing}
    return [
        replace(unit, fee=fine(unit.fee + each)) if unit.coding_id in bears else unit
        for unit in charts
    ]


def _is_flat(line: LineDraft) -> bool:
    return line.kind in {LineKind.WEEK, LineKind.HOUR, LineKind.COLLECTIONS}


def systemic_lines(
    engagement: Engagement, units: Sequence[UnitDraft], terms: Terms
) -> Iterator[LineDraft]:
    """One line per systemic error, for its charts that are charged by now."""
    here = _by_chart(units)
    given: dict[int, Decimal] = {}
    errors = _uncredited(engagement)
    spoiled = list({chart_id for _, charts in errors for chart_id in charts})
    before = _charged_before(engagement, spoiled)
    credited = _credited_before(engagement, spoiled)
    for error, charts in errors:
        found = []
        for chart_id in charts:
            fee = here.get(chart_id, ZERO) + before.get(chart_id, ZERO)
            left = fee - credited.get(chart_id, ZERO) - given.get(chart_id, ZERO)
            worth = min(fine(fee * terms.systemic_credit_share), left)
            if worth > 0:
                given[chart_id] = given.get(chart_id, ZERO) + worth
                found.append(UnitDraft(UnitKind.CREDITED, -worth, chart_id=chart_id))
        if found:
            yield _systemic_line(error, found, terms)


def _systemic_line(error: SystemicError, units: list[UnitDraft], terms: Terms) -> LineDraft:
    total = -sum((unit.fee for unit in units), ZERO)
    count = f"{len(units)} chart{'' if len(units) == 1 else 's'}"
    return LineDraft(
        kind=LineKind.SYSTEMIC_CREDIT,
        description=f"Systemic error {error.pk}: {error.title}, {count}"[:300],
        quantity=Decimal(1),
        rate=-total,
        amount=-cents(total),
        units=units,
        terms=terms,
        systemic_error=error,
    )


def _uncredited(engagement: Engagement) -> list[tuple[SystemicError, list[int]]]:
    """Errors that stand, with the charts that no live line credits for them yet."""
    done = InvoiceUnit.objects.filter(
        engagement=engagement,
        chart=OuterRef("chart"),
        line__systemic_error=OuterRef("error"),
        released_by__isnull=True,
    )
    rows = (
        SystemicErrorChart.objects.filter(
            ~Exists(done),
            engagement=engagement,
            error__state__in=[SystemicState.OPEN, SystemicState.CREDITED],
        )
        .order_by("error", "chart")
        .values_list("error", "chart")
    )
    charts: dict[int, list[int]] = defaultdict(list)
    for error_id, chart_id in rows:
        charts[error_id].append(chart_id)
    errors = SystemicError.objects.in_bulk(list(charts))
    return [(errors[error_id], chart_ids) for error_id, chart_ids in charts.items()]


def _live(engagement: Engagement, charts: Sequence[int], kinds: Iterable[UnitKind]) -> list[tuple]:  # type: ignore[type-arg]  # rows as read
    rows = InvoiceUnit.objects.filter(
        engagement=engagement, chart__in=charts, kind__in=list(kinds), released_by__isnull=True
    )
    return list(rows.order_by().values_list("chart").annotate(fee=Sum("fee")))


def _charged_before(engagement: Engagement, charts: Sequence[int]) -> dict[int, Decimal]:
    return dict(_live(engagement, charts, WORK))


def _credited_before(engagement: Engagement, charts: Sequence[int]) -> dict[int, Decimal]:
    return {chart: -fee for chart, fee in _live(engagement, charts, [UnitKind.CREDITED])}


def _by_chart(units: Iterable[UnitDraft]) -> dict[int, Decimal]:
    fees: dict[int, Decimal] = defaultdict(Decimal)
    for unit in units:
        fees[unit.chart_id or 0] += unit.fee
    return fees


def service_lines(
    units: Sequence[UnitDraft],
    results: Sequence[SlaResult],
    systemic: Iterable[LineDraft],
    terms: Terms,
    charges: Decimal,
) -> list[LineDraft]:
    """A line per missed level, the cap shared among them by their size."""
    spared = _by_chart(unit for line in systemic for unit in line.units)
    worst = {specialty: _worst(results, specialty) for specialty in {u.specialty for u in units}}
    missed: dict[int, list[UnitDraft]] = defaultdict(list)
    for chart in _merged(units):
        place = worst[chart.specialty]
        left = chart.fee + spared.get(chart.chart_id or 0, ZERO)
        if place is not None and left > 0:
            missed[place].append(replace(chart, fee=left))
    total = sum((_owed(results[place], rows) for place, rows in missed.items()), ZERO)
    cap = charges * terms.credit_cap
    factor = cap / total if total > cap else Decimal(1)
    return [_service_line(results[p], missed[p], terms, factor) for p in sorted(missed)]


def _merged(units: Sequence[UnitDraft]) -> Iterator[UnitDraft]:
    """A chart once, with all its fees: its coding and its rework of one month are one chart."""
    fees = _by_chart(units)
    seen: set[int] = set()
    for unit in units:
        if unit.chart_id is not None and unit.chart_id not in seen:
            seen.add(unit.chart_id)
            yield replace(unit, fee=fees[unit.chart_id])


def _worst(results: Sequence[SlaResult], specialty: str) -> int | None:
    """Where the missed level stands that costs most for the specialty; its own before all."""
    found = [
        place
        for place, result in enumerate(results)
        if result.verdict == SlaVerdict.NOT_MET
        and result.tier is not None
        and (result.base == CreditBase.ALL or result.specialty == specialty)
    ]
    own = CreditBase.SPECIALTY
    return max(
        found, key=lambda at: (_rate(results[at]), results[at].base == own, -at), default=None
    )


def _rate(result: SlaResult) -> Decimal:
    return result.tier.share if result.tier is not None else ZERO


def _owed(result: SlaResult, rows: Iterable[UnitDraft]) -> Decimal:
    return sum((row.fee for row in rows), ZERO) * _rate(result)


def _service_line(
    result: SlaResult, rows: Sequence[UnitDraft], terms: Terms, factor: Decimal
) -> LineDraft:
    share = _rate(result)
    base = sum((row.fee for row in rows), ZERO)
    whole = base * share
    amount = cents(whole) if factor == 1 else cents_down(whole * factor)
    limited = "" if factor == 1 else f"; {money(cents(whole))} limited by the cap"
    value = percent(result.value, 1)
    return LineDraft(
        kind=LineKind.SLA_CREDIT,
        description=(
            f"{result.get_measure_display()}, {result.subject}: {value} of"
            f" {percent(result.floor, 1)} agreed; {percent(share, 1)} of the fees{limited}"
        )[:300],
        quantity=fine(base),
        rate=-share,
        amount=-amount,
        units=[
            UnitDraft(UnitKind.CREDITED, -fine(row.fee * share * factor), chart_id=row.chart_id)
            for row in rows
        ],
        specialty=result.specialty,
        terms=terms,
        sla_result=result,
    )
