"""Trials: a pilot before scaling, and two coder groups compared on one specialty."""

from django.db import models
from django.db.models import F, Q

from engagements.enums.transition import ArmKey, ChallengeState, PilotDecision, PilotState
from engagements.models.base import EngagementOwned, tracked
from engagements.models.people import User


@tracked()
class Pilot(EngagementOwned):
    """The vendor codes one specialty or location for some days; the rest stays in house.

    `report` is the exit report as it stood when the decision was taken.
    """

    name = models.CharField(max_length=120)
    specialty = models.CharField(max_length=60, blank=True)
    location = models.CharField(max_length=60, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(help_text="Last day, inclusive.")
    state = models.CharField(max_length=10, choices=PilotState, default=PilotState.OPEN)
    decision = models.CharField(max_length=6, choices=PilotDecision, blank=True)
    decision_reason = models.TextField(blank=True)
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    report = models.JSONField(default=dict, blank=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-starts_on", "-id"]
        indexes = [models.Index(fields=["engagement", "-starts_on"])]
        constraints = [
            models.CheckConstraint(
                name="pilot_end_after_start", condition=Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(
                name="pilot_has_a_scope", condition=~Q(specialty="", location="")
            ),
            models.CheckConstraint(
                name="pilot_decided_says_what",
                condition=~Q(state=PilotState.DECIDED)
                | (~Q(decision="") & Q(decided_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class Challenge(EngagementOwned):
    """Champion against challenger on one specialty, split by a fixed share.

    A chart's arm follows from `seed` and its encounter reference alone, so anyone can recompute it.
    """

    name = models.CharField(max_length=120)
    specialty = models.CharField(max_length=60)
    share = models.DecimalField(
        max_digits=4, decimal_places=3, help_text="Of the charts, to the challenger."
    )
    seed = models.CharField(max_length=64)
    starts_on = models.DateField()
    ends_on = models.DateField(help_text="Last day, inclusive.")
    state = models.CharField(max_length=10, choices=ChallengeState, default=ChallengeState.PLANNED)
    conclusion = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "specialty"],
                condition=Q(state=ChallengeState.RUNNING),
                name="challenge_one_running_per_specialty",
            ),
            models.CheckConstraint(
                name="challenge_end_after_start", condition=Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(
                name="challenge_share_inside", condition=Q(share__gt=0) & Q(share__lt=1)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ChallengeArm(EngagementOwned):
    """One of the two groups."""

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="arms")
    key = models.CharField(max_length=10, choices=ArmKey)
    name = models.CharField(max_length=80)

    class Meta:
        ordering = ["challenge", "key"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "challenge", "key"], name="challengearm_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ChallengeMember(EngagementOwned):
    """A coder of a group; in one group of a challenge only."""

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="members")
    arm = models.ForeignKey(ChallengeArm, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["arm", "user"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "challenge", "user"], name="challengemember_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.arm_id}"
