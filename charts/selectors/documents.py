"""What was told of charts' documents."""

from collections import defaultdict
from collections.abc import Sequence

from django.db.models import Exists, OuterRef, QuerySet

from charts.completeness import Told
from charts.models import Chart, ChartDocument, ClassChange


def documents_standing(engagement_id: int) -> QuerySet[ChartDocument]:
    """The reports that still stand: none that was entered in error."""
    retracted = ChartDocument.objects.filter(
        engagement_id=engagement_id, retracts_id=OuterRef("pk")
    )
    return ChartDocument.objects.filter(
        ~Exists(retracted), engagement_id=engagement_id, retracts__isnull=True
    )


def told_of(engagement_id: int, chart_ids: Sequence[int]) -> dict[int, list[Told]]:
    """One query for any number of charts."""
    told: dict[int, list[Told]] = defaultdict(list)
    rows = documents_standing(engagement_id).filter(chart_id__in=chart_ids)
    for chart_id, name, dated_at, signed_at, received_at in rows.values_list(
        "chart_id", "document_type", "dated_at", "signed_at", "received_at"
    ):
        told[chart_id].append(Told(name, dated_at, signed_at, received_at))
    return told


def documents_of(chart: Chart) -> QuerySet[ChartDocument]:
    """Everything that was told of the chart's documents, retracted reports too."""
    retracted = ChartDocument.objects.filter(
        engagement_id=chart.engagement_id, retracts_id=OuterRef("pk")
    )
    return (
        ChartDocument.objects.filter(
            engagement_id=chart.engagement_id, chart=chart, retracts__isnull=True
        )
        .annotate(is_retracted=Exists(retracted))
        .select_related("recorded_by")
        .order_by("received_at", "pk")
    )


def class_changes_of(chart: Chart) -> QuerySet[ClassChange]:
    return ClassChange.objects.filter(
        engagement_id=chart.engagement_id, chart=chart
    ).select_related("changed_by")
