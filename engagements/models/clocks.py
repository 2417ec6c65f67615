"""What the clocks go by besides the terms: required documents, cutoffs, complex charts.

All rows are effective-dated by the date of service: `effective_to` is the last day, inclusive.
"""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from engagements.enums import CutoffKind, DocumentType, EncounterClass
from engagements.models.base import tracked
from engagements.models.directory import Payer
from engagements.models.workforce.base import EffectiveDated, ends_after_start

MONTH_BUSINESS_DAYS = 23


@tracked()
class RecordRequirement(EffectiveDated):
    """A document without which the record of such an encounter is not complete (R24)."""

    encounter_class = models.CharField(max_length=12, choices=EncounterClass)
    document_type = models.CharField(max_length=20, choices=DocumentType)
    needs_signature = models.BooleanField(default=True)
    needs_date = models.BooleanField(default=False)

    class Meta:
        ordering = ["encounter_class", "document_type", "-effective_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "encounter_class", "document_type", "effective_from"],
                name="recordrequirement_once",
            ),
            ends_after_start("recordrequirement_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.get_encounter_class_display()}: {self.get_document_type_display()}"


@tracked()
class CutoffRule(EffectiveDated):
    """When a month's charts must be coded (R23). A blank location covers those with no rule."""

    location = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=12, choices=CutoffKind, default=CutoffKind.BUSINESS_DAY)
    business_day = models.PositiveSmallIntegerField(
        default=3, validators=[MinValueValidator(1), MaxValueValidator(MONTH_BUSINESS_DAYS)]
    )
    wall_time = models.TimeField()

    class Meta:
        ordering = ["location", "-effective_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "location", "effective_from"], name="cutoff_once"
            ),
            models.CheckConstraint(
                name="cutoff_business_day_exists",
                condition=Q(business_day__gte=1, business_day__lte=MONTH_BUSINESS_DAYS),
            ),
            ends_after_start("cutoff_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.location or 'all locations'}: {self.get_kind_display().lower()}"


@tracked()
class ComplexityRule(EffectiveDated):
    """Charts like these are complex when they arrive (R22). A rule names at least one condition:
    a blank one never matches everything.
    """

    specialty = models.CharField(max_length=60, blank=True)
    encounter_class = models.CharField(max_length=12, choices=EncounterClass, blank=True)
    payer = models.ForeignKey(
        Payer, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["specialty", "encounter_class", "-effective_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "specialty", "encounter_class", "payer", "effective_from"],
                nulls_distinct=False,
                name="complexityrule_once",
            ),
            models.CheckConstraint(
                name="complexityrule_has_a_condition",
                condition=~Q(specialty="", encounter_class="", payer__isnull=True),
            ),
            ends_after_start("complexityrule_ends_after_start"),
        ]

    def __str__(self) -> str:
        parts = [self.specialty, self.get_encounter_class_display(), str(self.payer or "")]
        return ", ".join(part for part in parts if part)
