"""The fixed vocabularies of reports."""

from django.db.models import TextChoices

from engagements.enums.alerts import DeliveryState

__all__ = ["DeliveryState", "ReportState", "RunState", "UncodedReason"]


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
