"""Invoices as rows: what was issued, what was corrected, what waits for whom."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from charts.models import Chart
from engagements.enums.pricing import RateUnit
from engagements.kernel.metrics.period import day_start
from engagements.kernel.policy import Actor
from engagements.models import Engagement, Rate
from engagements.selectors.provisions import terms_in_force
from reporting.enums import DisputeState, InvoiceKind, InvoiceState
from reporting.models import Invoice, InvoiceLine, InvoiceUnit, LineDispute, UsageEntry
from reporting.policies import InvoicePolicy
from reporting.selectors.plans import months_before

ZERO = Decimal(0)
METERED = (RateUnit.HOUR, RateUnit.COLLECTIONS)


def invoices_visible(actor: Actor) -> QuerySet[Invoice]:
    rows: QuerySet[Invoice] = (
        InvoicePolicy.visible(actor, "invoice.view")
        .select_related("issued_by", "approved_by", "corrects")
        .annotate(
            disputed=Count("lines__disputes", filter=Q(lines__disputes__state=DisputeState.OPEN))
        )
        .order_by("-sequence")
    )
    return rows


def lines_of(invoice: Invoice) -> QuerySet[InvoiceLine]:
    return (
        InvoiceLine.objects.filter(engagement_id=invoice.engagement_id, invoice=invoice)
        .select_related("sla_result", "systemic_error", "corrects", "terms", "agreed")
        .prefetch_related("disputes__raised_by", "disputes__answered_by", "disputes__credit_note")
        .order_by("position")
    )


def units_of(line: InvoiceLine) -> QuerySet[InvoiceUnit]:
    """The rows behind a line."""
    return InvoiceUnit.objects.filter(engagement_id=line.engagement_id, line=line).select_related(
        "chart", "coding__coder", "roster__user", "usage", "released_by"
    )


def corrections_of(line: InvoiceLine) -> Decimal:
    """What credit notes took off a line: negative."""
    taken: Decimal = InvoiceLine.objects.filter(
        engagement_id=line.engagement_id, corrects=line
    ).aggregate(sum=Sum("amount", default=ZERO))["sum"]
    return taken


def corrected_amounts(invoice: Invoice) -> Iterator[tuple[InvoiceLine, Decimal]]:
    """Every line with what was taken off it before."""
    lines = InvoiceLine.objects.filter(invoice=invoice, engagement_id=invoice.engagement_id)
    for line in lines.annotate(taken=Sum("corrections__amount", default=ZERO)).order_by("position"):
        yield line, line.taken


def disputable(line: InvoiceLine) -> Decimal:
    """What of a line may be disputed: what is left of it; of a credit, what it leaves to pay."""
    if line.amount > 0:
        return line.amount + corrections_of(line)
    charged = InvoiceLine.objects.filter(invoice=line.invoice_id, amount__gt=0)
    total: Decimal = charged.aggregate(sum=Sum("amount", default=ZERO))["sum"]
    return total + line.amount + corrections_of(line)


def metered_rates(engagement: Engagement, month: dt.date) -> QuerySet[Rate]:
    """The hourly rates and percentages of the terms in force at the end of the month."""
    after = (month.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
    last = after - dt.timedelta(days=1)
    return Rate.objects.filter(
        engagement=engagement,
        unit__in=METERED,
        terms=terms_in_force(engagement, last),
    )


def usage_of(engagement: Engagement, month: dt.date) -> QuerySet[UsageEntry]:
    return UsageEntry.objects.filter(
        engagement=engagement, month=month, replaced_by__isnull=True
    ).select_related("rate", "entered_by")


def invoices_waiting(engagement: Engagement) -> QuerySet[Invoice]:
    """Issued invoices that the practice has to approve or dispute: none of their lines waits
    for the vendor.
    """
    return (
        Invoice.objects.filter(
            engagement=engagement, state=InvoiceState.ISSUED, kind=InvoiceKind.INVOICE
        )
        .exclude(lines__disputes__state=DisputeState.OPEN)
        .order_by("sequence")
    )


def disputes_waiting(engagement: Engagement) -> QuerySet[LineDispute]:
    return (
        LineDispute.objects.filter(engagement=engagement, state=DisputeState.OPEN)
        .select_related("line__invoice")
        .order_by("raised_at")
    )


def month_uninvoiced(engagement: Engagement, today: dt.date) -> dt.date | None:
    """The month before today's, while charts were coded in it under terms with rates and no
    invoice of it stands. One query.
    """
    month = months_before(today.replace(day=1), 1)
    zone = engagement.time_zone
    billed = Invoice.objects.filter(
        engagement=OuterRef("pk"), kind=InvoiceKind.INVOICE, month=month
    ).exclude(state=InvoiceState.CANCELLED)
    coded = Chart.objects.filter(
        engagement=OuterRef("pk"),
        coded_at__gte=day_start(month, zone),
        coded_at__lt=day_start(today.replace(day=1), zone),
        terms__rates__isnull=False,
    )
    waits = Engagement.objects.filter(~Exists(billed), Exists(coded), pk=engagement.pk)
    return month if waits.exists() else None
