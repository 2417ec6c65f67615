"""Reference data: effective-dated code sets and edits. Public releases, shared by all tenants.

CPT descriptors belong to the AMA: a CPT code's `description` stays empty here. A tenant that is
licensed loads its own as `LicensedDescriptor`.
"""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q

from charts.enums import CodeSetKind, CodeSystem, EditKind, EditService, ReferenceSystem
from engagements.models import EngagementOwned


class CodeSetRelease(models.Model):
    """One loaded release of a code set."""

    kind = models.CharField(max_length=12, choices=CodeSetKind)
    name = models.CharField(max_length=80)
    effective_on = models.DateField()
    source_sha256 = models.CharField(max_length=64)
    counts = models.JSONField(default=dict)
    loaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["kind", "-effective_on"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "name"], name="codesetrelease_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


class Code(models.Model):
    """A code, valid for dates of service from `valid_from` to `valid_to` inclusive."""

    system = models.CharField(max_length=8, choices=[*CodeSystem.choices, *ReferenceSystem.choices])
    code = models.CharField(max_length=10)
    description = models.TextField(blank=True)
    billable = models.BooleanField(default=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    release = models.ForeignKey(CodeSetRelease, on_delete=models.PROTECT, related_name="codes")
    search = SearchVectorField(null=True)

    class Meta:
        ordering = ["system", "code", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["system", "code", "valid_from"], name="code_period_once"
            ),
            models.CheckConstraint(
                name="code_ends_after_start",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            ),
        ]
        indexes = [
            models.Index(
                F("system"), OpClass("code", name="varchar_pattern_ops"), name="code_prefix"
            ),
            GinIndex(fields=["search"], name="code_search"),
        ]

    def __str__(self) -> str:
        return self.code


class CodeEdit(models.Model):
    """An NCCI pair, a unit limit or an add-on rule, with its dates.

    `service` says whose claims a pair or limit binds; `modifier_indicator` is CMS's indicator:
    of a pair whether a modifier lifts it (0 never, 1 allowed, 9 not applicable), of a limit how
    it is adjudicated (1 per line, 2 and 3 per day), of an add-on its type. An add-on rule with
    no second column names no primary: the contractor decides.
    """

    kind = models.CharField(max_length=6, choices=EditKind)
    column_1 = models.CharField(max_length=10)
    column_2 = models.CharField(max_length=10, blank=True)
    modifier_indicator = models.CharField(max_length=1, blank=True)
    max_units = models.PositiveIntegerField(null=True)
    service = models.CharField(max_length=12, choices=EditService, blank=True)
    rationale = models.CharField(max_length=80, blank=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    release = models.ForeignKey(CodeSetRelease, on_delete=models.PROTECT, related_name="edits")

    class Meta:
        indexes = [
            models.Index(fields=["kind", "column_1", "column_2"], name="codeedit_pair"),
            models.Index(fields=["kind", "column_2"], name="codeedit_second"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.column_1}/{self.column_2}"


class FeeScheduleAmount(models.Model):
    """Physician fee schedule: relative values of a code in a year."""

    code = models.CharField(max_length=10)
    modifier = models.CharField(max_length=2, blank=True)
    year = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=1, blank=True)
    total_rvu_facility = models.DecimalField(max_digits=9, decimal_places=2, null=True)
    total_rvu_non_facility = models.DecimalField(max_digits=9, decimal_places=2, null=True)
    conversion_factor = models.DecimalField(max_digits=9, decimal_places=4, null=True)
    global_days = models.CharField(max_length=3, blank=True)
    release = models.ForeignKey(CodeSetRelease, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["year", "code", "modifier"], name="fee_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.year}"


class EmBenchmark(models.Model):
    """How often physicians of a specialty bill a visit code, in one published release."""

    specialty = models.CharField(max_length=60)
    code = models.CharField(max_length=10)
    services = models.BigIntegerField()
    release = models.ForeignKey(CodeSetRelease, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["release", "specialty", "code"], name="embenchmark_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.specialty} {self.code}"


class LicensedDescriptor(EngagementOwned):
    """A descriptor a tenant is licensed to use, for itself alone."""

    system = models.CharField(max_length=8, choices=CodeSystem)
    code = models.CharField(max_length=10)
    description = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "system", "code"], name="licenseddescriptor_once"
            ),
        ]

    def __str__(self) -> str:
        return self.code
