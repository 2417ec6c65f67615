"""What the vendor reports of its own work, kept beside what is measured here."""

from django.db import models
from django.db.models import Q

from engagements.models import EngagementOwned, User


class VendorFigure(EngagementOwned):
    """One KPI of one month as the vendor gives it, a share. Append-only: a newer row takes the
    place of the one it names.

    A blank specialty is all of them. Without `n` or `method` the figure cannot be checked, which
    is shown beside it.
    """

    month = models.DateField(help_text="First day of the month.")
    kpi = models.CharField(max_length=60)
    specialty = models.CharField(max_length=60, blank=True)
    value = models.DecimalField(max_digits=7, decimal_places=6)
    n = models.PositiveIntegerField(null=True, blank=True)
    method = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=200)
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-month", "kpi", "specialty", "-id"]
        indexes = [models.Index(fields=["engagement", "month"], name="vendorfigure_month")]
        constraints = [
            models.CheckConstraint(
                name="vendorfigure_is_a_share", condition=Q(value__gte=0, value__lte=1)
            ),
            models.CheckConstraint(name="vendorfigure_of_a_month", condition=Q(month__day=1)),
        ]

    def __str__(self) -> str:
        return f"{self.kpi}, {self.month:%B %Y}: {self.value}"
