"""The chart: one encounter to be coded. No name, birth date, MRN or note text."""

from django.db import models
from django.db.models import Q

from charts.enums import ChartState, ClockEventKind, ImportFormat, LateDocument
from engagements.enums import Complexity, EncounterClass, JobState, Urgency
from engagements.models import (
    Document,
    EngagementOwned,
    Job,
    Payer,
    Provider,
    Terms,
    User,
    tracked,
)


class ImportBatch(EngagementOwned):
    """One import of a file (or of the files of one export)."""

    format = models.CharField(max_length=4, choices=ImportFormat)
    file_names = models.JSONField(default=list)
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=JobState, default=JobState.QUEUED)
    rows = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    errors = models.PositiveIntegerField(default=0)
    error_file = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    job = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    imported_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "import batches"
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["engagement", "-created_at"])]

    def __str__(self) -> str:
        return f"Import {self.pk}"


@tracked()
class Chart(EngagementOwned):
    """One encounter. The coder works in the EHR, reached by `ehr_url`.

    `clock_started_at`, `due_at`, the cutoff and the `*_seconds` are computed from the clock events
    under `terms`. Turnaround and `paused_seconds` are in the contracted basis (elapsed or business
    seconds). `paused_since` is set while the clock stands still; `paused_elapsed_seconds` are the
    holds that are over. The elapsed parts add up: documentation lag, `paused_elapsed_seconds` and
    `vendor_elapsed_seconds` are all the time from the end of the service to coded;
    `documentation_working_seconds` is the same lag on the practice's calendar.
    """

    encounter_ref = models.CharField(max_length=64)
    ehr_url = models.URLField(max_length=500, blank=True)
    encounter_class = models.CharField(max_length=12, choices=EncounterClass)
    specialty = models.CharField(max_length=60, blank=True)
    provider = models.ForeignKey(
        Provider, on_delete=models.PROTECT, null=True, blank=True, related_name="charts"
    )
    payer = models.ForeignKey(
        Payer, on_delete=models.PROTECT, null=True, blank=True, related_name="charts"
    )
    payer_state = models.CharField(max_length=2, blank=True)
    location = models.CharField(max_length=60, blank=True)
    date_of_service = models.DateField()
    urgency = models.CharField(max_length=8, choices=Urgency, default=Urgency.ROUTINE)
    complexity = models.CharField(max_length=8, choices=Complexity, default=Complexity.STANDARD)
    billed_amount = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    state = models.CharField(max_length=10, choices=ChartState, default=ChartState.WAITING)
    terms = models.ForeignKey(
        Terms, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    documentation_complete_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    coded_at = models.DateTimeField(null=True, blank=True)
    coded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    turnaround_seconds = models.BigIntegerField(null=True, blank=True)
    paused_seconds = models.BigIntegerField(default=0)
    documentation_lag_seconds = models.BigIntegerField(null=True, blank=True)
    clock_started_at = models.DateTimeField(null=True, blank=True)
    documentation_working_seconds = models.BigIntegerField(null=True, blank=True)
    paused_elapsed_seconds = models.BigIntegerField(default=0, db_default=0)
    paused_since = models.DateTimeField(null=True, blank=True)
    vendor_elapsed_seconds = models.BigIntegerField(null=True, blank=True)
    cutoff_at = models.DateTimeField(null=True, blank=True)
    cutoff_start_by = models.DateTimeField(null=True, blank=True)
    billed_at = models.DateTimeField(null=True, blank=True)
    late_document = models.CharField(max_length=14, choices=LateDocument, blank=True, db_default="")
    batch = models.ForeignKey(
        ImportBatch, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    row_sha256 = models.CharField(max_length=64, blank=True)
    received_at = models.DateTimeField()

    class Meta:
        ordering = ["due_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "encounter_ref"], name="chart_encounter_once"
            ),
            models.CheckConstraint(
                name="chart_amount_not_negative",
                condition=Q(billed_amount__isnull=True) | Q(billed_amount__gte=0),
            ),
            models.CheckConstraint(
                name="chart_coded_has_time",
                condition=~Q(state=ChartState.CODED) | Q(coded_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["engagement", "state", "due_at"], name="chart_state_due"),
            models.Index(fields=["engagement", "due_at"], name="chart_due"),
            models.Index(fields=["engagement", "coded_at"], name="chart_coded"),
            models.Index(fields=["engagement", "received_at"], name="chart_received"),
            models.Index(
                fields=["engagement", "documentation_complete_at"], name="chart_documented"
            ),
            models.Index(
                fields=["engagement", "due_at"],
                condition=Q(coded_at__isnull=True),
                name="chart_uncoded",
            ),
            models.Index(fields=["engagement", "date_of_service"], name="chart_dos"),
            models.Index(fields=["engagement", "cutoff_at"], name="chart_cutoff"),
            models.Index(
                fields=["engagement", "late_document"],
                condition=~Q(late_document=""),
                name="chart_late_document",
            ),
            models.Index(fields=["engagement", "provider"], name="chart_provider"),
            models.Index(
                fields=["engagement", "coded_by", "coded_at"],
                condition=Q(coded_at__isnull=False),
                name="chart_coder_coded",
            ),
        ]

    def __str__(self) -> str:
        return self.encounter_ref


class ClockEvent(EngagementOwned):
    """One event of a chart's clocks. Append-only: everything else recomputes from it.

    `reference` ties pauses and resumes together ("query:17").
    """

    chart = models.ForeignKey(Chart, on_delete=models.CASCADE, related_name="clock_events")
    kind = models.CharField(max_length=24, choices=ClockEventKind)
    at = models.DateTimeField()
    reference = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["engagement", "chart", "at"])]

    def __str__(self) -> str:
        return f"{self.kind} at {self.at:%Y-%m-%d %H:%M}"
