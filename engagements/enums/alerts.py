"""The fixed vocabularies of alerts, escalations, their mail, and the exit."""

from django.db.models import TextChoices


class DeliveryState(TextChoices):
    """Of one message to one address; see `engagements.services.mail`."""

    PENDING = "pending", "To be sent"
    SENDING = "sending", "Handed to the mail server"
    SENT = "sent", "Sent"
    REFUSED = "refused", "Refused by the mail server"


class MailKind(TextChoices):
    AT_ONCE = "at_once", "Alert at once"
    DIGEST = "digest", "Daily digest"
    HYPERCARE = "hypercare", "Daily accuracy and turnaround"


class AlertMail(TextChoices):
    """How a person wants alerts that are not urgent; urgent ones are always mailed at once."""

    AT_ONCE = "at_once", "At once"
    DIGEST = "digest", "In a daily digest"
    OFF = "off", "Not by e-mail"


class RunState(TextChoices):
    DONE = "done", "Done"
    FAILED = "failed", "Failed"


class CertificateKind(TextChoices):
    RETURN = "return", "Return of data"
    DESTRUCTION = "destruction", "Return and destruction of data"
