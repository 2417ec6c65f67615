"""Credentials, the catalogue, and what charts need."""

from typing import Any

from django import forms

from engagements.enums.workforce import (
    Audience,
    ComplexityScope,
    CredentialBody,
    CredentialLevel,
    SpecialtyScope,
)
from engagements.forms.workforce.base import CoderForm, WorkforceForm, evidence_field
from engagements.models import CredentialKind


def units_field() -> forms.DecimalField:
    return forms.DecimalField(
        label="Education units earned", min_value=0, max_digits=5, decimal_places=1, initial=0
    )


class CredentialForm(CoderForm):
    kind = forms.ModelChoiceField(label="Credential", queryset=CredentialKind.objects.none())
    number = forms.CharField(label="Member or certificate number", max_length=40)
    issued_on = forms.DateField(label="Issued on")
    expires_on = forms.DateField(
        label="Expires on", required=False, help_text="Last day, inclusive. Empty: no expiry."
    )
    ceu_earned = units_field()
    ceu_required = forms.DecimalField(
        label="Education units required",
        min_value=0,
        max_digits=5,
        decimal_places=1,
        required=False,
        help_text="Empty: by the catalogue's rule for so many credentials.",
    )
    evidence = evidence_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = CredentialKind.objects.filter(engagement=self.actor.engagement, is_active=True)
        self.choose("kind", kinds)


class UnitsForm(WorkforceForm):
    ceu_earned = units_field()


class VerifyForm(WorkforceForm):
    note = forms.CharField(
        label="How it was checked",
        max_length=200,
        required=False,
        help_text="Needed where no evidence is on file.",
    )


class RevokeForm(WorkforceForm):
    on = forms.DateField(label="Does not count from", help_text="The first day without it.")
    note = forms.CharField(label="Why", max_length=200)


class KindForm(WorkforceForm):
    body = forms.ChoiceField(choices=CredentialBody.choices)
    code = forms.CharField(max_length=12)
    title = forms.CharField(max_length=120)
    level = forms.ChoiceField(choices=CredentialLevel.choices)
    ceu_cycle_years = forms.IntegerField(label="Years of a cycle", min_value=1, initial=2)
    ceu_base = forms.IntegerField(label="Units for one credential", min_value=0, initial=0)
    ceu_extra = forms.IntegerField(label="Units for each further one", min_value=0, initial=0)
    ceu_counted = forms.IntegerField(
        label="Up to how many", min_value=1, required=False, help_text="Empty: all of them."
    )
    ceu_specific = forms.IntegerField(label="Units in its own field", min_value=0, initial=0)
    is_active = forms.BooleanField(label="In use", required=False, initial=True)
    note = forms.CharField(max_length=200, required=False)


class SpecialtyRuleForm(WorkforceForm):
    scope = forms.ChoiceField(label="Is about", choices=SpecialtyScope.choices)
    specialty = forms.CharField(
        max_length=60, required=False, help_text="Exactly where the rule is about one specialty."
    )
    complexity = forms.ChoiceField(choices=ComplexityScope.choices)
    audience = forms.ChoiceField(label="Binds", choices=Audience.choices)
    codes = forms.MultipleChoiceField(
        label="Any one of", help_text="Several may be chosen; one of them is enough."
    )
    is_complex_specialty = forms.BooleanField(
        label="Complex specialty: a general credential alone does not suffice", required=False
    )
    minimum_years = forms.DecimalField(
        label="Years of experience", min_value=0, max_digits=3, decimal_places=1, required=False
    )
    effective_from = forms.DateField(label="From", help_text="Charts coded from this day on.")
    source = forms.CharField(
        max_length=200, required=False, help_text="Where it was agreed, such as terms 4.2."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = CredentialKind.objects.filter(engagement=self.actor.engagement, is_active=True)
        choices = [(kind.code, f"{kind.code}: {kind.title}") for kind in kinds]
        self.fields["codes"].choices = choices  # type: ignore[attr-defined]  # -- a choice field
        self.fields["codes"].widget.attrs["size"] = 8
