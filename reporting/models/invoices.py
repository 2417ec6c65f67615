"""Invoices: frozen when issued. What is wrong is put right by a new document that names the old."""

import pgtrigger
from django.db import models
from django.db.models import Q

from charts.models import Chart, Coding
from engagements.models import EngagementOwned, Rate, RosterEntry, Terms, User, tracked
from reporting.enums import DisputeState, InvoiceKind, InvoiceState, LineKind, UnitKind
from reporting.models.service_levels import SlaResult, SystemicError

FIXED = ["state", "approved_by", "approved_at", "sealed", "cancelled_at"]


@tracked()
class Invoice(EngagementOwned):
    """An invoice or credit note. Sealed, only its state moves; `sha256` is of its content."""

    kind = models.CharField(max_length=12, choices=InvoiceKind, default=InvoiceKind.INVOICE)
    sequence = models.PositiveIntegerField()
    number = models.CharField(max_length=20)
    month = models.DateField(help_text="First day of the month.")
    corrects = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="corrections"
    )
    state = models.CharField(max_length=10, choices=InvoiceState, default=InvoiceState.ISSUED)
    charges = models.DecimalField(max_digits=14, decimal_places=2)
    credits = models.DecimalField(max_digits=14, decimal_places=2)
    total = models.DecimalField(max_digits=14, decimal_places=2)
    note = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64)
    sealed = models.BooleanField(default=False)
    issued_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField()
    due_on = models.DateField()
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-sequence"]
        constraints = [
            models.UniqueConstraint(fields=["engagement", "sequence"], name="invoice_sequence"),
            models.UniqueConstraint(fields=["engagement", "number"], name="invoice_number"),
            models.CheckConstraint(
                name="invoice_adds_up", condition=Q(total=models.F("charges") + models.F("credits"))
            ),
            models.CheckConstraint(
                name="invoice_credit_note_names_invoice",
                condition=~Q(kind=InvoiceKind.CREDIT_NOTE) | Q(corrects__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["engagement", "month"], name="invoice_month")]
        triggers = [
            pgtrigger.Protect(name="invoice_is_kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="invoice_is_frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=FIXED),
            ),
            pgtrigger.Protect(
                name="invoice_stays_sealed",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__sealed=True, new__sealed=False),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class InvoiceLine(EngagementOwned):
    """One line: quantity x rate, half up to the cent. Append-only, and not after sealing."""

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=16, choices=LineKind)
    description = models.CharField(max_length=300)
    specialty = models.CharField(max_length=60, blank=True)
    quantity = models.DecimalField(max_digits=14, decimal_places=4)
    rate = models.DecimalField(max_digits=14, decimal_places=4)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    units = models.PositiveIntegerField(default=0, help_text="Rows behind it.")
    week = models.DateField(null=True, help_text="The Monday, for FTE weeks.")
    agreed = models.ForeignKey(Rate, on_delete=models.PROTECT, null=True, related_name="+")
    terms = models.ForeignKey(Terms, on_delete=models.PROTECT, null=True, related_name="+")
    sla_result = models.ForeignKey(
        SlaResult, on_delete=models.PROTECT, null=True, related_name="credits"
    )
    systemic_error = models.ForeignKey(
        SystemicError, on_delete=models.PROTECT, null=True, related_name="credits"
    )
    corrects = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="corrections"
    )

    class Meta:
        ordering = ["invoice", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "invoice", "position"], name="invoiceline_position"
            ),
            models.CheckConstraint(
                name="invoiceline_credit_names_reason",
                condition=(
                    ~Q(kind=LineKind.SLA_CREDIT) | Q(sla_result__isnull=False, amount__lte=0)
                )
                & (
                    ~Q(kind=LineKind.SYSTEMIC_CREDIT)
                    | Q(systemic_error__isnull=False, amount__lte=0)
                )
                & (~Q(kind=LineKind.CORRECTION) | Q(corrects__isnull=False)),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="lines_of_sealed_fixed",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func="""
                    IF TG_OP <> 'INSERT' OR EXISTS (
                        SELECT 1 FROM reporting_invoice i WHERE i.id = NEW.invoice_id AND i.sealed
                    ) THEN
                        RAISE EXCEPTION 'pgtrigger: the lines of an issued invoice never change';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.description}"


@tracked()
class UsageEntry(EngagementOwned):
    """A quantity nobody but a person knows: coder hours, or the collections of a month.

    Never edited: a correction names the entry it replaces.
    """

    month = models.DateField()
    rate = models.ForeignKey(Rate, on_delete=models.PROTECT, related_name="+")
    quantity = models.DecimalField(max_digits=14, decimal_places=2)
    evidence = models.CharField(max_length=200)
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="replaced_by"
    )
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "usage entries"
        ordering = ["-month", "rate", "-entered_at"]
        constraints = [
            models.CheckConstraint(name="usage_positive", condition=Q(quantity__gte=0)),
            models.UniqueConstraint(
                fields=["engagement", "month", "rate"],
                condition=Q(replaces__isnull=True),
                name="usage_begins_once",
            ),
        ]
        indexes = [models.Index(fields=["engagement", "month"], name="usage_month")]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.rate}"


class InvoiceUnit(EngagementOwned):
    """One row behind a line. `fee` is what of the month's charges falls on it.

    The unique constraints are what keeps a chart from being billed twice; a row is given free
    only by the credit note that cancels its invoice.
    """

    line = models.ForeignKey(InvoiceLine, on_delete=models.PROTECT, related_name="behind")
    kind = models.CharField(max_length=10, choices=UnitKind)
    chart = models.ForeignKey(Chart, on_delete=models.PROTECT, null=True, related_name="+")
    coding = models.ForeignKey(Coding, on_delete=models.PROTECT, null=True, related_name="+")
    roster = models.ForeignKey(RosterEntry, on_delete=models.PROTECT, null=True, related_name="+")
    week = models.DateField(null=True)
    usage = models.ForeignKey(UsageEntry, on_delete=models.PROTECT, null=True, related_name="+")
    fee = models.DecimalField(max_digits=14, decimal_places=4)
    released_by = models.ForeignKey(
        Invoice, on_delete=models.PROTECT, null=True, related_name="released"
    )

    class Meta:
        ordering = ["line", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "chart"],
                condition=Q(kind=UnitKind.CHART, released_by__isnull=True),
                name="chart_billed_once",
            ),
            models.UniqueConstraint(
                fields=["engagement", "coding"],
                condition=Q(coding__isnull=False, released_by__isnull=True),
                name="coding_billed_once",
            ),
            models.UniqueConstraint(
                fields=["engagement", "roster", "week"],
                condition=Q(kind=UnitKind.WEEK, released_by__isnull=True),
                name="week_billed_once",
            ),
            models.UniqueConstraint(
                fields=["engagement", "usage"],
                condition=Q(kind=UnitKind.USAGE, released_by__isnull=True),
                name="usage_billed_once",
            ),
            models.CheckConstraint(
                name="unit_is_of_its_kind",
                condition=Q(kind=UnitKind.WEEK, roster__isnull=False, week__isnull=False)
                | Q(kind=UnitKind.USAGE, usage__isnull=False)
                | Q(kind=UnitKind.CREDITED, chart__isnull=False, coding__isnull=True)
                | Q(
                    kind__in=[UnitKind.CHART, UnitKind.REWORK],
                    chart__isnull=False,
                    coding__isnull=False,
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["engagement", "line"], name="unit_line"),
            models.Index(
                fields=["engagement", "chart"],
                condition=Q(chart__isnull=False),
                name="unit_chart",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="unit_is_kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="unit_is_frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=["released_by"]),
            ),
            pgtrigger.Protect(
                name="unit_released_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__released_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of line {self.line_id}"


@tracked()
class LineDispute(EngagementOwned):
    """The practice disputes one line; the vendor answers."""

    line = models.ForeignKey(InvoiceLine, on_delete=models.PROTECT, related_name="disputes")
    state = models.CharField(max_length=10, choices=DisputeState, default=DisputeState.OPEN)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    reason = models.TextField()
    raised_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    raised_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    credit_note = models.ForeignKey(
        Invoice, on_delete=models.PROTECT, null=True, related_name="settles"
    )

    class Meta:
        ordering = ["line", "raised_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "line"],
                condition=Q(state=DisputeState.OPEN),
                name="dispute_one_open",
            ),
            models.CheckConstraint(name="dispute_of_money", condition=Q(amount__gt=0)),
        ]

    def __str__(self) -> str:
        return f"Dispute of line {self.line_id}"
