"""A risk of a specialty."""

from decimal import Decimal

from django import forms

from engagements.forms.workforce.base import WorkforceForm
from engagements.models.risk import LEAST, MOST


class RiskChangeForm(WorkforceForm):
    title = forms.CharField(max_length=120)
    check_text = forms.CharField(
        label="What to check", max_length=600, widget=forms.Textarea(attrs={"rows": 4})
    )
    weight = forms.DecimalField(
        min_value=LEAST,
        max_value=MOST,
        max_digits=4,
        decimal_places=2,
        initial=Decimal(1),
        help_text="How many times as often as an ordinary chart a weighted sample draws one.",
    )


class RiskForm(RiskChangeForm):
    specialty = forms.CharField(max_length=60, help_text="As charts carry it, such as cardiology.")
    field_order = ("specialty", "title", "check_text", "weight")
