"""The work on denials: each denying adjustment of a claim, its cause, its deadline."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from charts.models import Chart
from denials.carc import TAXONOMY, reason_of
from denials.enums import (
    Attribution,
    Confidence,
    DenialClass,
    DenialState,
    GroupCode,
    RootCause,
)
from denials.models.remittance import Adjustment, Claim
from engagements.enums import Side
from engagements.enums.agreement import Handoff
from engagements.models import EngagementOwned, Payer, User, tracked


@tracked()
class Denial(EngagementOwned):
    """The work on one denying adjustment of a claim."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="denials")
    adjustment = models.OneToOneField(Adjustment, on_delete=models.CASCADE, related_name="denial")
    chart = models.ForeignKey(
        Chart, on_delete=models.PROTECT, null=True, blank=True, related_name="denials"
    )
    coder = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    group = models.CharField(max_length=2, choices=GroupCode)
    carc = models.CharField(max_length=5)
    rarcs = ArrayField(models.CharField(max_length=8), default=list, blank=True)
    procedure = models.CharField(max_length=48, blank=True)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    denied_on = models.DateField()
    deadline_on = models.DateField(null=True, blank=True)
    root_cause_due_on = models.DateField(
        null=True, blank=True, help_text="By the terms of the day on which it was logged (R99)."
    )
    suggested_class = models.CharField(max_length=24, choices=DenialClass)
    suggested_also = ArrayField(
        models.CharField(max_length=24, choices=DenialClass), default=list, blank=True
    )
    suggested_category = models.CharField(max_length=40, blank=True)
    suggestion_confidence = models.CharField(
        max_length=6, choices=Confidence, default=Confidence.LOW
    )
    suggestion_reason = models.CharField(max_length=200, blank=True)
    root_cause = models.CharField(max_length=24, choices=RootCause, blank=True)
    root_cause_evidence = models.TextField(blank=True)
    root_cause_set_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    root_cause_set_at = models.DateTimeField(null=True, blank=True)
    owner_side = models.CharField(
        max_length=10, choices=Side, blank=True, help_text="Whose defect it is (R3)."
    )
    handoff = models.CharField(
        max_length=16, choices=Handoff, blank=True, help_text="The handoff that caused it (R3)."
    )
    attribution = models.CharField(max_length=8, choices=Attribution, blank=True)
    appeal_allowed = models.BooleanField(default=True)
    state = models.CharField(max_length=12, choices=DenialState, default=DenialState.OPEN)
    assignee = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-amount", "id"]
        indexes = [
            models.Index(fields=["engagement", "state", "-amount"]),
            models.Index(fields=["engagement", "state", "deadline_on"]),
            models.Index(fields=["engagement", "denied_on"]),
            models.Index(fields=["engagement", "assignee", "state"]),
            models.Index(fields=["engagement", "chart"]),
            models.Index(fields=["engagement", "coder", "-denied_on"], name="denial_coder"),
            models.Index(fields=["engagement", "claim"]),
            models.Index(
                fields=["engagement", "root_cause_due_on"],
                condition=models.Q(root_cause=""),
                name="denial_cause_missing",
            ),
            models.Index(
                fields=["engagement", "attribution"],
                condition=~models.Q(attribution=""),
                name="denial_attribution",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group}-{self.carc} {self.amount}"

    @property
    def is_open(self) -> bool:
        return self.state in DenialState.unresolved()

    @property
    def attributed_class(self) -> str:
        """The analyst's root cause; until it is set, the suggested class."""
        return self.root_cause or self.suggested_class

    @property
    def attributed_label(self) -> str:
        return str(RootCause(self.root_cause).label if self.root_cause else self.suggested_label)

    @property
    def suggested_label(self) -> str:
        return str(DenialClass(self.suggested_class).label)

    @property
    def label(self) -> str:
        """What the reason means, in our own words."""
        return reason_of(self.carc).label

    @property
    def category_label(self) -> str:
        return TAXONOMY.get(self.suggested_category, self.suggested_category)


@tracked()
class DeadlineRule(EngagementOwned):
    """How many days a payer gives for an appeal.

    A rule without a payer is the default. Without any rule a denial has no deadline: none is
    invented.
    """

    payer = models.ForeignKey(
        Payer, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    appeal_days = models.PositiveIntegerField(
        help_text="Calendar days from the remittance's payment date to the end of the appeal time."
    )

    class Meta:
        ordering = ["payer__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "payer"],
                name="deadlinerule_payer_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.payer or 'every other payer'}: {self.appeal_days} days"
