"""Uncoded value and days, as they were counted at the end of each local day."""

import dataclasses
import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse

from engagements.models import Engagement
from reporting.enums import UncodedReason
from reporting.models import DnfcDay

DNFC = tuple(reason for reason in UncodedReason if reason is not UncodedReason.UNBILLED)
DEFINITION = (
    "DNFC: billed amount of the charts that were not coded at the end of the local day, waiting"
    " for documentation or not. The coding part of DNFB adds charts that were coded and not"
    " billed, where it is known when claims were sent. Days are that value divided by the average"
    " daily revenue: the billed amount of the 90 days of service up to the day, divided by 90."
    " Charts without an amount count as 0. Source: HFMA MAP keys, days in DNFB."
)


@dataclasses.dataclass(frozen=True)
class Cell:
    """What stood for one reason."""

    reason: UncodedReason
    charts: int
    amount: Decimal
    url: str


@dataclasses.dataclass(frozen=True)
class Day:
    """One counted day: DNFC, and with coded, unbilled charts the coding part of DNFB."""

    day: dt.date
    reconstructed: bool
    average_daily_revenue: Decimal
    cells: Sequence[Cell]

    @property
    def dnfc(self) -> Decimal:
        return sum((cell.amount for cell in self.cells if cell.reason in DNFC), Decimal(0))

    @property
    def dnfb(self) -> Decimal:
        return sum((cell.amount for cell in self.cells), Decimal(0))

    @property
    def charts(self) -> int:
        return sum(cell.charts for cell in self.cells if cell.reason in DNFC)

    @property
    def dnfc_days(self) -> Decimal | None:
        return self._days(self.dnfc)

    @property
    def dnfb_days(self) -> Decimal | None:
        return self._days(self.dnfb)

    def _days(self, amount: Decimal) -> Decimal | None:
        revenue = self.average_daily_revenue
        return (amount / revenue).quantize(Decimal("0.01")) if revenue else None


def dnfc_days(
    engagement: Engagement, first: dt.date, last: dt.date, *, specialty: str = ""
) -> list[Day]:
    """The counted days of the span, oldest first; two queries."""
    counted = (
        DnfcDay.objects.filter(engagement=engagement, day__gte=first, day__lte=last)
        .order_by("day")
        .prefetch_related("rows")
    )
    return [_day(engagement, each, specialty) for each in counted]


def _day(engagement: Engagement, counted: DnfcDay, specialty: str) -> Day:
    charts = dict.fromkeys(UncodedReason, 0)
    amounts = dict.fromkeys(UncodedReason, Decimal(0))
    for row in counted.rows.all():
        if specialty in {"", row.specialty}:
            charts[UncodedReason(row.reason)] += row.charts
            amounts[UncodedReason(row.reason)] += row.amount
    cells = [
        Cell(reason, charts[reason], amounts[reason], _url(engagement, counted, reason, specialty))
        for reason in UncodedReason
    ]
    return Day(counted.day, counted.reconstructed, counted.average_daily_revenue, cells)


def _url(engagement: Engagement, counted: DnfcDay, reason: UncodedReason, specialty: str) -> str:
    """The charts behind the number, as they stood then."""
    query = {"uncoded_on": counted.day.isoformat(), "uncoded_reason": reason.value}
    page = reverse("charts:chart_list", kwargs={"engagement": engagement.slug})
    return f"{page}?{urlencode(query | ({'specialty': specialty} if specialty else {}))}"
