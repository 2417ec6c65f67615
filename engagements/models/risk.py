"""What is typically denied in a specialty, what to check, and how much more to look at it."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from engagements.kernel.presentation import humanize
from engagements.models.base import tracked
from engagements.models.people import User
from engagements.models.workforce.base import EffectiveDated, ends_after_start

LEAST, MOST = Decimal("0.1"), Decimal(10)


@tracked()
class SpecialtyRisk(EffectiveDated):
    """One denial risk of a specialty, from one day to another.

    A chart of a specialty without risks weighs 1 in a weighted draw; the heaviest risk in force
    is the weight of a specialty that has some.
    """

    specialty = models.CharField(max_length=60)
    key = models.SlugField(max_length=40)
    title = models.CharField(max_length=120)
    check_text = models.TextField(max_length=600, help_text="What to check, in a sentence or two.")
    weight = models.DecimalField(
        max_digits=4,
        decimal_places=2,
        default=Decimal(1),
        validators=[MinValueValidator(LEAST), MaxValueValidator(MOST)],
        help_text="How many times as often as an ordinary chart a weighted sample draws one.",
    )
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["specialty", "-weight", "title"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "specialty", "key", "effective_from"],
                name="specialtyrisk_once",
            ),
            models.CheckConstraint(
                name="specialtyrisk_weighs_something",
                condition=Q(weight__gte=LEAST) & Q(weight__lte=MOST) & ~Q(specialty=""),
            ),
            ends_after_start("specialtyrisk_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{humanize(self.specialty)}: {self.title}"
