"""How things were before the vendor came: what every later figure is compared with."""

from django.db import models
from django.db.models import F, Q

from engagements.enums.agreement import BaselineFigure
from engagements.models.base import EngagementOwned
from engagements.models.contract import Document
from engagements.models.people import User


class MeasuredBefore(models.Model):
    """A figure over a period, with how and where it was measured and on how many it rests."""

    kpi = models.CharField(max_length=60)
    specialty = models.CharField(max_length=60, blank=True)
    category = models.CharField(max_length=60, blank=True)
    value = models.DecimalField(max_digits=14, decimal_places=4)
    n = models.PositiveIntegerField()
    period_start = models.DateField()
    period_end = models.DateField()
    method = models.CharField(max_length=200)
    source = models.CharField(max_length=200)

    class Meta:
        abstract = True


class Baseline(MeasuredBefore, EngagementOwned):
    """One figure over one period. Append-only: a correction is a new row that names the old one.

    `kpi` is the key of the KPI it is compared with; `category` narrows it (a denial category, a
    documentation gap). A blank specialty is all of them.
    """

    figure = models.CharField(max_length=16, choices=BaselineFigure, blank=True)
    evidence = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["kpi", "specialty", "category", "-recorded_at"]
        indexes = [models.Index(fields=["engagement", "kpi", "specialty"])]
        constraints = [
            models.CheckConstraint(
                name="baseline_period_in_order", condition=Q(period_end__gte=F("period_start"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kpi}: {self.value}"
