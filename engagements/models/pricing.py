"""Prices and service credits: rows of the terms, agreed and replaced with them."""

from decimal import Decimal

from django.db import models
from django.db.models import Q

from engagements.enums import Complexity, EncounterClass
from engagements.enums.pricing import CreditBase, RateUnit, SlaMeasure
from engagements.models.base import EngagementOwned, tracked
from engagements.models.terms import Terms


@tracked()
class Rate(EngagementOwned):
    """One price. A blank specialty, class or complexity covers those with no row of their own.

    A weekly rate holds from `from_fte` coders on; a percentage of collections is written as the
    percentage, 4.5 for 4.5 %.
    """

    terms = models.ForeignKey(Terms, on_delete=models.CASCADE, related_name="rates")
    unit = models.CharField(max_length=12, choices=RateUnit, default=RateUnit.CHART)
    label = models.CharField(max_length=60, blank=True)
    specialty = models.CharField(max_length=60, blank=True)
    encounter_class = models.CharField(max_length=12, choices=EncounterClass, blank=True)
    complexity = models.CharField(max_length=8, choices=Complexity, blank=True)
    from_fte = models.PositiveSmallIntegerField(default=1)
    amount = models.DecimalField(max_digits=10, decimal_places=4)

    class Meta:
        ordering = ["unit", "specialty", "encounter_class", "complexity", "from_fte", "label"]
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "engagement",
                    "terms",
                    "unit",
                    "label",
                    "specialty",
                    "encounter_class",
                    "complexity",
                    "from_fte",
                ],
                name="rate_once",
            ),
            models.CheckConstraint(name="rate_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="rate_tiers_are_weekly",
                condition=Q(from_fte=1) | Q(unit=RateUnit.WEEK, from_fte__gte=1),
            ),
            models.CheckConstraint(
                name="rate_of_charts_only",
                condition=Q(unit=RateUnit.CHART)
                | Q(specialty="", encounter_class="", complexity=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.covers}: {self.amount:f}"

    @property
    def price(self) -> str:
        """As it is read: $2.40, $0.0325, 4.5 %."""
        if self.unit == RateUnit.COLLECTIONS:
            return f"{self.amount.normalize():f} %"
        whole = self.amount == round(self.amount, 2)
        return f"${self.amount:,.2f}" if whole else f"${self.amount:,.4f}"

    @property
    def covers(self) -> str:
        """What the rate is for, in words."""
        if self.unit == RateUnit.WEEK:
            return f"FTE week from {self.from_fte} FTE" if self.from_fte > 1 else "FTE week"
        if self.unit == RateUnit.HOUR:
            return f"Coder hour: {self.label}" if self.label else "Coder hour"
        if self.unit == RateUnit.COLLECTIONS:
            return "Percentage of collections"
        parts = [
            self.specialty.replace("_", " ").capitalize(),
            str(self.get_encounter_class_display()) if self.encounter_class else "",
            str(self.get_complexity_display()) if self.complexity else "",
        ]
        return ", ".join(filter(None, parts)) or "All others"


@tracked()
class CreditTier(EngagementOwned):
    """From so many points below what was agreed, so much of the month's fees is credited."""

    terms = models.ForeignKey(Terms, on_delete=models.CASCADE, related_name="credit_tiers")
    measure = models.CharField(max_length=12, choices=SlaMeasure)
    base = models.CharField(max_length=10, choices=CreditBase, default=CreditBase.SPECIALTY)
    shortfall_from = models.DecimalField(max_digits=5, decimal_places=2, default=Decimal(0))
    share = models.DecimalField(max_digits=4, decimal_places=3)

    class Meta:
        ordering = ["measure", "base", "shortfall_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "terms", "measure", "base", "shortfall_from"],
                name="credittier_once",
            ),
            models.CheckConstraint(
                name="credittier_is_a_share",
                condition=Q(share__gt=0, share__lte=1, shortfall_from__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_measure_display()}, from {self.shortfall_from} points: {self.share}"
