"""Who must do what to a chart now."""

from django.db import models
from django.db.models import Q

from charts.enums import Party, WorkKind, WorkState
from charts.models.chart import Chart
from charts.models.queues import WorkQueue
from engagements.enums import Side
from engagements.models import ChallengeArm, EngagementOwned, User, tracked


@tracked()
class WorkItem(EngagementOwned):
    """One piece of work on one chart. A chart is in one queue; only blind parallel coding, one
    item per side, makes two.

    `priority` orders the queue (higher first), then `due_at`. A lease past `leased_until` is
    void: the next person may take the item. `queue` is the name of `work_queue`, or the chart's
    specialty where no rule and no default gave it one. `priority_set` is a priority that a lead
    gave by hand: it stands, whatever urgency and queue would say. Rework that somebody asked for
    (`asked_at`) is due by the terms' business days of rework, all other work with its chart.
    """

    chart = models.ForeignKey(Chart, on_delete=models.CASCADE, related_name="work_items")
    kind = models.CharField(max_length=14, choices=WorkKind, default=WorkKind.CODE)
    side = models.CharField(max_length=10, choices=Side)
    queue = models.CharField(max_length=60, blank=True)
    work_queue = models.ForeignKey(
        WorkQueue, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(max_length=10, choices=WorkState, default=WorkState.OPEN)
    assignee = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    priority = models.SmallIntegerField(default=0)
    priority_set = models.SmallIntegerField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    pending_reason = models.CharField(max_length=200, blank=True)
    arm = models.ForeignKey(
        ChallengeArm, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    rerouted_from = models.CharField(
        max_length=10,
        choices=Side,
        blank=True,
        default="",
        db_default="",
        help_text="Whose it was before a rollback.",
    )
    asked_at = models.DateTimeField(
        null=True, blank=True, help_text="When the rework of a coded chart was asked for."
    )
    asked_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    asked_for = models.CharField(max_length=200, blank=True, default="", db_default="")
    opened_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-priority", "due_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "chart", "side"],
                condition=Q(state__in=[WorkState.OPEN, WorkState.LEASED, WorkState.PENDING]),
                name="workitem_one_live_per_side",
            ),
        ]
        indexes = [
            models.Index(
                fields=["engagement", "side", "-priority", "due_at", "id"],
                condition=Q(state__in=[WorkState.OPEN, WorkState.LEASED]),
                name="workitem_next",
            ),
            models.Index(fields=["engagement", "assignee", "state"], name="workitem_assignee"),
            models.Index(
                fields=["engagement", "work_queue", "-priority", "due_at", "id"],
                condition=Q(state__in=[WorkState.OPEN, WorkState.LEASED], work_queue__isnull=False),
                name="workitem_queue",
            ),
            models.Index(
                fields=["engagement", "done_at"],
                condition=Q(state=WorkState.DONE),
                name="workitem_done",
            ),
            models.Index(
                fields=["engagement", "chart"],
                condition=Q(asked_at__isnull=False),
                name="workitem_asked",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.chart_id}"


PARTY_OF_SIDE = {
    Side.VENDOR.value: Party.VENDOR.value,
    Side.PRACTICE.value: Party.IN_HOUSE.value,
    Side.AUDITOR.value: Party.AUDITOR.value,
}
