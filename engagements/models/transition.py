"""The way from draft to steady: plan, checklist, what changed when, and the bounds that hold it."""

from django.db import models
from django.db.models import F, Q

from engagements.enums import Phase, Side
from engagements.enums.transition import BoundPhase, BoundVerdict, RollbackState
from engagements.models.base import EngagementOwned, tracked
from engagements.models.contract import Document
from engagements.models.people import User


class PhaseChange(EngagementOwned):
    """One change of phase, with the gates as they stood. Append-only.

    `gates` is a list of key, title, outcome, figure, words and whether it was overridden.
    """

    transition = models.CharField(max_length=40)
    source = models.CharField(max_length=14, choices=Phase)
    target = models.CharField(max_length=14, choices=Phase)
    at = models.DateTimeField()
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    side = models.CharField(max_length=10, choices=Side)
    reason = models.TextField()
    gates = models.JSONField(default=list)
    override_reason = models.TextField(blank=True)
    acknowledged_name = models.CharField(max_length=150, blank=True)
    acknowledged_title = models.CharField(max_length=150, blank=True)
    acknowledgement = models.TextField(blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["engagement", "-at"])]

    def __str__(self) -> str:
        return f"{self.source} -> {self.target}"

    @property
    def overridden(self) -> bool:
        return bool(self.override_reason)


class PhasePlan(EngagementOwned):
    """When a phase should begin and end, in versions. Append-only: the highest version counts."""

    phase = models.CharField(max_length=14, choices=Phase)
    version = models.PositiveIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    reason = models.TextField(blank=True)
    planned_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    planned_at = models.DateTimeField()

    class Meta:
        ordering = ["phase", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "phase", "version"], name="phaseplan_version_once"
            ),
            models.CheckConstraint(
                name="phaseplan_end_after_start",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.phase} v{self.version}"


@tracked()
class PhaseChecklistItem(EngagementOwned):
    """Something to be done in a phase, with its evidence. Seeded ones carry their key."""

    phase = models.CharField(max_length=14, choices=Phase)
    key = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=200)
    detail = models.CharField(max_length=400, blank=True)
    owner = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    due_on = models.DateField(null=True, blank=True)
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    link = models.URLField(max_length=500, blank=True)
    note = models.TextField(blank=True)
    done_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    done_at = models.DateTimeField(null=True, blank=True)
    order = models.PositiveSmallIntegerField(default=100)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["phase", "order", "id"]
        indexes = [models.Index(fields=["engagement", "phase", "order"])]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "phase", "key"],
                condition=~Q(key=""),
                name="phasechecklistitem_seeded_once",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_done(self) -> bool:
        return self.done_at is not None


@tracked()
class KpiBound(EngagementOwned):
    """Between what a number must stay in a phase, over the last days; blank specialty is all."""

    kpi = models.CharField(max_length=60)
    specialty = models.CharField(max_length=60, blank=True)
    phase = models.CharField(max_length=8, choices=BoundPhase)
    lower = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    upper = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    window_days = models.PositiveSmallIntegerField()
    minimum_n = models.PositiveIntegerField()
    effective_from = models.DateField()
    effective_to = models.DateField(null=True, blank=True, help_text="Last day, inclusive.")
    reason = models.TextField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["phase", "kpi", "specialty", "effective_from"]
        indexes = [models.Index(fields=["engagement", "phase", "effective_from"])]
        constraints = [
            models.CheckConstraint(
                name="kpibound_has_a_limit",
                condition=Q(lower__isnull=False) | Q(upper__isnull=False),
            ),
            models.CheckConstraint(
                name="kpibound_lower_below_upper",
                condition=Q(lower__isnull=True) | Q(upper__isnull=True) | Q(lower__lt=F("upper")),
            ),
            models.CheckConstraint(name="kpibound_window", condition=Q(window_days__gte=1)),
            models.CheckConstraint(
                name="kpibound_end_after_start",
                condition=Q(effective_to__isnull=True) | Q(effective_to__gte=F("effective_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kpi} in {self.phase}"


class BoundReading(EngagementOwned):
    """What a bound found on a local day. Append-only; one per bound and day."""

    bound = models.ForeignKey(KpiBound, on_delete=models.PROTECT, related_name="readings")
    day = models.DateField()
    figure = models.DecimalField(max_digits=18, decimal_places=6, null=True)
    n = models.PositiveIntegerField(null=True)
    interval_lower = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    interval_upper = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    verdict = models.CharField(max_length=12, choices=BoundVerdict)
    evaluated_at = models.DateTimeField()

    class Meta:
        ordering = ["-day", "bound"]
        indexes = [models.Index(fields=["engagement", "-day"])]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "bound", "day"], name="boundreading_once_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.verdict}"


@tracked()
class RollbackProposal(EngagementOwned):
    """The proposal to take the work back in house, with its evidence. One is open at a time."""

    state = models.CharField(max_length=10, choices=RollbackState, default=RollbackState.PROPOSED)
    reason = models.TextField()
    evidence = models.JSONField(default=list)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-proposed_at", "-id"]
        indexes = [models.Index(fields=["engagement", "-proposed_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement"],
                condition=Q(state=RollbackState.PROPOSED),
                name="rollbackproposal_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"Rollback proposed on {self.proposed_at:%Y-%m-%d}"
