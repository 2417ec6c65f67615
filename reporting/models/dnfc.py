"""Value that was not final coded, or coded and not billed, at the end of each local day."""

from django.db import models

from engagements.models import EngagementOwned
from reporting.enums import UncodedReason


class DnfcDay(EngagementOwned):
    """One local day was counted, once. `reconstructed`: later, from the event log.

    `average_daily_revenue` is the billed amount of the `revenue_days` days of service up to the
    day, divided by their number.
    """

    day = models.DateField()
    counted_at = models.DateTimeField()
    reconstructed = models.BooleanField(default=False)
    revenue_days = models.PositiveSmallIntegerField()
    average_daily_revenue = models.DecimalField(max_digits=14, decimal_places=2)

    class Meta:
        ordering = ["-day"]
        constraints = [
            models.UniqueConstraint(fields=["engagement", "day"], name="dnfcday_once"),
        ]

    def __str__(self) -> str:
        return f"{self.day}"


class DnfcSnapshot(EngagementOwned):
    """What stood at the end of the day for one reason in one specialty."""

    counted = models.ForeignKey(DnfcDay, on_delete=models.CASCADE, related_name="rows")
    day = models.DateField()
    reason = models.CharField(max_length=12, choices=UncodedReason)
    specialty = models.CharField(max_length=60, blank=True)
    charts = models.PositiveIntegerField()
    amount = models.DecimalField(max_digits=14, decimal_places=2)

    class Meta:
        ordering = ["-day", "reason", "specialty"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "day", "reason", "specialty"], name="dnfcsnapshot_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.reason} {self.specialty}"
