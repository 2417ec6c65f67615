"""Remittances as received (835), their claims, service lines and adjustments.

Patient names are in the files and are not stored; neither are the files.
"""

from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.db import models

from charts.models import Chart
from denials.enums import GroupCode
from engagements.models import EngagementOwned, Payer, User, tracked


class RemittanceFile(EngagementOwned):
    """One imported 835 file, known by its hash."""

    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    transactions = models.PositiveIntegerField(default=0)
    imported_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    imported_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-imported_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "sha256"], name="remittancefile_content_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Remittance(EngagementOwned):
    """One 835 transaction (ST to SE). Balanced: BPR02 = sum of CLP04 less PLB."""

    file = models.ForeignKey(RemittanceFile, on_delete=models.CASCADE, related_name="remittances")
    number = models.PositiveIntegerField(default=1)
    content_sha256 = models.CharField(max_length=64)
    control_number = models.CharField(max_length=20)
    trace_number = models.CharField(max_length=60, blank=True)
    payer_name = models.CharField(max_length=120, blank=True)
    payer = models.ForeignKey(
        Payer, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    payment_date = models.DateField(null=True)
    payment_amount = models.DecimalField(max_digits=14, decimal_places=2)
    claims_paid = models.DecimalField(max_digits=14, decimal_places=2)
    provider_adjustments = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    claim_count = models.PositiveIntegerField(default=0)
    service_line_count = models.PositiveIntegerField(default=0)
    denied_count = models.PositiveIntegerField(default=0)
    zero_paid_count = models.PositiveIntegerField(default=0)
    reversal_count = models.PositiveIntegerField(default=0)
    claims_balanced = models.PositiveIntegerField(default=0)
    services_balanced = models.PositiveIntegerField(default=0)
    is_balanced = models.BooleanField()
    is_test = models.BooleanField(default=False)
    verdict = models.CharField(max_length=400, blank=True)
    problems = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["-payment_date", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "content_sha256"], name="remittance_content_once"
            ),
        ]
        indexes = [models.Index(fields=["engagement", "payment_date"])]

    def __str__(self) -> str:
        return f"835 {self.control_number}"

    @property
    def is_consistent(self) -> bool:
        """Balanced at the payment, at every claim and at every service line."""
        return (
            self.is_balanced and self.claim_count == self.claims_balanced == self.services_balanced
        )

    @property
    def difference(self) -> Decimal:
        """BPR02 less (sum of CLP04 less PLB)."""
        return self.payment_amount - (self.claims_paid - self.provider_adjustments)


class ProviderAdjustment(EngagementOwned):
    """A PLB adjustment: provider level, never a denial."""

    remittance = models.ForeignKey(
        Remittance, on_delete=models.CASCADE, related_name="provider_level_adjustments"
    )
    reason = models.CharField(max_length=10)
    reference = models.CharField(max_length=60, blank=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2)

    class Meta:
        indexes = [models.Index(fields=["engagement", "remittance"])]

    def __str__(self) -> str:
        return self.reason


@tracked()
class Claim(EngagementOwned):
    """One CLP loop: a claim as the payer adjudicated it. Facts of the claims family.

    `adjudicated_on` is the remittance's payment date. `chart` and `coder` are known where CLP01
    is the encounter reference of a chart.
    """

    remittance = models.ForeignKey(Remittance, on_delete=models.CASCADE, related_name="claims")
    position = models.PositiveIntegerField()
    patient_control_number = models.CharField(max_length=64)
    payer_control_number = models.CharField(max_length=60, blank=True)
    chart = models.ForeignKey(
        Chart, on_delete=models.PROTECT, null=True, blank=True, related_name="claims"
    )
    coder = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    payer = models.ForeignKey(
        Payer, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    payer_name = models.CharField(max_length=120, blank=True)
    specialty = models.CharField(max_length=60, blank=True)
    encounter_class = models.CharField(max_length=12, blank=True)
    status = models.CharField(max_length=3)
    is_denied = models.BooleanField(default=False)
    is_reversal = models.BooleanField(default=False)
    frequency_code = models.CharField(max_length=1, blank=True)
    is_first_submission = models.BooleanField(default=True)
    reversed_by = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="reverses"
    )
    is_coding_denial = models.BooleanField(
        default=False, help_text="Root cause (or, until set, suggested class) is coding."
    )
    charge = models.DecimalField(max_digits=12, decimal_places=2)
    paid = models.DecimalField(max_digits=12, decimal_places=2)
    patient_responsibility = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    denied_amount = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    coding_denied_amount = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    adjudicated_on = models.DateField()
    service_from = models.DateField(null=True)

    class Meta:
        ordering = ["-adjudicated_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "remittance", "position"], name="claim_position_once"
            ),
        ]
        indexes = [
            models.Index(fields=["engagement", "adjudicated_on"]),
            models.Index(fields=["engagement", "patient_control_number"]),
            models.Index(fields=["engagement", "chart"]),
        ]

    def __str__(self) -> str:
        return self.patient_control_number


class ServiceLine(EngagementOwned):
    """One SVC loop of a claim."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="service_lines")
    position = models.PositiveIntegerField()
    procedure = models.CharField(max_length=48)
    modifiers = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    units = models.DecimalField(max_digits=10, decimal_places=3, null=True)
    charge = models.DecimalField(max_digits=12, decimal_places=2)
    paid = models.DecimalField(max_digits=12, decimal_places=2)
    service_date = models.DateField(null=True)

    class Meta:
        ordering = ["claim", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "claim", "position"], name="serviceline_position_once"
            ),
        ]

    def __str__(self) -> str:
        return self.procedure


class Adjustment(EngagementOwned):
    """One CAS triplet, on the claim or on a service line. All of them, not the first."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="adjustments")
    service_line = models.ForeignKey(
        ServiceLine, on_delete=models.CASCADE, null=True, blank=True, related_name="adjustments"
    )
    position = models.PositiveIntegerField()
    group = models.CharField(max_length=2, choices=GroupCode)
    carc = models.CharField(max_length=5)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    quantity = models.DecimalField(max_digits=10, decimal_places=3, null=True)
    rarcs = ArrayField(models.CharField(max_length=8), default=list, blank=True)

    class Meta:
        ordering = ["claim", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "claim", "position"], name="adjustment_position_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group}-{self.carc}"
