"""What a chart's record consists of, and what a person decided about its class."""

from django.db import models
from django.db.models import Q

from charts.enums import ClassField, DocumentSource
from charts.models.chart import Chart
from engagements.enums import DocumentType
from engagements.models import EngagementOwned, User


class ChartDocument(EngagementOwned):
    """That a document is there, as it was told: no text of it, and never changed.

    `dated_at` is the date it bears, `signed_at` its signature (none: unsigned), `received_at`
    since when the vendor can read it. A later row tells more of the same document (it was
    signed); `retracts` names a row that was entered in error.
    """

    chart = models.ForeignKey(Chart, on_delete=models.CASCADE, related_name="documents")
    document_type = models.CharField(max_length=20, choices=DocumentType)
    reference = models.CharField(max_length=64, blank=True)
    dated_at = models.DateTimeField(null=True, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField()
    source = models.CharField(max_length=8, choices=DocumentSource)
    retracts = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="retractions"
    )
    reason = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["received_at", "id"]
        indexes = [models.Index(fields=["engagement", "chart"], name="chartdocument_chart")]
        constraints = [
            models.UniqueConstraint(
                fields=[
                    *("engagement", "chart", "document_type", "reference"),
                    *("dated_at", "signed_at", "received_at"),
                ],
                nulls_distinct=False,
                condition=Q(retracts__isnull=True) & ~Q(reference=""),
                name="chartdocument_told_once",
            ),
            models.UniqueConstraint(
                fields=["engagement", "retracts"],
                condition=Q(retracts__isnull=False),
                name="chartdocument_retracted_once",
            ),
        ]

    def __str__(self) -> str:
        return self.get_document_type_display()


class ClassChange(EngagementOwned):
    """A person set a chart's class, urgency or complexity, with the reason. Append-only.

    An import leaves alone what a person decided.
    """

    chart = models.ForeignKey(Chart, on_delete=models.CASCADE, related_name="class_changes")
    field = models.CharField(max_length=16, choices=ClassField)
    old = models.CharField(max_length=12)
    new = models.CharField(max_length=12)
    reason = models.CharField(max_length=200)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["changed_at", "id"]
        indexes = [models.Index(fields=["engagement", "chart", "field"], name="classchange_chart")]

    def __str__(self) -> str:
        return f"{self.field}: {self.old} -> {self.new}"
