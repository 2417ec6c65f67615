"""Training on a new release of a code set, due before the release takes effect."""

from django.db import models
from django.db.models import F, Q

from engagements.enums.workforce import Audience
from engagements.models.base import EngagementOwned, tracked
from engagements.models.contract import Document
from engagements.models.people import User
from engagements.models.workforce.base import ends_after_start


@tracked()
class TrainingCampaign(EngagementOwned):
    """Who has not completed it codes no chart of the affected dates of service."""

    title = models.CharField(max_length=120)
    code_set = models.CharField(max_length=40, help_text="The release, such as CPT 2027.")
    announced_on = models.DateField()
    due_on = models.DateField(help_text="Before the first affected date of service.")
    affected_from = models.DateField(help_text="First date of service.")
    affected_to = models.DateField(
        null=True, blank=True, help_text="Last date of service; empty: until further notice."
    )
    audience = models.CharField(max_length=8, choices=Audience, default=Audience.VENDOR)
    withdrawn_on = models.DateField(null=True, blank=True)
    material = models.URLField(max_length=300, blank=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-affected_from", "title"]
        constraints = [
            models.UniqueConstraint(fields=["engagement", "title"], name="training_title_once"),
            models.CheckConstraint(
                name="training_due_before_it_takes_effect",
                condition=Q(due_on__lt=F("affected_from")),
            ),
            ends_after_start("training_ends_after_start", "affected_from", "affected_to"),
        ]

    def __str__(self) -> str:
        return self.title


@tracked()
class TrainingCompletion(EngagementOwned):
    """A coder completed a campaign, with its evidence."""

    campaign = models.ForeignKey(
        TrainingCampaign, on_delete=models.PROTECT, related_name="completions"
    )
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    completed_on = models.DateField()
    evidence = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.CharField(max_length=200, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-completed_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "campaign", "user"], name="trainingcompletion_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.campaign}"
