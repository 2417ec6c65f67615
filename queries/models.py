"""Provider queries. Free text that may carry PHI is encrypted in its own table."""

import pgtrigger
from django.db import models
from django.db.models import Q

from charts.models import Chart
from engagements.models import EngagementOwned, Provider, User, tracked
from queries.enums import (
    OptionKind,
    QueryCategory,
    QueryKind,
    QueryOutcome,
    QueryState,
    TextKind,
)


@tracked()
class QueryTemplate(EngagementOwned):
    """An approved wording, with the date of its next review."""

    key = models.SlugField(max_length=60)
    title = models.CharField(max_length=120)
    category = models.CharField(max_length=24, choices=QueryCategory)
    kind = models.CharField(max_length=16, choices=QueryKind)
    question = models.TextField()
    options = models.JSONField(default=list, blank=True)
    review_on = models.DateField(null=True, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["title"]
        constraints = [
            models.UniqueConstraint(fields=["engagement", "key"], name="querytemplate_key_once"),
        ]

    def __str__(self) -> str:
        return self.title


@tracked()
class Query(EngagementOwned):
    """One question to one provider about one chart; the chart's clock rests while it is open."""

    chart = models.ForeignKey(Chart, on_delete=models.PROTECT, related_name="queries")
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="queries")
    template = models.ForeignKey(
        QueryTemplate, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=16, choices=QueryKind)
    category = models.CharField(max_length=24, choices=QueryCategory)
    title = models.CharField(max_length=120)
    state = models.CharField(max_length=12, choices=QueryState, default=QueryState.DRAFT)
    outcome = models.CharField(max_length=12, choices=QueryOutcome, blank=True)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    resend_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="resent_as"
    )
    lint = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    response_seconds = models.BigIntegerField(null=True, blank=True)
    needs_physician_review = models.BooleanField(default=False)
    provider_notified_at = models.DateTimeField(null=True, blank=True)
    provider_reminded_at = models.DateTimeField(null=True, blank=True)
    practice_notified_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "queries"
        ordering = ["due_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="query_sent_has_window",
                condition=~Q(state=QueryState.SENT)
                | Q(sent_at__isnull=False, due_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["engagement", "state", "due_at"]),
            models.Index(fields=["engagement", "provider", "state"]),
            models.Index(fields=["engagement", "chart"]),
            models.Index(fields=["engagement", "sent_at"]),
            models.Index(fields=["engagement", "closed_at"]),
        ]

    def __str__(self) -> str:
        return f"Query {self.pk}"


class QueryText(EngagementOwned):
    """An encrypted text of a query. Append-only."""

    query = models.ForeignKey(Query, on_delete=models.CASCADE, related_name="texts")
    kind = models.CharField(max_length=10, choices=TextKind)
    ciphertext = models.BinaryField()
    source = models.CharField(
        max_length=120, blank=True, help_text="Document and date an indicator is quoted from."
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["query", "id"]
        indexes = [models.Index(fields=["engagement", "query"])]

    def __str__(self) -> str:
        return f"{self.kind} of query {self.query_id}"


class QueryOption(EngagementOwned):
    """One answer offered. Text is encrypted: an option can name a diagnosis. What was offered, and
    what was chosen of it, stays.
    """

    query = models.ForeignKey(Query, on_delete=models.CASCADE, related_name="options")
    ordinal = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=OptionKind)
    ciphertext = models.BinaryField()
    supports_change = models.BooleanField(
        default=True, help_text="Choosing it changes the documentation (agreement)."
    )
    chosen = models.BooleanField(default=False)

    class Meta:
        ordering = ["query", "ordinal"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "query", "ordinal"], name="queryoption_ordinal_once"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="option_is_kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="option_is_fixed", exclude=["chosen"]),
            pgtrigger.Protect(
                name="choice_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__chosen=True),
            ),
        ]

    def __str__(self) -> str:
        return f"Option {self.ordinal} of query {self.query_id}"
