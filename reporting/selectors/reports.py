"""Published months, and whether the facts have changed since."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from engagements.kernel.policy import Actor
from engagements.models import Engagement, ReportRecipient
from reporting.enums import DeliveryState
from reporting.models import MonthlyReport, ReportRun
from reporting.policies import MonthlyReportPolicy

RUNS_SHOWN = 20


@dataclass(frozen=True)
class Restatement:
    """A number that would be different if the month were frozen today."""

    path: str
    published: Any
    now: Any


def reports_visible(actor: Actor) -> QuerySet[MonthlyReport]:
    rows: QuerySet[MonthlyReport] = (
        MonthlyReportPolicy.visible(actor, "report.view")
        .defer("numbers")
        .annotate(
            recipients=Count("deliveries"),
            sent=Count("deliveries", filter=Q(deliveries__state=DeliveryState.SENT)),
        )
        .order_by("-month")
    )
    return rows


def report_runs(engagement: Engagement) -> QuerySet[ReportRun]:
    return ReportRun.objects.filter(engagement=engagement).select_related("started_by")[:RUNS_SHOWN]


def recipients_active(engagement: Engagement) -> QuerySet[ReportRecipient]:
    return ReportRecipient.objects.filter(engagement=engagement, is_active=True)


def restatements(published: dict[str, Any], now: dict[str, Any]) -> list[Restatement]:
    """Every figure whose printed text differs between the frozen month and the facts now."""
    before, after = dict(_texts(published["sections"])), dict(_texts(now["sections"]))
    return [
        Restatement(path, before.get(path), after.get(path))
        for path in sorted(before.keys() | after.keys())
        if before.get(path) != after.get(path)
    ]


def _texts(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Leaves that are printed as figures: those called text, n or numerator."""
    if isinstance(value, dict):
        name = value.get("name") or value.get("label") or ""
        for key, inner in value.items():
            if key in {"text", "n", "numerator"} and not isinstance(inner, dict):
                yield f"{path}{'/' + name if name else ''}/{key}", inner
            elif key != "definitions":
                yield from _texts(inner, f"{path}/{key}")
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            named = isinstance(inner, dict) and (inner.get("name") or inner.get("code"))
            yield from _texts(inner, f"{path}/{named or position}")
