"""The numbers queries support: volume, response, agreement, response time."""

import datetime as dt

from django.db.models import Q

from engagements.kernel.metrics import (
    METRICS,
    Direction,
    Distribution,
    Family,
    Kpi,
    Measure,
    Standing,
    Unit,
)
from queries.enums import QueryOutcome, QueryState

ISSUED = Q(state__in=[QueryState.SENT, QueryState.ANSWERED, QueryState.UNRESOLVED])
ANSWERED = Q(state=QueryState.ANSWERED)
UNRESOLVED = Q(state=QueryState.UNRESOLVED)
BY = ("provider", "category", "specialty", "asked_by")

QUERIES = Family(
    key="queries",
    facts="queries.Query",
    rollup="reporting.QueryDaily",
    list_url="queries:query_list",
    action="query.view",
    dimensions={
        "provider": "provider",
        "category": "category",
        "specialty": "chart__specialty",
        "encounter_class": "chart__encounter_class",
        "asked_by": "asked_by",
    },
    measures=(
        Measure("issued", day="sent_at", label="Queries issued", where=ISSUED),
        Measure("answered", day="sent_at", label="Queries issued and answered", where=ANSWERED),
        Measure(
            "agreed",
            day="sent_at",
            label="Queries answered in support of a change",
            where=ANSWERED & Q(outcome=QueryOutcome.AGREED),
        ),
        Measure(
            "unresolved",
            day="sent_at",
            label="Queries issued that went unanswered",
            where=UNRESOLVED,
        ),
        Measure("responses", day="closed_at", label="Responses received", where=ANSWERED),
        Measure(
            "response_seconds_total",
            day="closed_at",
            label="Elapsed seconds from sending to response",
            where=ANSWERED,
            sum="response_seconds",
        ),
    ),
)

KPIS = (
    Kpi(
        key="query_volume",
        label="Queries issued",
        family="queries",
        numerator="issued",
        unit=Unit.COUNT,
        direction=Direction.NONE,
        definition="Queries sent to providers in the period, cancelled ones left out.",
        source="AHIMA/ACDIS compliant query practice (2022)",
        method="Count by the day of sending.",
        by=BY,
    ),
    Kpi(
        key="query_response_rate",
        label="Query response rate",
        family="queries",
        numerator="answered",
        denominator="issued",
        definition=(
            "Queries issued in the period and answered, divided by queries issued. Every answer"
            " counts as a response; a query still open counts as not answered."
        ),
        source="AHIMA/ACDIS compliant query practice (2022)",
        method="By the day of sending.",
        by=BY,
    ),
    Kpi(
        key="query_agreement_rate",
        label="Query agreement rate",
        family="queries",
        numerator="agreed",
        denominator="answered",
        direction=Direction.BAND,
        definition=(
            "Answers that support a documentation change, divided by answers, of the queries"
            " issued in the period."
        ),
        source="AHIMA/ACDIS compliant query practice (2022)",
        method="By the day of sending.",
        by=BY,
    ),
    Kpi(
        key="queries_unresolved",
        label="Unresolved queries",
        family="queries",
        numerator="unresolved",
        unit=Unit.COUNT,
        direction=Direction.DOWN,
        definition="Queries issued in the period whose window ended without an answer.",
        source="the contract's reporting terms",
        method="Count by the day of sending.",
        by=BY,
    ),
    Kpi(
        key="query_response_time",
        label="Average query response time",
        family="queries",
        numerator="response_seconds_total",
        denominator="responses",
        unit=Unit.DURATION,
        direction=Direction.DOWN,
        definition="Elapsed time from sending to response, averaged over the responses received.",
        source="the contract's reporting terms",
        method="Elapsed time, by the day of the response.",
        by=BY,
    ),
)

STANDINGS = (
    Standing(
        key="queries_open",
        label="Open queries",
        family="queries",
        where=lambda _now: Q(state=QueryState.SENT),
        definition="Queries that wait for a provider's answer.",
        source="the contract's reporting terms",
        by=BY,
    ),
    Standing(
        key="queries_overdue",
        label="Overdue queries",
        family="queries",
        where=lambda now: Q(state=QueryState.SENT, due_at__lt=now),
        definition="Queries that wait for an answer and whose response window has ended.",
        source="the contract's reporting terms",
        by=BY,
        alarm="overdue",
    ),
    Standing(
        key="queries_due_soon",
        label="Open queries due within 8 hours",
        family="queries",
        where=lambda now: Q(state=QueryState.SENT, due_at__lt=now + dt.timedelta(hours=8)),
        definition="Queries whose response window ends within 8 hours.",
        source="the contract's reporting terms",
        by=BY,
    ),
)

DISTRIBUTIONS = (
    Distribution(
        key="query_response_times",
        label="Query response time: average and range",
        family="queries",
        value="response_seconds",
        day="closed_at",
        where=ANSWERED,
        definition="n, mean, median, 90th percentile, least and most of the responses received.",
        source="the contract's reporting terms",
        by=BY,
    ),
)


def register() -> None:
    METRICS.register(QUERIES, *KPIS, *STANDINGS, *DISTRIBUTIONS)
