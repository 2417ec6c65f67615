"""What became of two blind answers to one chart that differ."""

from django.db import models
from django.db.models import Q

from charts.enums import AnswerRight, DisagreementReason
from charts.models.chart import Chart
from charts.models.coding import Coding
from engagements.models import EngagementOwned, User


class ParallelSettlement(EngagementOwned):
    """A disagreement of parallel coding is settled: which answer is right, why they differed.

    Append-only; the newest of a chart counts. It names the two answers that were compared.
    """

    chart = models.ForeignKey(Chart, on_delete=models.PROTECT, related_name="settlements")
    vendor_coding = models.ForeignKey(Coding, on_delete=models.PROTECT, related_name="+")
    in_house_coding = models.ForeignKey(Coding, on_delete=models.PROTECT, related_name="+")
    right = models.CharField(max_length=8, choices=AnswerRight)
    reason = models.CharField(max_length=16, choices=DisagreementReason)
    note = models.TextField()
    settled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["chart", "id"]
        indexes = [models.Index(fields=["engagement", "chart"], name="settlement_chart")]
        constraints = [
            models.CheckConstraint(name="settlement_has_note", condition=~Q(note="")),
        ]

    def __str__(self) -> str:
        return f"{self.chart_id}: {self.right}"
