"""Frozen samples, audits and findings."""

import pgtrigger
from django.db import models
from django.db.models import Q

from charts.models import Chart, Coding
from engagements.enums import Side
from engagements.enums.agreement import Handoff
from engagements.models import ChallengeArm, EngagementOwned, User, tracked
from qa.enums import (
    AuditMode,
    AuditState,
    Direction,
    DiscrepancyKind,
    FindingState,
    SampleType,
    Severity,
)


class FindingCategory(models.Model):
    """The error taxonomy (R84 and DOMAIN.md 3.5). Reference data, the same for all tenants."""

    key = models.SlugField(max_length=40, unique=True)
    label = models.CharField(max_length=80)
    is_coding = models.BooleanField(default=True)
    order = models.PositiveSmallIntegerField(default=100)

    class Meta:
        verbose_name_plural = "finding categories"
        ordering = ["order", "label"]

    def __str__(self) -> str:
        return self.label


class Sample(EngagementOwned):
    """A draw from a frozen frame. Frame hash, seed and generator let anyone draw it again."""

    name = models.CharField(max_length=120)
    sample_type = models.CharField(max_length=8, choices=SampleType, default=SampleType.RANDOM)
    period_start = models.DateField()
    period_end = models.DateField()
    coder = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    specialty = models.CharField(max_length=60, blank=True)
    drawn_for = models.CharField(max_length=10, choices=Side)
    auditor = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_independent = models.BooleanField(default=False)
    frame_size = models.PositiveIntegerField()
    frame_sha256 = models.CharField(max_length=64)
    seed = models.CharField(max_length=64)
    generator = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    spares = models.PositiveIntegerField(default=0)
    purpose = models.CharField(max_length=200, blank=True)
    arm = models.ForeignKey(
        ChallengeArm, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    drawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    drawn_at = models.DateTimeField()
    locked_at = models.DateTimeField(null=True, help_text="Signed off; the vendor sees it now.")
    locked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-drawn_at", "-id"]
        indexes = [models.Index(fields=["engagement", "-drawn_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "period_start", "coder", "drawn_for"],
                condition=Q(sample_type=SampleType.RANDOM, purpose="monthly plan"),
                name="sample_monthly_once",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="draw_is_kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="draw_is_fixed", exclude=["locked_at", "locked_by"]),
            pgtrigger.Protect(
                name="sign_off_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__locked_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class FrameUnit(EngagementOwned):
    """One chart of a sample's frozen frame, in frame order. Append-only."""

    sample = models.ForeignKey(Sample, on_delete=models.CASCADE, related_name="frame")
    position = models.PositiveIntegerField()
    chart = models.ForeignKey(Chart, on_delete=models.PROTECT, related_name="+")
    coding = models.ForeignKey(Coding, on_delete=models.PROTECT, related_name="+")
    ordinal = models.PositiveIntegerField(
        null=True, help_text="Order of selection; empty when not drawn."
    )
    weight = models.DecimalField(
        max_digits=4,
        decimal_places=2,
        null=True,
        help_text="What it weighed in a weighted draw; empty where all were alike.",
    )

    class Meta:
        ordering = ["sample", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "sample", "position"], name="frameunit_position_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}"


@tracked()
class Audit(EngagementOwned):
    """One auditor's review of one attested coding.

    The counts and component flags come from the comparison, less overturned findings; they are
    never typed. `population_*` fields repeat the chart's dimensions for rollups.
    """

    sample = models.ForeignKey(
        Sample, on_delete=models.PROTECT, null=True, blank=True, related_name="audits"
    )
    ordinal = models.PositiveIntegerField(null=True)
    chart = models.ForeignKey(Chart, on_delete=models.PROTECT, related_name="+")
    coding = models.ForeignKey(Coding, on_delete=models.PROTECT, related_name="+")
    auditor_coding = models.ForeignKey(
        Coding, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    coder = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    auditor = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    side = models.CharField(max_length=10, choices=Side)
    is_independent = models.BooleanField(default=False)
    sample_type = models.CharField(max_length=8, choices=SampleType, default=SampleType.RANDOM)
    mode = models.CharField(max_length=8, choices=AuditMode, default=AuditMode.BLIND)
    state = models.CharField(max_length=12, choices=AuditState, default=AuditState.OPEN)
    specialty = models.CharField(max_length=60, blank=True)
    encounter_class = models.CharField(max_length=12, blank=True)
    replaced_reason = models.CharField(max_length=200, blank=True)
    reviewer_codes = models.PositiveIntegerField(default=0)
    coder_codes = models.PositiveIntegerField(default=0)
    correct_codes = models.PositiveIntegerField(default=0)
    extra_codes = models.PositiveIntegerField(default=0)
    union_codes = models.PositiveIntegerField(default=0)
    procedures_correct = models.BooleanField(null=True)
    diagnoses_correct = models.BooleanField(null=True)
    modifiers_correct = models.BooleanField(null=True)
    linkage_correct = models.BooleanField(null=True)
    encounter_correct = models.BooleanField(null=True)
    components_correct = models.PositiveSmallIntegerField(default=0)
    components_total = models.PositiveSmallIntegerField(default=0)
    net_codes = models.IntegerField(default=0)
    findings_total = models.PositiveSmallIntegerField(default=0)
    findings_over = models.PositiveSmallIntegerField(default=0)
    findings_under = models.PositiveSmallIntegerField(default=0)
    disputes_decided = models.PositiveSmallIntegerField(default=0)
    disputes_overturned = models.PositiveSmallIntegerField(default=0)
    payment_correct = models.BooleanField(null=True)
    payment_direction = models.CharField(max_length=8, choices=Direction, default=Direction.UNKNOWN)
    payment_effect = models.DecimalField(
        max_digits=10, decimal_places=2, null=True, help_text="Correct less billed, in dollars."
    )
    note = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "sample", "chart"], name="audit_chart_once_per_sample"
            ),
            models.CheckConstraint(
                name="audit_completed_is_scored",
                condition=~Q(state=AuditState.COMPLETED)
                | Q(completed_at__isnull=False, encounter_correct__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["engagement", "completed_at"], name="audit_completed"),
            models.Index(fields=["engagement", "created_at"], name="audit_created"),
            models.Index(fields=["engagement", "auditor", "state"], name="audit_auditor"),
            models.Index(fields=["engagement", "coder", "completed_at"], name="audit_coder"),
            models.Index(fields=["engagement", "chart"], name="audit_chart"),
        ]

    def __str__(self) -> str:
        return f"Audit {self.pk}"


@tracked()
class Finding(EngagementOwned):
    """One discrepancy of an audit, from comparison to decision."""

    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="findings")
    position = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=12, choices=DiscrepancyKind)
    component = models.CharField(max_length=10)
    fails_component = models.BooleanField(default=True)
    system = models.CharField(max_length=8)
    coder_code = models.CharField(max_length=60, blank=True)
    coder_units = models.PositiveIntegerField(default=0)
    auditor_code = models.CharField(max_length=60, blank=True)
    auditor_units = models.PositiveIntegerField(default=0)
    detail = models.CharField(max_length=200, blank=True)
    category = models.ForeignKey(
        FindingCategory, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    direction = models.CharField(max_length=8, choices=Direction, default=Direction.UNKNOWN)
    severity = models.CharField(max_length=8, choices=Severity, default=Severity.MAJOR)
    owner_side = models.CharField(
        max_length=10, choices=Side, blank=True, help_text="Whose defect it is (R3)."
    )
    handoff = models.CharField(
        max_length=16, choices=Handoff, blank=True, help_text="The handoff that caused it (R3)."
    )
    rationale = models.TextField(blank=True)
    rule_source = models.CharField(
        max_length=120, blank=True, help_text="Whose rule: CMS, AMA, a payer, and which."
    )
    state = models.CharField(max_length=10, choices=FindingState, default=FindingState.OPEN)
    response = models.TextField(blank=True)
    responded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    responded_at = models.DateTimeField(null=True)
    decision = models.TextField(blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["audit", "id"]
        indexes = [
            models.Index(fields=["engagement", "audit"]),
            models.Index(fields=["engagement", "state", "created_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.coder_code or '-'} / {self.auditor_code or '-'}"
