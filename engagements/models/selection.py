"""Choosing a vendor. Control plane: the practice's organization owns it; no engagement exists."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from engagements.enums.selection import Criterion, Flag, SelectionState
from engagements.models.base import tracked
from engagements.models.baseline import MeasuredBefore
from engagements.models.people import Engagement, Organization, User


@tracked()
class Selection(models.Model):
    """A practice compares vendors. `lead` is who works on it before anybody has a role."""

    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="selections"
    )
    title = models.CharField(max_length=200)
    lead = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    specialties = models.CharField(
        max_length=300, blank=True, help_text="The encounter mix that is to be coded."
    )
    charts_per_month = models.PositiveIntegerField(null=True, blank=True)
    market_price = models.DecimalField(
        max_digits=8,
        decimal_places=2,
        null=True,
        blank=True,
        verbose_name="Market price per chart",
    )
    price_gap = models.DecimalField(
        max_digits=4,
        decimal_places=3,
        default=Decimal("0.300"),
        verbose_name="Suspiciously cheap from (% below the market)",
    )
    state = models.CharField(max_length=10, choices=SelectionState, default=SelectionState.OPEN)
    chosen = models.ForeignKey(
        "Candidate", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Named so that row security does not take it for a row of the engagement.
    resulting_engagement = models.OneToOneField(
        Engagement, on_delete=models.PROTECT, null=True, blank=True, related_name="selection"
    )
    reason = models.TextField(blank=True)
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.title


@tracked()
class Candidate(models.Model):
    """A vendor under consideration: an organization here, or only a name yet."""

    selection = models.ForeignKey(Selection, on_delete=models.PROTECT, related_name="candidates")
    name = models.CharField(max_length=200)
    vendor = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    price = models.DecimalField(
        max_digits=8, decimal_places=2, null=True, blank=True, verbose_name="Price per chart"
    )
    price_explanation = models.CharField(max_length=300, blank=True)
    note = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["selection", "name"], name="candidate_name_once")
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class CriterionScore(models.Model):
    """The answer to one criterion, and the points given for it."""

    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="scores")
    criterion = models.CharField(max_length=16, choices=Criterion)
    answer = models.CharField(max_length=20)
    points = models.PositiveSmallIntegerField()
    evidence = models.CharField(max_length=300, blank=True)
    scored_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    scored_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["candidate", "criterion"]
        constraints = [
            models.UniqueConstraint(fields=["candidate", "criterion"], name="score_once"),
            models.CheckConstraint(name="score_of_five", condition=Q(points__lte=5)),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.answer}"


@tracked()
class CandidateFlag(models.Model):
    """A red flag that somebody confirmed, beside those that follow from the answers."""

    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="flags")
    flag = models.CharField(max_length=20, choices=Flag)
    note = models.CharField(max_length=300)
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["candidate", "flag"]
        constraints = [models.UniqueConstraint(fields=["candidate", "flag"], name="flag_once")]

    def __str__(self) -> str:
        return self.get_flag_display()


@tracked()
class ReferenceCall(models.Model):
    """A conversation with a client of the vendor, along the scripted questions."""

    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="references")
    client = models.CharField(max_length=200)
    specialty = models.CharField(max_length=60)
    charts_per_month = models.PositiveIntegerField(null=True, blank=True)
    is_current = models.BooleanField(default=True)
    is_similar = models.BooleanField(default=False)
    spoke_with = models.CharField(max_length=150)
    called_on = models.DateField()
    answers = models.JSONField(default=dict)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["called_on", "id"]

    def __str__(self) -> str:
        return self.client


class SelectionBaseline(MeasuredBefore):
    """A figure taken before any conversation with a vendor; it becomes the engagement's."""

    selection = models.ForeignKey(Selection, on_delete=models.PROTECT, related_name="baselines")
    figure = models.CharField(max_length=16, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["kpi", "specialty", "category", "-recorded_at"]
        constraints = [
            models.CheckConstraint(
                name="selectionbaseline_period_in_order",
                condition=Q(period_end__gte=F("period_start")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kpi}: {self.value}"
