"""What was achieved of what was agreed, month by month, and what follows when it was not."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from charts.models import Chart
from denials.models import Denial
from engagements.enums.pricing import CreditBase, SlaMeasure
from engagements.models import CreditTier, EngagementOwned, Terms, User, tracked
from qa.models import Finding
from reporting.enums import PlanState, SlaVerdict, SystemicSource, SystemicState
from reporting.models.reports import MonthlyReport


class AgreedLevel(EngagementOwned):
    """Which level of which terms something is about."""

    measure = models.CharField(max_length=12, choices=SlaMeasure)
    base = models.CharField(max_length=10, choices=CreditBase)
    specialty = models.CharField(max_length=60, blank=True)
    terms = models.ForeignKey(Terms, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True

    @property
    def subject(self) -> str:
        """Whose level it is, in words."""
        if self.base == CreditBase.ALL:
            return "all charts"
        return self.specialty.replace("_", " ") or "charts without a specialty"


class SlaResult(AgreedLevel):
    """One agreed level in one closed month, as it was judged then. Append-only.

    The figure is the one its metric gives; `tier` says what it costs when it was missed.
    """

    month = models.DateField(help_text="First day of the month.")
    kpi = models.CharField(max_length=60)
    numerator = models.BigIntegerField()
    n = models.BigIntegerField()
    value = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    lower = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    upper = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    floor = models.DecimalField(max_digits=4, decimal_places=3)
    verdict = models.CharField(max_length=14, choices=SlaVerdict)
    shortfall = models.DecimalField(max_digits=7, decimal_places=4, default=0)
    tier = models.ForeignKey(CreditTier, on_delete=models.PROTECT, null=True, related_name="+")
    report = models.ForeignKey(MonthlyReport, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-month", "measure", "base", "specialty"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "month", "measure", "base", "specialty"],
                name="slaresult_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_measure_display()}, {self.subject}, {self.month:%B %Y}"


@tracked()
class CorrectiveActionPlan(AgreedLevel):
    """What the vendor does about a level missed too often: its cause, measures, owner, end."""

    months = ArrayField(models.DateField(), help_text="The missed months that led to it.")
    state = models.CharField(max_length=10, choices=PlanState, default=PlanState.OPEN)
    opened_at = models.DateTimeField()
    submit_by = models.DateField()
    cause = models.TextField(blank=True)
    measures = models.TextField(blank=True)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    due_on = models.DateField(null=True, help_text="The measures work from this day on.")
    submitted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    remark = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "measure", "base", "specialty"],
                condition=~Q(state=PlanState.CLOSED),
                name="plan_one_open",
            ),
            models.CheckConstraint(
                name="plan_submitted_is_whole",
                condition=Q(state__in=[PlanState.OPEN, PlanState.CLOSED])
                | (~Q(cause="") & ~Q(measures="") & Q(owner__isnull=False, due_on__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"Plan {self.pk}: {self.get_measure_display()}, {self.subject}"


@tracked()
class SystemicError(EngagementOwned):
    """One cause that spoiled many charts, named by the practice, credited once for all of them."""

    title = models.CharField(max_length=120)
    cause = models.TextField()
    source = models.CharField(max_length=10, choices=SystemicSource)
    chosen_by = models.JSONField(default=dict, help_text="The filter that chose the charts.")
    state = models.CharField(max_length=10, choices=SystemicState, default=SystemicState.OPEN)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    withdrawn_reason = models.CharField(max_length=200, blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-recorded_at", "-id"]

    def __str__(self) -> str:
        return self.title


class SystemicErrorChart(EngagementOwned):
    """A chart that a systemic error spoiled, with the finding or denial that shows it."""

    error = models.ForeignKey(SystemicError, on_delete=models.CASCADE, related_name="charts")
    chart = models.ForeignKey(Chart, on_delete=models.PROTECT, related_name="+")
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, null=True, related_name="+")
    denial = models.ForeignKey(Denial, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["error", "chart"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "error", "chart"], name="systemicchart_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.error_id}: {self.chart_id}"
