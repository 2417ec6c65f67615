"""The contract as rows: BAA, terms, calendars, documents."""

from decimal import Decimal

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, Q, Value

from engagements.enums import (
    AccuracyMethod,
    ClockBasis,
    Complexity,
    DocumentKind,
    EncounterClass,
    TermsState,
    Urgency,
    VerdictTest,
)
from engagements.models.base import EngagementOwned, tracked
from engagements.models.people import User
from engagements.validators import time_zone_validate


@tracked()
class Document(EngagementOwned):
    """A stored file. The name on disk is the hash; what people called it is data."""

    kind = models.CharField(max_length=20, choices=DocumentKind)
    title = models.CharField(max_length=200)
    file = models.FileField(upload_to="documents/%Y/%m/", max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    content_type = models.CharField(max_length=100)
    expires_on = models.DateField(null=True, blank=True)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-uploaded_at"]
        indexes = [models.Index(fields=["engagement", "kind", "-uploaded_at"])]

    def __str__(self) -> str:
        return self.title


@tracked()
class BusinessAssociateAgreement(EngagementOwned):
    """The BAA (45 CFR 164.504(e)). In force when signed by both sides, begun, not ended."""

    effective_on = models.DateField()
    expires_on = models.DateField(null=True, blank=True)
    breach_notice_hours = models.PositiveIntegerField(
        default=72, help_text="Hours within which the vendor reports a breach."
    )
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    practice_signatory = models.CharField(max_length=150, blank=True)
    practice_title = models.CharField(max_length=150, blank=True)
    practice_signed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    practice_signed_at = models.DateTimeField(null=True, blank=True)
    vendor_signatory = models.CharField(max_length=150, blank=True)
    vendor_title = models.CharField(max_length=150, blank=True)
    vendor_signed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    vendor_signed_at = models.DateTimeField(null=True, blank=True)
    terminated_on = models.DateField(null=True, blank=True)
    termination_reason = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "BAA"
        ordering = ["-effective_on", "-id"]
        indexes = [models.Index(fields=["engagement", "effective_on"])]
        constraints = [
            models.CheckConstraint(
                name="baa_expires_after_start",
                condition=Q(expires_on__isnull=True) | Q(expires_on__gte=F("effective_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"BAA effective {self.effective_on}"


@tracked()
class Calendar(EngagementOwned):
    """Working time of a party: weekly hours in a zone, public holidays, exceptions.

    `weekly_hours` is a list of `[weekday, "HH:MM", "HH:MM"]`, Monday = 0; a lunch break makes two.
    """

    name = models.CharField(max_length=100)
    time_zone = models.CharField(max_length=64, validators=[time_zone_validate])
    weekly_hours = models.JSONField(default=list)
    holiday_country = models.CharField(max_length=2, blank=True, help_text="ISO 3166 code.")
    holiday_subdivision = models.CharField(max_length=6, blank=True)
    is_default = models.BooleanField(default=False)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["engagement", "name"], name="calendar_name_once"),
            models.UniqueConstraint(
                fields=["engagement"], condition=Q(is_default=True), name="calendar_one_default"
            ),
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class CalendarException(EngagementOwned):
    """A day that differs: closed (no hours) or open at other hours."""

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="exceptions")
    day = models.DateField()
    name = models.CharField(max_length=100)
    hours = models.JSONField(
        default=list, blank=True, help_text='["HH:MM", "HH:MM"] pairs; none means closed.'
    )

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "calendar", "day"], name="calendarexception_day_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.name}"


@tracked()
class Terms(EngagementOwned):
    """One version of what was agreed. Charts keep the terms of the day their clock started."""

    version = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=TermsState, default=TermsState.DRAFT)
    effective_from = models.DateField()
    effective_to = models.DateField(null=True, blank=True, help_text="Last day, inclusive.")
    accuracy_method = models.CharField(
        max_length=20, choices=AccuracyMethod, default=AccuracyMethod.ENCOUNTER
    )
    verdict_test = models.CharField(
        max_length=16, choices=VerdictTest, default=VerdictTest.INTERVAL
    )
    confidence = models.DecimalField(
        max_digits=4,
        decimal_places=3,
        default=Decimal("0.900"),
        validators=[MinValueValidator(Decimal("0.5")), MaxValueValidator(Decimal("0.999"))],
        help_text="Two-sided confidence of the intervals.",
    )
    turnaround_attainment_floor = models.DecimalField(
        max_digits=4, decimal_places=3, default=Decimal("0.950")
    )
    query_window_hours = models.PositiveIntegerField(default=48)
    query_window_basis = models.CharField(
        max_length=10, choices=ClockBasis, default=ClockBasis.ELAPSED
    )
    sample_size_per_coder = models.PositiveIntegerField(
        default=30, help_text="Charts audited per coder and month."
    )
    calendar = models.ForeignKey(
        Calendar, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    proposed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    proposed_side = models.CharField(max_length=10, blank=True)
    proposed_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    accepted_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "terms"
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["engagement", "version"], name="terms_version_once"),
            models.CheckConstraint(
                name="terms_end_after_start",
                condition=Q(effective_to__isnull=True) | Q(effective_to__gte=F("effective_from")),
            ),
            # Range types on both sides: no extension is needed for the engagement's equality.
            ExclusionConstraint(
                name="terms_accepted_never_overlap",
                expressions=[
                    (
                        Func(F("engagement"), F("engagement"), Value("[]"), function="int8range"),
                        RangeOperators.OVERLAPS,
                    ),
                    (
                        Func(
                            F("effective_from"),
                            F("effective_to"),
                            Value("[]"),
                            function="daterange",
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(state=TermsState.ACCEPTED),
            ),
        ]

    def __str__(self) -> str:
        return f"Terms v{self.version}"


@tracked()
class AccuracyFloor(EngagementOwned):
    """The agreed accuracy of a specialty; a blank specialty is the default for the others."""

    terms = models.ForeignKey(Terms, on_delete=models.CASCADE, related_name="accuracy_floors")
    specialty = models.CharField(max_length=60, blank=True)
    method = models.CharField(max_length=20, choices=AccuracyMethod)
    floor = models.DecimalField(max_digits=4, decimal_places=3)
    target = models.DecimalField(max_digits=4, decimal_places=3, null=True, blank=True)

    class Meta:
        ordering = ["specialty", "method"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "terms", "specialty", "method"], name="floor_once"
            ),
            models.CheckConstraint(
                name="floor_is_a_share", condition=Q(floor__gt=0) & Q(floor__lte=1)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.specialty or 'all specialties'}: {self.floor}"


@tracked()
class TurnaroundClass(EngagementOwned):
    """The agreed hours from complete documentation to coded, by class, urgency, complexity.

    A blank class or complexity covers those with no row of their own.
    """

    terms = models.ForeignKey(Terms, on_delete=models.CASCADE, related_name="turnaround_classes")
    encounter_class = models.CharField(max_length=12, choices=EncounterClass, blank=True)
    urgency = models.CharField(max_length=8, choices=Urgency, default=Urgency.ROUTINE)
    complexity = models.CharField(max_length=8, choices=Complexity, blank=True)
    hours = models.DecimalField(max_digits=6, decimal_places=2)
    basis = models.CharField(max_length=10, choices=ClockBasis)

    class Meta:
        verbose_name_plural = "turnaround classes"
        ordering = ["encounter_class", "-urgency", "complexity"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "terms", "encounter_class", "urgency", "complexity"],
                name="turnaroundclass_once",
            ),
            models.CheckConstraint(name="turnaroundclass_positive", condition=Q(hours__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.encounter_class or 'any class'} {self.urgency}: {self.hours} h"
