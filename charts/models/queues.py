"""Where work waits: queues, the rules that fill them, and who takes from which."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from charts.enums import MemberMode, RuleSetState
from engagements.enums import Complexity, EncounterClass, Side, Urgency
from engagements.models import EngagementOwned, User, tracked

CONDITIONS = (
    "specialties",
    "payers",
    "payer_states",
    "encounter_classes",
    "locations",
    "complexities",
    "urgencies",
)
"""The conditions of a rule. An empty one is not asked; a rule needs at least one."""


@tracked()
class WorkQueue(EngagementOwned):
    """A queue of one side. `priority` is added to the priority of the work in it.

    Of charts that are equally urgent and due within `due_band_hours` of the first, a coder who
    prefers this queue gets its charts first.
    """

    name = models.CharField(max_length=60)
    side = models.CharField(
        max_length=10, choices=[(Side.VENDOR, "Vendor"), (Side.PRACTICE, "In-house")]
    )
    priority = models.SmallIntegerField(
        default=0, help_text="Added to its charts' priority; an urgent chart has 100 by itself."
    )
    due_band_hours = models.PositiveSmallIntegerField(
        default=4,
        help_text="Its members' preference counts among charts due within so many hours.",
    )
    members_only = models.BooleanField(
        default=False, help_text="Nobody but its members gets a chart from it."
    )
    is_active = models.BooleanField(default=True)
    order = models.PositiveSmallIntegerField(default=100)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["side", "order", "name"]
        constraints = [
            models.UniqueConstraint(fields=["engagement", "side", "name"], name="workqueue_once"),
            models.CheckConstraint(name="workqueue_has_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="workqueue_priority_below_urgent",
                condition=Q(priority__gte=-50) & Q(priority__lte=50),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RuleSet(EngagementOwned):
    """One version of a side's rules: edited as a draft, put in force at once, kept for good.

    The practice's rules also say which charts stay in-house; `keeps_rest` keeps those that no
    rule names, instead of giving them to the vendor.
    """

    side = models.CharField(
        max_length=10, choices=[(Side.VENDOR, "Vendor"), (Side.PRACTICE, "In-house")]
    )
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=RuleSetState, default=RuleSetState.DRAFT)
    default_queue = models.ForeignKey(
        WorkQueue, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    keeps_rest = models.BooleanField(default=False)
    reason = models.CharField(max_length=200, blank=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    applied_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    applied_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["side", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["engagement", "side", "version"], name="ruleset_once"),
            models.UniqueConstraint(
                fields=["engagement", "side"],
                condition=Q(state=RuleSetState.DRAFT),
                name="ruleset_one_draft",
            ),
            models.UniqueConstraint(
                fields=["engagement", "side"],
                condition=Q(state=RuleSetState.IN_FORCE),
                name="ruleset_one_in_force",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_side_display()} rules, version {self.version}"


def _texts(length: int, **kwargs: Any) -> Any:
    return ArrayField(
        models.CharField(max_length=length, **kwargs), default=list, blank=True, db_default=[]
    )


class QueueRule(EngagementOwned):
    """Charts that meet all its conditions go to `queue`; the first rule that fits decides.

    A condition with several values is met by any of them. In the practice's rules no queue means
    "to the vendor".
    """

    rule_set = models.ForeignKey(RuleSet, on_delete=models.CASCADE, related_name="rules")
    queue = models.ForeignKey(
        WorkQueue, on_delete=models.PROTECT, null=True, blank=True, related_name="rules"
    )
    position = models.PositiveSmallIntegerField()
    specialties = _texts(60)
    payers = ArrayField(models.BigIntegerField(), default=list, blank=True, db_default=[])
    payer_states = _texts(2)
    encounter_classes = _texts(12, choices=EncounterClass.choices)
    locations = _texts(60)
    complexities = _texts(8, choices=Complexity.choices)
    urgencies = _texts(8, choices=Urgency.choices)

    class Meta:
        ordering = ["rule_set", "position", "id"]
        constraints = [
            models.CheckConstraint(
                name="queuerule_has_condition",
                condition=~Q(**{name: [] for name in CONDITIONS}),
            ),
        ]
        indexes = [
            models.Index(fields=["engagement", "rule_set", "position"], name="queuerule_order")
        ]

    def __str__(self) -> str:
        return f"Rule {self.position}"


@tracked()
class QueueMember(EngagementOwned):
    """A coder takes from a queue: only from such queues, or from this one first.

    `share` splits a day's charts between the queues a coder prefers: 3 and 1 give three of four
    from the first.
    """

    queue = models.ForeignKey(WorkQueue, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    mode = models.CharField(max_length=8, choices=MemberMode, default=MemberMode.PREFER)
    share = models.PositiveSmallIntegerField(
        default=1, help_text="Of the charts from preferred queues, this many parts from this one."
    )
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["queue", "user__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "queue", "user"], name="queuemember_once"
            ),
            models.CheckConstraint(name="queuemember_has_share", condition=Q(share__gte=1)),
        ]
        indexes = [models.Index(fields=["engagement", "user"], name="queuemember_user")]

    def __str__(self) -> str:
        return f"{self.user} in {self.queue}"
