"""Credentials: the catalogue, who holds which, and which charts ask for them."""

from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from engagements.enums.workforce import (
    Audience,
    ComplexityScope,
    CredentialBody,
    CredentialLevel,
    SpecialtyScope,
)
from engagements.models.base import EngagementOwned, tracked
from engagements.models.contract import Document
from engagements.models.people import User
from engagements.models.workforce.base import EffectiveDated, ends_after_start


@tracked()
class CredentialKind(EngagementOwned):
    """One entry of the engagement's credential catalogue. Bodies change theirs: so can we.

    Continuing education: `ceu_base` units per cycle for the first credential of the body, and
    `ceu_extra` for each further one up to `ceu_counted` of them.
    """

    body = models.CharField(max_length=10, choices=CredentialBody)
    code = models.CharField(max_length=12)
    title = models.CharField(max_length=120)
    level = models.CharField(max_length=12, choices=CredentialLevel)
    is_apprentice = models.BooleanField(
        default=False, help_text="Not yet the full credential, such as CPC-A."
    )
    ceu_cycle_years = models.PositiveSmallIntegerField(default=2)
    ceu_base = models.PositiveSmallIntegerField(default=0)
    ceu_extra = models.PositiveSmallIntegerField(default=0)
    ceu_counted = models.PositiveSmallIntegerField(null=True, blank=True)
    ceu_specific = models.PositiveSmallIntegerField(
        default=0, help_text="Units that must be in the credential's own field."
    )
    is_active = models.BooleanField(default=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["body", "code"]
        constraints = [
            models.UniqueConstraint(fields=["engagement", "code"], name="credentialkind_once"),
        ]

    def __str__(self) -> str:
        return self.code


@tracked()
class Credential(EngagementOwned):
    """One period for which a coder holds a credential. A renewal is a row of its own, so that
    a gap between two periods stays known.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    kind = models.ForeignKey(CredentialKind, on_delete=models.PROTECT, related_name="credentials")
    number = models.CharField(max_length=40)
    issued_on = models.DateField()
    expires_on = models.DateField(null=True, blank=True, help_text="Last day, inclusive.")
    revoked_on = models.DateField(null=True, blank=True)
    evidence = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    verified_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    verified_on = models.DateField(null=True, blank=True)
    verification_note = models.CharField(max_length=200, blank=True)
    ceu_earned = models.DecimalField(max_digits=5, decimal_places=1, default=Decimal(0))
    ceu_required = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["user__name", "kind__code", "-issued_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "user", "kind", "issued_on"], name="credential_period_once"
            ),
            ends_after_start("credential_ends_after_start", "issued_on", "expires_on"),
            models.CheckConstraint(
                name="credential_verified_by_somebody",
                condition=Q(verified_on__isnull=True) | Q(verified_by__isnull=False),
            ),
            models.CheckConstraint(
                name="credential_revoked_after_start",
                condition=Q(revoked_on__isnull=True) | Q(revoked_on__gte=F("issued_on")),
            ),
        ]
        indexes = [
            models.Index(fields=["engagement", "expires_on"], name="credential_expiry"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.user}"


@tracked()
class SpecialtyRule(EffectiveDated):
    """Any one of `codes` is needed for the charts the rule is about.

    The scope is always said: a blank specialty stands only beside "every chart". In a
    complex specialty neither a general nor an apprentice's credential suffices.
    """

    scope = models.CharField(max_length=10, choices=SpecialtyScope)
    specialty = models.CharField(max_length=60, blank=True)
    complexity = models.CharField(
        max_length=8, choices=ComplexityScope, default=ComplexityScope.ANY
    )
    audience = models.CharField(max_length=8, choices=Audience, default=Audience.VENDOR)
    codes = ArrayField(models.CharField(max_length=12))
    is_complex_specialty = models.BooleanField(
        default=False, help_text="A general credential alone does not suffice."
    )
    minimum_years = models.DecimalField(
        max_digits=3,
        decimal_places=1,
        null=True,
        blank=True,
        help_text="Years of experience the contract asks for.",
    )
    source = models.CharField(max_length=200, blank=True, help_text="Where this was agreed.")
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["scope", "specialty", "-effective_from"]
        constraints = [
            models.CheckConstraint(
                name="specialtyrule_says_its_scope",
                condition=Q(scope=SpecialtyScope.EVERY, specialty="")
                | (Q(scope=SpecialtyScope.SPECIALTY) & ~Q(specialty="")),
            ),
            models.CheckConstraint(
                name="specialtyrule_asks_something",
                condition=Q(codes__len__gt=0),
            ),
            ends_after_start("specialtyrule_ends_after_start"),
        ]
        indexes = [
            models.Index(fields=["engagement", "scope", "specialty"], name="specialtyrule_of"),
        ]

    def __str__(self) -> str:
        return f"{self.specialty or 'every chart'}: {' or '.join(self.codes)}"
