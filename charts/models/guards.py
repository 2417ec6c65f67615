"""Where somebody let a coder code a chart that a guard refuses."""

from django.db import models
from django.db.models import Q

from charts.models.chart import Chart
from engagements.enums.workforce import GuardRule
from engagements.models import EngagementOwned, User


class GuardOverride(EngagementOwned):
    """One guard set aside for one coder and one chart, with the reason. Append-only."""

    chart = models.ForeignKey(Chart, on_delete=models.PROTECT, related_name="guard_overrides")
    coder = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    rule = models.CharField(max_length=12, choices=GuardRule)
    refusal = models.CharField(max_length=300, help_text="What the guard said.")
    reason = models.TextField()
    day = models.DateField(help_text="The engagement's day from which it counts.")
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    side = models.CharField(max_length=10)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "chart", "coder", "rule"], name="guardoverride_once"
            ),
            models.CheckConstraint(name="guardoverride_has_reason", condition=~Q(reason="")),
        ]
        indexes = [models.Index(fields=["engagement", "-at"], name="guardoverride_at")]

    def __str__(self) -> str:
        return f"{self.rule} set aside for {self.coder_id} on {self.chart_id}"
