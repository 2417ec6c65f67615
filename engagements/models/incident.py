"""Security incidents. What happened is encrypted in its own table: it may carry PHI."""

from django.db import models
from django.db.models import F, Q

from engagements.enums import Side
from engagements.enums.agreement import IncidentKind, IncidentState
from engagements.models.base import EngagementOwned, tracked
from engagements.models.contract import BusinessAssociateAgreement
from engagements.models.people import User


@tracked()
class Incident(EngagementOwned):
    """From its discovery the contract's hours run; the law's outer limit stands beside them."""

    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=24, choices=IncidentKind)
    state = models.CharField(max_length=12, choices=IncidentState, default=IncidentState.OPEN)
    discovered_at = models.DateTimeField()
    discovered_side = models.CharField(max_length=10, choices=Side)
    baa = models.ForeignKey(
        BusinessAssociateAgreement, on_delete=models.PROTECT, null=True, related_name="+"
    )
    notice_hours = models.PositiveIntegerField(help_text="Of the BAA, on the day of discovery.")
    due_at = models.DateTimeField()
    legal_due_at = models.DateTimeField()
    individuals = models.PositiveIntegerField(null=True, blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)
    reported_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-discovered_at", "-id"]
        indexes = [models.Index(fields=["engagement", "state", "due_at"])]
        constraints = [
            models.UniqueConstraint(fields=["engagement", "number"], name="incident_number_once"),
            models.CheckConstraint(
                name="incident_due_after_discovery", condition=Q(due_at__gt=F("discovered_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"Incident {self.number}"


class IncidentText(EngagementOwned):
    """What was written about an incident, encrypted. Append-only."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="texts")
    step = models.CharField(max_length=12)
    ciphertext = models.BinaryField()
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["incident", "id"]
        indexes = [models.Index(fields=["engagement", "incident"])]

    def __str__(self) -> str:
        return f"Text of incident {self.incident_id}"
