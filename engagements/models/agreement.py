"""What goes with the terms and the BAA: sign-offs, owners of steps, subcontractors, documents."""

from django.db import models
from django.db.models import Q

from engagements.enums import PARTY_CHOICES, DocumentKind
from engagements.enums.agreement import SignOffSubject, Step
from engagements.models.base import EngagementOwned, tracked
from engagements.models.contract import Document
from engagements.models.people import User
from engagements.models.terms import Terms
from engagements.roles import Role


class SignOff(EngagementOwned):
    """Somebody of the practice answers for an unusual choice. Append-only."""

    subject = models.CharField(max_length=24, choices=SignOffSubject)
    terms = models.ForeignKey(
        Terms, on_delete=models.PROTECT, null=True, blank=True, related_name="sign_offs"
    )
    reason = models.TextField()
    duty_role = models.CharField(
        max_length=24,
        choices=Role,
        blank=True,
        help_text="The role that answers for overpayments, where liability is acknowledged.",
    )
    covers = models.JSONField(default=list, blank=True)
    signed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    signed_role = models.CharField(max_length=24, choices=Role, blank=True)
    signed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-signed_at", "-id"]
        indexes = [models.Index(fields=["engagement", "subject", "-signed_at"])]

    def __str__(self) -> str:
        return self.get_subject_display()


class StepOwner(EngagementOwned):
    """Which side a step belongs to from a day on. Append-only; the newest row that began counts."""

    step = models.CharField(max_length=16, choices=Step)
    side = models.CharField(max_length=10, choices=PARTY_CHOICES)
    is_shared = models.BooleanField(
        default=False, help_text="The other side may act too, where work is given to it."
    )
    effective_from = models.DateField()
    reason = models.CharField(max_length=300)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["step", "-effective_from", "-id"]
        indexes = [models.Index(fields=["engagement", "step", "-effective_from"])]

    def __str__(self) -> str:
        return f"{self.get_step_display()}: {self.side} from {self.effective_from}"


@tracked()
class Subcontractor(EngagementOwned):
    """Whom the vendor lets touch PHI, where, what for, and since when bound by the same terms."""

    name = models.CharField(max_length=200)
    country = models.CharField(max_length=2, help_text="ISO 3166 code.")
    purpose = models.CharField(max_length=300)
    bound_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["engagement", "name"], name="subcontractor_once")
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class DocumentRequirement(EngagementOwned):
    """Where an engagement differs from the usual list of documents, or names their owner."""

    kind = models.CharField(max_length=20, choices=DocumentKind)
    side = models.CharField(max_length=10, choices=PARTY_CHOICES)
    owner = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_required = models.BooleanField(default=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["kind"]
        constraints = [
            models.UniqueConstraint(fields=["engagement", "kind"], name="requirement_kind_once"),
            models.CheckConstraint(
                name="requirement_is_a_document",
                condition=~Q(kind__in=["upload", "error_file", "report"]),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
