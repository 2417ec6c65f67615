"""The fixed vocabularies of reports."""

from django.db.models import TextChoices


class ReportState(TextChoices):
    FROZEN = "frozen", "Numbers frozen"
    RENDERED = "rendered", "PDF ready"
    SENT = "sent", "Sent"
    EMPTY = "empty", "No data, nothing sent"


class RunState(TextChoices):
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"


class DeliveryState(TextChoices):
    PENDING = "pending", "To be sent"
    SENDING = "sending", "Handed to the mail server"
    SENT = "sent", "Sent"
    REFUSED = "refused", "Refused by the mail server"
