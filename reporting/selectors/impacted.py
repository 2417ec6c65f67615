"""The charts that a systemic error spoiled, chosen by findings or denials that show it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery, Sum

from denials.enums import RootCause
from denials.models import Denial
from engagements.kernel.metrics.expressions import between
from engagements.models import Engagement
from qa.enums import AuditState, FindingState
from qa.models import Finding, FindingCategory
from reporting.enums import SystemicSource, UnitKind
from reporting.models import InvoiceUnit, SystemicError, SystemicErrorChart

STANDING = (FindingState.OPEN, FindingState.AGREED, FindingState.DISPUTED, FindingState.UPHELD)


@dataclass(frozen=True)
class Choice:
    """What chooses the charts; empty parts choose all."""

    source: str
    first: dt.date
    last: dt.date
    specialty: str = ""
    category: str = ""
    carc: str = ""
    code: str = ""

    def plain(self) -> dict[str, Any]:
        """As it is kept with the record."""
        values = {
            "from": self.first.isoformat(),
            "to": self.last.isoformat(),
            "specialty": self.specialty,
            "category": self.category,
            "carc": self.carc,
            "code": self.code,
        }
        return {key: value for key, value in values.items() if value}


@dataclass(frozen=True)
class Impacted:
    chart_id: int
    finding_id: int | None = None
    denial_id: int | None = None


def findings_chosen(engagement: Engagement, choice: Choice) -> QuerySet[Finding]:
    """Findings that stand, of completed audits of the vendor's codings."""
    rows = Finding.objects.filter(
        between(Finding, "audit__completed_at", (choice.first, choice.last), engagement.time_zone),
        engagement=engagement,
        audit__engagement=engagement,
        audit__state=AuditState.COMPLETED,
        audit__coding__party="vendor",
        state__in=STANDING,
    )
    wanted = {
        "audit__specialty": choice.specialty,
        "category__key": choice.category,
        "coder_code__startswith": choice.code,
    }
    return rows.filter(**{key: value for key, value in wanted.items() if value})


def denials_chosen(engagement: Engagement, choice: Choice) -> QuerySet[Denial]:
    """Denials whose root cause is coding, of charts that are known."""
    rows = Denial.objects.filter(
        engagement=engagement,
        chart__isnull=False,
        root_cause=RootCause.CODING,
        denied_on__gte=choice.first,
        denied_on__lte=choice.last,
    )
    wanted = {
        "chart__specialty": choice.specialty,
        "carc": choice.carc,
        "procedure__startswith": choice.code,
    }
    return rows.filter(**{key: value for key, value in wanted.items() if value})


def charts_impacted(engagement: Engagement, choice: Choice) -> list[Impacted]:
    """Each chart once, by the first finding or denial that shows the error."""
    if choice.source == SystemicSource.FINDINGS:
        rows = findings_chosen(engagement, choice).order_by("pk")
        pairs: Mapping[int, int] = _first(rows.values_list("audit__chart", "pk"))
        return [Impacted(chart, finding_id=pk) for chart, pk in sorted(pairs.items())]
    found = denials_chosen(engagement, choice).order_by("pk")
    pairs = _first(found.values_list("chart", "pk"))
    return [Impacted(chart, denial_id=pk) for chart, pk in sorted(pairs.items())]


def _first(rows: Any) -> dict[int, int]:
    found: dict[int, int] = {}
    for chart, pk in rows:
        found.setdefault(chart, pk)
    return found


def categories() -> QuerySet[FindingCategory]:
    return FindingCategory.objects.all()


def errors_of(engagement: Engagement) -> QuerySet[SystemicError]:
    rows: QuerySet[SystemicError] = (
        SystemicError.objects.filter(engagement=engagement)
        .select_related("recorded_by")
        .annotate(impacted=Count("charts"))
    )
    return rows


def charts_of(error: SystemicError) -> QuerySet[SystemicErrorChart]:
    """With what was charged for each chart, and what is credited for this error."""
    units = InvoiceUnit.objects.filter(
        engagement_id=error.engagement_id, chart=OuterRef("chart"), released_by__isnull=True
    )
    charged = units.filter(kind__in=[UnitKind.CHART, UnitKind.REWORK])
    credited = units.filter(kind=UnitKind.CREDITED, line__systemic_error=error)
    rows: QuerySet[SystemicErrorChart] = (
        SystemicErrorChart.objects.filter(engagement_id=error.engagement_id, error=error)
        .select_related("chart", "finding__category", "denial__claim")
        .annotate(billed=_sum(charged), credited=_sum(credited))
    )
    return rows


def _sum(units: QuerySet[InvoiceUnit]) -> Subquery:
    return Subquery(units.order_by().values("chart").annotate(fee=Sum("fee")).values("fee"))
