"""Whose a denial is, told by both sides: named, agreed with or disputed. Kept for good."""

from django.db import models
from django.db.models import Q

from denials.enums import AttributionWord, RootCause
from denials.models.denial import Denial
from engagements.enums import Side
from engagements.enums.agreement import Handoff
from engagements.models import EngagementOwned, User


class AttributionEntry(EngagementOwned):
    """One word on a denial's attribution, with its evidence or grounds. Append-only.

    An answer repeats what it answers, so that it stays true when the cause is named anew.
    """

    denial = models.ForeignKey(Denial, on_delete=models.CASCADE, related_name="attributions")
    word = models.CharField(max_length=8, choices=AttributionWord)
    root_cause = models.CharField(max_length=24, choices=RootCause)
    owner_side = models.CharField(max_length=10, choices=Side)
    handoff = models.CharField(max_length=16, choices=Handoff)
    text = models.TextField(blank=True)
    side = models.CharField(max_length=10, choices=Side)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "attribution entries"
        ordering = ["denial", "id"]
        indexes = [models.Index(fields=["engagement", "denial"], name="attribution_denial")]
        constraints = [
            models.CheckConstraint(
                name="attribution_dispute_has_grounds",
                condition=~Q(word=AttributionWord.DISPUTED) | ~Q(text=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.word}: {self.root_cause}"
