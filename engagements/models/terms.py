"""The terms: versions of what was agreed, with their floors and turnaround classes."""

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
    EncounterClass,
    TermsState,
    Urgency,
    VerdictTest,
)
from engagements.models.base import EngagementOwned, tracked
from engagements.models.contract import Calendar
from engagements.models.people import User
from engagements.models.provisions import Provisions


@tracked()
class Terms(Provisions, EngagementOwned):
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
