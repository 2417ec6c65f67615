"""Published months, weeks and quarters, their deliveries and the history of runs."""

import datetime as dt

import pgtrigger
from django.db import models
from django.db.models import Q

from engagements.models import ClaimedMail, Document, EngagementOwned, User
from reporting.enums import ReportSpan, ReportState, RunState
from reporting.spans import span_end, span_label


class MonthlyReport(EngagementOwned):
    """A closed month as it was published: numbers, method versions and PDF, never changed.

    A later change of the facts shows as a restatement beside it. Where the terms promise them, a
    week or a quarter is published in the same way: `month` is then its first day.
    """

    span = models.CharField(
        max_length=8,
        choices=ReportSpan,
        default=ReportSpan.MONTH,
        db_default=ReportSpan.MONTH.value,
    )
    month = models.DateField(help_text="First day of the month, the week or the quarter.")
    state = models.CharField(max_length=8, choices=ReportState, default=ReportState.FROZEN)
    numbers = models.JSONField()
    numbers_sha256 = models.CharField(max_length=64)
    frozen_at = models.DateTimeField()
    pdf = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="+")
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    rendered_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-month"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "span", "month"], name="report_span_once"
            ),
            models.CheckConstraint(
                name="report_rendered_has_pdf",
                condition=Q(state__in=[ReportState.FROZEN, ReportState.EMPTY])
                | Q(pdf__isnull=False, rendered_at__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="report_is_kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="numbers_are_frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__numbers_sha256__df=pgtrigger.F("new__numbers_sha256"))
                | pgtrigger.Q(old__numbers__df=pgtrigger.F("new__numbers"))
                | pgtrigger.Q(old__month__df=pgtrigger.F("new__month"))
                | pgtrigger.Q(old__span__df=pgtrigger.F("new__span")),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return span_label(self.span, self.month)

    @property
    def end(self) -> dt.date:
        return span_end(self.span, self.month)


class ReportDelivery(ClaimedMail):
    """The report's message to one recipient."""

    report = models.ForeignKey(MonthlyReport, on_delete=models.CASCADE, related_name="deliveries")

    class Meta:
        verbose_name_plural = "report deliveries"
        ordering = ["report", "email"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "report", "email"], name="delivery_recipient_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email}: {self.state}"


class ReportRun(EngagementOwned):
    """One attempt to publish a month, with what it did or why it failed."""

    span = models.CharField(
        max_length=8,
        choices=ReportSpan,
        default=ReportSpan.MONTH,
        db_default=ReportSpan.MONTH.value,
    )
    month = models.DateField()
    state = models.CharField(max_length=8, choices=RunState, default=RunState.RUNNING)
    trigger = models.CharField(max_length=20)
    step = models.CharField(max_length=40, blank=True)
    message = models.CharField(max_length=300, blank=True)
    started_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-started_at", "-id"]
        indexes = [models.Index(fields=["engagement", "-started_at"])]

    def __str__(self) -> str:
        return f"{self.label}: {self.state}"

    @property
    def label(self) -> str:
        return span_label(self.span, self.month)
