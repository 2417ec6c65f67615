"""The figures from before the vendor, as every later one is compared with them."""

from decimal import Decimal

from django.db.models import QuerySet

from engagements.enums.agreement import BaselineFigure
from engagements.kernel.metrics.declare import METRICS, Standing, Unit
from engagements.models import Baseline, Engagement


def baselines_of(engagement: Engagement) -> QuerySet[Baseline]:
    """The rows that stand: what was corrected is left out."""
    return Baseline.objects.filter(
        engagement=engagement, superseded_by__isnull=True
    ).select_related("recorded_by", "evidence")


def baseline_book(engagement: Engagement) -> dict[tuple[str, str], Baseline]:
    """The newest figure of each KPI and specialty (blank: over everything), in one query."""
    rows = baselines_of(engagement).filter(category="").order_by("period_end", "id")
    return {(row.kpi, row.specialty): row for row in rows}


def baseline_figures_missing(engagement: Engagement) -> list[BaselineFigure]:
    """Which of the four figures nobody has recorded yet."""
    found = set(baselines_of(engagement).order_by().values_list("figure", flat=True))
    return [figure for figure in BaselineFigure if figure.value not in found]


# Figures that a practice brings from elsewhere: key -> (label, unit).
BROUGHT = {
    "dnfb_days": ("Days not final billed", Unit.DAYS),
    "denial_rate": ("Denial rate", Unit.PERCENT),
    "documentation_gaps": ("Charts with a documentation gap", Unit.PERCENT),
}


def baseline_choices() -> list[tuple[str, str]]:
    """Everything a baseline can be compared with: the declared numbers, and what is brought."""
    declared = {item.key: item.label for item in METRICS.all() if not isinstance(item, Standing)}
    brought = {key: label for key, (label, _) in BROUGHT.items() if key not in declared}
    return sorted((declared | brought).items(), key=lambda pair: pair[1].lower())


def baseline_unit(kpi: str) -> Unit:
    item = METRICS.get(kpi)
    if item is not None:
        return item.unit
    return BROUGHT.get(kpi, ("", Unit.RATE))[1]


def baseline_label(kpi: str) -> str:
    item = METRICS.get(kpi)
    return item.label if item is not None else BROUGHT.get(kpi, (kpi, Unit.RATE))[0]


def typed_scale(kpi: str) -> Decimal:
    """By how much a typed number is divided: shares are typed in percent, times in hours."""
    scales = {Unit.PERCENT: Decimal(100), Unit.DURATION: Decimal(1) / 3600}
    return scales.get(baseline_unit(kpi), Decimal(1))
