"""The provisions of the terms beside accuracy and turnaround.

Empty means that the contract does not say; the completeness of the terms is counted from that.
Numbers that drive gates and clocks have a default.
"""

from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from engagements.enums.agreement import PricingModel, ReportCadence, ReworkPolicy, all_services

SHARE = [MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(1))]
AT_LEAST_ONE = [MinValueValidator(1)]


class Provisions(models.Model):
    """What a contract settles, in the order of its sections."""

    # Scope
    scope_services = ArrayField(
        models.CharField(max_length=20),
        default=all_services,
        verbose_name="Services",
        help_text="What the vendor does here.",
    )
    scope_classes = ArrayField(
        models.CharField(max_length=12),
        default=list,
        blank=True,
        verbose_name="Encounter classes",
        help_text="Charts of other classes are refused at intake. None ticked: all classes.",
    )
    scope_specialties = ArrayField(
        models.CharField(max_length=60),
        default=list,
        blank=True,
        verbose_name="Specialties",
        help_text="Charts of other specialties are refused at intake. Empty: all specialties.",
    )
    # Price, rework
    pricing_model = models.CharField(
        max_length=24, choices=PricingModel, default=PricingModel.PER_CHART
    )
    included_charts = models.PositiveIntegerField(
        default=0,
        verbose_name="Charts a month that the FTE baseline covers",
        help_text="For the blended price: every further chart is paid per chart.",
    )
    fte_hours = models.PositiveSmallIntegerField(
        default=40, validators=AT_LEAST_ONE, verbose_name="One FTE is (hours a week)"
    )
    payment_days = models.PositiveSmallIntegerField(
        default=30, verbose_name="Invoices are paid within (days)"
    )
    rework_policy = models.CharField(
        max_length=16,
        choices=ReworkPolicy,
        blank=True,
        verbose_name="Rework of the vendor's errors",
    )
    rework_days = models.PositiveSmallIntegerField(
        default=5, verbose_name="Rework returned within (business days)"
    )
    rca_days = models.PositiveSmallIntegerField(
        default=10, verbose_name="Root cause of a denial within (business days)"
    )
    # Service credits
    credit_cap = models.DecimalField(
        max_digits=4,
        decimal_places=3,
        default=Decimal("0.150"),
        validators=SHARE,
        verbose_name="Service credits of a month, at most (%)",
        help_text="Of the month's fees.",
    )
    systemic_credit_share = models.DecimalField(
        max_digits=4,
        decimal_places=3,
        default=Decimal("1.000"),
        validators=SHARE,
        verbose_name="Credit for charts of a systemic error (%)",
        help_text="Of what was charged for them.",
    )
    miss_limit = models.PositiveSmallIntegerField(
        default=3, validators=AT_LEAST_ONE, verbose_name="Corrective action plan after (misses)"
    )
    miss_months = models.PositiveSmallIntegerField(
        default=6, validators=AT_LEAST_ONE, verbose_name="Misses counted over (months)"
    )
    plan_days = models.PositiveSmallIntegerField(
        default=10, validators=AT_LEAST_ONE, verbose_name="Plan submitted within (days)"
    )
    miss_ends_contract = models.BooleanField(
        default=False, verbose_name="The practice may then terminate without penalty"
    )
    # Audit rights
    independent_audit_right = models.BooleanField(
        default=False, verbose_name="The practice may have any chart audited independently"
    )
    audit_notice_days = models.PositiveSmallIntegerField(
        default=0, verbose_name="Notice of an audit (days)", help_text="0: at any time."
    )
    # Coders
    minimum_credential = models.CharField(
        max_length=120, blank=True, help_text="What every coder holds, for example CPC or CCS."
    )
    minimum_experience_months = models.PositiveSmallIntegerField(
        default=0, verbose_name="Minimum experience (months)"
    )
    probation_charts = models.PositiveIntegerField(
        default=50, verbose_name="Probation of a new coder (charts)"
    )
    probation_sample_rate = models.DecimalField(
        max_digits=4,
        decimal_places=3,
        default=Decimal("0.250"),
        validators=SHARE,
        verbose_name="Audited during probation (%)",
    )
    # Reporting
    report_cadence = models.CharField(
        max_length=20, choices=ReportCadence, blank=True, verbose_name="Reports"
    )
    report_due_days = models.PositiveSmallIntegerField(
        default=5,
        validators=AT_LEAST_ONE,
        verbose_name="Monthly and quarterly report due on business day",
        help_text="Of the month after, by the practice's calendar.",
    )
    weekly_report_due_days = models.PositiveSmallIntegerField(
        default=2,
        validators=AT_LEAST_ONE,
        verbose_name="Weekly report due on business day",
        help_text="Of the week after, by the practice's calendar. Weeks begin on Monday.",
    )
    # Worklists and clocks
    lease_hours = models.PositiveSmallIntegerField(
        default=4,
        validators=AT_LEAST_ONE,
        verbose_name="A taken chart returns to the queue after (hours)",
    )
    at_risk_hours = models.PositiveSmallIntegerField(
        default=4, validators=AT_LEAST_ONE, verbose_name="At risk when due within (hours)"
    )
    late_addendum_restarts = models.BooleanField(
        default=False, verbose_name="A late addendum restarts the vendor's clock"
    )
    query_pauses = models.PositiveSmallIntegerField(
        default=0,
        verbose_name="Queries of the vendor that stop a chart's clock, at most",
        help_text="A further query is asked all the same, and the clock goes on. 0: no limit.",
    )
    # Transition
    pilot_days = models.PositiveSmallIntegerField(
        default=15, validators=AT_LEAST_ONE, verbose_name="Pilot (days)"
    )
    skip_parallel = models.BooleanField(
        default=False, verbose_name="Go live without parallel coding"
    )
    parallel_business_days = models.PositiveSmallIntegerField(
        default=10, verbose_name="Parallel coding, at least (business days)"
    )
    parallel_minimum_charts = models.PositiveIntegerField(
        default=100, verbose_name="Parallel coding, at least (charts)"
    )
    parallel_agreement_floor = models.DecimalField(
        max_digits=4,
        decimal_places=3,
        default=Decimal("0.900"),
        validators=SHARE,
        verbose_name="Agreement in parallel coding, at least (%)",
    )
    hypercare_days = models.PositiveSmallIntegerField(
        default=60, verbose_name="Daily watch after go-live (days)"
    )
    # End
    contract_ends_on = models.DateField(null=True, blank=True, verbose_name="Contract ends on")
    auto_renews = models.BooleanField(default=False, verbose_name="Renews itself")
    renewal_notice_days = models.PositiveSmallIntegerField(
        default=60, verbose_name="Notice against renewal (days before the end)"
    )
    notice_days = models.PositiveSmallIntegerField(
        null=True, blank=True, verbose_name="Notice of termination (days)"
    )
    transition_assistance_days = models.PositiveSmallIntegerField(
        null=True, blank=True, verbose_name="Transition assistance (days)"
    )
    data_return_days = models.PositiveSmallIntegerField(
        null=True, blank=True, verbose_name="Data returned within (days)"
    )

    class Meta:
        abstract = True


# The sections of a contract: what is asked for, shown and printed together.
PROVISION_SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Scope", ("scope_services", "scope_classes", "scope_specialties")),
    (
        "Price and rework",
        (
            "pricing_model",
            "included_charts",
            "fte_hours",
            "payment_days",
            "rework_policy",
            "rework_days",
            "rca_days",
        ),
    ),
    (
        "Service credits",
        (
            "credit_cap",
            "systemic_credit_share",
            "miss_limit",
            "miss_months",
            "plan_days",
            "miss_ends_contract",
        ),
    ),
    ("Audit rights", ("independent_audit_right", "audit_notice_days")),
    (
        "Coders",
        (
            "minimum_credential",
            "minimum_experience_months",
            "probation_charts",
            "probation_sample_rate",
        ),
    ),
    ("Reports", ("report_cadence", "report_due_days", "weekly_report_due_days")),
    (
        "Worklists and clocks",
        ("lease_hours", "at_risk_hours", "late_addendum_restarts", "query_pauses"),
    ),
    (
        "Transition",
        (
            "pilot_days",
            "skip_parallel",
            "parallel_business_days",
            "parallel_minimum_charts",
            "parallel_agreement_floor",
            "hypercare_days",
        ),
    ),
    (
        "End of the contract",
        (
            "contract_ends_on",
            "auto_renews",
            "renewal_notice_days",
            "notice_days",
            "transition_assistance_days",
            "data_return_days",
        ),
    ),
)
PROVISIONS: tuple[str, ...] = tuple(name for _, names in PROVISION_SECTIONS for name in names)
