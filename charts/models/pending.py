"""Charts that cannot go on for now, why, and who must see to it."""

from django.db import models
from django.db.models import F, Q

from charts.enums import PendingOutcome, PendingReason
from charts.models.chart import Chart
from charts.models.work import WorkItem
from engagements.enums import Side
from engagements.models import EngagementOwned, User, tracked
from engagements.roles import Role


@tracked()
class PendingRoute(EngagementOwned):
    """Who is the authority for a reason: the holders of a role, or one of them by name."""

    reason = models.CharField(max_length=30, choices=PendingReason)
    role = models.CharField(max_length=24)
    user = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["reason"]
        constraints = [
            models.UniqueConstraint(fields=["engagement", "reason"], name="pendingroute_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()}: {self.role}"


class PendingSpell(EngagementOwned):
    """One time for which a piece of work stood still: from, to, why, and who let it go on.

    `stops_clock` is decided when it begins: true where the practice owes documentation. The note
    and the answer are about the work, never about the patient.
    """

    chart = models.ForeignKey(Chart, on_delete=models.PROTECT, related_name="pending_spells")
    work_item = models.ForeignKey(WorkItem, on_delete=models.PROTECT, related_name="spells")
    side = models.CharField(max_length=10, choices=Side)
    reason = models.CharField(max_length=30, choices=PendingReason)
    note = models.CharField(max_length=200, blank=True)
    authority_side = models.CharField(max_length=10, choices=Side)
    authority_role = models.CharField(max_length=24)
    authority = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    stops_clock = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    outcome = models.CharField(max_length=12, choices=PendingOutcome, blank=True)
    resolution = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["opened_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "work_item"],
                condition=Q(closed_at__isnull=True),
                name="pendingspell_one_open",
            ),
            models.CheckConstraint(
                name="pendingspell_closed_says_how",
                condition=Q(closed_at__isnull=True) | (~Q(outcome="") & ~Q(resolution="")),
            ),
            models.CheckConstraint(
                name="pendingspell_ends_after_start",
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("opened_at")),
            ),
        ]
        indexes = [
            models.Index(fields=["engagement", "chart", "opened_at"], name="pendingspell_chart"),
            models.Index(
                fields=["engagement", "opened_at"],
                condition=Q(closed_at__isnull=True),
                name="pendingspell_open",
            ),
        ]

    @property
    def authority_words(self) -> str:
        role = Role(self.authority_role).label
        return f"{self.authority.name} ({role})" if self.authority else str(role)

    def __str__(self) -> str:
        return f"{self.get_reason_display()} since {self.opened_at:%Y-%m-%d %H:%M}"
