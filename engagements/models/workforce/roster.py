"""Who works on the account, on what, when not, and how much that makes."""

from decimal import Decimal

from django.db import models
from django.db.models import Q

from engagements.enums import Side
from engagements.enums.workforce import CoverRank, LeaveKind
from engagements.models.base import EngagementOwned, tracked
from engagements.models.people import User
from engagements.models.workforce.base import EffectiveDated, ends_after_start, one_at_a_time


@tracked()
class RosterEntry(EngagementOwned):
    """A coder's time on the account. `side` is that of the organization that employs them."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=10, choices=Side)
    joined_on = models.DateField()
    left_on = models.DateField(null=True, blank=True, help_text="Last day, inclusive.")
    leaving_reason = models.CharField(max_length=200, blank=True)
    coding_since = models.DateField(
        null=True, blank=True, help_text="Since when they have coded, for the contract's years."
    )
    weekly_hours = models.DecimalField(max_digits=4, decimal_places=1, default=Decimal(40))
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "roster entries"
        ordering = ["user__name", "-joined_on"]
        constraints = [
            ends_after_start("roster_ends_after_start", "joined_on", "left_on"),
            one_at_a_time("roster_one_at_a_time", "joined_on", "left_on"),
            models.CheckConstraint(
                name="roster_hours_of_a_week",
                condition=Q(weekly_hours__gt=0) & Q(weekly_hours__lte=80),
            ),
        ]
        indexes = [
            models.Index(fields=["engagement", "side", "joined_on"], name="roster_side"),
            models.Index(fields=["engagement", "user", "joined_on"], name="roster_user"),
        ]

    def __str__(self) -> str:
        return f"{self.user} since {self.joined_on}"


@tracked()
class SpecialtyCover(EffectiveDated):
    """A coder codes a specialty, first or when the first is away, for hours of a week."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    specialty = models.CharField(max_length=60)
    rank = models.CharField(max_length=8, choices=CoverRank)
    weekly_hours = models.DecimalField(max_digits=4, decimal_places=1, default=Decimal(0))
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["specialty", "-rank", "user__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "user", "specialty", "effective_from"], name="cover_once"
            ),
            models.CheckConstraint(name="cover_names_specialty", condition=~Q(specialty="")),
            ends_after_start("cover_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.specialty}: {self.user} ({self.rank})"


@tracked()
class LeavePeriod(EngagementOwned):
    """Whole days on which a coder takes no chart."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(help_text="Last day, inclusive.")
    kind = models.CharField(max_length=10, choices=LeaveKind, default=LeaveKind.VACATION)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-starts_on", "user__name"]
        constraints = [
            ends_after_start("leave_ends_after_start", "starts_on", "ends_on"),
            one_at_a_time("leave_one_at_a_time", "starts_on", "ends_on"),
        ]
        indexes = [models.Index(fields=["engagement", "user", "starts_on"], name="leave_user")]

    def __str__(self) -> str:
        return f"{self.user} away {self.starts_on} to {self.ends_on}"


@tracked()
class CapacityRate(EffectiveDated):
    """How many charts of a specialty an hour yields, and when volume counts as a surge."""

    specialty = models.CharField(max_length=60)
    charts_per_hour = models.DecimalField(max_digits=5, decimal_places=2)
    surge_percent = models.PositiveSmallIntegerField(
        default=150, help_text="A week's volume from this share of the usual one is a surge."
    )
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["specialty", "-effective_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "specialty", "effective_from"], name="capacityrate_once"
            ),
            models.CheckConstraint(
                name="capacityrate_positive",
                condition=Q(charts_per_hour__gt=0) & Q(surge_percent__gt=100) & ~Q(specialty=""),
            ),
            ends_after_start("capacityrate_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.specialty}: {self.charts_per_hour} charts per hour"
