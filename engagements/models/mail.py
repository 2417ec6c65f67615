"""Mail that is sent at most once, and the history of what was."""

from django.db import models

from engagements.enums.alerts import DeliveryState, MailKind
from engagements.models.base import EngagementOwned
from engagements.models.people import User


class ClaimedMail(EngagementOwned):
    """One message to one address. Claimed before it is handed to the mail server, so that no
    crash and no second run can send it twice; one left in "sending" is shown, never re-sent by
    itself.
    """

    email = models.EmailField()
    state = models.CharField(max_length=8, choices=DeliveryState, default=DeliveryState.PENDING)
    message_id = models.CharField(max_length=120)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


class ScheduledMail(ClaimedMail):
    """A message of the scheduler to one person, with its words as they left. Never PHI.

    `slot` is what it is for ("digest:2026-03-02"): one message per person and slot.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=MailKind)
    slot = models.CharField(max_length=80)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    items = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "user", "slot"], name="scheduledmail_slot_once"
            ),
        ]
        indexes = [
            models.Index(fields=["engagement", "-created_at"]),
            models.Index(
                fields=["engagement", "state"],
                condition=~models.Q(state=DeliveryState.SENT),
                name="scheduledmail_unsent",
            ),
        ]

    def __str__(self) -> str:
        return self.subject
