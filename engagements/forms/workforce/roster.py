"""The roster: joining, leaving, covers, leaves, rates."""

from django import forms

from engagements.enums.workforce import CoverRank, LeaveKind
from engagements.forms.workforce.base import CoderForm, WorkforceForm


def hours_field(**kwargs: object) -> forms.DecimalField:
    options = {"label": "Hours a week", "min_value": 0, "max_value": 80, "max_digits": 4}
    return forms.DecimalField(**(options | {"decimal_places": 1} | kwargs))  # type: ignore[arg-type]  # -- Django's own keyword arguments


class JoinForm(CoderForm):
    joined_on = forms.DateField(label="Joined the account on")
    coding_since = forms.DateField(
        label="Has coded since", required=False, help_text="Anywhere, for the contract's years."
    )
    weekly_hours = hours_field(min_value=1, initial=40)


class LeavingForm(WorkforceForm):
    left_on = forms.DateField(label="Last day on the account")
    reason = forms.CharField(max_length=200)


class CoverForm(CoderForm):
    specialty = forms.CharField(max_length=60, help_text="As charts carry it, such as cardiology.")
    rank = forms.ChoiceField(label="As", choices=CoverRank.choices)
    weekly_hours = hours_field(help_text="Of this specialty.")


class LeaveForm(CoderForm):
    starts_on = forms.DateField(label="First day")
    ends_on = forms.DateField(label="Last day")
    kind = forms.ChoiceField(choices=LeaveKind.choices)


class RateForm(WorkforceForm):
    specialty = forms.CharField(max_length=60)
    charts_per_hour = forms.DecimalField(min_value=0, max_digits=5, decimal_places=2)
    surge_percent = forms.IntegerField(
        label="A surge from (% of the usual week)", min_value=101, initial=150
    )
