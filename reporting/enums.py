"""The fixed vocabularies of reports."""

from django.db.models import TextChoices

from engagements.enums.alerts import DeliveryState

__all__ = [
    "DeliverableWord",
    "DeliveryState",
    "Divergence",
    "ReportSpan",
    "ReportState",
    "RunState",
    "UncodedReason",
]


class ReportSpan(TextChoices):
    """What stretch of days a report is about."""

    WEEK = "week", "Weekly"
    MONTH = "month", "Monthly"
    QUARTER = "quarter", "Quarterly"


class DeliverableWord(TextChoices):
    """How it stands with a report that the terms promise."""

    DUE = "due", "Due"
    DELIVERED = "delivered", "Delivered"
    LATE = "late", "Delivered late"
    MISSED = "missed", "Missed"
    NOTHING = "no_data", "Nothing to report"


class ReportState(TextChoices):
    FROZEN = "frozen", "Numbers frozen"
    RENDERED = "rendered", "PDF ready"
    SENT = "sent", "Sent"
    EMPTY = "empty", "No data, nothing sent"


class RunState(TextChoices):
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"


class UncodedReason(TextChoices):
    """Why a chart's value is not billed yet: the first five are DNFC, the last is of DNFB."""

    WAITING = "waiting", "Waiting for documentation"
    READY = "ready", "Ready to code"
    IN_CODING = "in_coding", "In coding"
    QUERIED = "queried", "Query open"
    PENDING = "pending", "Pending"
    UNBILLED = "unbilled", "Coded, not billed"


class InvoiceKind(TextChoices):
    INVOICE = "invoice", "Invoice"
    CREDIT_NOTE = "credit_note", "Credit note"


class InvoiceState(TextChoices):
    ISSUED = "waiting", "Waits for approval"
    APPROVED = "approved", "Approved"
    CANCELLED = "cancelled", "Cancelled by a credit note"


class LineKind(TextChoices):
    """What a line of an invoice is about."""

    CHART = "chart", "Charts coded"
    INCLUDED = "included", "Charts the baseline covers"
    REWORK = "rework", "Rework"
    WEEK = "week", "FTE weeks"
    HOUR = "hour", "Coder hours"
    COLLECTIONS = "collections", "Percentage of collections"
    SLA_CREDIT = "sla_credit", "Service credit"
    SYSTEMIC_CREDIT = "systemic_credit", "Credit for a systemic error"
    CORRECTION = "correction", "Correction"


class UnitKind(TextChoices):
    """What a line was computed from, one row each."""

    CHART = "chart", "Chart"
    REWORK = "rework", "Rework of a chart"
    WEEK = "week", "Week of a coder"
    USAGE = "usage", "Entered quantity"
    CREDITED = "credited", "Credited chart"


class DisputeState(TextChoices):
    OPEN = "open", "Waits for the vendor"
    UPHELD = "upheld", "The vendor upholds the line"
    CONCEDED = "conceded", "Conceded, credit note issued"
    WITHDRAWN = "withdrawn", "Withdrawn"


class SlaVerdict(TextChoices):
    MET = "met", "Met"
    NOT_MET = "not_met", "Not met"
    INCONCLUSIVE = "inconclusive", "Inconclusive"
    NO_DATA = "no_data", "No data"


class PlanState(TextChoices):
    OPEN = "open", "Waits for the vendor's plan"
    SUBMITTED = "submitted", "Waits for the practice"
    ACCEPTED = "accepted", "Accepted, under way"
    CLOSED = "closed", "Closed"


class SystemicState(TextChoices):
    OPEN = "open", "Credited on the next invoice"
    CREDITED = "credited", "Credited"
    WITHDRAWN = "withdrawn", "Withdrawn"


class SystemicSource(TextChoices):
    FINDINGS = "findings", "Audit findings"
    DENIALS = "denials", "Denials"


class Divergence(TextChoices):
    """How a figure that somebody gives of their own work stands beside one measured by others."""

    NO_DATA = "no_data", "Nothing to compare"
    COMPATIBLE = "compatible", "Not told apart"
    UNDERSTATED = "understated", "Understated"
    OVERSTATED = "overstated", "Overstated"

    @property
    def is_apart(self) -> bool:
        return self in {Divergence.OVERSTATED, Divergence.UNDERSTATED}

    @classmethod
    def by_weight(cls) -> "list[Divergence]":
        """The gravest first."""
        return list(reversed(cls))
