"""The fixed vocabularies of reports."""

from django.db.models import TextChoices

from engagements.enums.alerts import DeliveryState

__all__ = ["DeliveryState", "ReportState", "RunState"]


class ReportState(TextChoices):
    FROZEN = "frozen", "Numbers frozen"
    RENDERED = "rendered", "PDF ready"
    SENT = "sent", "Sent"
    EMPTY = "empty", "No data, nothing sent"


class RunState(TextChoices):
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"
