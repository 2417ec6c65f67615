"""The demo's money: what was agreed, two issued invoices, a dispute, a systemic error."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from config.history import clock
from config.history.days import moment
from engagements.enums.pricing import CreditBase, RateUnit, SlaMeasure
from engagements.kernel.policy import Actor
from engagements.kernel.scope import engagement_transaction
from engagements.models import Engagement
from engagements.services.pricing import CreditRow, RateRow
from reporting.enums import LineKind, SystemicSource
from reporting.models import Invoice
from reporting.selectors.impacted import Choice, charts_impacted
from reporting.selectors.plans import months_before
from reporting.services.invoices import (
    dispute_concede,
    dispute_raise,
    invoice_approve,
    invoice_issue,
)
from reporting.services.service_levels import levels_record
from reporting.services.systemic import systemic_record

Cast = Mapping[str, Actor]
DAY = dt.timedelta(days=1)
RATES = (
    RateRow(Decimal("2.40")),
    RateRow(Decimal("3.85"), specialty="cardiology"),
    RateRow(Decimal("3.60"), specialty="orthopedics"),
    RateRow(Decimal("26.00"), unit=RateUnit.HOUR.value, label="US coder"),
)
TURNAROUND, ACCURACY = SlaMeasure.TURNAROUND.value, SlaMeasure.ACCURACY.value
CREDITS = (
    CreditRow(TURNAROUND, Decimal("0.05")),
    CreditRow(TURNAROUND, Decimal("0.10"), shortfall_from=Decimal(5)),
    CreditRow(ACCURACY, Decimal("0.05"), base=CreditBase.SPECIALTY.value),
    CreditRow(ACCURACY, Decimal("0.10"), shortfall_from=Decimal(3)),
)
# Three months hold few misses: in the demo the first one asks for a plan.
PROVISIONS = {"miss_limit": 1, "miss_months": 6, "miss_ends_contract": True}


def money_lived(engagement: Engagement, cast: Cast, today: dt.date, months: int) -> None:
    """The months but the last are invoiced: the first one to its end, the second in dispute."""
    closed = [months_before(today.replace(day=1), back) for back in range(months, 0, -1)]
    for number, month in enumerate(closed[:-1]):
        with clock.at(_day_after(month, 2)), engagement_transaction(engagement.pk):
            invoice = invoice_issue(
                actor=cast["lead"], month=month, note="Demo data: nothing is owed."
            )
            _disputed(invoice, cast, settled=number == 0)
    if not closed:
        return
    with engagement_transaction(engagement.pk):
        levels_record(actor=cast["lead"], month=closed[-1])
        _systemic(engagement, cast, closed[0], today)


def _day_after(month: dt.date, days: int) -> dt.datetime:
    return moment(months_before(month, -1) + days * DAY, 10)


def _disputed(invoice: Invoice, cast: Cast, *, settled: bool) -> None:
    """The first month's dispute was conceded and the invoice approved; the other's waits."""
    line = invoice.lines.filter(kind=LineKind.CHART).order_by("position").first()
    if line is None:
        return
    dispute = dispute_raise(
        actor=cast["manager"],
        line=line,
        reason="Two of these charts were cancelled visits (demo).",
        amount=min(2 * line.rate, line.amount).quantize(Decimal("0.01")),
    )
    if settled:
        note = dispute_concede(
            actor=cast["lead"], dispute=dispute, answer="Agreed, credited (demo)."
        )
        invoice_approve(actor=cast["manager"], invoice=invoice)
        invoice_approve(actor=cast["manager"], invoice=note)


def _systemic(engagement: Engagement, cast: Cast, first: dt.date, today: dt.date) -> None:
    """Credited by the next invoice: the draft of the last month shows the line."""
    for source in SystemicSource.values:
        choice = Choice(source, first, today)
        if charts_impacted(engagement, choice):
            systemic_record(
                actor=cast["denials"],
                title="Office visits coded one level too low (demo)",
                cause="The coders followed an outdated payer sheet (demo).",
                choice=choice,
            )
            return
