"""The figures from before the vendor, as every later one is compared with them."""

from django.db.models import QuerySet

from engagements.enums.agreement import BaselineFigure
from engagements.models import Baseline, Engagement


def baselines_of(engagement: Engagement) -> QuerySet[Baseline]:
    """The rows that stand: what was corrected is left out."""
    return Baseline.objects.filter(
        engagement=engagement, superseded_by__isnull=True
    ).select_related("recorded_by", "evidence")


def baseline_for(
    engagement: Engagement, kpi: str, specialty: str = "", category: str = ""
) -> Baseline | None:
    """The newest figure of exactly this KPI, specialty and category."""
    rows = baselines_of(engagement).filter(kpi=kpi, specialty=specialty, category=category)
    return rows.order_by("-period_end", "-id").first()


def baselines_by_kpi(engagement: Engagement) -> dict[str, Baseline]:
    """The newest figure of each KPI over everything, in one query."""
    rows = baselines_of(engagement).filter(specialty="", category="")
    return {row.kpi: row for row in rows.order_by("period_end", "id")}


def baseline_figures_missing(engagement: Engagement) -> list[BaselineFigure]:
    """Which of the four figures nobody has recorded yet."""
    found = set(baselines_of(engagement).order_by().values_list("figure", flat=True))
    return [figure for figure in BaselineFigure if figure.value not in found]
