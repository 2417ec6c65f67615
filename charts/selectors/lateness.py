"""Late charts and what may become late: whose time it was, cutoffs, filing limits."""

from datetime import date, datetime
from typing import Any

from django.db.models import (
    BigIntegerField,
    DateField,
    DurationField,
    ExpressionWrapper,
    F,
    Q,
    QuerySet,
    Value,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, Extract, Floor, Greatest

from charts.enums import ChartState
from charts.models import Chart
from charts.policies import ChartPolicy
from engagements.kernel.policy import Actor

UNCODED = Q(coded_at__isnull=True) & ~Q(state=ChartState.CANCELLED)
# The due time stands: a clock that stood still before it moves it on for as long as it does so.
DUE_STANDS = Q(paused_since__isnull=True) | Q(due_at__lte=F("paused_since"))
LATE_CODED = Q(coded_at__gt=F("due_at")) & ~Q(state=ChartState.CANCELLED)

FILE_BY = ExpressionWrapper(
    F("date_of_service") + F("payer__timely_filing_days"), output_field=DateField()
)


_LIMITED = {"payer__timely_filing_days__isnull": False}


def is_overdue(now: datetime) -> Q:
    """Not coded and past the due time, unless the clock stood still before it."""
    return UNCODED & DUE_STANDS & Q(due_at__lt=now)


def is_late(now: datetime) -> Q:
    """Coded after the due time, or past it and not coded."""
    return LATE_CODED | is_overdue(now)


def misses_cutoff(now: datetime, prefix: str = "") -> Q:
    """Not coded, and its cutoff is past, or before its due time, or too near to start now.

    `prefix` leads from the rows of the list to the chart, such as `chart__`.
    """

    def chart(**fields: Any) -> Q:
        return Q(**{f"{prefix}{name}": value for name, value in fields.items()})

    uncoded = chart(coded_at__isnull=True) & ~chart(state=ChartState.CANCELLED)
    return uncoded & (
        chart(cutoff_at__lt=now)
        | chart(due_at__gt=F(f"{prefix}cutoff_at"))
        | chart(state=ChartState.WAITING, cutoff_start_by__lt=now)
    )


def filing_near(today: date) -> Q:
    """Not coded, and the payer's limit is as near as the payer's row says to warn of, or past."""
    days = F("payer__timely_filing_days") - F("payer__filing_alert_days")
    return UNCODED & Q(date_of_service__lte=_before(today, days), **_LIMITED)


def filing_passed(today: date) -> Q:
    days = F("payer__timely_filing_days")
    return UNCODED & Q(date_of_service__lt=_before(today, days), **_LIMITED)


def with_filing(rows: QuerySet[Chart]) -> QuerySet[Chart]:
    """`file_by`: the last day to file with the chart's payer; None where no limit is known."""
    found: QuerySet[Chart] = rows.annotate(file_by=FILE_BY)
    return found


def charts_late(actor: Actor, now: datetime) -> QuerySet[Chart]:
    """Late charts with the parts of their time: elapsed whole seconds that add up to `whole`.

    Of a chart that is still open the part that runs goes up to now: the hold, else the vendor's.
    """
    found: QuerySet[Chart] = (
        ChartPolicy.visible(actor, "chart.view")
        .filter(is_late(now), clock_started_at__isnull=False)
        .select_related("provider", "payer", "coded_by")
        .annotate(
            practice_part=Coalesce("documentation_lag_seconds", Value(0)),
            query_part=F("paused_elapsed_seconds") + _holding(now),
            vendor_part=Coalesce("vendor_elapsed_seconds", _running(now)),
        )
        .annotate(
            whole=F("practice_part") + F("query_part") + F("vendor_part"),
            late_by=_seconds(Coalesce("coded_at", Value(now)) - F("due_at")),
        )
        .order_by("-due_at", "pk")
    )
    return found


def largest_part(name: str) -> Q:
    """The part that is larger than the others; of equal ones the practice's, then the queries'."""
    first = Greatest("practice_part", "query_part", "vendor_part")
    if name == "practice":
        return Q(practice_part=first)
    if name == "query":
        return Q(query_part=first) & ~Q(practice_part=first)
    return Q(vendor_part=first) & ~Q(practice_part=first) & ~Q(query_part=first)


def _before(today: date, days: Combinable) -> Combinable:
    return ExpressionWrapper(
        Value(today, output_field=DateField()) - days, output_field=DateField()
    )


def _running(now: datetime) -> Combinable:
    until = Coalesce("paused_since", Value(now))
    return _seconds(until - F("clock_started_at")) - F("paused_elapsed_seconds")


def _holding(now: datetime) -> Combinable:
    return Coalesce(_seconds(Value(now) - F("paused_since")), Value(0))


def _seconds(span: Combinable) -> Combinable:
    whole = Extract(ExpressionWrapper(span, output_field=DurationField()), "epoch")
    return Cast(Floor(whole), BigIntegerField())
